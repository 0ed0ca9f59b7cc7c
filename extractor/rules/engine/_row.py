"""A batch of sentences as bit masks, and patterns that are followed through all of it at once."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from extractor.rules.engine._tokens import Tokens
from extractor.rules.engine._words import ANY, PLAIN, PatternVocabulary


class PatternStep(NamedTuple):
    """One token of a pattern."""

    asks: int
    """A question's number, or `otherwise(number)`."""
    least: int
    most: int | None
    """How often it may stand here; None is without end."""


class CompiledPattern(NamedTuple):
    """A pattern as steps."""

    steps: tuple[PatternStep, ...]
    back: tuple[PatternStep, ...]
    """The same from its end."""
    starts: bool
    ends: bool
    every: bool
    length: int
    """Of every match, in tokens; 0 where they differ."""


def otherwise(question: int) -> int:
    """The question that a token answers when it does not answer this one."""
    return 2 * ANY - 1 - question


def compiled(steps: Sequence[PatternStep], *, starts: bool, ends: bool, every: bool) -> CompiledPattern:
    """A pattern: its tokens, whether it stands at the begin or the end of its sentence, whether all are wanted."""
    length = sum(step.least for step in steps) if all(step.least == step.most for step in steps) else 0
    return CompiledPattern(tuple(steps), tuple(reversed(steps)), starts, ends, every, length)


