"""Khoros pages with their menus as bullets; a post has a day and no time, and its line stands twice.

    Kiln trips the breaker
    Nov 23, 2016 Edited Nov 24, 2016 by Robin K
    - Mark as New
    - Bookmark
    Nov 23, 2016 Edited Nov 24, 2016 by Robin K
    The words of the post.

The name after `by` is the last editor's. Where a post was edited, the author is not known for certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from extractor.model import Source, Thread
from extractor.problems import NotUnderstood
from extractor.readers._dates import NoSuchDay
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, before_the_first, body, lines_of
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pasted._pasted import headless, impossible, marked, outside, short, title_above, without_end
from extractor.readers.pasted._text_dates import DAY, day, names_a_time

NAME = "khoros-menus"
STANDING = Standing.PROVEN
EXAMPLE = "Nov 23, 2016 by Robin K"
LOOKED_FOR = f"a line like `{EXAMPLE}`, then a menu like `- Mark as New`, then the same line again"

_DATED = re.compile(rf"(?P<posted>{DAY})(?: Edited (?P<edited>{DAY}))? by (?P<name>\S.{{0,80}})")
_BULLET = re.compile(r"- \S.{0,60}|- ?/")
_MENU = "- Mark as New"


@dataclass(frozen=True, slots=True)
class _Header:
    first: int
    last: int
    printed: str
    edited: str | None
    name: str


def marks(source: Source) -> Marks:
    """Claims a text in which a dated line is followed by a menu, even when its day is impossible."""
    return marked(source, LOOKED_FOR, (" by ",), lambda lines: [lines[header.first] for header in _headers(lines)])


def read(source: Source) -> Thread:
    """The thread; its posts have days and no times. Raises NotUnderstood: E105 for impossible days, E109 no header.

    Warnings: W106 words outside the posts, W108 empty posts.
    """
    lines = lines_of(decoded(source))
    headers = _headers(lines)
    if not headers:
        raise headless(source, NAME, marks(source))
    lines, end = without_end(lines, headers[-1].last + 1)
    drafts = []
    refused = []
    for header, stop in zip(headers, [*(header.first for header in headers[1:]), len(lines)], strict=True):
        text, line = body(lines[header.last + 1 : stop])
        edited: datetime | None = None
        try:
            posted = day(header.printed)
            edited = day(header.edited) if header.edited else None
        except NoSuchDay as no:
            refused.append(impossible(source, lines[header.first], no, EXAMPLE))
            continue
        drafts.append(
            Draft(
                text=text,
                author=header.name,
                author_certain=edited is None,
                edited_by=header.name if edited else None,
                posted=posted,
                printed=header.printed,
                edited=edited,
                line=line or lines[header.last].number,
            )
        )
    if refused:
        raise NotUnderstood(*refused)
    title, head = title_above([line for line in lines[: headers[0].first] if not _BULLET.fullmatch(short(line))])
    return assembled(
        source,
        NAME,
        "Khoros",
        drafts,
        title=title,
        warnings=(*before_the_first(source.name, head), *outside(source.name, end)),
    )


def _headers(lines: Sequence[Line]) -> list[_Header]:
    headers: list[_Header] = []
    for index, line in enumerate(lines):
        if headers and index <= headers[-1].last:
            continue
        match = _DATED.fullmatch(short(line))
        if match is None or not all(names_a_time(match[part]) for part in ("posted", "edited") if match[part]):
            continue
        last = index
        while last + 1 < len(lines) and _BULLET.fullmatch(short(lines[last + 1])):
            last += 1
        again = last + 1 < len(lines) and short(lines[last + 1]) == short(line)
        menu = [short(bullet) for bullet in lines[index + 1 : last + 1]]
        if menu and (again or _MENU in menu):
            name = match["name"]
            headers.append(_Header(index, last + again, match["posted"], match["edited"], name))
    return headers
