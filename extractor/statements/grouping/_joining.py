"""Groups: which statements are compared, and which are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush, nsmallest
from itertools import combinations

from extractor.statements.grouping._likeness import Comparer
from extractor.statements.grouping._statements import Statement
from extractor.statements.grouping._vocabulary import Key
from extractor.statements.grouping._weights import ALIKE, CROWD, CROWD_WORDS, CROWDED, GROWTH, GROWTH_END, NEAREST


def alike(
    parsed: Sequence[Statement], comparer: Comparer, weights: Mapping[Key, float]
) -> tuple[dict[tuple[int, int], float], set[tuple[int, int]]]:
    """How alike pairs are, the smaller number first, without those that are not; and pairs that stay apart."""
    likeness: dict[tuple[int, int], float] = {}
    apart: set[tuple[int, int]] = set()
    for one, other in _candidates(parsed, weights):
        alike, opposed = comparer.compare(one, other)
        if opposed:
            apart.add((one, other))
        elif alike != 0:
            likeness[one, other] = alike
    return likeness, apart


def _candidates(parsed: Sequence[Statement], weights: Mapping[Key, float]) -> Iterable[tuple[int, int]]:
    """Pairs worth comparing."""
    if len(parsed) <= CROWD and sum(len(statement.tokens) for statement in parsed) <= CROWD_WORDS:
        return combinations(range(len(parsed)), 2)
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


def join(count: int, pairs: tuple[Mapping[tuple[int, int], float], set[tuple[int, int]]]) -> list[list[int]]:
    """Join the two likest groups until none are alike enough; a group's likeness to another is the mean of pairs.

    A pair that nobody compared counts as not alike at all. Groups with a pair that stays apart are never joined.
    """
    likeness, opposed = pairs
    members = {number: [number] for number in range(count)}
    sums: dict[int, dict[int, float]] = {number: {} for number in range(count)}
    apart: dict[int, set[int]] = {number: set() for number in range(count)}
    for (one, other), alike in likeness.items():
        sums[one][other] = sums[other][one] = alike
    for one, other in opposed:
        apart[one].add(other)
        apart[other].add(one)

    def entry(one: int, other: int) -> tuple[float, int, int]:
        here, there = len(members[one]), len(members[other])
        growth = GROWTH * (min(here + there, GROWTH_END) - 2)
        return growth - sums[one][other] / (here * there), min(one, other), max(one, other)

    waiting = [entry(one, other) for one, other in likeness]
    waiting = [pair for pair in waiting if -pair[0] >= ALIKE]
    heapify(waiting)
    new = count
    while waiting:
        _, one, other = heappop(waiting)
        if one not in members or other not in members or other in apart[one]:
            continue
        # a new number for what is joined, so that old entries die with the old numbers
        members[new] = members.pop(one) + members.pop(other)
        sums[new], apart[new] = _merged(sums, one, other, new), apart.pop(one) | apart.pop(other)
        for third in sorted(apart[new]):
            apart[third] -= {one, other}
            apart[third].add(new)
        for third in sums[new]:
            if third not in apart[new]:
                pair = entry(new, third)
                if -pair[0] >= ALIKE:
                    heappush(waiting, pair)
        new += 1
    return [sorted(places) for places in members.values()]


def _merged(sums: dict[int, dict[int, float]], one: int, other: int, new: int) -> dict[int, float]:
    """The sums of two groups, taken out, as the sums of the new one that they become."""
    here, there = sums.pop(one), sums.pop(other)
    here.pop(other, None)
    there.pop(one, None)
    merged = {third: here.get(third, 0.0) + there.get(third, 0.0) for third in sorted(here.keys() | there.keys())}
    for third, total in merged.items():
        sums[third].pop(one, None)
        sums[third].pop(other, None)
        sums[third][new] = total
    return merged
