"""Sentences in which an export has lost a line break: somebody else's words and one's own with nothing between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

Range = tuple[int, int]

_LOST = re.compile(
    r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])|(?<=[?!…])(?=[^\W\d_])"
    r"|(?<=\.)(?=[A-Z])"
    r"|(?<=[.?!…][\"”»)\]])(?=[^\W\d_])|(?<=\w[)\]])(?=[A-Z])"
)
"""Where a line break was lost: a capital right behind a small letter (`weeksThere`), or a letter right behind what
ends a sentence."""
_REACH = 40
"""Characters between the edge of repeated words and such a place: a word that two lines were glued to, and marks."""


def cut_where_lines_were_lost(text: str, sentences: Sequence[Range], repeated: Sequence[Range]) -> Iterator[Range]:
    """Sentences of a text, those with repeated words in them cut where these meet other words without a space.

    `repeated` are ranges of words that somebody else said before, in order and disjoint. Ranges that come out are in
    order and disjoint, and cover what the sentences cover. Linear.
    """
    if not repeated:
        yield from sentences
        return
    starts = [start for start, _ in repeated]
    for start, end in sentences:
        begin = start
        place = bisect_left(starts, start)
        # A run may reach into this sentence from the one before.
        place -= place > 0 and repeated[place - 1][1] > start
        cuts: list[int] = []
        while place < len(repeated) and repeated[place][0] < end:
            first, last = repeated[place]
            if first > start:
                cuts += _last_lost(text, max(start, first - _REACH), first)
            if last < end:
                cuts += _first_lost(text, last, min(end, last + _REACH))
            place += 1
        for cut in cuts:
            if begin < cut < end:
                yield begin, cut
                begin = cut
        yield begin, end


def _last_lost(text: str, low: int, edge: int) -> list[int]:
    """The last lost break before an edge with at most one word between them."""
    places = [match.start() for match in _LOST.finditer(text, low, edge + 1) if match.start() <= edge]
    return places[-1:] if places and len(text[places[-1] : edge].split()) <= 1 else []


def _first_lost(text: str, edge: int, high: int) -> list[int]:
    """The first lost break behind an edge with at most one word between them."""
    for match in _LOST.finditer(text, edge, high):
        if match.start() >= edge and len(text[edge : match.start()].split()) <= 1:
            return [match.start()]
    return []
