"""An index of the words written so far in a thread, by sequences of words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from extractor.model import Post
from extractor.text.characters import Word, words
from extractor.text.own_words import OwnWords

GRAM = 6
"""Words in a row that must be the same before two posts are compared further: shorter ones are stock phrases."""
MARKED_SHARE = 0.5
"""Share of a marked quotation found in a post for it to be the source: people shorten what they mark."""
SHORT_GRAM = 4
"""Words in a row by which the source of a marked quotation is looked up (fewer where it is shorter)."""
POSTINGS = 8
"""Earliest places kept for each of those; a flood of one phrase cannot make the search slow."""


class Memory:
    """The index, by sequences of words; a post's quotations are not in it."""

    def __init__(self, sizes: set[int]) -> None:
        self._rank: dict[int, int] = {}
        self._norms_by_post: dict[int, list[str]] = {}
        self._texts: dict[int, int] = {}
        """By post, a number that posts of the same words share."""
        self._text_numbers: dict[tuple[str, ...], int] = {}
        self._free: dict[int, list[bool]] = {}
        self._authors: dict[int, str | None] = {}
        self._first: dict[tuple[str, ...], tuple[int, int]] = {}
        self._places: dict[int, dict[tuple[str, ...], list[int]]] = {size: defaultdict(list) for size in sizes}

    def add(self, post: Post, own: OwnWords) -> None:
        """Remember a post's own words."""
        tokens = words(post.text)
        norms = [word.norm for word in tokens]
        free = free_words(own, tokens)
        self._rank[post.number] = len(self._rank)
        self._norms_by_post[post.number], self._free[post.number] = norms, free
        self._texts[post.number] = self._text_numbers.setdefault(tuple(norms), post.number)
        self._authors[post.number] = post.author
        for place, gram in _grams(norms, free, GRAM):
            self._first.setdefault(gram, (post.number, place))
        for size, places in self._places.items():
            for _, gram in _grams(norms, free, size):
                known = places[gram]
                if len(known) < POSTINGS and (not known or known[-1] != post.number):
                    known.append(post.number)

    def same_person(self, number: int, post: Post) -> bool:
        """Whether a remembered post is known to be by the same author; unknown authors are nobody's own."""
        return post.author is not None and self._authors[number] == post.author

    def runs(self, tokens: Sequence[Word], free: Sequence[bool], post: Post) -> Iterator[tuple[int, int, int]]:
        """Longest sequences of this post's own words that somebody else said first: first, last, source."""
        norms = [word.norm for word in tokens]
        done = 0
        for place, gram in _grams(norms, free, GRAM):
            if place < done or gram not in self._first:
                continue
            source, there = self._first[gram]
            if self.same_person(source, post):
                continue
            theirs, own = self._norms_by_post[source], self._free[source]
            done, until = place, place + min(len(norms) - place, len(theirs) - there)
            shift = there - place
            while done < until and free[done] and own[done + shift] and norms[done] == theirs[done + shift]:
                done += 1
            yield place, done, source

    def source(self, inner: Sequence[Word], post: Post, who: str = "") -> tuple[int | None, float]:
        """The post that a marked quotation comes from, and the share of its word sequences found there.

        Somebody else's before the writer's own, the named speaker's before others', then the fullest, the earliest.
        """
        size = min(SHORT_GRAM, len(inner))
        norms = [word.norm for word in inner]
        votes: Counter[int] = Counter()
        grams = [gram for _, gram in _grams(norms, [True] * len(norms), size)] if size else []
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


def free_words(own: OwnWords, tokens: Sequence[Word]) -> list[bool]:
    """For each word of a post, whether it is the author's own."""
    return [own.holds(word.start, word.end) for word in tokens]


def _grams(norms: Sequence[str], free: Sequence[bool], size: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every sequence of `size` words that no gap interrupts, with its place."""
    run = 0
    for end, (_, open) in enumerate(zip(norms, free, strict=True), 1):
        run = run + 1 if open else 0
        if run >= size:
            yield end - size, tuple(norms[end - size : end])
