"""Pages that show the newest first, turned round: a thread is read in the order in which it was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from extractor.readers._thread import Draft


def oldest_first(drafts: Sequence[Draft]) -> list[Draft]:
    """Posts with those that answer the same one turned round where each is older than the one before it.

    Nothing is sorted: where times rise and fall, or one is missing, the page's order stays. The first post keeps its
    place where only the others fall.
    """
    places: dict[str, int] = {}
    below: dict[int, list[int]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        below[places.get(draft.declared_parent or "", -1)].append(place)
        if draft.id:
            places.setdefault(draft.id, place)
    waiting = _walked(drafts, below[-1])
    if waiting == below[-1] and len(waiting) > 2:
        waiting = [waiting[0], *_walked(drafts, waiting[1:])]
    waiting = waiting[::-1]
    order: list[Draft] = []
    while waiting:
        place = waiting.pop()
        order.append(drafts[place])
        waiting += _walked(drafts, below[place])[::-1]
    return order


def _walked(drafts: Sequence[Draft], places: list[int]) -> list[int]:
    """Places of posts that answer the same one, from the oldest."""
    times = [time for place in places if (time := drafts[place].posted) is not None]
    if len(times) < 2 or len(times) < len(places) or len({time.utcoffset() is None for time in times}) != 1:
        return places
    falls = all(later <= earlier for earlier, later in pairwise(times)) and times[-1] < times[0]
    return places[::-1] if falls else places
