"""Where a post says by a mark that words are somebody else's: blocks, `re: "…"`, `X wrote:`, `>`, quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.language import DEFAULT
from extractor.linking.words import any_of, linking_words
from extractor.model import BlockKind, How, Post

ANGLE = re.compile(r"^>[^\n]*(?:\n>[^\n]*)*", re.MULTILINE)
"""Lines behind `>`."""
_REACH = 4000  # characters in which a quotation mark that was opened must be closed

_RE = re.compile(r"^[ \t]*re[ \t]*:[ \t]*[\"“„«]", re.IGNORECASE | re.MULTILINE)
_CLOSED_LINE = re.compile(r"[\"”“»][ \t]*+[.,;:!?]?+[ \t]*+$", re.MULTILINE)
_CLOSED = re.compile(r"[\"”“»]")
_OPENED = '"“„«'
_INLINE = re.compile(r"(?<!\w)[\"“„«](?P<words>[^\"“”„«»\n]{10,1500})[\"”“»](?!\w)")


@cache
def _wrote(language: str) -> re.Pattern[str]:
    words = linking_words(language)
    who = r"(?P<who>[^\W\d_][^\n:\"“”]{0,50}?|[^\W_]\S{1,40})"
    dated = rf"(?:{any_of(words.dates)} [^\n]{{4,80}}, )?"
    return re.compile(rf"^[ \t]*{dated}@?{who} {any_of(words.wrote)} ?:[ \t]*", re.MULTILINE)


@cache
def _nobody(language: str) -> re.Pattern[str]:
    return re.compile(rf"{any_of(linking_words(language).no_names)}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that says `these are somebody's words`."""

    start: int
    end: int
    words: tuple[int, int]
    """Range of the words themselves."""
    post: int | None = None
    """The declared post's number."""
    how: How = How.MARKED
    kind: str = "block"
    """`block`, `re`, `wrote`, `angle` or `inline`."""
    who: str = ""
    """Whose words they are, as the source or the line above them says."""


def marked_places(post: Post, numbers: dict[str, int], ignore_declared: bool, language: str = DEFAULT) -> list[Mark]:
    """Every mark of a post in order; where two overlap, the one that says more comes first."""
    marks = []
    for block in post.blocks:
        if block.kind is BlockKind.QUOTE:
            span = (block.start, block.end)
            if block.declared_post is not None and not ignore_declared:
                marks.append(Mark(*span, span, numbers.get(block.declared_post), How.DECLARED))
            else:
                who = "" if ignore_declared else block.declared_author or ""
                marks.append(Mark(*span, span, who=who))
    # Most posts have none of these signs, and to look for one costs far less than a pattern.
    text = post.text
    colon, opened = ":" in text, any(sign in text for sign in _OPENED)
    marks += [mark for match in _found(_RE, text, colon and opened) if (mark := _re_mark(text, match))]
    for match in _found(_wrote(language), text, colon):
        if not _nobody(language).match(match["who"]):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            marks.append(Mark(start, match.end(), (match.end(), match.end()), kind="wrote", who=match["who"]))
    for match in _found(ANGLE, text, ">" in text):
        marks.append(Mark(*match.span(), match.span(), kind="angle"))
    for match in _found(_INLINE, text, opened):
        marks.append(Mark(*match.span(), match.span("words"), kind="inline"))
    if not marks:
        return []
    order = ("block", "wrote", "re", "angle", "inline")
    marks.sort(key=lambda mark: (mark.start, order.index(mark.kind)))
    code = sorted((block.start, block.end) for block in post.blocks if block.kind is BlockKind.CODE)
    kept: list[Mark] = []
    for mark in marks:
        inside = kept and mark.start < kept[-1].end
        if not inside and (mark.kind == "block" or not overlaps(mark.start, mark.end, code)):
            kept.append(mark)
    return kept


def _found(pattern: re.Pattern[str], text: str, possible: bool) -> Iterator[re.Match[str]]:
    return pattern.finditer(text) if possible else iter(())


def _re_mark(text: str, match: re.Match[str]) -> Mark | None:
    """`re: "…"`: to the quotation mark that ends a line, else to the next one; none without a closing mark."""
    reach = min(len(text), match.end() + _REACH)
    line_end = text.find("\n", match.end())
    line_end = line_end if line_end >= 0 else len(text)
    closed = (
        _CLOSED_LINE.search(text, match.end(), min(line_end, reach))
        or _CLOSED.search(text, match.end(), min(line_end, reach))
        or _CLOSED_LINE.search(text, match.end(), reach)
    )
    if closed is None:
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return Mark(start, closed.start() + len(closed.group().rstrip()), (match.end(), closed.start()), kind="re")


def overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a range meets any of these, which are disjoint and in order."""
    before = bisect_left(spans, end, key=lambda span: span[0])
    return before > 0 and start < spans[before - 1][1]
