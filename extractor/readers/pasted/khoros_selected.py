"""Khoros pages pasted after a browser's Select All: one header is spread over some twenty lines.

    Community Guru
    Robin K
    Member Since: Jul 9, 2015
    Mark as New
    2
    of 11
    Feb 3, 2024
    09:15:46 AM
    Edited
    Feb 3, 2024
    10:17:06 AM
    by
    Ada L
    The words of the post.
    0
    Kudos
    Reply

The richest paste: author, rank, position and times. The name after `by` is the last editor's; the author stands
above. Blank lines between these lines do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.model import Problem, Role, Source, Thread
from extractor.problems import NotUnderstood
from extractor.readers._dates import NoSuchDay, NotAStamp, stamp
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, body, lines_of, warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pasted._pasted import headless, impossible, marked, outside, short, without_end
from extractor.readers.pasted._ranks import STAFF, like_a_rank
from extractor.readers.pasted._text_dates import DAY
from extractor.text.characters import shortened

NAME = "khoros-selected"
STANDING = Standing.PROVEN
LOOKED_FOR = "lines like `2`, `of 11`, `Feb 3, 2024` and `09:15:46 AM` below each other"

_PLACE, _ALL = re.compile(r"[1-9][0-9]{0,6}"), re.compile(r"of [1-9][0-9]{0,6}")
_DAY, _TIME = re.compile(DAY), re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2} [AP]M")
_SINCE = re.compile(rf"Member Since: {DAY}")
_COUNT, _KUDOS = re.compile(r"[0-9]{1,7}"), re.compile(r"Kudos?")
_MENU = frozenset(
    (
        "mark as new",
        "bookmark",
        "subscribe",
        "mute",
        "highlight",
        "subscribe to rss feed",
        "permalink",
        "print",
        "email to a friend",
        "report inappropriate content",
    )
)
_REACH = 15
"""Lines between the author's name and the position, at most: the menu has eight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """The lines that open a post."""

    first: int
    """Index of the first of them: rank, name or menu."""
    last: int
    """Index of the last one."""
    place: int
    """Index of the position."""
    author: str | None
    certain: bool
    """False when the only name is that of whoever edited last."""
    rank: str | None
    position: int
    all: int
    printed: str
    edited: str | None
    by: str | None


def marks(source: Source) -> Marks:
    """Claims a text with at least one spread header, even when its day is impossible: then `read` says so."""
    return marked(source, LOOKED_FOR, ("of ",), lambda lines: [lines[header.place] for header in _headers(lines)])


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E105 for each impossible date, E109 when no header is there at all.

    Warnings: W106 words outside the posts, W107 names without a position, W108 empty posts, W109 posts that are
    announced and not here.
    """
    lines = lines_of(decoded(source))
    headers = _headers(lines)
    if not headers:
        raise headless(source, NAME, marks(source))
    drafts: list[Draft] = []
    refused: list[Problem] = []
    warnings: list[Problem] = []
    for number, header in enumerate(headers, 1):
        stop = headers[number].first if number < len(headers) else len(lines)
        words, votes, rest = _body(lines[header.last + 1 : stop])
        if number == len(headers):
            # Behind the last post's own buttons everything is the page's, unless another header was begun;
            # without buttons the paste was cut.
            begun = any(_SINCE.fullmatch(short(line)) for line in rest)
            words, rest = (words, rest if begun else ()) if votes is not None else without_end(words)
        try:
            drafts.append(_draft(header, words, votes, lines[header.place].number))
        except NoSuchDay as no:
            refused.append(impossible(source, lines[header.place + 2], no, "Feb 3, 2024"))
        warnings += [_placeless(source.name, line) for line in words if _SINCE.fullmatch(short(line))]
        warnings += outside(source.name, rest)
    if refused:
        raise NotUnderstood(*refused)
    return assembled(
        source,
        NAME,
        "Khoros",
        drafts,
        title=_title(lines[: headers[0].first]),
        announced=max(header.all for header in headers),
        warnings=warnings,
    )


def _headers(lines: Sequence[Line]) -> list[_Header]:
    """Every header; which line is which does not depend on blank lines between them."""
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    words = [short(lines[index]) for index in filled]
    headers: list[_Header] = []
    floor = 0
    for at in range(len(words) - 3):
        if at < floor or not (_PLACE.fullmatch(words[at]) and _ALL.fullmatch(words[at + 1])):
            continue
        printed = _stamp(words, at + 2)
        if printed is None:
            continue
        last, edited, by = _editing(words, at + 4)
        first, author, rank = _author(words, at, floor)
        headers.append(
            _Header(
                first=filled[first],
                last=filled[last - 1],
                place=filled[at],
                author=author or by,
                certain=author is not None or edited is None,
                rank=rank,
                position=int(words[at]),
                all=int(words[at + 1].removeprefix("of ")),
                printed=printed,
                edited=edited,
                by=by,
            )
        )
        floor = last
    return headers


def _stamp(words: Sequence[str], at: int) -> str | None:
    """A day and a time on two lines, as one printed time; also one whose day does not exist."""
    if at + 1 >= len(words) or not (_DAY.fullmatch(words[at]) and _TIME.fullmatch(words[at + 1])):
        return None
    printed = f"{words[at]} {words[at + 1]}"
    try:
        stamp(printed)
    except NoSuchDay:
        pass
    except NotAStamp:
        return None
    return printed


def _editing(words: Sequence[str], at: int) -> tuple[int, str | None, str | None]:
    """Where the post's words begin, when it was edited, and the name after `by`."""
    edited = None
    if at < len(words) and words[at] == "Edited":
        edited = _stamp(words, at + 1)
        at += 3 if edited else 0
    if at + 1 < len(words) and words[at] == "by":
        return at + 2, edited, words[at + 1]
    return at, edited, None


