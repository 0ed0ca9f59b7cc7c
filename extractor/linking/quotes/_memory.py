"""An index of the words written so far in a thread, by sequences of words."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from extractor.linking.quotes._row import Row, ones, sequences
from extractor.model import Post
from extractor.text.characters import word_spans
from extractor.text.own_words import OwnWords

GRAM = 6
"""Words in a row that must be the same before two posts are compared further: shorter ones are stock phrases."""
MARKED_SHARE = 0.5
"""Share of a marked quotation found in a post for it to be the source: people shorten what they mark."""
SHORT_GRAM = 4
"""Words in a row by which the source of a marked quotation is looked up (fewer where it is shorter)."""
POSTINGS = 8
"""Earliest places kept for each of those; a flood of one phrase cannot make the search slow."""


class PostWords:
    """The words of a post; their places are looked up when somebody asks."""

    def __init__(self, text: str, count: int) -> None:
        self._text = text
        self._count = count

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each begins and ends in the post's text."""
        return word_spans(self._text)

    @property
    def whole(self) -> bytes:
        """1 for each word."""
        return b"\1" * self._count

    def free(self, own: OwnWords) -> bytes:
        """For each word 1 where it is the author's own, else 0."""
        if own.ranges == ((0, len(self._text)),):
            return self.whole
        return bytes(own.holds(start, end) for start, end in self.spans)


class Memory:
    """The index, by sequences of words; a post's quotations are not in it.

    All posts are known from the beginning, and so is what will be asked: what stands nowhere else, and what nobody
    asks for, is not put in.
    """

    def __init__(self, posts: Sequence[Post], sizes: Iterable[int], looked_up: Sequence[Sequence[str]]) -> None:
        """Know posts in the order in which they were written. `sizes` are the lengths of the sequences by which
        `source` looks things up; `looked_up` are the words of everything that it may be asked for."""
        self._row = Row(posts)
        self._rank = {post.number: rank for rank, post in enumerate(posts)}
        self._numbers = [post.number for post in posts]
        """By rank, the post."""
        self._free = bytearray()
        self._authors: Mapping[int, str | None] = {post.number: post.author for post in posts}
        self._repeated = self._row.repeated(GRAM)
        self._first: dict[bytes, int] = {}
        words_by_size: dict[int, list[Sequence[str]]] = defaultdict(list)
        for words in looked_up:
            words_by_size[min(SHORT_GRAM, len(words))].append(words)
        self._looked_up = {size: self._row.among(map(self._row.numbers, words_by_size[size]), size) for size in sizes}
        self._places: dict[int, dict[bytes, list[int]]] = {size: defaultdict(list) for size in sizes}

    def words(self, post: Post) -> PostWords:
        """The words of a post."""
        begin, end = self._range(post)
        return PostWords(post.text, end - begin)

    def repeats(self, post: Post) -> bool:
        """Whether a post may have words that stand in another; where it has none, nothing is asked of it."""
        return self._repeated.find(1, *self._range(post)) >= 0

    def add(self, post: Post, free: bytes) -> None:
        """Remember a post's own words: those that are free. Posts come in their order."""
        begin, end = self._range(post)
        self._free += free
        whole = 0 not in free
        for place in ones(self._repeated, begin, end - GRAM + 1):
            if whole or _all(free, place - begin, GRAM):
                self._first.setdefault(self._row.sequence(place, GRAM), place)
        for size, places in self._places.items():
            for place in ones(self._looked_up[size], begin, end - size + 1):
                if whole or _all(free, place - begin, size):
                    known = places[self._row.sequence(place, size)]
                    if len(known) < POSTINGS and (not known or known[-1] != post.number):
                        known.append(post.number)

    def same_person(self, number: int, post: Post) -> bool:
        """Whether a remembered post is known to be by the same author; unknown authors are nobody's own."""
        return post.author is not None and self._authors[number] == post.author

    def runs(self, free: bytes, post: Post) -> Iterator[tuple[int, int, int]]:
        """Longest sequences of this post's own words that somebody else said first: first, last, source."""
        begin, end = self._range(post)
        begins, words = self._row.begins, self._row.words
        repeated, stop = self._repeated, end - GRAM + 1
        done = place = begin
        while (place := repeated.find(1, max(place, done), stop) if place < stop else -1) >= 0:
            here, place = place, place + 1
            there = self._first.get(self._row.sequence(here, GRAM)) if _all(free, here - begin, GRAM) else None
            if there is None:
                continue
            rank = bisect_right(begins, there) - 1
            source = self._numbers[rank]
            if self.same_person(source, post):
                continue
            shift = there - here
            done, until = here, min(end, begins[rank + 1] - shift)
            while (
                done < until
                and free[done - begin]
                and self._free[done + shift]
                and words[done] == words[done + shift]
            ):
                done += 1
            yield here - begin, done - begin, source

    def source(self, inner: Sequence[str], post: Post, who: str = "") -> tuple[int | None, float]:
        """The post that a marked quotation comes from, and the share of its word sequences found there.

        Somebody else's before the writer's own, the named speaker's before others', then the fullest, the earliest.
        """
        size = min(SHORT_GRAM, len(inner))
        votes: Counter[int] = Counter()
        grams = sequences(self._row.numbers(inner), size) if size else []
        places = self._places.get(size, {})
        for gram in grams:
            votes.update(places.get(gram, ()))
        needed = MARKED_SHARE * len(grams) if size == SHORT_GRAM else len(grams)
        able = [number for number, count in votes.items() if count >= needed]
        if not able:
            return None, 0.0
        # `max` takes the first of equals, and this puts the earliest first.
        able.sort(key=self._rank.__getitem__)
        named = who.casefold().strip()
        best = max(
            able,
            key=lambda number: (
                not self.same_person(number, post),
                bool(named) and (self._authors[number] or "").casefold() == named,
                votes[number],
            ),
        )
        return self._last_copy(best, able), votes[best] / len(grams)

    def _last_copy(self, number: int, others: Sequence[int]) -> int:
        """The newest of the posts in which one person posted the same once more: it is the one that he lets stand."""
        author = self._authors[number]
        if author is None or len(others) == 1:
            return number
        text = self._said(number)
        return [other for other in others if self._authors[other] == author and self._said(other) == text][-1]

    def _said(self, number: int) -> bytes:
        """The words of a remembered post."""
        begin, end = self._row.begins[self._rank[number]], self._row.begins[self._rank[number] + 1]
        return self._row.sequence(begin, end - begin)

    def _range(self, post: Post) -> tuple[int, int]:
        rank = self._rank[post.number]
        return self._row.begins[rank], self._row.begins[rank + 1]


def _all(free: bytes, start: int, size: int) -> bool:
    return free.find(0, start, start + size) < 0
