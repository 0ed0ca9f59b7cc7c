"""Which asks of many threads ask the same: groups of them, by what they are about.

Asks are compared by their words (`terms`), joined by average linkage (`linkage`), and large groups once more by
weights of their own, which finds the questions inside a broad subject. What editors decided is laid over it as rows
that belong together and as sides that stay apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.asks._group_weights import ALIKE, LARGE, LOCAL
from extractor.asks.linkage import Sides, linked
from extractor.asks.terms import Terms, Vector, subject_words, terms_of, vectors
from extractor.asks.words import GroupingWords, grouping_words
from extractor.model import Ask


def alike(
    asks: Sequence[Ask],
    language: str,
    together: Sequence[Sequence[int]] = (),
    sides: Mapping[int, Sides] | None = None,
    known_terms: Sequence[Terms] | None = None,
) -> list[list[int]]:
    """The places of asks in groups that ask the same; each place stands in one group.

    Rows of `together` are places that belong together, whatever they say; places with different `sides` of a matter
    stay apart. `known_terms` are the terms of the asks, where somebody has them. The order of the asks changes no
    group; groups come in the order of their first places.
    """
    words = grouping_words(language)
    order = sorted(range(len(asks)), key=lambda place: asks[place].id)
    at = {place: number for number, place in enumerate(order)}
    ordered = [asks[place] for place in order]
    rows = [[at[place] for place in row] for row in together]
    apart = {at[place]: side for place, side in (sides or {}).items()}
    terms = [terms_of(asks[place], words) if known_terms is None else known_terms[place] for place in order]
    groups = linked(vectors_of(ordered, terms, words), ALIKE, rows, apart)
    groups = [part for group in groups for part in _parts(group, ordered, terms, rows, apart)]
    return sorted(sorted(order[number] for number in group) for group in groups)


def keeps(groups: Sequence[Sequence[int]], together: Sequence[Sequence[int]], sides: Mapping[int, Sides]) -> bool:
    """Whether groups are already as editors want them: each row of `together` in one of them, and none with two sides
    of a matter."""
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    if any(len({group_of[place] for place in row}) > 1 for row in together):
        return False
    side_of: dict[tuple[int, str], str] = {}
    return all(
        side_of.setdefault((group_of[place], matter), side) == side
        for place, matters in sides.items()
        for matter, side in matters.items()
    )


def halves(asks: Sequence[Ask], language: str) -> list[list[int]]:
    """The places of a group's asks in two parts, by weights of their own; one part where nothing tells two apart.

    The first part is the largest that holds together when the others first fall away.
    """
    words = grouping_words(language)
    local = vectors([terms_of(ask, words) for ask in asks], [ask.thread for ask in asks])
    for step in range(1, STEPS):
        parts = sorted(linked(local, step / STEPS), key=len, reverse=True)
        if len(parts) > 1:
            return [parts[0], sorted(place for part in parts[1:] for place in part)]
    return [list(range(len(asks)))]


STEPS = 50
"""Likenesses that are tried, from hardly any to word for word."""


def vectors_of(asks: Sequence[Ask], terms: Sequence[Terms], words: GroupingWords) -> list[Vector]:
    """The vectors of asks that stand in threads with titles."""
    titles = [subject_words(title, words) for title in dict.fromkeys(ask.title for ask in asks) if title]
    return vectors(terms, [ask.thread for ask in asks], titles)


def _parts(
    group: Sequence[int],
    asks: Sequence[Ask],
    terms: Sequence[Terms],
    together: Sequence[Sequence[int]],
    sides: Mapping[int, Sides],
) -> list[list[int]]:
    """A large group in parts, by weights of its own; a small one as it is."""
    if len(group) < LARGE:
        return [list(group)]
    at = {place: number for number, place in enumerate(group)}
    rows = [[at[place] for place in row if place in at] for row in together]
    apart = {at[place]: side for place, side in sides.items() if place in at}
    local = vectors([terms[place] for place in group], [asks[place].thread for place in group])
    return [[group[number] for number in part] for part in linked(local, LOCAL, rows, apart)]
