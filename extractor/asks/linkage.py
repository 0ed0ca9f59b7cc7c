"""Average linkage over nearest candidates: the likest groups become one, again and again. Nothing is quadratic.

Vectors have length 1, so the mean likeness of the pairs of two groups is the product of their sums over the product
of their sizes: no matrix is kept. Only groups are compared of which a member is among the nearest of another's. What
is compared is each ask together with those most like it (`neighbours.smoothed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush

import numpy as np

from extractor.asks._group_weights import FAR, LENDERS
from extractor.asks.neighbours import Row, nearest, rows_of, smoothed
from extractor.asks.terms import Vector

Sides = Mapping[str, str]
"""For each matter on which groups may be kept apart, the side that a group is on."""


def linked(
    vectors: Sequence[Vector],
    least: float,
    together: Iterable[Sequence[int]] = (),
    sides: Mapping[int, Sides] | None = None,
) -> list[list[int]]:
    """The places of these vectors, those together whose groups are alike by `least` or more in the mean.

    Places in one row of `together` are one group from the start. Groups on different sides of the same matter are
    never joined. Each group's places ascend; groups are in the order of their first places.
    """
    rows, size = rows_of(vectors)
    wider = smoothed(rows, nearest(rows, size, LENDERS))
    joining = _Joining(wider, size, least, sides or {})
    for row in together:
        joining.begin(row)
    joining.run([others.tolist() for others, _ in nearest(wider, size)])
    return sorted(sorted(places) for places in joining.members.values())


class _Joining:
    """Groups as they grow. A group is known by a number; what is joined gets a new one."""

    def __init__(self, rows: Sequence[Row], size: int, least: float, sides: Mapping[int, Sides]) -> None:
        self.least = least
        self.members = {number: [number] for number in range(len(rows))}
        self.sums = dict(enumerate(rows))
        self.sides = {number: dict(sides.get(number, {})) for number in range(len(rows))}
        self.now = {number: number for number in range(len(rows))}
        self.next = len(rows)
        # One row spread over all terms; zero between two uses.
        self._spread = np.zeros(size)

    def begin(self, row: Sequence[int]) -> None:
        """Make one group of these places, as far as sides allow."""
        numbers = list(dict.fromkeys(self.now[place] for place in row))
        for number in numbers[1:]:
            if self._apart(numbers[0], number):
                continue
            numbers[0] = self._join(numbers[0], number)

    def run(self, near_places: Sequence[Sequence[int]]) -> None:
        """Join the two likest groups until none are alike enough, given the places nearest to each."""
        near: dict[int, dict[int, float]] = {number: {} for number in self.members}
        pairs: dict[int, dict[int, None]] = {}
        for place, others in enumerate(near_places):
            for each in others:
                one, other = sorted((self.now[place], self.now[each]))
                if one != other:
                    pairs.setdefault(one, {})[other] = None
        waiting: list[tuple[float, int, int]] = []
        for one, row in pairs.items():
            for other, total in self._shared(one, list(row)).items():
                near[one][other] = near[other][one] = total
                self._wait(waiting, one, other, total)
        while waiting:
            _, one, other = heappop(waiting)
            if one not in self.members or other not in self.members:
                continue
            here, there = near.pop(one), near.pop(other)
            thirds = sorted((here.keys() | there.keys()) - {one, other})
            here.update(self._shared(one, [third for third in thirds if third not in here]))
            there.update(self._shared(other, [third for third in thirds if third not in there]))
            new = self._join(one, other)
            near[new] = {}
            for third in thirds:
                near[third].pop(one, None)
                near[third].pop(other, None)
                # What a group shares with the new one is what it shares with both halves.
                total = here[third] + there[third]
                if total >= FAR * self.least * len(self.members[third]) * len(self.members[new]):
                    near[third][new] = near[new][third] = total
                    self._wait(waiting, third, new, total)

    def _shared(self, one: int, others: Sequence[int]) -> dict[int, float]:
        """What a group shares with each of these: the products of their sums."""
        if not others:
            return {}
        terms, weights = self.sums[one]
        rows = [self.sums[other] for other in others]
        self._spread[terms] = weights
        products = self._spread[np.concatenate([row.terms for row in rows])]
        self._spread[terms] = 0.0
        products *= np.concatenate([row.weights for row in rows])
        ends = np.cumsum([len(row.terms) for row in rows])
        sums = np.add.reduceat(products, [0, *ends[:-1]])
        return dict(zip(others, sums.tolist(), strict=True))

    def _wait(self, waiting: list[tuple[float, int, int]], one: int, other: int, total: float) -> None:
        """Put a pair of groups into the queue, with the sum of what their pairs share, unless they stay apart."""
        mean = total / (len(self.members[one]) * len(self.members[other]))
        if mean >= self.least and not self._apart(one, other):
            heappush(waiting, (-round(mean, 9), one, other))

    def _join(self, one: int, other: int) -> int:
        new, self.next = self.next, self.next + 1
        places = self.members.pop(one) + self.members.pop(other)
        self.members[new] = places
        here, there = self.sums.pop(one), self.sums.pop(other)
        terms, numbers = np.unique(np.concatenate([here.terms, there.terms]), return_inverse=True)
        weights = np.bincount(numbers, weights=np.concatenate([here.weights, there.weights]))
        self.sums[new] = Row(terms, weights)
        self.sides[new] = self.sides.pop(one) | self.sides.pop(other)
        for place in places:
            self.now[place] = new
        return new

    def _apart(self, one: int, other: int) -> bool:
        here, there = self.sides[one], self.sides[other]
        return bool(here and there) and any(there.get(matter, side) != side for matter, side in here.items())
