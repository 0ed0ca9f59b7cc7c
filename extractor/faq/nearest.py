"""The passages of a thread that are most like words which stand nowhere in it any more, or stand there twice.

Only words that are their author's own are looked at: who quotes a passage is not who wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from extractor.language import DEFAULT
from extractor.model import Conversation, Passage, Post
from extractor.text import sentences
from extractor.text.characters import folded, norms
from extractor.text.edges import widened

OFFERED = 50.0
"""The least likeness, of 100, of a passage that is worth showing: any two sentences of a language reach about 35."""
NAMED, SAME_AUTHOR = 25.0, 10.0
"""What speaks besides for a passage of the post that was named, and for one of the same author."""
TRIED = 6
"""Stretches that are looked at closely, besides those of the post that was named."""
SNAPS = 10.0
"""So much likeness may be lost for a passage to end where its sentence ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A passage, and how near it is."""

    passage: Passage
    """The words, exactly as the post has them."""
    likeness: float
    """How alike the words are: 100 for the same, half by their letters and half by whole words."""
    rank: float
    """The likeness, and what else speaks for its post."""


def nearest(
    words: str, conversation: Conversation, named: Post | None = None, author: str | None = None, most: int = 3
) -> list[Near]:
    """The passages most like these words, the best first, at most one for each stretch that is somebody's own.

    `named` is the post in which they should stand, and `author` whose post it should be, as far as either is known.
    None is given that is less alike than OFFERED.
    """
    wanted = folded(words)
    if not wanted:
        return []
    stretches = [
        (post, start, end)
        for post in conversation.thread.posts
        for start, end in _own(conversation, post)
        if post.text[start:end].strip()
    ]
    scores = [fuzz.partial_ratio(wanted, folded(post.text[start:end])) for post, start, end in stretches]
    order = sorted(
        range(len(stretches)), key=lambda place: -(scores[place] + _bonus(stretches[place][0], named, author))
    )
    chosen = [place for rank, place in enumerate(order) if rank < TRIED or stretches[place][0] is named]
    rows = []
    for place in chosen:
        post, start, end = stretches[place]
        near = _placed(wanted, conversation, post, start, end)
        if near is not None:
            likeness = _likeness(wanted, near.text)
            rows.append(Near(passage=near, likeness=likeness, rank=likeness + _bonus(post, named, author)))
    rows = [row for row in rows if row.likeness >= OFFERED]
    return sorted(rows, key=lambda row: (-row.rank, row.passage.post, row.passage.start))[:most]


def _bonus(post: Post, named: Post | None, author: str | None) -> float:
    if named is not None and post.number == named.number:
        return NAMED
    return SAME_AUTHOR if author is not None and folded(post.author or "") == folded(author) else 0.0


def _own(conversation: Conversation, post: Post) -> Iterator[tuple[int, int]]:
    """The stretches of a post between its quotations."""
    start = 0
    for quote in conversation.quotes.get(post.number, ()):
        if quote.start > start:
            yield start, quote.start
        start = max(start, quote.end)
    if start < len(post.text):
        yield start, len(post.text)


def _likeness(wanted: str, text: str) -> float:
    """How alike two texts are, of 100: by letters, which knows words that were spelt anew, and by words, which does
    not take any sentence of the same letters for like."""
    letters = fuzz.ratio(wanted, folded(text))
    return (letters + 100 * Indel.normalized_similarity(norms(wanted), norms(text))) / 2


def _placed(wanted: str, conversation: Conversation, post: Post, first: int, last: int) -> Passage | None:
    """The passage of a stretch that is most like these words: whole words, whole sentences where little speaks
    against it."""
    text = post.text[first:last]
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    alike = fuzz.partial_ratio_alignment(wanted, text)
    if alike is None or not spans:
        return None
    begins = [start for start, _ in spans]
    left = max((place for place, start in enumerate(begins) if start <= alike.dest_start), default=0)
    right = max((place for place, start in enumerate(begins) if start < max(alike.dest_end, 1)), default=0)
    left, right = _climbed(wanted, text, spans, left, max(left, right))
    start, end = spans[left][0], spans[right][1]
    start, end = _snapped(wanted, text, start, end)
    while end - start > 1 and text[end - 1] in ",;:" and text[end - 1] != wanted[-1]:
        end -= 1
    start, end = widened(text, start, end)
    return Passage.of(conversation.thread, post, first + start, first + end)


def _climbed(wanted: str, text: str, spans: list[tuple[int, int]], left: int, right: int) -> tuple[int, int]:
    """The words, from one to another, between which a text is most like; looked for around these two."""
    reach = max(8, len(wanted.split()) // 2)

    def alike(left: int, right: int) -> float:
        return fuzz.ratio(wanted, text[spans[left][0] : spans[right][1]])

    best = alike(left, right)
    for _ in range(4):
        before = best
        for place in range(max(0, right - reach, left), min(len(spans), right + reach + 1)):
            score = alike(left, place)
            if score > best:
                best, right = score, place
        for place in range(max(0, left - reach), min(right, left + reach) + 1):
            score = alike(place, right)
            if score > best:
                best, left = score, place
        if best == before:
            break
    return left, right


def _snapped(wanted: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The range, each edge where a sentence begins or ends if the words are nearly as like that way."""
    ranges = sentences.split(text, language=DEFAULT)
    best = _likeness(wanted, text[start:end])
    for first in sorted((first for first, _ in ranges), key=lambda first: abs(first - start))[:2]:
        if first < end and _likeness(wanted, text[first:end]) >= best - SNAPS:
            start = first
            break
    for last in sorted((last for _, last in ranges), key=lambda last: abs(last - end))[:2]:
        if last > start and _likeness(wanted, text[start:last]) >= best - SNAPS:
            end = last
            break
    return start, end


def doubled(words: str, conversation: Conversation, places: list[Passage]) -> list[Near]:
    """For words that stand several times in a post: each place with the rest of its sentence, and the sentence before
    it where that is not enough, so that they stand there once."""
    rows = []
    for passage in places:
        post = conversation.thread.by_number[passage.post]
        if conversation.quoted(post.number, passage.start, passage.end):
            continue
        ranges = sentences.split(post.text, language=DEFAULT)
        start, end = passage.start, passage.end
        inside = [(first, last) for first, last in ranges if first < end and start < last]
        if not inside:
            continue
        number = ranges.index(inside[0])
        grown = [
            (min(start, first), max(end, inside[-1][1])) for first, _ in chain(inside[:1], reversed(ranges[:number]))
        ]
        for first, last in grown[:3]:
            if not conversation.quoted(post.number, first, last) and _once(post.text, first, last):
                wider = Passage.of(conversation.thread, post, first, last)
                rows.append(Near(passage=wider, likeness=_likeness(folded(words), wider.text), rank=0.0))
                break
    return rows


def _once(text: str, start: int, end: int) -> bool:
    return folded(text).count(folded(text[start:end])) == 1
