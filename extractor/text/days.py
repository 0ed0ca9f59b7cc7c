"""Days and times in words, as a language writes them: by Babel, which has the months of every language from Unicode's
CLDR."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_time, get_datetime_format

from extractor.language import DEFAULT

SHORT = {"en": "d MMM y"}
"""How a day is written for everybody who reads a language; English writes it in two orders, of which one must be
chosen. Other languages have one, and CLDR knows it."""
MONTHS = "yMMMM"
"""A month, as CLDR names the parts of a day: `March 2019`."""
HOURS = {"en": "HH:mm"}
"""The same for a time of the day: English counts to twelve or to twenty-four."""


def day(value: datetime | date, language: str = DEFAULT) -> str:
    """A day as pages print it: `3 May 2019`. Of a time, the day that it shows in its own zone.

    `language` is a code as Babel writes it: `de`, `de_AT`.
    """
    return _day(date(value.year, value.month, value.day), language)


def month(value: datetime | date, language: str = DEFAULT) -> str:
    """A month with its year: `March 2019`."""
    return _month(date(value.year, value.month, 1), language)


def clock(value: datetime, language: str = DEFAULT) -> str:
    """Hours and minutes as they show in the time's own zone: `09:15`."""
    return _clock(time(value.hour, value.minute), language)


def moment(value: datetime, language: str = DEFAULT) -> str:
    """A day with its time: `3 May 2019, 09:15`."""
    return _joined(language).format(clock(value, language), day(value, language))


@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    return format_date(value, SHORT.get(_spoken(language), "medium"), locale=language)


@lru_cache(maxsize=1024)
def _month(value: date, language: str) -> str:
    return str(format_skeleton(MONTHS, value, locale=language))


@lru_cache(maxsize=4096)
def _clock(value: time, language: str) -> str:
    return format_time(value, HOURS.get(_spoken(language), "short"), locale=language)


@lru_cache(maxsize=64)
def _joined(language: str) -> str:
    """How a time stands beside its day, with places for the two."""
    return str(get_datetime_format("medium", locale=language))


def _spoken(language: str) -> str:
    """The language without its region."""
    return language.partition("_")[0]
