"""The asks that share most with each, out of an index of words; and each ask with some of what these say.

An ask of a few words hides what it has in common with others: one says `delete my account`, one `close it for good`,
and a third both. So each borrows from the asks most like it before they are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

from extractor.asks._group_weights import BORROWED, CROWDED, LENDERS, NEAREST, WIDER
from extractor.asks.terms import Vector, unit

Near = Sequence[tuple[int, float]]
"""Places of vectors with how much each shares, those that share most first."""


def nearest(vectors: Sequence[Vector]) -> list[Near]:
    """For each vector the NEAREST others. A word that more than CROWDED have leads from none to another.

    Work grows with the number of vectors, and not with its square.
    """
    places: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, list[float]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for term, weight in vector.items():
            places[term].append(place)
            weights[term].append(weight)
    index = {
        term: (np.array(row, dtype=np.int64), np.array(weights[term]))
        for term, row in places.items()
        if 1 < len(row) <= CROWDED
    }
    return [_nearest(place, vector, index) for place, vector in enumerate(vectors)]


_Index = dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]


def _nearest(place: int, vector: Vector, index: _Index) -> Near:
    rows = [(index[term], weight) for term, weight in vector.items() if term in index]
    if not rows:
        return ()
    others, numbers = np.unique(np.concatenate([places for (places, _), _ in rows]), return_inverse=True)
    shared = np.bincount(numbers, weights=np.concatenate([theirs * weight for (_, theirs), weight in rows]))
    # Rounded, so that sums of the same parts are the same.
    order = np.lexsort((others, -np.round(shared, 9)))[: NEAREST + 1]
    return [(int(others[at]), float(shared[at])) for at in order if others[at] != place][:NEAREST]


def smoothed(vectors: Sequence[Vector], near: Sequence[Near]) -> list[Vector]:
    """Each vector with some of the LENDERS most like it, by how much they share with it; to length 1."""
    result = []
    for vector, row in zip(vectors, near, strict=True):
        wider = dict(vector)
        for other, shared in row[:LENDERS]:
            for term, weight in vectors[other].items():
                wider[term] = wider.get(term, 0.0) + BORROWED * shared / LENDERS * weight
        heavy = nlargest(WIDER, wider, key=lambda term: (wider[term], term)) if len(wider) > WIDER else wider
        result.append(unit({term: wider[term] for term in heavy}))
    return result
