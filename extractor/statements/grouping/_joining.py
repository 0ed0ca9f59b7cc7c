"""Groups: which statements are compared, and which are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush, nsmallest

from extractor.statements.grouping._likeness import Comparer
from extractor.statements.grouping._statements import Statement
from extractor.statements.grouping._vocabulary import Key
from extractor.statements.grouping._weights import ALIKE, CROWDED, GROWTH, GROWTH_END, NEAREST

Likeness = Callable[[int, int], float | None]
"""How alike two statements are, the smaller number first; None where they are opposed and must stay apart."""


def groups_of(parsed: Sequence[Statement], comparer: Comparer, weights: Mapping[Key, float]) -> list[list[int]]:
    """The numbers of these statements, those together that say the same."""
    if comparer.crowded:
        return join(len(parsed), {pair: comparer.likeness(*pair) for pair in _neighbours(parsed, weights)})
    suspects = {pair: comparer.likeness(*pair) for pair in comparer.suspects(ALIKE)}
    alike = {pair: likeness for pair, likeness in suspects.items() if likeness is not None and likeness >= ALIKE}
    return join(len(parsed), alike, comparer.likeness)


def _neighbours(parsed: Sequence[Statement], weights: Mapping[Key, float]) -> Iterable[tuple[int, int]]:
    """Pairs that share most, by weight: in a crowd no others are compared."""
    having: dict[Key, list[int]] = defaultdict(list)
    for number, statement in enumerate(parsed):
        for key in {token.key for token in statement.tokens}:
            having[key].append(number)
    pairs: set[tuple[int, int]] = set()
    for number, statement in enumerate(parsed):
        shared: dict[int, float] = defaultdict(float)
        for key in sorted({token.key for token in statement.tokens}):
            if len(having[key]) <= CROWDED:
                for other in having[key]:
                    shared[other] += weights[key]
        shared.pop(number, None)
        for other in nsmallest(NEAREST, shared, key=lambda other: (-shared[other], other)):
            pairs.add((min(number, other), max(number, other)))
    return sorted(pairs)


def join(
    count: int, pairs: Mapping[tuple[int, int], float | None], likeness: Likeness | None = None
) -> list[list[int]]:
    """Join the two likest groups until none are alike enough; a group's likeness to another is the mean of pairs.

    Groups with a pair that stays apart are never joined. `pairs` have all that are ALIKE or more, the smaller number
    first; a mean reaches ALIKE only where one of them does. `likeness` tells that of the others: it is asked when
    their groups might be joined, for most of them never. Without it they count as not alike at all.
    """
    members = {number: [number] for number in range(count)}
    halves: dict[int, tuple[int, int]] = {}
    near: dict[int, set[int]] = {number: set() for number in range(count)}
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    sums = dict(pairs)

    def total(one: int, other: int) -> float | None:
        """The sum of the pairs of two groups, the smaller number first; None where a pair stays apart."""
        wanted = [(one, other)]
        while wanted:
            first, last = wanted[-1]
            if likeness and last < count:
                sums[first, last] = likeness(first, last)
            else:
                # The first group is the older one: it was there already when the halves of the last were joined.
                parts = [(min(first, half), max(first, half)) for half in halves[last]]
                missing = [part for part in parts if part not in sums] if likeness else ()
                if missing:
                    wanted += missing
                    continue
                here, there = (sums.get(part, 0.0) for part in parts)
                sums[first, last] = None if here is None or there is None else here + there
            wanted.pop()
        return sums[one, other]

    def entry(one: int, other: int) -> tuple[float, int, int] | None:
        """A pair of groups for the heap, unless they stay apart or are not alike enough."""
        sum_of_pairs = sums[one, other] if (one, other) in sums else total(one, other)
        if sum_of_pairs is None:
            return None
        here, there = len(members[one]), len(members[other])
        growth = GROWTH * (min(here + there, GROWTH_END) - 2)
        distance = growth - sum_of_pairs / (here * there)
        return (distance, one, other) if -distance >= ALIKE else None

    waiting = [pair for pair in (entry(one, other) for one, other in pairs) if pair is not None]
    heapify(waiting)
    new = count
    while waiting:
        _, one, other = heappop(waiting)
        if one not in members or other not in members:
            continue
        # a new number for what is joined, so that old entries die with the old numbers
        members[new] = members.pop(one) + members.pop(other)
        halves[new] = (one, other)
        near[new] = (near.pop(one) | near.pop(other)) - {one, other}
        for third in near[new]:
            near[third] -= {one, other}
            near[third].add(new)
            pair = entry(third, new)
            if pair is not None:
                heappush(waiting, pair)
        new += 1
    return [sorted(places) for places in members.values()]
