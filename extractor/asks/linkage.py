"""Average linkage over nearest candidates: the likest groups become one, again and again. Nothing is quadratic.

Vectors have length 1, so the mean likeness of the pairs of two groups is the product of their sums over the product
of their sizes: no matrix is kept. Only groups are compared of which a member is among the nearest of another's. What
is compared is each ask together with those most like it (`neighbours.smoothed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush

from extractor.asks._group_weights import FAR
from extractor.asks.neighbours import nearest, smoothed
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
    wider = smoothed(vectors, nearest(vectors))
    joining = _Joining(wider, least, sides or {})
    for row in together:
        joining.begin(row)
    joining.run((place, other) for place, row in enumerate(nearest(wider)) for other, _ in row)
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
        near: dict[int, dict[int, float]] = {number: {} for number in self.members}
        waiting: list[tuple[float, int, int]] = []
        for first, last in pairs:
            one, other = sorted((self.now[first], self.now[last]))
            if one != other and other not in near[one]:
                near[one][other] = near[other][one] = dot(self.sums[one], self.sums[other])
                self._wait(waiting, one, other, near[one][other])
        while waiting:
            _, one, other = heappop(waiting)
            if one not in self.members or other not in self.members:
                continue
            here, there = near.pop(one), near.pop(other)
            shared: dict[int, float] = {}
            for third in sorted((here.keys() | there.keys()) - {one, other}):
                # What a group shares with the new one is what it shares with both halves.
                parts = [
                    row[third] if third in row else dot(self.sums[half], self.sums[third])
                    for half, row in ((one, here), (other, there))
                ]
                shared[third] = sum(parts)
            new = self._join(one, other)
            near[new] = {}
            for third, total in shared.items():
                near[third].pop(one, None)
                near[third].pop(other, None)
                if total >= FAR * self.least * len(self.members[third]) * len(self.members[new]):
                    near[third][new] = near[new][third] = total
                    self._wait(waiting, third, new, total)

    def _wait(self, waiting: list[tuple[float, int, int]], one: int, other: int, total: float) -> None:
        """Put a pair of groups into the queue, with the sum of what their pairs share, unless they stay apart."""
        mean = total / (len(self.members[one]) * len(self.members[other]))
        if mean >= self.least and not self._apart(one, other):
            heappush(waiting, (-round(mean, 9), one, other))

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
