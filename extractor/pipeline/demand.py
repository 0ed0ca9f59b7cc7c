"""Who asks each question of the FAQ, and what nobody answers: kept as long as nothing of it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from extractor.model import (
    Ask,
    AskedBy,
    AskKind,
    Entry,
    Faq,
    Group,
    GroupState,
    OpenKind,
    Stance,
    StillOpen,
    Unanswered,
    anchor,
    askers_of,
    threads_of,
    wire,
)
from extractor.pipeline.built import Build, kept
from extractor.text.characters import folded

ASKED_BY, UNANSWERED = "asked by", "unanswered"
"""The names of the two in the store."""
OPENS = 0.8
"""The least weight of an ask that shows what its thread is about."""
SIDES = frozenset({Stance.FOR, Stance.AGAINST, Stance.OPTIONAL})
"""Stances that take a side."""


def asked_by(build: Build) -> Mapping[str, AskedBy]:
    """Who asks each question, by the question's address; questions that nobody is known to ask are missing.

    A question's asks are those of the group that it owns, and what opens the threads that ask it in like words.
    """
    keys, store = build.keys, build.corpus.store
    ids = list(build.corpus.index.threads)
    key = keys.ask(ids)
    asked = kept(store, ASKED_BY, "", key, dict[str, AskedBy])
    if asked is None:
        # Where nothing has changed, what groups asks is not even imported.
        from extractor.pipeline.asking import asked_in
        from extractor.pipeline.grouping import grouped, is_wanted

        owned: dict[str, tuple[Ask, ...]] = {}
        if is_wanted(build.corpus):
            owned = {group.question: group.asks for group in grouped(keys, ids) if group.question is not None}
        asked = {}
        for address, threads in asked_in(keys, ids).items():
            asks = {ask.id: ask for ask in owned.get(address, ())}
            for id, here in threads.items():
                if not here.surely:
                    continue
                opening = (ask for ask in _opening(build.mined(id).asked.asks) if ask.post in here.posts)
                asks |= {ask.id: ask for ask in opening if ask.id not in asks}
            if asks:
                asked[address] = _counted(sorted(asks.values(), key=lambda ask: (ask.thread, ask.post or 0, ask.id)))
        store.put(ASKED_BY, "", key, wire.packed(asked))
    return asked


def _opening(asks: Iterable[Ask]) -> list[Ask]:
    """What opens a thread; its title where its post asks nothing."""
    opening = [ask for ask in asks if ask.weight >= OPENS]
    return [ask for ask in opening if ask.kind is not AskKind.TITLE] or opening[:1]


def _counted(asks: list[Ask]) -> AskedBy:
    times = [ask.posted for ask in asks if ask.posted is not None]
    first = min(times, key=lambda time: time.replace(tzinfo=None), default=None)
    return AskedBy(people=askers_of(asks), threads=threads_of(asks), since=first, asks=tuple(asks))


def still_open(build: Build, asked: Mapping[str, AskedBy]) -> StillOpen:
    """What readers of this FAQ still lack; `asked` is as `asked_by` gives it."""
    entries = [entry for section in build.faq.sections for entry in section.entries]
    known = {ask.thread for by in asked.values() for ask in by.asks}
    elsewhere = (row for row in _elsewhere(build) if row.kind is not OpenKind.THREAD or row.thread not in known)
    rows = [*_questions(build.faq, asked), *elsewhere]
    return StillOpen(
        as_of=build.faq.as_of,
        unanswered=tuple(sorted(rows, key=lambda row: (-row.askers, -row.threads, row.title))),
        single_voice=tuple(entry.question.address for entry in entries if len(entry.people) == 1),
        contradicted=tuple(entry.question.address for entry in entries if contradicts(entry)),
    )


def contradicts(entry: Entry) -> bool:
    """Whether people who answer a question differ."""
    stances = {position.stance for position in entry.positions}
    return len(stances) > 1 and not SIDES.isdisjoint(stances)


def _questions(faq: Faq, asked: Mapping[str, AskedBy]) -> Iterator[Unanswered]:
    """Questions of the FAQ that nobody answers."""
    for entry in (entry for section in faq.sections for entry in section.entries if not entry.positions):
        by = asked.get(entry.question.address)
        yield Unanswered(
            kind=OpenKind.QUESTION,
            title=entry.question.title,
            question=entry.question.address,
            group=None,
            thread=None,
            post=None,
            anchor=None,
            url=None,
            askers=by.people if by else 0,
            threads=by.threads if by else 0,
            since=by.since if by else None,
        )


def _elsewhere(build: Build) -> tuple[Unanswered, ...]:
    """Groups without an answer that no question owns, and threads in which nobody but the asker wrote."""
    keys, store = build.keys, build.corpus.store
    listed = {summary.id: summary for summary in build.summaries}
    ids = list(listed)
    key = keys.ask(ids)
    rows = kept(store, UNANSWERED, "", key, tuple[Unanswered, ...])
    if rows is None:
        from extractor.pipeline.grouping import grouped

        groups = [group for group in grouped(keys, ids) if _lacks(group)]
        found = [row for group in groups if (row := _of_group(group)) is not None]
        grouped_threads = {ask.thread for group in groups for ask in group.asks}
        for summary in build.summaries:
            if len(summary.people) == 1 and summary.id not in grouped_threads:
                asks = _opening(build.mined(summary.id).asked.asks)
                title = summary.title or (asks[0].text if asks else None)
                if asks and title:
                    found.append(_row(OpenKind.THREAD, title, asks[0], asks, None))
        rows = tuple(found)
        store.put(UNANSWERED, "", key, wire.packed(rows))
    return rows


def _lacks(group: Group) -> bool:
    wanted = {GroupState.PROPOSED, GroupState.GROWN, GroupState.LATER}
    return group.state in wanted and not group.public_answer and not group.announced


def _of_group(group: Group) -> Unanswered | None:
    """A group in the words of one of its asks; None where none is fit to name it."""
    for ask in group.asks:
        if group.title and group.title in {" ".join(text.split()) for text in (*ask.texts, ask.title)} & set(
            map(folded, (*ask.texts, ask.title))
        ):
            return _row(OpenKind.GROUP, group.title, ask, group.asks, group.id)
    return None


def _row(kind: OpenKind, title: str, ask: Ask, asks: Iterable[Ask], group: str | None) -> Unanswered:
    rows = list(asks)
    said = folded(title) != folded(ask.title) and ask.post_id is not None
    counted = _counted(rows)
    return Unanswered(
        kind=kind,
        title=folded(title),
        question=None,
        group=group,
        thread=ask.thread,
        post=ask.post if said else None,
        anchor=anchor(ask.post_id) if said and ask.post_id is not None else None,
        url=ask.url,
        askers=counted.people,
        threads=counted.threads,
        since=counted.since,
    )
