"""Pages as text whose headers were lost: what is left of them, so that a refusal can say more than `unknown`.

Main-text extractors keep the words of a page and drop who said them. Nobody can split such a text into posts, and
nothing in it may be quoted: it is refused, and the message names what was recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extractor.model import Problem, Source, Stage
from extractor.readers._lines import Line, lines
from extractor.readers.pasted._khoros_page import OPTIONS, has_head
from extractor.readers.pasted._pasted import blank, short
from extractor.readers.pasted._ranks import RANKS
from extractor.readers.pasted._text_dates import DAY
from extractor.text.characters import shortened

Found = tuple[Line, str, Sequence[Line]]
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
    found = lines(text)
    for recognise in _LAYOUTS:
        told = recognise(found)
        if told:
            line, cause, shown = told
            return Problem(
                stage=Stage.READ,
                code="E111",
                file=source.name,
                place=f"line {line.number}",
                cause=cause,
                details=tuple(f"line {seen.number}: {shortened(seen.text.strip(), 80)}" for seen in shown[:3]),
                help="save the page itself (HTML), or select all of it in a browser and paste that",
            )
    return None


def _first(found: Sequence[Line]) -> int:
    """Index of the first line that is not blank; the text has one."""
    return next((index for index, line in enumerate(found) if line.text.strip()), 0)


def _ranks_alone(found: Sequence[Line]) -> Found | None:
    if not has_head(found):
        return None
    head = [line for line in found[:12] if line.text.strip()][:2]
    ranks = [line for line in found if short(line) in RANKS]
    if ranks:
        return ranks[0], f"{_LOST}: only ranks are left of the posts' headers", [*head, *ranks]
    if any(short(line) == OPTIONS for line in found[:12]):
        return head[-1], f"{_LOST}: a menu and words are all that is left of this page", head
    return None


def _hacker_news(found: Sequence[Line]) -> Found | None:
    line = found[_first(found)]
    cause = f"{_LOST}: these are comments of Hacker News without their authors"
    return (line, cause, [line]) if _HACKER_NEWS.match(short(line)) else None


def _cells(found: Sequence[Line]) -> Found | None:
    filled = [line for line in found if line.text.strip()]
    borders = filled and all(line.text.strip()[0] == line.text.strip()[-1] == "|" for line in filled)
    return (filled[0], f"{_LOST}: the cells of this table hold words and no names", filled) if borders else None


def _of_one(pattern: re.Pattern[str], cause: str) -> Callable[[Sequence[Line]], Found | None]:
    def recognise(found: Sequence[Line]) -> Found | None:
        seen = [line for line in found if pattern.fullmatch(short(line))]
        return (seen[0], cause, seen) if seen else None

    return recognise


def _voted(found: Sequence[Line]) -> Found | None:
    first = found[_first(found)]
    seen = [line for line in found if _VOTED.fullmatch(short(line))]
    if not seen or not _SECTION.fullmatch(short(first)):
        return None
    return seen[0], f"{_LOST}: comments have numbers and votes and no authors", [first, *seen]


def _host(found: Sequence[Line]) -> Found | None:
    first = _first(found)
    line = found[first]
    if not _HOST.fullmatch(short(line)) or not blank(found, first + 1):
        return None
    return line, f"{_LOST}: the forum's own name, a title and words are all that is here", [line]


def _bare_names(found: Sequence[Line]) -> Found | None:
    alone = [
        line
        for index, line in enumerate(found)
        if _BARE_NAME.fullmatch(short(line)) and blank(found, index - 1) and blank(found, index + 1)
    ]
    if len(alone) < 2 or alone[0] is not found[_first(found)]:
        return None
    return alone[0], "headers are lost: names stand alone on their lines, as signatures do", alone


def _title_and_words(found: Sequence[Line]) -> Found | None:
    """A title, and paragraphs: what an extractor leaves of a page without any header.

    People who write leave no gap of two lines below their title, and none at the end; extractors do.
    """
    first = _first(found)
    below, end = found[first + 1 : first + 3], found[first + 1 :][-2:]
    gap = any(len(two) == 2 and not any(line.text.strip() for line in two) for two in (below, end))
    titled = _TITLE.fullmatch(short(found[first])) and blank(found, first + 1) and first + 1 < len(found)
    if not gap or not titled or any(_DATED.match(line.text[:40]) for line in found):
        return None
    return found[first], f"{_LOST}: a title and paragraphs are all that is here", [found[first]]


_LAYOUTS: tuple[Callable[[Sequence[Line]], Found | None], ...] = (
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
