"""A post made ready to be searched for printed words, and words found in it traced back to their offsets.

What is compared is the folded text ("letter for letter", docs/how-it-is-made.md), and a passage's address is a digest
of it. The record of who said what is in offsets of the post's own text, so the way back is kept here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from extractor.model import Conversation, Post, Quote
from extractor.text.characters import folded
from extractor.text.edges import divides
from extractor.text.folding import Folding

LEFT_OUT = " […] "
"""How a quotation shows that words are left out."""
_CLOSERS = frozenset(".!?…:;)]}”»")
"""Behind these a sentence may end although no space follows."""
_GO_ON = frozenset(",;'’-")
"""Behind these it goes on."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where words stand in the folded text."""

    start: int
    """Offset of their first letter."""
    end: int
    """Offset behind their last."""


class SourcePost:
    """One post of one thread."""

    def __init__(self, post: Post, quotes: Sequence[Quote], people: frozenset[str] = frozenset()) -> None:
        self.post = post
        self.people = people
        """Everybody named in the thread."""
        self._folding = Folding(post.text)
        self.words, self.raw = self._folding.words, self._folding.raw
        ordered = sorted(quotes, key=lambda quote: quote.start)
        self._quote_starts = [quote.start for quote in ordered]
        self._quote_ends = list(accumulate((quote.end for quote in ordered), max))

    @cached_property
    def letters(self) -> str:
        """The words without the spaces between them."""
        return self.words.replace(" ", "")

    def places(self, words: str, start: int = 0) -> Iterator[Span]:
        """Where these folded words stand, from `start` on."""
        for place in self._folding.places(words, start):
            yield Span(place, place + len(words))

    def letters_before(self, words: str) -> Iterator[int]:
        """How many letters stand before each place of these folded words."""
        wanted = words.replace(" ", "")
        place = self.letters.find(wanted)
        while wanted and place >= 0:
            yield place
            place = self.letters.find(wanted, place + 1)

    def borrowed(self, place: Span) -> bool:
        """Whether any of these words belong to somebody else."""
        start, end = self.raw(place.start), self.raw(place.end - 1) + 1
        before = bisect_right(self._quote_starts, end - 1)
        return before > 0 and self._quote_ends[before - 1] > start

    def divides(self, place: Span, *, before: bool, after: bool) -> bool:
        """Whether words may be left out before and after these: only whole words can be."""
        return not (before and self._joined(place.start)) and not (after and self._joined(place.end))

    def whole(self, offset: int) -> bool:
        """Whether no word is cut in two at this offset of the folded text."""
        beside = self.words[max(offset - 1, 0) : offset + 1]
        return not any(letter.isalnum() for letter in beside) or divides(self.words, offset)

    def pauses(self, offset: int) -> bool:
        """Whether a sentence or a line may end just before this offset of the folded text."""
        if offset in {0, len(self.words)}:
            return True
        last = offset - 2 if self.words[offset - 1] == " " else offset - 1
        following = offset + 1 if self.words[offset] == " " else offset
        gap = self.post.text[self.raw(last) + 1 : self.raw(following)]
        letter = self.words[last]
        return "\n" in gap or "\r" in gap or not (letter.isalnum() or letter in _GO_ON or self._joined(offset))

    def _joined(self, offset: int) -> bool:
        if not 0 < offset < len(self.words):
            return False
        left, right = self.words[offset - 1], self.words[offset]
        return left != " " and right != " " and left not in _CLOSERS


@dataclass(frozen=True, slots=True)
class _OpenedThread:
    """What is looked up in a thread."""

    posts: Mapping[str, Post]
    """Its posts by their element ids."""
    people: frozenset[str]
    """Everybody named in it."""


class Sources:
    """All threads, to be asked for their posts. A thread is opened, and a post folded, when it is first asked for."""

    def __init__(self, threads: Mapping[str, Conversation]) -> None:
        self.threads = threads
        # Bounded, so that a large corpus is never held whole; pages quote a thread many times in a row.
        self._opened = lru_cache(maxsize=64)(self._open)
        self._ready = lru_cache(maxsize=2048)(self._prepare)

    def thread_of(self, page: str) -> str | None:
        """The id of the thread whose page this would be."""
        match = re.fullmatch(r"threads/([^/]+/[^/]+)\.html", page)
        return match[1] if match else None

    def post(self, thread: str, anchor: str) -> SourcePost | None:
        """The post with this element id."""
        post = self._opened(thread).posts.get(anchor) if thread in self.threads else None
        return self._ready(thread, post.number) if post else None

    def posts(self, thread: str) -> Iterator[SourcePost]:
        """All posts of a thread."""
        for post in self.threads[thread].thread.posts:
            yield self._ready(thread, post.number)

    def _prepare(self, thread: str, number: int) -> SourcePost:
        conversation = self.threads[thread]
        quotes = conversation.quotes.get(number, ())
        return SourcePost(conversation.thread.by_number[number], quotes, self._opened(thread).people)

    def _open(self, thread: str) -> _OpenedThread:
        posts = self.threads[thread].thread.posts
        return _OpenedThread(
            posts={post.anchor: post for post in reversed(posts)},
            people=frozenset(folded(post.author) for post in posts if post.author),
        )
