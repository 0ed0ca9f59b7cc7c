"""Days and ages in pasted text: `Nov 23, 2016`, `Apr 07 '25`, `1d ago`. Read by hand, in English only."""

from __future__ import annotations

import re
from datetime import datetime

from extractor.readers._dates import MONTHS, NoSuchDay, NotAStamp

DAY = r"[A-Z][a-z]{2} [0-9]{1,2}, [0-9]{4}"
"""The form of a printed day, without captures; `day` reads what it matches."""
SHORT_DAY = r"[A-Z][a-z]{2} [0-9]{1,2} '[0-9]{2}"
"""A day whose century is left out; `day` reads it too."""
AGO = r"(?:[0-9]{1,5} ?(?:s|m|h|d|w|mo|y|(?:second|minute|hour|day|week|month|year)s?) ago|just now)"
"""An age. It tells no day without the day on which it was saved."""

_PARTS = re.compile(r"([A-Z][a-z]{2}) ([0-9]{1,2}),? (?:([0-9]{4})|'([0-9]{2}))")


def day(printed: str) -> datetime:
    """The beginning of the day that is printed. Raises NotAStamp, or NoSuchDay for a day like Feb 30."""
    match = _PARTS.fullmatch(printed)
    if match is None or match[1] not in MONTHS:
        raise NotAStamp(f"`{printed}` is not written like `Nov 23, 2016`")
    year = int(match[3] or f"20{match[4]}")
    try:
        return datetime(year, MONTHS.index(match[1]) + 1, int(match[2]))
    except ValueError:
        raise NoSuchDay(f"there is no {match[1]} {match[2]} in {year}") from None


def names_a_time(printed: str) -> bool:
    """Whether this is an age or a day; a day that the calendar lacks is one, and told when it is read."""
    try:
        day_or_age(printed)
    except NoSuchDay:
        return True
    except NotAStamp:
        return False
    return True


def day_or_age(printed: str) -> datetime | None:
    """The day that is printed; None for an age. Raises as `day` does."""
    return None if re.fullmatch(AGO, printed) else day(printed)
