"""An index of the words written so far in a thread, by sequences of words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from extractor.model import Post
from extractor.text.characters import norms, word_spans
from extractor.text.own_words import OwnWords

GRAM = 6
"""Words in a row that must be the same before two posts are compared further: shorter ones are stock phrases."""
MARKED_SHARE = 0.5
"""Share of a marked quotation found in a post for it to be the source: people shorten what they mark."""
SHORT_GRAM = 4
"""Words in a row by which the source of a marked quotation is looked up (fewer where it is shorter)."""
POSTINGS = 8
"""Earliest places kept for each of those; a flood of one phrase cannot make the search slow."""

_RUN = re.compile(rb"\x01+")


class PostWords:
    """The words of a post, folded for comparison; their places are looked up when somebody asks."""

    def __init__(self, text: str) -> None:
        self.norms = norms(text)
        self._text = text

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each begins and ends in the post's text."""
        return word_spans(self._text)

    def free(self, own: OwnWords) -> bytes:
        """For each word 1 where it is the author's own, else 0."""
        if own.ranges == ((0, len(self._text)),):
            return b"\1" * len(self.norms)
        return bytes(own.holds(start, end) for start, end in self.spans)


class Memory:
    """The index, by sequences of words; a post's quotations are not in it.

    The words of all posts stand in one row, by whose places it speaks of them: a number costs less than a pair, and a
    row is searched without a step of Python for each word.
    """

    def __init__(self, sizes: set[int]) -> None:
        self._rank: dict[int, int] = {}
        self._numbers: list[int] = []
        """By rank, the post."""
        self._begins: list[int] = [0]
        """By rank, where its words begin in the row; one more at the end."""
        self._row: list[str] = []
        self._free = bytearray()
        self._texts: dict[int, int] = {}
        """By post, a number that posts of the same words share."""
        self._text_numbers: dict[tuple[str, ...], int] = {}
        self._authors: dict[int, str | None] = {}
        self._first: dict[tuple[str, ...], int] = {}
        self._places: dict[int, dict[tuple[str, ...], list[int]]] = {size: defaultdict(list) for size in sizes}

    def add(self, post: Post, own: OwnWords, post_words: PostWords) -> None:
        """Remember a post's own words."""
        said, free, begin = post_words.norms, post_words.free(own), len(self._row)
        self._rank[post.number] = len(self._rank)
        self._numbers.append(post.number)
        self._row += said
        self._free += free
        self._begins.append(len(self._row))
        self._texts[post.number] = self._text_numbers.setdefault(tuple(said), post.number)
        self._authors[post.number] = post.author
        for place, grams in _grams(said, free, GRAM):
            self._note(grams, begin + place)
        for size, places in self._places.items():
            for gram in dict.fromkeys(gram for _, grams in _grams(said, free, size) for gram in grams):
                known = places[gram]
                if len(known) < POSTINGS:
                    known.append(post.number)

    def _note(self, grams: list[tuple[str, ...]], place: int) -> None:
        """Put sequences that begin at this place of the row and each next one under those that are known; the first
        place stays."""
        if self._first.keys().isdisjoint(grams):
            backwards = range(place + len(grams) - 1, place - 1, -1)
            self._first.update(zip(reversed(grams), backwards, strict=True))
        else:
            for at, gram in enumerate(grams, place):
                self._first.setdefault(gram, at)

    def same_person(self, number: int, post: Post) -> bool:
        """Whether a remembered post is known to be by the same author; unknown authors are nobody's own."""
        return post.author is not None and self._authors[number] == post.author

    def runs(self, said: Sequence[str], free: bytes, post: Post) -> Iterator[tuple[int, int, int]]:
        """Longest sequences of this post's own words that somebody else said first: first, last, source."""
        done = 0
        for place, grams in _grams(said, free, GRAM):
            if self._first.keys().isdisjoint(grams):
                continue
            for at, gram in enumerate(grams, place):
                if at < done or gram not in self._first:
                    continue
                there = self._first[gram]
                rank = bisect_right(self._begins, there) - 1
                source = self._numbers[rank]
                if self.same_person(source, post):
                    continue
                shift = there - at
                done, until = at, min(len(said), self._begins[rank + 1] - shift)
                while (
                    done < until and free[done] and self._free[done + shift] and said[done] == self._row[done + shift]
                ):
                    done += 1
                yield at, done, source

    def source(self, inner: Sequence[str], post: Post, who: str = "") -> tuple[int | None, float]:
        """The post that a marked quotation comes from, and the share of its word sequences found there.

        Somebody else's before the writer's own, the named speaker's before others', then the fullest, the earliest.
        """
        size = min(SHORT_GRAM, len(inner))
        votes: Counter[int] = Counter()
        grams = _rows(inner, size) if size else []
        for gram in grams:
            votes.update(self._places.get(size, {}).get(gram, ()))
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
        author, text = self._authors[number], self._texts[number]
        same = [other for other in others if self._authors[other] == author and self._texts[other] == text]
        return same[-1] if same and author is not None else number


def _grams(said: Sequence[str], free: bytes, size: int) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """Every sequence of `size` words that no gap interrupts: the place of the first, and it with those that begin at
    each next word."""
    if 0 not in free:
        yield 0, _rows(said, size)
        return
    for run in _RUN.finditer(free):
        if run.end() - run.start() >= size:
            yield run.start(), _rows(said[run.start() : run.end()], size)


def _rows(said: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return list(zip(*(said[start:] for start in range(size)), strict=False))
