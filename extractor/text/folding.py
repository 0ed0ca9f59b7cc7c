"""Folded text, and the way back: where words that are compared stand in the text as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from extractor.text.characters import folded, visible


class Folding:
    """A text as `folded` gives it. Offsets count its `words`; `raw` leads back to the text it was made from."""

    def __init__(self, text: str) -> None:
        self.words, self._folded_starts, self._raw_starts = _folding(text)
        assert self.words == folded(text), "the way back must belong to the text that is compared"

    def raw(self, offset: int) -> int:
        """The offset in the text as it is of the letter at this offset of the folded text."""
        run = bisect_right(self._folded_starts, offset) - 1
        return self._raw_starts[run] + offset - self._folded_starts[run]

    def places(self, words: str, start: int = 0) -> Iterator[int]:
        """Offsets of the folded text, from `start` on, at which these folded words stand; places may overlap."""
        while words and (start := self.words.find(words, start)) >= 0:
            yield start
            start += 1


def _folding(text: str) -> tuple[str, list[int], list[int]]:
    """The folded text, and where its unbroken runs begin in it and in the text as it is."""
    runs: list[tuple[int, str]] = []
    if len(visible(text)) == len(text):
        runs = [(match.start(), match.group()) for match in re.finditer(r"\S+(?: \S+)*", text)]
        words = " ".join(run for _, run in runs)
        starts = [0, *accumulate((len(run) + 1 for _, run in runs[:-1]))] if runs else []
        return words, starts, [start for start, _ in runs]
    # A control character divides a run without leaving a space: go letter by letter.
    pieces: list[str] = []
    starts, raw_starts = [], []
    length, spaced = 0, False
    for offset, letter in enumerate(text):
        if not visible(letter):
            continue
        if letter.isspace():
            spaced = True
            continue
        if spaced and length:
            pieces.append(" ")
            length += 1
        spaced = False
        starts.append(length)
        raw_starts.append(offset)
        pieces.append(letter)
        length += 1
    return "".join(pieces), starts, raw_starts
