"""A batch of sentences, asked for the places of one key after the other: only what is asked is looked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from extractor.rules.engine._row import CompiledPattern, Row
from extractor.rules.engine._tokens import Tokens

Key = TypeVar("Key")

Span = tuple[int, int]
"""Tokens of a sentence, the second exclusive."""


MANY = 12
"""Places from which it pays to write a row of bits out as letters."""


class Batch(Generic[Key]):
    """Sentences, and where the patterns of a key stand in them.

    `patterns` are those that the engine could not rule out, by their keys and in the order given.
    """

    def __init__(
        self, sentences: Sequence[Tokens], row: Row, patterns: Mapping[Key, Sequence[CompiledPattern]]
    ) -> None:
        self.sentences = sentences
        self._row = row
        self._begins = row.begins
        self._patterns = patterns
        self._known: dict[Key, list[tuple[CompiledPattern, int]]] = {}

    @property
    def keys(self) -> Iterator[Key]:
        """The keys that may be somewhere here, in the order given."""
        return iter(self._patterns)

    def first(self, key: Key) -> dict[int, Span]:
        """By sentence, in order, the leftmost place of any pattern of a key, the longest that begins there."""
        live = self._live(key)
        if len(live) == 1 and live[0][0].length:
            length = live[0][0].length
            return {
                sentence: (start - begin, start - begin + length)
                for sentence, begin, start in self._leftmost(live[0][1])
            }
        places = 0
        for _, starts in live:
            places |= starts
        return {
            sentence: (start - begin, max(self._ends(live, start)) - begin)
            for sentence, begin, start in self._leftmost(places)
        }

    def any_of(self, key: Key, wanted: Collection[int]) -> dict[int, Span]:
        """By sentence, of those that are wanted, the leftmost longest place of the first pattern that is there."""
        spans: dict[int, Span] = {}
        only = 0
        for pattern, starts in self._live(key):
            places = starts
            if places.bit_count() > len(wanted):
                only = only or self._mask(wanted)
                places &= only
            for sentence, begin, start in self._leftmost(places):
                if sentence not in spans and sentence in wanted:
                    spans[sentence] = start - begin, self._end(pattern, start) - begin
        return spans

    def _mask(self, sentences: Iterable[int]) -> int:
        """All places of these sentences, as bits."""
        mask = 0
        for sentence in sentences:
            begin = self._begins[sentence]
            mask |= ((1 << (self._begins[sentence + 1] - begin)) - 1) << begin
        return mask

    def every(self, key: Key, sentence: int) -> list[Span]:
        """All places in one sentence, pattern by pattern, those of one not overlapping."""
        begin, stop = self._begins[sentence], self._begins[sentence + 1]
        spans = []
        for pattern, starts in self._live(key):
            places, behind = (starts >> begin) & ((1 << (stop - begin)) - 1), begin
            while places:
                start = behind + (places & -places).bit_length() - 1
                end = self._end(pattern, start)
                spans.append((start - begin, end - begin))
                places >>= end - behind
                behind = end
        return spans

    def _live(self, key: Key) -> list[tuple[CompiledPattern, int]]:
        """The patterns of a key that are somewhere, each with where it begins, as bits."""
        live = self._known.get(key)
        if live is None:
            starts = self._row.starts
            live = [(pattern, places) for pattern in self._patterns.get(key, ()) if (places := starts(pattern))]
            self._known[key] = live
        return live

    def _leftmost(self, places: int) -> Iterator[tuple[int, int, int]]:
        """Of these bits the first of each sentence: the sentence, where it begins, and the bit's place."""
        begins = self._begins
        if places.bit_count() > MANY:
            # Written out, the next one is leapt to.
            written = bin(places)[:1:-1]
            start = written.find("1")
            while start >= 0:
                sentence = bisect_right(begins, start) - 1
                yield sentence, begins[sentence], start
                start = written.find("1", begins[sentence + 1])
            return
        behind = 0
        while places:
            start = behind + (places & -places).bit_length() - 1
            sentence = bisect_right(begins, start) - 1
            yield sentence, begins[sentence], start
            stop = begins[sentence + 1]
            places >>= stop - behind
            behind = stop

    def _ends(self, live: Sequence[tuple[CompiledPattern, int]], start: int) -> list[int]:
        return [
            start + pattern.length if pattern.length else self._row.end(pattern, start)
            for pattern, starts in live
            if (starts >> start) & 1
        ]

    def _end(self, pattern: CompiledPattern, start: int) -> int:
        return start + pattern.length if pattern.length else self._row.end(pattern, start)
