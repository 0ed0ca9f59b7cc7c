"""Average linkage over nearest candidates: the likest groups become one, again and again. Nothing is quadratic.

Vectors have length 1, so the mean likeness of the pairs of two groups is the product of their sums over the product
of their sizes: no matrix is kept. Only groups are compared of which a member is among the nearest of another's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush, nlargest

from extractor.asks._group_weights import CROWDED, NEAREST
from extractor.asks.terms import Vector, dot

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
    joining = _Joining(vectors, least, sides or {})
    for row in together:
        joining.begin(row)
    joining.run(_candidates(vectors))
    return sorted(sorted(places) for places in joining.members.values())


class _Joining:
    """Groups as they grow. A group is known by a number; what is joined gets a new one."""

    def __init__(self, vectors: Sequence[Vector], least: float, sides: Mapping[int, Sides]) -> None:
        self.least = least
        self.members = {number: [number] for number in range(len(vectors))}
        self.sums: dict[int, Vector] = dict(enumerate(vectors))
        self.sides = {number: dict(sides.get(number, {})) for number in range(len(vectors))}
        self.now = {number: number for number in range(len(vectors))}
        self.next = len(vectors)

    def begin(self, row: Sequence[int]) -> None:
        """Make one group of these places, as far as sides allow."""
        numbers = list(dict.fromkeys(self.now[place] for place in row))
        for number in numbers[1:]:
            if self._apart(numbers[0], number):
                continue
            numbers[0] = self._join(numbers[0], number)

    def run(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Join the two likest groups until none are alike enough."""
        near: dict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            first, last = self.now[one], self.now[other]
            if first != last:
                near[first].add(last)
                near[last].add(first)
        waiting = [entry for one in near for other in near[one] if one < other and (entry := self._entry(one, other))]
        heapify(waiting)
        while waiting:
            _, one, other = heappop(waiting)
            if one not in self.members or other not in self.members:
                continue
            new = self._join(one, other)
            near[new] = (near.pop(one) | near.pop(other)) - {one, other}
            for third in sorted(near[new]):
                near[third] -= {one, other}
                near[third].add(new)
                entry = self._entry(third, new)
                if entry is not None:
                    heappush(waiting, entry)

    def _join(self, one: int, other: int) -> int:
        new, self.next = self.next, self.next + 1
        places = self.members.pop(one) + self.members.pop(other)
        self.members[new] = places
        small, large = sorted((self.sums.pop(one), self.sums.pop(other)), key=len)
        total = dict(large)
        for term, weight in small.items():
            total[term] = total.get(term, 0.0) + weight
        self.sums[new] = total
        self.sides[new] = self.sides.pop(one) | self.sides.pop(other)
        for place in places:
            self.now[place] = new
        return new

    def _apart(self, one: int, other: int) -> bool:
        here, there = self.sides[one], self.sides[other]
        return any(there.get(matter, side) != side for matter, side in here.items())

    def _entry(self, one: int, other: int) -> tuple[float, int, int] | None:
        mean = dot(self.sums[one], self.sums[other]) / (len(self.members[one]) * len(self.members[other]))
        if mean < self.least or self._apart(one, other):
            return None
        return -round(mean, 9), one, other


def _candidates(vectors: Sequence[Vector]) -> Iterable[tuple[int, int]]:
    """Pairs that share most: each with its NEAREST. A word that very many have leads from none to another."""
    having: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for term, weight in vector.items():
            having[term].append((place, weight))
    pairs: set[tuple[int, int]] = set()
    for place, vector in enumerate(vectors):
        shared: dict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            if len(having[term]) <= CROWDED:
                for other, theirs in having[term]:
                    shared[other] += weight * theirs
        shared.pop(place, None)
        for other in nlargest(NEAREST, shared, key=lambda each: (shared[each], -each)):
            pairs.add((min(place, other), max(place, other)))
    return sorted(pairs)
