"""What many people ask in a corpus: the stage that groups the asks of all threads. It never reads a post."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.asks.groups import Decided, groups_of
from extractor.corpus import ChangedError, Corpus
from extractor.model import Group, Mined, wire
from extractor.pipeline.built import MINE, kept
from extractor.pipeline.keys import Keys

GROUP, GROUPED_BEFORE = "group", "grouped before"
"""The names in the store of the groups, and of the ids of groups with those of their asks."""


def is_wanted(corpus: Corpus) -> bool:
    """Whether a build needs the groups although no command asks for them: a question says which asks it is."""
    return any(question.asked for topic in corpus.topics for question in topic.questions)


def grouped(keys: Keys, ids: Iterable[str]) -> tuple[Group, ...]:
    """The groups of these threads, those that are asked most first; announcements after all others.

    What each thread gives is taken from the store, where a run has put it. The ids of groups go on from those of the
    last run, as long as the store lasts. Raises ChangedError where a thread is not in the store as it is now.
    """
    corpus, store = keys.corpus, keys.corpus.store
    ids = list(ids)
    key = keys.group(ids)
    groups = kept(store, GROUP, "", key, tuple[Group, ...])
    if groups is not None:
        return groups
    mined: dict[str, Mined] = {}
    for id in ids:
        row = kept(store, MINE, id, keys.mine(id), Mined)
        if row is None:
            raise ChangedError(id)
        mined[id] = row
    questions = [question for topic in corpus.topics for question in topic.questions]
    decided = Decided(questions=questions, set_aside=corpus.set_aside)
    groups = groups_of(mined, corpus.language.code, decided, _before(keys))
    store.put(GROUP, "", key, wire.packed(groups))
    before = {group.id: tuple(ask.id for ask in group.asks) for group in groups}
    store.put(GROUPED_BEFORE, "", key, wire.packed(before))
    store.commit()
    return groups


def _before(keys: Keys) -> dict[str, tuple[str, ...]]:
    """The ids of the last run's groups with those of their asks; none where the store has no such run."""
    store = keys.corpus.store
    key = store.keys(GROUPED_BEFORE).get("")
    before = None if key is None else kept(store, GROUPED_BEFORE, "", key, dict[str, tuple[str, ...]])
    return before or {}
