"""The asks that share most with each, out of an index of words; and each ask with some of what these say.

An ask of a few words hides what it has in common with others: one says `delete my account`, one `close it for good`,
and a third both. So each borrows from the asks most like it before they are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from extractor.asks._group_weights import BORROWED, CROWDED, LENDERS, NEAREST, WIDER
from extractor.asks.terms import Vector

Numbers: TypeAlias = NDArray[np.int64]
Amounts: TypeAlias = NDArray[np.float64]
Near: TypeAlias = tuple[Numbers, Amounts]
"""Places of rows, with how much each shares; those that share most first."""
_DENSE = 8
"""An array over all rows is made where so many times the words that are met come to their number."""


class Row(NamedTuple):
    """A vector as arrays: two of them are multiplied at once."""

    terms: Numbers
    """Numbers of terms, ascending."""
    weights: Amounts
    """The weight of each."""


def rows_of(vectors: Sequence[Vector]) -> tuple[list[Row], int]:
    """Vectors as arrays, with the number of their different terms, which are numbered in their order."""
    number = {term: place for place, term in enumerate(sorted(set(chain.from_iterable(vectors))))}
    rows = [
        Row(np.array([number[term] for term in terms], dtype=np.int64), np.array([vector[term] for term in terms]))
        for vector in vectors
        for terms in [sorted(vector)]
    ]
    return rows, len(number)


def nearest(rows: Sequence[Row], size: int, most: int = NEAREST) -> list[Near]:
    """For each row the others that share most with it. A word that more than CROWDED have leads from none to another.

    `size` is the number of terms. Work grows with the number of rows, and not with its square.
    """
    index = _Index(rows, size)
    return [index.nearest(place, row, most) for place, row in enumerate(rows)]


class _Index:
    """The places of rows by their terms."""

    def __init__(self, rows: Sequence[Row], size: int) -> None:
        terms = np.concatenate([_NOBODY[0], *(row.terms for row in rows)])
        order = np.argsort(terms, kind="stable")
        lengths = [len(row.terms) for row in rows]
        self._rows = len(rows)
        self._places = np.repeat(np.arange(len(rows)), lengths)[order]
        self._weights = np.concatenate([_NOBODY[1], *(row.weights for row in rows)])[order]
        counts = np.bincount(terms, minlength=size)
        self._starts = np.cumsum(counts) - counts
        self._counts = np.where((counts > 1) & (counts <= CROWDED), counts, 0)

    def nearest(self, place: int, row: Row, most: int) -> Near:
        """The rows that share most with the one at this place."""
        counts = self._counts[row.terms]
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        if not total:
            return _NOBODY
        entries = np.arange(total) + np.repeat(self._starts[row.terms] - ends + counts, counts)
        places = self._places[entries]
        amounts = self._weights[entries] * np.repeat(row.weights, counts)
        if _DENSE * total >= self._rows:
            sums = np.bincount(places, weights=amounts, minlength=self._rows)
            others = np.flatnonzero(sums)
            shared = sums[others]
        else:
            others, numbers = np.unique(places, return_inverse=True)
            shared = np.bincount(numbers, weights=amounts)
        here = others != place
        others, shared = others[here], shared[here]
        # Rounded, so that sums of the same parts are the same.
        rounded = np.round(shared, 9)
        if len(rounded) > most:
            enough = rounded >= np.partition(rounded, len(rounded) - most)[len(rounded) - most]
            others, shared, rounded = others[enough], shared[enough], rounded[enough]
        order = np.lexsort((others, -rounded))[:most]
        return others[order], shared[order]


_NOBODY: Near = (np.empty(0, dtype=np.int64), np.empty(0))


def smoothed(rows: Sequence[Row], near: Sequence[Near]) -> list[Row]:
    """Each row with some of the LENDERS most like it, by how much they share with it; to length 1."""
    result = []
    for row, (others, shared) in zip(rows, near, strict=True):
        lenders = [rows[other] for other in others[:LENDERS]]
        parts = [BORROWED * part / LENDERS for part in shared[:LENDERS]]
        terms, numbers = np.unique(
            np.concatenate([row.terms, *(each.terms for each in lenders)]), return_inverse=True
        )
        lent = [each.weights * part for each, part in zip(lenders, parts, strict=True)]
        weights = np.bincount(numbers, weights=np.concatenate([row.weights, *lent]), minlength=len(terms))
        if len(terms) > WIDER:
            heavy = np.sort(np.lexsort((terms, weights))[-WIDER:])
            terms, weights = terms[heavy], weights[heavy]
        length = np.sqrt(np.sum(weights * weights))
        result.append(Row(terms, weights / length if length else weights))
    return result
