"""Reddit threads as their text-only mirrors (Redlib and others) show them.

    r/kilns Apr 07 '25

    Kiln trips the breaker

    The words of the question.

    4 Upvotes

    2 comments sorted by

    3

    u/robin_k Apr 07 '25

    The words of a comment.

A number above a comment is its score, and may be missing. The asker is named only where the first line has
`r/kilns • u/maren_t • 1d ago`. Ages without a day are kept as printed. Which comment answers which is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.model import Problem, Source, Stage, Thread
from extractor.problems import NotUnderstood
from extractor.readers._dates import NoSuchDay
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, before_the_first, body, lines_of
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pasted._pasted import headless, impossible, marked, outside, short
from extractor.readers.pasted._text_dates import AGO, SHORT_DAY, day_or_age, names_a_time

NAME = "redlib"
STANDING = Standing.PROVEN
EXAMPLE = "u/robin_k Apr 07 '25"
LOOKED_FOR = f"lines like `r/kilns Apr 07 '25` or `{EXAMPLE}`"

_WHEN = rf"(?P<when>{SHORT_DAY}|{AGO})"
_PERSON = r"u/(?P<name>\[deleted\]|[\w-]{1,30})"
_HEAD = re.compile(rf"r/\w{{2,30}} (?:• )?(?:{_PERSON} (?:• )?)?{_WHEN}")
_COMMENT = re.compile(rf"{_PERSON}(?: (?:OP|MOD|ADMIN))? (?:• )?{_WHEN}")
_UPVOTES = re.compile(r"(?P<votes>-?[0-9][0-9.,]{0,6}k?|•) Upvotes?")
_SORTED = re.compile(r"(?P<many>[0-9][0-9.,]{0,6}k?) comments? sorted by\b.{0,60}")
_SCORE = re.compile(r"-?[0-9][0-9.,]{0,6}k?|•|\[?[Ss]core hidden\]?")


@dataclass(frozen=True, slots=True)
class _Header:
    first: int
    last: int
    name: str | None
    printed: str
    votes: int | None
    opens: bool


def marks(source: Source) -> Marks:
    """Claims a text with a head and what follows one, or with two comments when the head was cut away."""
    return marked(source, LOOKED_FOR, ("r/", "u/"), lambda lines: [lines[header.last] for header in _headers(lines)])


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E105 impossible days, E109 when no header is there or several threads are.

    Warnings: W106 words outside the posts, W108 empty posts, W109 comments that are announced and not here.
    """
    lines = lines_of(decoded(source))
    headers = _headers(lines)
    if not headers:
        raise headless(source, NAME, marks(source))
    heads = [header for header in headers if header.opens]
    if len(heads) > 1:
        raise NotUnderstood(_listing(source, [lines[header.last] for header in heads]))
    announced = next((many for many in map(_announced, lines) if many is not None), None)
    drafts: list[Draft] = []
    part: Sequence[Line]
    refused: list[Problem] = []
    warnings = before_the_first(source.name, lines[: headers[0].first])
    title = None
    for header, stop in zip(headers, [*(header.first for header in headers[1:]), len(lines)], strict=True):
        part = lines[header.last + 1 : stop]
        votes = header.votes
        if header.opens:
            title, votes, part, rest = _opening(part)
            warnings += outside(source.name, rest)
        text, line = body(part)
        try:
            posted = day_or_age(header.printed)
        except NoSuchDay as no:
            refused.append(impossible(source, lines[header.last], no, EXAMPLE))
            continue
        drafts.append(
            Draft(
                text=text,
                author=header.name,
                posted=posted,
                printed=header.printed,
                line=line or lines[header.last].number,
                votes=votes,
            )
        )
    if refused:
        raise NotUnderstood(*refused)
    return assembled(
        source,
        NAME,
        "Reddit",
        drafts,
        title=title,
        announced=announced,
        opened=headers[0].opens,
        warnings=warnings,
    )


def _headers(lines: Sequence[Line]) -> list[_Header]:
    headers: list[_Header] = []
    for index, line in enumerate(lines):
        text = short(line)
        head = _HEAD.fullmatch(text)
        match = head or _COMMENT.fullmatch(text)
        if match is None or not names_a_time(match["when"]):
            continue
        floor = headers[-1].last if headers else -1
        first, votes = (index, None) if head else _score_above(lines, index, floor)
        name = match["name"] if match["name"] != "[deleted]" else None
        headers.append(_Header(first, index, name, match["when"], votes, opens=bool(head)))
    follows = len(headers) > 1 or any(
        _SORTED.fullmatch(short(line)) or _UPVOTES.fullmatch(short(line)) for line in lines
    )
    return headers if follows else []


def _score_above(lines: Sequence[Line], index: int, floor: int) -> tuple[int, int | None]:
    """Where a comment's header begins, and its score, which stands alone above the name."""
    above = index - 1
    while above > floor and not lines[above].text.strip():
        above -= 1
    if above <= floor or not _SCORE.fullmatch(short(lines[above])):
        return index, None
    return above, _whole(short(lines[above]))


def _whole(printed: str) -> int | None:
    """A number that is printed in full; `1.2k` is none."""
    digits = printed.replace(",", "")
    return int(digits) if re.fullmatch(r"-?[0-9]{1,7}", digits) else None


def _announced(line: Line) -> int | None:
    match = _SORTED.fullmatch(short(line))
    many = _whole(match["many"]) if match else None
    return None if many is None else many + 1


def _opening(part: Sequence[Line]) -> tuple[str | None, int | None, Sequence[Line], Sequence[Line]]:
    """Title, votes and lines of the opening post, and what stands below them before the first comment."""
    votes = None
    stop = after = len(part)
    for index, line in enumerate(part):
        upvotes, comments = _UPVOTES.fullmatch(short(line)), _SORTED.fullmatch(short(line))
        if upvotes:
            votes = _whole(upvotes["votes"])
        if upvotes or comments:
            stop, after = min(stop, index), index + 1
        if comments:
            break
    begins = next((index for index, line in enumerate(part[:stop]) if line.text.strip()), None)
    if begins is None:
        return None, votes, (), part[after:]
    return part[begins].text.strip(), votes, part[begins + 1 : stop], part[after:]


def _listing(source: Source, heads: Sequence[Line]) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E109",
        file=source.name,
        place=f"line {heads[1].number}",
        cause=f"this is a list of {len(heads)} threads, not one thread",
        details=tuple(f"line {line.number}: {line.text.strip()}" for line in heads[:5]),
        help="open the thread that you mean and save its own page",
    )
