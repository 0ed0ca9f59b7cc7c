"""Khoros dates: `Mar 13, 2023 05:30:43 PM`. Without a zone, as they are printed."""

from __future__ import annotations

import re
from datetime import datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

STAMP = r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{2}:\d{2}:\d{2} [AP]M"
"""The form of a printed time, without captures; `stamp` reads what it matches."""

_PARTS = re.compile(r"([A-Z][a-z]{2}) ([0-9]{1,2}), ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([AP]M)")


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
