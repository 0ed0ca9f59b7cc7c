"""A whole corpus through all stages: only what has changed since an earlier run is done again."""

from __future__ import annotations

from datetime import date

from extractor.corpus import Corpus, load
from extractor.model import Problem, Stage, Summary, wire
from extractor.pipeline.built import ARRANGE, LIST, Build, ChangedError, Conversations, kept
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress, Silent
from extractor.pipeline.values import Arranged
from extractor.pipeline.workers import Workers
from extractor.problems import ThreadfaqError

ATTEMPTS = 5
"""How often a run begins anew because a file was changed under it."""


def run(
    corpus: Corpus,
    as_of: date,
    only_kept: bool = False,
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> Build:
    """The whole corpus. Problems are collected, never raised; a source that nobody can read is one of them.

    Whoever prints or publishes what is built asks `holdback` first whether the problems allow it. What is in the
    corpus's store is not done again; what is done is put there. Raises ThreadfaqError like `corpus.load`.
    """
    telling = progress or Silent()
    for _ in range(ATTEMPTS):
        try:
            return _attempt(corpus, as_of, only_kept, workers or Workers(jobs=1), telling)
        except (ChangedError, FileNotFoundError):
            telling.say("a file was changed meanwhile; beginning again")
            corpus = load(corpus.root, corpus.store)
    raise ThreadfaqError(_restless(corpus))


def _attempt(corpus: Corpus, as_of: date, only_kept: bool, workers: Workers, progress: Progress) -> Build:
    """One attempt. Raises ChangedError."""
    store, keys, scope = corpus.store, Keys(corpus), "kept" if only_kept else "all"
    settled = {id: keys.decide(id) for id in corpus.index.threads}
    key = keys.arrange(as_of, only_kept, [*settled.values(), *map(keys.astray, corpus.astray)])
    arranged = kept(store, ARRANGE, scope, key, Arranged)
    listed = kept(store, LIST, scope, key, tuple[Summary, ...])
    if arranged is None or listed is None:
        # Where nothing has changed, what the stages need is not even imported.
        from extractor.pipeline.settling import Settling

        settling = Settling(keys, settled, workers, progress)
        settling.settle()
        arranged, listed = settling.arranged(as_of, only_kept)
        store.put(ARRANGE, scope, key, wire.packed(arranged))
        store.put(LIST, scope, key, wire.packed(listed))
    store.commit()
    return Build(arranged=arranged, summaries=listed, conversations=Conversations(keys, listed), keys=keys)


def _restless(corpus: Corpus) -> Problem:
    return Problem(
        stage=Stage.COMMAND,
        code="E612",
        file=str(corpus.root),
        cause="its files are changed again and again while they are read",
        help="wait until whatever writes there has ended, and try again",
    )
