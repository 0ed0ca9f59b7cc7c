"""Pages as text whose headers were lost: what is left of them, so that a refusal can say more than `unknown`.

Main-text extractors keep the words of a page and drop who said them. Nobody can split such a text into posts, and
nothing in it may be quoted: it is refused, and the message names what was recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extractor.model import Problem, Source, Stage
from extractor.readers._lines import Line, lines_of
from extractor.readers.pasted._khoros_page import OPTIONS, has_head
from extractor.readers.pasted._pasted import blank, short
from extractor.readers.pasted._ranks import RANKS
from extractor.readers.pasted._text_dates import DAY
from extractor.text.characters import shortened

LostNames = tuple[Line, str, Sequence[Line]]
"""The line to look at, what is wrong, and lines that show it."""

_LOST = "names and dates are lost"
_HACKER_NEWS = re.compile(r"Hacker News new \| .{1,100}")
_LAWYERS = re.compile(r"[0-9]{1,3} Answers? from Attorneys?")
_WEBMASTER = re.compile(rf"[0-9]{{1,2}}:[0-9]{{2}} [ap]m on {DAY} \(gmt [+-]?[0-9]{{1,2}}\)")
_SECTION = re.compile(r"[A-Z][\w ]{1,30} [A-Z][a-z]{2,8} [0-9]{1,2}, [0-9]{4}")
_VOTED = re.compile(r"[0-9]{1,4}\. [0-9]{1,5}")
_HOST = re.compile(r"(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,10}|[A-Z]\w{1,20} Community Forum")
_BARE_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]{1,20} [^\W\d_a-z]")
_DATED = re.compile(r"\s*[A-Z][a-z]{2,8}\.? [0-9]{1,2},? [0-9]{4}\b")
_TITLE = re.compile(r"\S.{4,160}[^\s.,;:]")


def nameless(source: Source, text: str) -> Problem | None:
    """E111 for a text whose posts have lost their names; None for one that is no page we know the like of."""
    lines = lines_of(text)
    for recognise in _LAYOUTS:
        evidence = recognise(lines)
        if evidence:
            line, cause, shown = evidence
            return Problem(
                stage=Stage.READ,
                code="E111",
                file=source.name,
                place=f"line {line.number}",
                cause=cause,
                details=tuple(f"line {line.number}: {shortened(line.text.strip(), 80)}" for line in shown[:3]),
                help="save the page itself (HTML), or select all of it in a browser and paste that",
            )
    return None


def _first(lines: Sequence[Line]) -> int:
    """Index of the first line that is not blank; the text has one."""
    return next((index for index, line in enumerate(lines) if line.text.strip()), 0)


def _ranks_alone(lines: Sequence[Line]) -> LostNames | None:
    if not has_head(lines):
        return None
    head = [line for line in lines[:12] if line.text.strip()][:2]
    ranks = [line for line in lines if short(line) in RANKS]
    if ranks:
        return ranks[0], f"{_LOST}: only ranks are left of the posts' headers", [*head, *ranks]
    if any(short(line) == OPTIONS for line in lines[:12]):
        return head[-1], f"{_LOST}: a menu and words are all that is left of this page", head
    return None


def _hacker_news(lines: Sequence[Line]) -> LostNames | None:
    line = lines[_first(lines)]
    cause = f"{_LOST}: these are comments of Hacker News without their authors"
    return (line, cause, [line]) if _HACKER_NEWS.match(short(line)) else None


def _cells(lines: Sequence[Line]) -> LostNames | None:
    filled = [line for line in lines if line.text.strip()]
    borders = filled and all(line.text.strip()[0] == line.text.strip()[-1] == "|" for line in filled)
    return (filled[0], f"{_LOST}: the cells of this table hold words and no names", filled) if borders else None


def _of_one(pattern: re.Pattern[str], cause: str) -> Callable[[Sequence[Line]], LostNames | None]:
    def recognise(lines: Sequence[Line]) -> LostNames | None:
        matches = [line for line in lines if pattern.fullmatch(short(line))]
        return (matches[0], cause, matches) if matches else None

    return recognise


def _voted(lines: Sequence[Line]) -> LostNames | None:
    first = lines[_first(lines)]
    matches = [line for line in lines if _VOTED.fullmatch(short(line))]
    if not matches or not _SECTION.fullmatch(short(first)):
        return None
    return matches[0], f"{_LOST}: comments have numbers and votes and no authors", [first, *matches]


def _host(lines: Sequence[Line]) -> LostNames | None:
    first = _first(lines)
    line = lines[first]
    if not _HOST.fullmatch(short(line)) or not blank(lines, first + 1):
        return None
    return line, f"{_LOST}: the forum's own name, a title and words are all that is here", [line]


def _bare_names(lines: Sequence[Line]) -> LostNames | None:
    alone = [
        line
        for index, line in enumerate(lines)
        if _BARE_NAME.fullmatch(short(line)) and blank(lines, index - 1) and blank(lines, index + 1)
    ]
    if len(alone) < 2 or alone[0] is not lines[_first(lines)]:
        return None
    return alone[0], "headers are lost: names stand alone on their lines, as signatures do", alone


def _title_and_words(lines: Sequence[Line]) -> LostNames | None:
    """A title, and paragraphs: what an extractor leaves of a page without any header.

    People who write leave no gap of two lines below their title, and none at the end; extractors do.
    """
    first = _first(lines)
    below, end = lines[first + 1 : first + 3], lines[first + 1 :][-2:]
    gap = any(len(two) == 2 and not any(line.text.strip() for line in two) for two in (below, end))
    titled = _TITLE.fullmatch(short(lines[first])) and blank(lines, first + 1) and first + 1 < len(lines)
    if not gap or not titled or any(_DATED.match(line.text[:40]) for line in lines):
        return None
    return lines[first], f"{_LOST}: a title and paragraphs are all that is here", [lines[first]]


_LAYOUTS: tuple[Callable[[Sequence[Line]], LostNames | None], ...] = (
    _ranks_alone,
    _hacker_news,
    _cells,
    _of_one(_LAWYERS, f"{_LOST}: the lawyers who answer are not named"),
    _of_one(_WEBMASTER, "names are lost: posts have a time and no author"),
    _voted,
    _host,
    _bare_names,
    _title_and_words,
)
