"""A whole corpus through all stages: only what has changed since an earlier run is done again."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from extractor.corpus import ChangedError, Corpus, load
from extractor.model import Problem, Publish, Stage, Summary, wire
from extractor.pipeline.built import ARRANGE, LIST, SURVEY, Build, Conversations, Survey, kept
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress, Silent
from extractor.pipeline.values import Arranged, Surveyed
from extractor.pipeline.workers import Workers, collected_seldom
from extractor.problems import ThreadfaqError

if TYPE_CHECKING:
    from extractor.pipeline.settling import Settling

T = TypeVar("T")

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
    return _settled(corpus, telling, lambda each: _built(each, as_of, publish, workers, telling, with_packs))


def survey(corpus: Corpus, workers: Workers | None = None, progress: Progress | None = None) -> Survey:
    """All of a run but the FAQ: every thread read, judged and mined, and every problem. Raises like `run`."""
    telling = progress or Silent()
    return _settled(corpus, telling, lambda each: _surveyed(each, workers, telling))


def _settled(corpus: Corpus, progress: Progress, attempt: Callable[[Corpus], T]) -> T:
    """What an attempt gives that no changed file disturbs."""
    for number in range(ATTEMPTS):
        try:
            if number:
                progress.say("a file was changed meanwhile; beginning again")
                time.sleep(_PAUSE * 2 ** (number - 1))
                corpus.store.look_again()
                corpus = load(corpus.root, corpus.store)
            with collected_seldom():
                return attempt(corpus)
        except (ChangedError, FileNotFoundError):
            continue
        except KeyboardInterrupt:
            kept = "; the next run goes on from here" if corpus.store.lasting else ""
            progress.say(f"stopped{kept}")
            raise
    raise ThreadfaqError(restless(corpus.root))


def _built(
    corpus: Corpus, as_of: date, publish: Publish, workers: Workers | None, progress: Progress, with_packs: bool
) -> Build:
    """One attempt. Raises ChangedError, and FileNotFoundError for a file that has gone."""
    store, keys, scope = corpus.store, Keys(corpus), publish.value
    decided = _decided(keys)
    key = keys.arrange(as_of, publish, decided.all)
    if with_packs:
        assert corpus.packs
    arranged = kept(store, ARRANGE, scope, key, Arranged)
    listed = kept(store, LIST, scope, key, tuple[Summary, ...])
    if arranged is None or listed is None:
        arranged, listed = _settling(keys, decided, workers, progress).arranged(as_of, publish)
        store.put(ARRANGE, scope, key, wire.packed(arranged))
        store.put(LIST, scope, key, wire.packed(listed))
    store.commit()
    return Build(arranged=arranged, summaries=listed, conversations=Conversations(keys, listed), keys=keys)


def _surveyed(corpus: Corpus, workers: Workers | None, progress: Progress) -> Survey:
    """One attempt. Raises like `_built`."""
    store, keys = corpus.store, Keys(corpus)
    decided = _decided(keys)
    key = keys.survey(decided.all)
    surveyed = kept(store, SURVEY, "", key, Surveyed)
    if surveyed is None:
        surveyed = _settling(keys, decided, workers, progress).surveyed()
        store.put(SURVEY, "", key, wire.packed(surveyed))
    store.commit()
    return Survey(
        summaries=surveyed.summaries,
        problems=surveyed.problems,
        conversations=Conversations(keys, surveyed.summaries),
        keys=keys,
    )


class _Decided(NamedTuple):
    """The keys of the last stage of threads."""

    by_thread: dict[str, bytes]
    """By thread."""
    all: list[bytes]
    """Those, and those of decisions on no thread."""


def _decided(keys: Keys) -> _Decided:
    by_thread = {id: keys.decide(id) for id in keys.corpus.index.threads}
    every = [*by_thread.values(), *map(keys.astray, keys.corpus.astray)]
    # What was read one after the other lay there together.
    if not keys.corpus.store.all_unchanged():
        raise ChangedError
    return _Decided(by_thread, every)


def _settling(keys: Keys, decided: _Decided, workers: Workers | None, progress: Progress) -> Settling:
    """The stages of threads, done where they were not yet."""
    # Where nothing has changed, what the stages need is not even imported.
    from extractor.pipeline.settling import Settling

    settling = Settling(keys, decided.by_thread, workers or Workers(jobs=1), progress)
    settling.settle()
    return settling


def restless(root: Path) -> Problem:
    """The problem (E612) that there is no moment at which a corpus can be read."""
    return Problem(
        stage=Stage.COMMAND,
        code="E612",
        file=str(root),
        cause="its files are changed again and again while they are read",
        help="wait until whatever writes there has ended, and try again",
    )