class Row(dict[int, int]):
    """Sentences in a row, a gap behind each. By question: where it is answered, as bits, worked out when asked.

    Bit i of a mask speaks of token i, or of the place before it. The gap's place is the end of its sentence.
    """

    def __init__(self, sentences: Sequence[Tokens], words: PatternVocabulary) -> None:
        super().__init__()
        self._sentences = sentences
        self._words = words
        self.begins: list[int] = []
        """Where each sentence begins; one more at the end."""
        kinds: list[int] = []
        for sentence in sentences:
            self.begins.append(len(kinds))
            kinds += sentence.kinds
            kinds.append(0)
        self.begins.append(len(kinds))
        self.kinds = _masks(kinds)
        """By kind, where it stands; without the kinds of which nothing is asked."""
        self._present = frozenset(self.kinds)
        self._runs: dict[tuple[int, int], int] = {}
        self._firsts = self._lasts = self._whole = -1

    def __missing__(self, question: int) -> int:
        if question >= 0:
            answering, mask = self._words.answering[question], 0
            if 2 * len(answering) > len(self._words.answers):
                # Nearly every word answers it.
                for kind in self._present - answering:
                    mask |= self.kinds[kind]
                mask ^= self._asked()
            else:
                for kind in answering & self._present:
                    mask |= self.kinds[kind]
        elif question == ANY:
            mask = (1 << self.begins[-1]) - 1
            for begin in self.begins[1:]:
                mask ^= 1 << (begin - 1)
        else:
            mask = self[ANY] & ~self[otherwise(question)]
        self[question] = mask
        return mask

    def _asked(self) -> int:
        """Where a token stands of which anything is asked."""
        if self._whole < 0:
            self._whole = 0
            for mask in self.kinds.values():
                self._whole |= mask
        return self._whole

    def sentences_by_kind(self) -> dict[int, int]:
        """By kind, in which sentences it stands, as bits: bit i is set where sentence i has one."""
        places: dict[int, int] = defaultdict(int)
        for number, sentence in enumerate(self._sentences):
            bit = 1 << number
            for kind in set(sentence.kinds):
                places[kind] |= bit
        return places

    def forget(self) -> None:
        """Give up what was worked out for patterns before, as if the next one were the first."""
        self.clear()
        self._runs.clear()

    def spans(self, pattern: CompiledPattern) -> Iterator[tuple[int, int, int]]:
        """A pattern's places, leftmost longest, not overlapping: sentence, start and end."""
        begins = self.begins
        places, behind = self.starts(pattern), 0
        while places:
            start = behind + (places & -places).bit_length() - 1
            end = start + pattern.length if pattern.length else self.end(pattern, start)
            sentence = bisect_right(begins, start) - 1
            begin = begins[sentence]
            yield sentence, start - begin, end - begin
            stop = end if pattern.every else begins[sentence + 1]
            places >>= stop - behind
            behind = stop

    def starts(self, pattern: CompiledPattern) -> int:
        """Where its matches begin: from their ends backwards, all of them at once."""
        opening = pattern.steps[0]
        if pattern.starts and opening.least and not self._first() & self[opening.asks]:
            return 0
        places = self._last() if pattern.ends else -1
        for question, least, most in pattern.back:
            if most == 1:
                passed = (places >> 1) & self[question]
                places = passed if least else passed | places
            else:
                for length in _lengths(least, most, self.begins[-1]):
                    run = self._run(question, length)
                    if not run:
                        break
                    places |= (places >> length) & run
                places = (places >> least) & self._run(question, least) if least else places
            if not places:
                return 0
        if not any(step.least for step in pattern.steps):
            # Nothing need be there; but a match has a token.
            some = 0
            for step in pattern.steps:
                if step.most != 0:
                    some |= self[step.asks]
            places &= some
        return places & self._first() if pattern.starts else places

    def end(self, pattern: CompiledPattern, start: int) -> int:
        """Where its longest match from a place ends."""
        places = 1 << start
        for question, least, most in pattern.steps:
            if most == 1:
                passed = (places & self[question]) << 1
                places = passed if least else passed | places
            else:
                if least:
                    places = (places & self._run(question, least)) << least
                for length in _lengths(least, most, self.begins[-1]):
                    passed = places & self._run(question, length)
                    if not passed:
                        break
                    places |= passed << length
        if pattern.ends:
            places &= self._last()
        return places.bit_length() - 1

    def _run(self, question: int, length: int) -> int:
        """Where so many tokens in a row answer it."""
        if length == 1:
            return self[question]
        mask = self._runs.get((question, length))
        if mask is None:
            half = length // 2
            mask = self._run(question, length - half) & (self._run(question, half) >> (length - half))
            self._runs[question, length] = mask
        return mask

    def _first(self) -> int:
        """Where a match that begins its sentence may begin."""
        if self._firsts < 0:
            self._firsts = 0
            for begin, sentence in zip(self.begins, self._sentences, strict=False):
                if sentence.kinds:
                    self._firsts |= ((2 << sentence.first) - 1) << begin
        return self._firsts

    def _last(self) -> int:
        """Where a match that ends its sentence may end."""
        if self._lasts < 0:
            self._lasts = 0
            for begin, sentence in zip(self.begins, self._sentences, strict=False):
                last = sentence.last
                self._lasts |= ((1 << (len(sentence.kinds) - last)) - 1) << (begin + last + 1)
        return self._lasts


def _lengths(least: int, most: int | None, size: int) -> Iterator[int]:
    """Lengths of runs that together, each passed or not, make up every number of tokens that `most` leaves open."""
    passed, open_ = 0, size if most is None else min(most - least, size)
    while passed < open_:
        length = min(passed + 1, open_ - passed)
        yield length
        passed += length


_BITS = [1 << place for place in range(10_000)]


def _masks(kinds: Sequence[int]) -> dict[int, int]:
    """Where each kind stands."""
    if len(kinds) <= len(_BITS):
        masks: dict[int, int] = defaultdict(int)
        for kind, bit in zip(kinds, _BITS, strict=False):
            if kind >= PLAIN:
                masks[kind] |= bit
        return masks
    # In a row beyond measure, such as a flood without a full stop, whole numbers would cost the square of its length.
    places: dict[int, bytearray] = defaultdict(partial(bytearray, len(kinds) // 8 + 1))
    for place, kind in enumerate(kinds):
        if kind >= PLAIN:
            places[kind][place >> 3] |= 1 << (place & 7)
    return {kind: int.from_bytes(bits, "little") for kind, bits in places.items()}
