"""Printed times: the stamp of Khoros by hand, those of other forums and languages by a library."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from extractor.text.characters import folded

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

STAMP = r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{2}:\d{2}:\d{2} [AP]M"
"""The form of a printed time, without captures; `stamp` reads what it matches."""

_PARTS = re.compile(r"([A-Z][a-z]{2}) ([0-9]{1,2}), ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([AP]M)")


# What forums put around a time: » Mon, 3. May « | · •
_ORNAMENT = re.compile("[»«|·•\u200e\u200f]+")


# `04-may-2010` as some languages of vBulletin write it: a hyphen there is no minus and no range.
_JOINED = re.compile(r"(?<=\d)-(?P<month>[^\W\d_]{3,10})\.?-(?=\d{4})")


class NotAStamp(ValueError):
    """It has the form of a time and is none: no such month, hour or minute. The message says which."""


class NoSuchDay(ValueError):
    """Everything is right but the day, which the calendar does not have."""


def stamp(printed: str) -> datetime:
    """The time that is printed. Raises NotAStamp, or NoSuchDay for a day like Feb 30.

    Read by hand: `strptime` knows the months of the reader's language only.
    """
    match = _PARTS.fullmatch(printed)
    if not match:
        raise NotAStamp(f"`{printed}` is not written like `Mar 13, 2023 05:30:43 PM`")
    month, day, year, hour, minute, second, half = match.groups()
    if month not in MONTHS:
        raise NotAStamp(f"`{month}` is no month; they are {', '.join(MONTHS)}")
    if not 1 <= int(hour) <= 12:
        raise NotAStamp(f"the hour is {hour}, and with {half} it goes from 01 to 12")
    if int(minute) > 59 or int(second) > 59:
        raise NotAStamp(f"`{hour}:{minute}:{second}` is no time")
    try:
        date = datetime(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        raise NoSuchDay(f"there is no {month} {day} in {year}") from None
    return date.replace(hour=int(hour) % 12 + (12 if half == "PM" else 0), minute=int(minute), second=int(second))


# Without a page's own date nothing relative can be read; this one only fills what REQUIRE_PARTS then refuses.
_NO_BASE = datetime(2000, 1, 1)
# The order in which languages are tried on a page that names none.
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "cs", "ru")


@lru_cache(maxsize=4096)
def printed_time(printed: str, language: str | None = None, base: datetime | None = None) -> datetime | None:
    """A time as a forum prints it, in any of many languages; None when it cannot be read.

    `language` is the page's own, like `de` or `en-GB`; it decides between 3/5 and 5/3. `base` is the time at which
    the page was saved: without it `Yesterday at 5:12 PM` is not read. The result has a zone only if one is printed.
    """
    text = _JOINED.sub(r" \g<month> ", _ORNAMENT.sub(" ", folded(printed)[:80]).strip())
    if not any(letter.isdigit() for letter in text) and base is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    # It costs a third of a second to import, and most formats print ISO times.
    import dateparser

    parts = (language or "").replace("_", "-").split("-")
    known = [parts[0].lower()] if parts[0] else []
    region = f"{parts[0].lower()}-{parts[1].upper()}" if len(parts) > 1 else None
    settings = {
        "RELATIVE_BASE": base or _NO_BASE,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"] if base is None else ["relative-time", "absolute-time"],
        "PREFER_DATES_FROM": "past",
        "NORMALIZE": True,
    }
    others = [code for code in _LANGUAGES if code not in known]
    for locales, languages in (([region] if region else None, None), (None, known), (None, others)):
        if not locales and not languages:
            continue
        try:
            moment = dateparser.parse(text, locales=locales, languages=languages, settings=settings)
        except (ValueError, OverflowError, RecursionError):
            # A locale it does not know, or a number no calendar has.
            continue
        if isinstance(moment, datetime):
            return moment
    return None
