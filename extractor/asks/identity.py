"""Who owns which group, and which were set aside: what editors decided, laid over groups by their members.

Nothing here depends on the number of a group or on the words that it is shown by: both change with every thread.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.asks._group_weights import GROWN_BY, GROWN_TIMES
from extractor.model import Ask, AskedAnchor, AskKind, GroupState, Question, SetAside, SetAsideVerdict, askers_of

_CLAIM = "claim"
"""The matter on which a question, or a group that was set aside, keeps its asks apart from those of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What editors decided, as places of asks."""

    together: tuple[tuple[int, ...], ...]
    """Places that belong together."""
    sides: Mapping[int, Mapping[str, str]]
    """Places that stay apart from others: for each matter, the side that the ask is on."""
    owners: Mapping[int, str]
    """The address of the question that an ask is an anchor of."""
    records: Mapping[int, SetAside]
    """What set an ask aside."""


def claims(asks: Sequence[Ask], questions: Sequence[Question], set_aside: Sequence[SetAside]) -> Claims:
    """The decisions about these asks. A question's anchors take precedence, then what was set aside last."""
    places = {ask.id: place for place, ask in enumerate(asks)}
    find = _Finder(asks)
    owners: dict[int, str] = {}
    for question in questions:
        for anchor in question.asked:
            place = find.place(anchor)
            if place is not None:
                owners.setdefault(place, question.address)
    records: dict[int, SetAside] = {}
    sides: dict[int, dict[str, str]] = defaultdict(dict)
    for record in reversed(set_aside):
        if record.verdict is SetAsideVerdict.SPLIT:
            for side, ids in (("one", record.members), ("other", record.others)):
                for id in ids:
                    if id in places:
                        sides[places[id]][f"split {record.number}"] = side
            continue
        for id in record.members:
            if id in places and places[id] not in owners:
                records.setdefault(places[id], record)
    rows: dict[str, list[int]] = defaultdict(list)
    for place in sorted({*owners, *records}):
        claim = owners[place] if place in owners else f"set aside {records[place].number}"
        sides[place][_CLAIM] = claim
        rows[claim].append(place)
    return Claims(
        together=tuple(tuple(row) for _, row in sorted(rows.items())), sides=sides, owners=owners, records=records
    )


def owners_of(groups: Sequence[Sequence[int]], claimed: Claims) -> dict[int, str]:
    """The number of the group that each question owns, with its address: the one that holds most of its anchors."""
    return _most(groups, claimed.owners)


def records_of(groups: Sequence[Sequence[int]], claimed: Claims) -> dict[int, SetAside]:
    """The numbers of groups that were set aside: those that hold most of one, and those that are mostly such asks."""
    by_number = {record.number: record for record in claimed.records.values()}
    rows = {place: str(record.number) for place, record in claimed.records.items()}
    result = {number: by_number[int(name)] for number, name in _most(groups, rows).items()}
    for number, places in enumerate(groups):
        inside = Counter(rows[place] for place in places if place in rows)
        for name, count in inside.most_common(1):
            if 2 * count > len(places):
                result.setdefault(number, by_number[int(name)])
    return result


def state_of(asks: Sequence[Ask], record: SetAside | None) -> GroupState:
    """What a group without a question is, given what set it aside, if anything."""
    if record is None:
        return GroupState.PROPOSED
    askers = askers_of(asks)
    if record.verdict is SetAsideVerdict.LATER:
        return GroupState.GROWN if askers > record.askers else GroupState.LATER
    grown = askers >= GROWN_TIMES * record.askers and askers >= record.askers + GROWN_BY
    return GroupState.GROWN if grown else GroupState.DISMISSED


def ids_of(groups: Sequence[Sequence[Ask]], before: Mapping[str, Sequence[str]]) -> list[str]:
    """An id for each group: that of the earlier group most of whose asks it holds, else that of its first ask.

    `before` are the ids of earlier groups with those of their asks. First is who asked first, where that is known.
    """
    known: dict[str, str] = {ask: id for id, asks in sorted(before.items()) for ask in asks}
    taken: dict[str, tuple[int, int]] = {}
    for number, asks in enumerate(groups):
        shared = Counter(known[ask.id] for ask in asks if ask.id in known)
        for id, count in shared.items():
            if 2 * count > len(before[id]) and (count, -number) > taken.get(id, (0, 0)):
                taken[id] = (count, -number)
    ids: dict[int, str] = {}
    for id, (_, number) in sorted(taken.items(), key=lambda row: (-row[1][0], row[0])):
        ids.setdefault(-number, id)
    used = {*ids.values(), *before}
    for number, asks in enumerate(groups):
        if number not in ids:
            first = sorted(asks, key=lambda ask: (ask.posted is None, str(ask.posted), ask.id))
            ids[number] = next((ask.id for ask in first if ask.id not in used), first[0].id)
            used.add(ids[number])
    return [ids[number] for number in range(len(groups))]


def anchor_of(ask: Ask, words: str) -> AskedAnchor:
    """What editors' files name an ask by, with words of it."""
    return AskedAnchor(thread=ask.thread, post=ask.post_id, author=ask.author, posted=None, words=words)


class _Finder:
    """Asks by their anchors."""

    def __init__(self, asks: Sequence[Ask]) -> None:
        self._posts = {(ask.thread, ask.post_id): place for place, ask in enumerate(asks) if ask.post_id is not None}
        self._authors = {(ask.thread, ask.author): place for place, ask in enumerate(asks) if ask.author is not None}
        self._titles = {ask.thread: place for place, ask in enumerate(asks) if ask.kind is AskKind.TITLE}

    def place(self, anchor: AskedAnchor) -> int | None:
        """The place of the ask that is meant: of that post, else of that person in the thread, else of the title."""
        place = self._posts.get((anchor.thread, anchor.post)) if anchor.post is not None else None
        if place is None and anchor.author is not None:
            place = self._authors.get((anchor.thread, anchor.author))
        if place is None and anchor.post is None and anchor.author is None:
            place = self._titles.get(anchor.thread)
        return place


def _most(groups: Sequence[Sequence[int]], names: Mapping[int, str]) -> dict[int, str]:
    """For each name the number of the group with most of its places; a group has the name of most of these."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for number, places in enumerate(groups):
        for place in places:
            if place in names:
                counts[names[place]][number] += 1
    best: dict[int, tuple[int, str]] = {}
    for name in sorted(counts):
        number, count = min(counts[name].items(), key=lambda row: (-row[1], -len(groups[row[0]]), row[0]))
        if count > best.get(number, (0, ""))[0]:
            best[number] = (count, name)
    return {number: name for number, (_, name) in best.items()}
