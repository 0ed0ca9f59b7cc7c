"""Which threads ask which question of the FAQ: by the groups that its questions own, and by their own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from extractor import search
from extractor.corpus import ChangedError, Corpus
from extractor.model import Mined, wire
from extractor.pipeline.built import MINE, kept
from extractor.pipeline.grouping import grouped, is_wanted
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress, Silent

ASK = "ask"
"""The name in the store of what each thread asks."""
OPENS = 0.8
"""The least weight of an ask that shows what its thread is about: those of the opening post, and of others who begin
there with a case of their own."""


def asked_in(keys: Keys, ids: Iterable[str], progress: Progress | None = None) -> Mapping[str, Sequence[str]]:
    """The ids of those of these threads that ask each question, by the question's address, in their order.

    A thread asks a question when one of its asks is in a group that the question owns, or when its asks, in the
    question's own words, are near enough for the index that answers readers. What each thread gives is taken from the
    store. Raises ChangedError where one is not there as it is now.
    """
    corpus, ids = keys.corpus, list(ids)
    key = keys.ask(ids)
    asked = kept(corpus.store, ASK, "", key, dict[str, tuple[str, ...]])
    if asked is None:
        telling = progress or Silent()
        threads: dict[str, set[str]] = defaultdict(set)
        for address, thread in _alike(keys, ids, telling):
            threads[address].add(thread)
        if is_wanted(corpus):
            for group in grouped(keys, ids, telling):
                if group.question is not None:
                    threads[group.question].update(ask.thread for ask in group.asks)
        asked = {address: tuple(sorted(threads[address])) for address in sorted(threads)}
        corpus.store.put(ASK, "", key, wire.packed(asked))
    return asked


def _alike(keys: Keys, ids: Sequence[str], progress: Progress) -> Iterable[tuple[str, str]]:
    """Questions, by their addresses, and threads that ask them in like words."""
    index = _index(keys.corpus)
    progress.begin("looking for questions in threads", len(ids))
    for id in ids:
        mined = kept(keys.corpus.store, MINE, id, keys.mine(id), Mined)
        if mined is None:
            raise ChangedError(id)
        for ask in mined.asked.asks:
            if ask.weight >= OPENS and (hits := search.rank(index, f"{ask.title} {ask.text}", most=1).answering):
                yield hits[0].entry.id, id
        progress.advance(1)
    progress.end()


def _index(corpus: Corpus) -> search.Index:
    """All questions of the packs by their wordings alone."""
    entries = [
        search.Entry(id=question.address, title=question.title, wordings=(question.title, *question.also_asked))
        for topic in corpus.topics
        for question in topic.questions
    ]
    return search.index(entries, language=corpus.language.code)
