"""Where a post says by a mark that words are somebody else's: blocks, `re: "…"`, `X wrote:`, `>`, quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

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


_LINE = re.compile(r"[^\n]+")
_MOST_LINES = 4
_DATED = re.compile(r"[0-9]|@|<")
# A ruled line or none, and at least two fields: `From: Mara P`, `Sent: …`; fields may be emphasised.
_HEAD = re.compile(
    r"(?:[ \t]{0,9}[-_=]{3,80}[^\n]{0,80}\n\s{0,9}|[^\W\d_][^\n:]{2,60}:\n\s{0,9})?"
    r"(?:[ \t]{0,9}\*{0,2}[^\W\d_][^\n:*]{0,20} ?:\*{0,2}[ \t][^\n]{0,998}\n"
    r"(?:[ \t]{1,9}\S[^\n]{0,998}\n){0,9}\s{0,9}){2,12}"
)


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
            inner = spoken(post.text, *span)
            if block.declared_post is not None and not ignore_declared:
                marks.append(Mark(*span, inner, numbers.get(block.declared_post), How.DECLARED))
            else:
                who = "" if ignore_declared else block.declared_author or ""
                marks.append(Mark(*span, inner, who=who))
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


def spoken(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of a quoted block without what its first lines say of its speaker: `On 1 March 2024, Mara P wrote:`,
    or the head of a letter. All of it where they say nothing, or where nothing else is there."""
    place = start
    lines = 0
    head = _HEAD.match(text, start, end)
    if head is not None:
        place = head.end()
    else:
        for line in islice(_LINE.finditer(text, start, end), _MOST_LINES):
            lines += 1
            if line.group().lstrip().startswith(">"):
                break
            sentence = text[start : line.end()]
            if line.group().rstrip().endswith((":", "：")) and (lines > 1 or _DATED.search(sentence)):
                place = line.end() if _DATED.search(sentence) else start
                break
    return (place, end) if text[place:end].strip() else (start, end)


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
