"""XenForo threads as pasted text: a box about the author stands above each post.

    Robin K

    Registered Member
    Joined
    Feb 6, 2019
    Posts
    4
    Reaction score
    0
    The words of the post.

Below the box a day and a number like `#2` may stand. Both are optional; without them the posts have no times. Where a
member has no picture, the first letter of the name stands alone above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.model import Role, Source, Thread
from extractor.problems import NotUnderstood
from extractor.readers._dates import NoSuchDay
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, before_the_first, body, lines_of
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pasted._pasted import (
    blank,
    headless,
    impossible,
    marked,
    outside,
    short,
    title_above,
    without_end,
)
from extractor.readers.pasted._text_dates import DAY, day, names_a_time

NAME = "xenforo-text"
STANDING = Standing.EXPERIMENTAL
LOOKED_FOR = "a name, a blank line, a title like `Registered Member`, and lines `Joined`, `Feb 6, 2019`, `Posts`, `4`"

_NAME = re.compile(r"\S.{0,49}")
_DAY = re.compile(DAY)
_NUMBER = re.compile(r"[0-9][0-9.,]{0,9}")
_PLACE = re.compile(r"#(?P<place>[0-9]{1,6})")
_COUNTED = frozenset(
    ("Posts", "Messages", "Threads", "Solutions", "Reaction score", "Points", "Trophy points", "Age")
)
_SHOWN_LABELS = frozenset(("Location", "Website"))
_STAFF = frozenset(("Staff member", "Administrator", "Moderator", "Super Moderator"))
_BEGUN = re.compile(r"Thread starter\b")
_TITLES = 3
"""Lines between name and `Joined`, at most: the title and what the place says of its own people."""


@dataclass(frozen=True, slots=True)
class _Header:
    begin: int
    """The line of the initial that stands for a missing picture, else that of the name."""
    first: int
    last: int
    name: str
    titles: tuple[str, ...]
    printed: str | None
    place: int | None


def marks(source: Source) -> Marks:
    """Claims a text in which a name, a title and the box `Joined`, day, `Posts`, number follow each other."""
    return marked(source, LOOKED_FOR, ("Joined",), lambda lines: [lines[header.first] for header in _headers(lines)])


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E105 impossible days, E109 when no box is there.

    Warnings: W106 words outside the posts, W108 empty posts, W109 numbers that stand twice.
    """
    lines = lines_of(decoded(source))
    headers = _headers(lines)
    if not headers:
        raise headless(source, NAME, marks(source))
    lines, end = without_end(lines, headers[-1].last + 1)
    drafts = []
    refused = []
    for header, stop in zip(headers, [*(header.begin for header in headers[1:]), len(lines)], strict=True):
        text, line = body(lines[header.last + 1 : stop])
        try:
            posted = day(header.printed) if header.printed else None
        except NoSuchDay as no:
            refused.append(impossible(source, lines[header.last], no, "Feb 6, 2019"))
            continue
        drafts.append(
            Draft(
                text=text,
                author=header.name,
                rank=header.titles[0],
                role=Role.STAFF if _STAFF.intersection(header.titles) else Role.UNKNOWN,
                posted=posted,
                printed=header.printed,
                line=line or lines[header.last].number,
                position=header.place,
            )
        )
    if refused:
        raise NotUnderstood(*refused)
    title, head = _title(lines[: headers[0].begin])
    return assembled(
        source,
        NAME,
        "XenForo",
        drafts,
        title=title,
        warnings=(*before_the_first(source.name, head), *outside(source.name, end)),
    )


def _title(lines: Sequence[Line]) -> tuple[str | None, Sequence[Line]]:
    """The thread's title, above who began it and when, and what else stands above the first post."""
    rows = [line for line in lines if line.text.strip()]
    begun = next((place for place, line in enumerate(rows) if _BEGUN.match(short(line))), None)
    if not begun:
        return title_above(lines)
    # Paths and tabs above the title, and its starter, day, tags and page numbers below, are no words of anybody.
    return rows[begun - 1].text.strip(), ()


def _headers(lines: Sequence[Line]) -> list[_Header]:
    headers = []
    for index in range(len(lines)):
        if short(lines[index]) != "Joined":
            continue
        name, titles = _above(lines, index)
        last = _box(lines, index)
        if name is None or last is None:
            continue
        end, printed, place = _numbered(lines, last)
        headers.append(_Header(_initial(lines, name), name, end, short(lines[name]), titles, printed, place))
    return headers


def _above(lines: Sequence[Line], joined: int) -> tuple[int | None, tuple[str, ...]]:
    """Where the name stands, and the titles below it."""
    first = joined
    while joined - first < _TITLES and not blank(lines, first - 1):
        first -= 1
    titles = tuple(short(line) for line in lines[first:joined])
    name = first - 2
    if not titles or not blank(lines, first - 1) or blank(lines, name) or not _NAME.fullmatch(short(lines[name])):
        return None, ()
    return (name, titles) if blank(lines, name - 1) or _initial(lines, name) == name - 1 else (None, ())


def _initial(lines: Sequence[Line], name: int) -> int:
    """The line above a name that has its first letter alone, for a missing picture; the name's own if none has."""
    above = name - 1
    while above >= 0 and name - above < 3 and blank(lines, above):
        above -= 1
    letter = short(lines[above]) if above >= 0 else ""
    return above if len(letter) == 1 and letter.casefold() == short(lines[name])[:1].casefold() else name


def _box(lines: Sequence[Line], joined: int) -> int | None:
    """The last line of the box that begins here; None when it is no box."""
    if joined + 1 >= len(lines) or not _DAY.fullmatch(short(lines[joined + 1])):
        return None
    last = joined + 1
    counted = 0
    while last + 2 < len(lines):
        label, value = short(lines[last + 1]), short(lines[last + 2])
        if label in _COUNTED and _NUMBER.fullmatch(value):
            counted += 1
        elif label not in _SHOWN_LABELS or not value:
            break
        last += 2
    return last if counted else None


def _numbered(lines: Sequence[Line], last: int) -> tuple[int, str | None, int | None]:
    """The header's end with the post's day and number, where they stand below the box."""
    filled = [index for index in range(last + 1, min(last + 5, len(lines))) if not blank(lines, index)][:2]
    if len(filled) < 2 or not _DAY.fullmatch(short(lines[filled[0]])):
        return last, None, None
    place = _PLACE.fullmatch(short(lines[filled[1]]))
    printed = short(lines[filled[0]])
    if place is None or not names_a_time(printed):
        return last, None, None
    return filled[1], printed, int(place["place"]) or None
