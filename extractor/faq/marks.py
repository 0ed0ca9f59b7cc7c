"""Printed passages, and a post's text cut at their edges for the thread page."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.faq.voices import voices_of
from extractor.model import Conversation, Faq, Passage, Quote
from extractor.text.characters import line_starts


@dataclass(slots=True)
class MarkedPassage:
    """A passage of a post, and who uses it."""

    passage: Passage
    """The words."""
    uses: list[tuple[str, str, bool]] = field(default_factory=list)
    """Questions that print it: address, title, and whether only as context."""


def printed(
    faq: Faq, conversations: Mapping[str, Conversation], asks: Iterable[Passage] = ()
) -> dict[str, dict[int, list[MarkedPassage]]]:
    """Everything the FAQ prints, by thread and post: answers, the same words elsewhere, and context.

    `asks` are words of people who ask; they stand there as well, and answer no question.
    """
    marks_by_thread: dict[str, dict[int, dict[tuple[int, int], MarkedPassage]]] = {}

    def use(passage: Passage, address: str, title: str, context: bool) -> None:
        posts = marks_by_thread.setdefault(passage.thread, {}).setdefault(passage.post, {})
        marked = posts.setdefault((passage.start, passage.end), MarkedPassage(passage))
        if not any(use[0] == address for use in marked.uses):
            marked.uses.append((address, title, context))

    for section in faq.sections:
        for entry in section.entries:
            address, title = entry.question.address, entry.question.title
            for voice in (voice for voices in voices_of(entry, conversations) for voice in voices):
                for line in (line for figure in voice.figures for line in figure.lines):
                    for answer in line.answers:
                        for passage in (answer.passage, *answer.also_in):
                            use(passage, address, title, False)
                    for context in line.contexts:
                        use(context, address, title, True)
    for passage in asks:
        posts = marks_by_thread.setdefault(passage.thread, {}).setdefault(passage.post, {})
        posts.setdefault((passage.start, passage.end), MarkedPassage(passage))
    return {
        thread: {post: [marks[key] for key in sorted(marks)] for post, marks in posts.items()}
        for thread, posts in marks_by_thread.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePiece:
    """A stretch of one line of a post, between two edges."""

    text: str
    """The words."""
    opens: tuple[str, ...] = ()
    """Ids of passages that begin here, outermost first; an empty id goes on from an earlier line or piece."""
    closes: int = 0
    """How many passages end behind it."""
    ended: tuple[MarkedPassage, ...] = ()
    """Passages whose last words these are."""
    quote: Quote | None = None
    """The quotation they belong to, when they are somebody else's words."""
    quote_ends: bool = False
    """Whether the quotation ends here."""


def lines(
    text: str, marks: Iterable[MarkedPassage], quotes: Sequence[Quote], taken: set[str]
) -> list[list[LinePiece]]:
    """A post's text line by line, cut at every edge, passages properly nested.

    `taken` holds the ids already given on this page, and is added to: where the same words stand twice in one
    post, the first has the id.
    """
    ordered = sorted(marks, key=lambda mark: (mark.passage.start, -mark.passage.end))
    edges = {edge for mark in ordered for edge in (mark.passage.start, mark.passage.end)}
    places = sorted(edges | {edge for quote in quotes for edge in (quote.start, quote.end)})
    result = []
    over: list[MarkedPassage] = []
    upcoming = 0
    starts = line_starts(text)
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        end = start + len(text[start:following].rstrip("\r\n"))
        cuts = [start, *places[bisect_right(places, start) : bisect_left(places, end)], end]
        spans = list(pairwise(cuts)) if start < end else [(start, end)]
        covering = []
        for first, last in spans:
            begun = upcoming
            while upcoming < len(ordered) and ordered[upcoming].passage.start <= first:
                upcoming += 1
            over = [mark for mark in (*over, *ordered[begun:upcoming]) if mark.passage.end > first]
            covering.append(over if first < last else [])
        result.append(_pieces(text, spans, covering, quotes, taken))
    return result


def _pieces(
    text: str,
    spans: Sequence[tuple[int, int]],
    covering: Sequence[Sequence[MarkedPassage]],
    quotes: Sequence[Quote],
    taken: set[str],
) -> list[LinePiece]:
    pieces: list[LinePiece] = []
    last = spans[-1][1]
    for number, (start, end) in enumerate(spans):
        here = covering[number]
        # What goes on from the piece before stays open; so a passage is one element wherever nesting allows it.
        kept = _common(covering[number - 1], here) if number else 0
        keeps = _common(here, covering[number + 1]) if number + 1 < len(spans) else 0
        quote = _quote_over(quotes, start, end)
        opens = []
        for mark in here[kept:]:
            new = mark.passage.start >= start and mark.passage.id not in taken
            opens.append(mark.passage.id if new else "")
            taken.add(mark.passage.id)
        pieces.append(
            LinePiece(
                text=text[start:end],
                opens=tuple(opens),
                closes=len(here) - keeps,
                ended=tuple(mark for mark in here if mark.passage.end == end),
                quote=quote,
                quote_ends=quote is not None and (quote.end == end or (end == last and quote.end <= end + 1)),
            )
        )
    return pieces


def _quote_over(quotes: Sequence[Quote], start: int, end: int) -> Quote | None:
    """The quote that a range lies in; quotes are disjoint and in order."""
    before = bisect_right(quotes, start, key=lambda quote: quote.start)
    return quotes[before - 1] if before and start < end <= quotes[before - 1].end else None


def _common(one: Sequence[MarkedPassage], two: Sequence[MarkedPassage]) -> int:
    """How many passages, from the outermost, two neighbouring pieces share."""
    length = 0
    for first, second in zip(one, two, strict=False):
        if first is not second:
            break
        length += 1
    return length


def depths(conversation: Conversation) -> dict[int, int]:
    """How deep each post stands in the tree of replies; the opening post is 0."""
    depth_by_post: dict[int, int] = {}
    for post in conversation.thread.posts:
        path: dict[int, None] = {}
        number: int | None = post.number
        while number is not None and number not in depth_by_post and number not in path:
            path[number] = None
            number = conversation.replies[number].parent
        base = depth_by_post.get(number, -1) if number is not None else -1
        for step, child in enumerate(reversed(path), 1):
            depth_by_post[child] = base + step
    return depth_by_post
