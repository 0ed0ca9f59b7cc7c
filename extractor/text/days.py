"""Days in words, as a language writes them: by Babel, which has the months of every language from Unicode's CLDR."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from extractor.language import DEFAULT

SHORT = {"en": "d MMM y"}
"""How a day is written for everybody who reads a language; English writes it in two orders, of which one must be
chosen. Other languages have one, and CLDR knows it."""


def day(value: datetime | date, language: str = DEFAULT) -> str:
    """A day as pages print it: `3 May 2019`. Of a time, the day that it shows in its own zone."""
    return _day(date(value.year, value.month, value.day), language)


@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    return format_date(value, SHORT.get(language, "medium"), locale=language)
