"""Khoros threads of the older layout, in which each post carries its count and no time.

    Community Guru
    Robin K Member Since: Jul 9, 2015
    21 of 27
    The words of the post.

Staff have name and rank on one line: `Ada L Moderator Member Since: Mar 6, 2014`. A page may begin anywhere in
the thread; the announced number tells which posts are missing. Where a page was saved for printing, no post has a
count. A post's id is a digest of its author and its count, which neither an edit nor another page of the same thread
changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.model import Problem, Role, Source, Thread
from extractor.model.anchors import distinct
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, before_the_first, body, lines_of, warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pasted._pasted import blank, headless, marked, outside, short, title_above, without_end
from extractor.readers.pasted._ranks import RANKS, STAFF, like_a_rank, without_rank
from extractor.text.characters import shortened

NAME = "khoros-counted"
STANDING = Standing.PROVEN
EXAMPLE = "Robin K Member Since: Jul 9, 2015"
LOOKED_FOR = f"a line like `{EXAMPLE}`, mostly followed by one like `2 of 11`"

_SINCE = re.compile(r"(?P<name>\S.{0,120}?) Member Since: [A-Z][a-z]{2} [0-9]{1,2}, [0-9]{4}")
_COUNT = re.compile(r"(?P<count>[1-9][0-9]{0,6}) of (?P<all>[1-9][0-9]{0,6})")
_HANDLE = re.compile(r"[\w.@+-]{2,40}")
# Words of the page itself, before the first post.
_FURNITURE = frozenset(
    ("showing results for", "search instead for", "did you mean:", "reply", "cancel", "turn on suggestions", "🐈")
)


@dataclass(frozen=True, slots=True)
class _Header:
    """The lines that open a post."""

    first: int
    """Index of the first line that is no longer the post before: handle, rank or name."""
    last: int
    """Index of the line with the count, or with the name where counts are missing."""
    since: int
    """Index of the line with the name."""
    name: str
    login: str | None
    rank: str | None
    count: int | None
    all: int | None


def marks(source: Source) -> Marks:
    """Claims a text with at least one `Member Since:` line that begins with a name."""
    return marked(
        source, LOOKED_FOR, (" Member Since: ",), lambda lines: [lines[header.since] for header in _headers(lines)]
    )


def read(source: Source) -> Thread:
    """The thread; its posts have no times. Raises NotUnderstood: E109 when no post header is there.

    Warnings: W106 words outside the posts, W107 a name without the count that the others have, W108 empty posts,
    W109 posts that the count announces and the source lacks, or counts that stand twice.
    """
    lines = lines_of(decoded(source))
    headers = _headers(lines)
    if not headers:
        raise headless(source, NAME, marks(source))
    lines, end = without_end(lines, headers[-1].last + 1)
    ids = distinct([(header.name, str(header.count or "")) for header in headers]).all
    drafts = []
    warnings = []
    for header, stop, id in zip(headers, [*(header.first for header in headers[1:]), len(lines)], ids, strict=True):
        words = lines[header.last + 1 : stop]
        warnings += [_countless(source.name, line) for line in words if _SINCE.fullmatch(short(line))]
        text, line = body(words)
        drafts.append(
            Draft(
                id=id,
                text=text,
                author=header.name,
                login=header.login,
                rank=header.rank,
                role=Role.STAFF if header.rank in STAFF else Role.UNKNOWN,
                line=line or lines[header.last].number,
                position=header.count,
            )
        )
    title, before = title_above(
        [line for line in lines[: headers[0].first] if short(line).casefold() not in _FURNITURE]
    )
    return assembled(
        source,
        NAME,
        "Khoros",
        drafts,
        title=title,
        announced=max((header.all for header in headers if header.all), default=None),
        # Without counts this may be any page of the thread, and nobody is known as its asker.
        opened=headers[0].count == 1,
        warnings=(*before_the_first(source.name, before), *warnings, *outside(source.name, end)),
    )


def _headers(lines: Sequence[Line]) -> list[_Header]:
    """Every name with its count; without any count in the text, every name."""
    named = [(index, match) for index, line in enumerate(lines) if (match := _SINCE.fullmatch(short(line)))]
    counts = {index: _count(lines, index + 1) for index, _ in named}
    some = any(counts.values())
    ranks = RANKS | _unknown_ranks(lines, [index for index, since in named if not _staff(since["name"])])
    headers: list[_Header] = []
    for index, since in named:
        count = counts[index]
        if some and not count:
            continue
        floor = headers[-1].last if headers else -1
        name, beside = without_rank(since["name"])
        first, above, login = (index, None, None) if beside in STAFF else _above(lines, index, floor, ranks)
        if beside and above:
            # What looks like a rank is part of the name: the rank stands above it.
            name, beside = since["name"], None
        number, all = (int(count["count"]), int(count["all"])) if count else (None, None)
        headers.append(_Header(first, index + bool(count), index, name, login, above or beside, number, all))
    return headers


def _count(lines: Sequence[Line], index: int) -> re.Match[str] | None:
    return _COUNT.fullmatch(short(lines[index])) if index < len(lines) else None


def _staff(printed: str) -> bool:
    return without_rank(printed)[1] in STAFF


def _unknown_ranks(lines: Sequence[Line], named: Sequence[int]) -> set[str]:
    """Ranks that no list has, known by their place: the text has a blank line above every header, so what stands
    between such a line and a name is a rank. One name with other words above it, and it may be anything.
    """
    ranks = set()
    for index in named:
        rank = short(lines[index - 1]) if index else ""
        if not rank:
            continue
        handle = index > 1 and _HANDLE.fullmatch(short(lines[index - 2])) and blank(lines, index - 3)
        if not (like_a_rank(rank) and (blank(lines, index - 2) or handle)):
            return set()
        ranks.add(rank)
    return ranks


def _above(
    lines: Sequence[Line], since: int, floor: int, ranks: frozenset[str]
) -> tuple[int, str | None, str | None]:
    """Where the header begins, and the rank and the handle that stand on lines of their own above the name."""
    first = since - 1
    rank = short(lines[first]) if first > floor else ""
    if rank not in ranks:
        return since, None, None
    # An older form has the handle above the rank: one word, with a blank line or nothing above it.
    handle = short(lines[first - 1]) if first - 1 > floor else ""
    if _HANDLE.fullmatch(handle) and (first - 2 <= floor or blank(lines, first - 2)):
        return first - 1, rank, handle
    return first, rank, None


def _countless(name: str, line: Line) -> Problem:
    return warning(
        "W107",
        name,
        line.number,
        "this line looks like a header but is not: no count like `2 of 11` stands below it",
        "add the count if a post begins here; until then it is read as part of the post above",
        (f"found: {shortened(line.text, 100)}",),
    )
