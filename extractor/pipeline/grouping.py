"""What many people ask in a corpus: the stage that groups the asks of all threads. It never reads a post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from extractor.corpus import ChangedError, Corpus
from extractor.model import Group, Mined, wire
from extractor.pipeline.built import MINE, kept, last
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress, Silent

if TYPE_CHECKING:
    from extractor.asks.groups import Compared

GROUP, GROUPED_BEFORE = "group", "grouped before"
"""The names in the store of the groups, and of the ids of groups with those of their asks."""
COMPARE, CLUSTER = "compare", "cluster"
"""Those of what the asks of each thread are about, and of which asks are alike."""


def is_wanted(corpus: Corpus) -> bool:
    """Whether a build needs the groups although no command asks for them: a question says which asks it is."""
    return any(question.asked for topic in corpus.topics for question in topic.questions)


def grouped(keys: Keys, ids: Iterable[str], progress: Progress | None = None) -> tuple[Group, ...]:
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
    # Where nothing has changed, what asks are compared with is not even imported.
    from extractor.asks.groups import Decided, groups_of

    mined: dict[str, Mined] = {}
    for id in ids:
        row = kept(store, MINE, id, keys.mine(id), Mined)
        if row is None:
            raise ChangedError(id)
        mined[id] = row
    known = _compared(keys, mined, progress or Silent())
    questions = [question for topic in corpus.topics for question in topic.questions]
    decided = Decided(questions=questions, set_aside=corpus.set_aside)
    before = last(store, GROUPED_BEFORE, dict[str, tuple[str, ...]]) or {}
    groups = groups_of(mined, corpus.language.code, decided, before, known)
    store.put(GROUP, "", key, wire.packed(groups))
    ids_by_group = {group.id: tuple(ask.id for ask in group.asks) for group in groups}
    store.put(GROUPED_BEFORE, "", key, wire.packed(ids_by_group))
    store.commit()
    return groups


def _compared(keys: Keys, mined: Mapping[str, Mined], progress: Progress) -> Compared:
    """How the asks of these threads are compared: nothing of it depends on what editors decided, so it is kept."""
    from extractor.asks.groups import compared, terms_in
    from extractor.asks.terms import Terms

    store, language = keys.corpus.store, keys.corpus.language.code
    terms: dict[str, tuple[Terms, ...]] = {}
    progress.begin("comparing what is asked in threads", len(mined))
    for id, row in mined.items():
        known = kept(store, COMPARE, id, keys.asked(id), tuple[Terms, ...])
        if known is None:
            known = terms_in(row, language)
            store.put(COMPARE, id, keys.asked(id), wire.packed(known))
        terms[id] = known
        progress.advance(1)
    progress.end()
    store.keep_only(COMPARE, mined)
    key = keys.cluster(mined)
    clusters = kept(store, CLUSTER, "", key, tuple[tuple[int, ...], ...])
    result = compared(mined, language, terms, clusters)
    if clusters is None:
        store.put(CLUSTER, "", key, wire.packed(result.clusters))
    return result