def _author(words: Sequence[str], place: int, floor: int) -> tuple[int, str | None, str | None]:
    """Where the header begins, the author and the rank; a person who left the forum has no `Member Since:`."""
    since = next((at for at in range(place - 1, max(place - _REACH, floor), -1) if _SINCE.fullmatch(words[at])), None)
    if since is None:
        first = place
        while first > floor and words[first - 1].casefold() in _MENU:
            first -= 1
        return first, None, None
    name = since - 1
    rank = words[name - 1] if name > floor else ""
    if not like_a_rank(rank) or rank == "Reply" or rank.casefold() in _MENU or _KUDOS.fullmatch(rank):
        return name, words[name], None
    first = name - 1
    # Staff ranks stand twice in some skins.
    if first > floor and words[first - 1] == rank:
        first -= 1
    return first, words[name], rank


def _body(lines: Sequence[Line]) -> tuple[Sequence[Line], int | None, Sequence[Line]]:
    """A post's words, its votes, and what stands between its buttons and the next post."""
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    words = [short(lines[index]) for index in filled]
    pairs = [at for at in range(len(words) - 1) if _COUNT.fullmatch(words[at]) and _KUDOS.fullmatch(words[at + 1])]
    with_reply = [at for at in pairs if words[at + 2 : at + 3] == ["Reply"]]
    # The page's own statistics count kudos too, without a button.
    if not pairs:
        return lines, None, ()
    at = with_reply[-1] if with_reply else pairs[0]
    rest = at + (3 if with_reply else 2)
    return lines[: filled[at]], int(words[at]), lines[filled[rest] :] if rest < len(filled) else ()


def _title(head: Sequence[Line]) -> str | None:
    """The end of the page's breadcrumb, whose steps are divided by lines with a slash."""
    words = [short(line) for line in head if line.text.strip()]
    return next((words[at + 1] for at in range(len(words) - 2, -1, -1) if words[at] == "/" and words[at + 1]), None)


def _placeless(name: str, line: Line) -> Problem:
    return warning(
        "W107",
        name,
        line.number,
        "this line looks like a header but is not: no position and time like `2`, `of 11` stand below it",
        "paste the page again if a post begins here; until then it is read as part of the post above",
        (f"found: {shortened(line.text, 100)}",),
    )


def _draft(header: _Header, words: Sequence[Line], votes: int | None, line: int) -> Draft:
    text, begins = body(words)
    edited = stamp(header.edited) if header.edited else None
    return Draft(
        text=text,
        author=header.author,
        author_certain=header.certain,
        rank=header.rank,
        role=Role.STAFF if header.rank in STAFF else Role.UNKNOWN,
        posted=stamp(header.printed),
        printed=header.printed,
        edited=edited,
        edited_by=header.by if edited else None,
        line=begins or line,
        votes=votes,
        position=header.position,
    )
