"""A whole corpus through all stages: only what has changed since an earlier run is done again."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from extractor.corpus import ChangedError, Corpus, load
from extractor.model import Problem, Publish, Stage, Summary, wire
from extractor.pipeline.built import ARRANGE, LIST, Build, Conversations, kept
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress, Silent
from extractor.pipeline.values import Arranged
from extractor.pipeline.workers import Workers, collected_seldom
from extractor.problems import ThreadfaqError

ATTEMPTS = 6
"""How often a run begins while files are changed under it."""
_PAUSE = 0.1
"""Seconds before the second attempt; each further pause is twice as long."""


def run(
    corpus: Corpus,
    as_of: date,
    publish: Publish = Publish.STRONG,
    workers: Workers | None = None,
    progress: Progress | None = None,
    with_packs: bool = False,
) -> Build:
    """The whole corpus. Problems are collected, never raised; a source that nobody can read is one of them.

    Whoever prints or publishes what is built asks `holdback` first whether the problems allow it. What is in the
    corpus's store is not done again; what is done is put there. With `with_packs` the packs that the FAQ was made by
    are read even where nothing has changed. Raises ThreadfaqError like `corpus.load`.
    """
    telling = progress or Silent()
    for attempt in range(ATTEMPTS):
        try:
            if attempt:
                telling.say("a file was changed meanwhile; beginning again")
                time.sleep(_PAUSE * 2 ** (attempt - 1))
                corpus.store.look_again()
                corpus = load(corpus.root, corpus.store)
            with collected_seldom():
                return _attempt(corpus, as_of, publish, workers or Workers(jobs=1), telling, with_packs)
        except (ChangedError, FileNotFoundError):
            continue
        except KeyboardInterrupt:
            kept = "; the next run goes on from here" if corpus.store.lasting else ""
            telling.say(f"stopped{kept}")
            raise
    raise ThreadfaqError(restless(corpus.root))


def _attempt(
    corpus: Corpus, as_of: date, publish: Publish, workers: Workers, progress: Progress, with_packs: bool
) -> Build:
    """One attempt. Raises ChangedError, and FileNotFoundError for a file that has gone."""
    store, keys, scope = corpus.store, Keys(corpus), publish.value
    settled = {id: keys.decide(id) for id in corpus.index.threads}
    key = keys.arrange(as_of, publish, [*settled.values(), *map(keys.astray, corpus.astray)])
    # What was read one after the other lay there together.
    if not store.all_unchanged():
        raise ChangedError
    if with_packs:
        assert corpus.packs
    arranged = kept(store, ARRANGE, scope, key, Arranged)
    listed = kept(store, LIST, scope, key, tuple[Summary, ...])
    if arranged is None or listed is None:
        # Where nothing has changed, what the stages need is not even imported.
        from extractor.pipeline.settling import Settling

        settling = Settling(keys, settled, workers, progress)
        settling.settle()
        arranged, listed = settling.arranged(as_of, publish)
        store.put(ARRANGE, scope, key, wire.packed(arranged))
        store.put(LIST, scope, key, wire.packed(listed))
    store.commit()
    return Build(arranged=arranged, summaries=listed, conversations=Conversations(keys, listed), keys=keys)


def restless(root: Path) -> Problem:
    """The problem (E612) that there is no moment at which a corpus can be read."""
    return Problem(
        stage=Stage.COMMAND,
        code="E612",
        file=str(root),
        cause="its files are changed again and again while they are read",
        help="wait until whatever writes there has ended, and try again",
    )
