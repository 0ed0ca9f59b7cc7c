"""Doing again what has changed: the stages of single threads, and the FAQ of them all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from extractor import faq
from extractor.corpus import ChangedError
from extractor.faq.arrange import AskingThread
from extractor.faq.deciding import RuledCandidate, ThreadAnswer
from extractor.faq.withheld import Lent, common_runs, standing
from extractor.model import Decision, Mined, Passage, Problem, Publish, Source, Summary, wire
from extractor.pipeline.asking import asked_in
from extractor.pipeline.built import ANSWER, DECIDE, JUDGED_BY, MINE, PROPOSE, PROVE, READ, kept
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress
from extractor.pipeline.tasks import Outcome, Settled, Task
from extractor.pipeline.values import Arranged, Beginnings, Linked, Proposed, Surveyed
from extractor.pipeline.workers import Packs, Workers
from extractor.problems import ThreadfaqError
from extractor.statements import grouping
from extractor.store import Store

FOLLOWING = frozenset({"E408", "W409"})
"""Problems of decisions that may follow from a topic's file which cannot be read: its rules propose nothing."""
COMMITTED = 16
"""Threads after which the store is written to disk: no more are lost with a run that is killed, and no other run has
to wait for long."""


@dataclass(frozen=True, slots=True)
class Settling:
    """The work of one run; what it makes goes into the store of the corpus."""

    keys: Keys
    """The keys of the corpus as it is now."""
    settled: Mapping[str, bytes]
    """The key of each thread's last stage."""
    workers: Workers
    """Who carries it out."""
    progress: Progress
    """Who is told how far it is."""

    def settle(self) -> None:
        """All stages of each thread of which something has changed."""
        corpus = self.keys.corpus
        store, was_lasting = corpus.store, corpus.store.lasting
        if not judged_alike(self.keys):
            from extractor.pipeline.sparing import spare

            spare(self.keys, self.settled.keys())
        self._carry_out(self._missing())
        if store.lasting != was_lasting:
            self._carry_out(self._missing())
        for stage in (READ, PROPOSE, MINE, DECIDE, ANSWER):
            store.keep_only(stage, self.settled.keys())

    def _missing(self) -> list[str]:
        known = self.keys.corpus.store.keys(DECIDE)
        return [id for id, key in self.settled.items() if known.get(id) != key]

    def _carry_out(self, ids: Sequence[str]) -> None:
        if not ids:
            return
        corpus = self.keys.corpus
        self.progress.begin("reading and judging threads", len(ids))
        packs = Packs(corpus.topics, corpus.language)
        outcomes = self.workers.outcomes(map(self._task, ids), len(ids), packs, corpus.questions)
        # Whatever ends this, an interrupt too: no worker goes on, and what was done is kept.
        with closing(outcomes):
            try:
                for number, outcome in enumerate(outcomes, 1):
                    self._put(outcome)
                    self.progress.advance(1)
                    if number % COMMITTED == 0:
                        corpus.store.commit()
            finally:
                self.progress.end()
                corpus.store.commit()

    def _task(self, id: str) -> Task:
        """What is to be done for a thread, with what the store has of it."""
        decisions, problems = self.keys.corpus.decisions_on(id)
        linked = kept(self.keys.corpus.store, READ, id, self.keys.read(id), Linked)
        proposed = kept(self.keys.corpus.store, PROPOSE, id, self.keys.propose(id), Proposed)
        mined = kept(self.keys.corpus.store, MINE, id, self.keys.mine(id), Mined)
        source: Source | None = None
        if linked is None:
            try:
                source = self.keys.corpus.source(id)
            except ThreadfaqError as error:
                linked = Linked(thread=None, problems=tuple(error.problems))
        return Task(
            id=id,
            source=source and replace(source, beside=nothing_beside),
            linked=linked,
            proposed=proposed,
            mined=mined,
            decisions=decisions,
            problems=tuple(problems),
        )

    def _put(self, outcome: Outcome) -> None:
        """Keep what became of a thread, unless its files are others now."""
        id, corpus, store = outcome.id, self.keys.corpus, self.keys.corpus.store
        paths = [*corpus.files_of(id), *filter(None, [corpus.index.decisions.get(id)])]
        if not all(map(store.unchanged, paths)):
            raise ChangedError(id)
        store.put(READ, id, self.keys.read(id), wire.packed(outcome.linked))
        store.put(PROPOSE, id, self.keys.propose(id), wire.packed(outcome.proposed))
        store.put(MINE, id, self.keys.mine(id), wire.packed(outcome.mined))
        put_settled(store, id, self.settled[id], outcome.settled)

    def surveyed(self) -> Surveyed:
        """What all threads give, before an FAQ is arranged of it."""
        return self._gathered().surveyed

    def arranged(self, as_of: date, publish: Publish) -> tuple[Arranged, tuple[Summary, ...]]:
        """The FAQ of all threads, and what lists need of each that can be read."""
        corpus, all_threads = self.keys.corpus, self._gathered()
        vocabulary = grouping.vocabulary_of(corpus.language.code, corpus.language.opposite)
        arranged = Arranged(
            faq=faq.arrange(
                corpus.topics, all_threads.candidates, as_of, vocabulary, publish, self._asking(all_threads.common)
            ),
            decisions=tuple(all_threads.decisions),
            held_decisions=all_threads.held,
            unread=tuple(sorted(all_threads.unread)),
            problems=(*all_threads.surveyed.problems, *faq.overdue(all_threads.decisions, as_of)),
        )
        return arranged, all_threads.surveyed.summaries

    def _gathered(self) -> _Gathered:
        corpus = self.keys.corpus
        unread = set(corpus.index.unread_threads)
        problems: list[Problem | Lent] = [
            *corpus.settings_problems,
            *corpus.packs.problems,
            *corpus.index.problems,
            *self._unproved(),
        ]
        summaries: list[Summary] = []
        candidates: list[RuledCandidate] = []
        decisions: list[tuple[Decision, Passage]] = []
        held = 0
        for id in self.settled:
            settled = self._settled(id)
            problems += (*settled.problems, *settled.decided.lent)
            if settled.summary is None:
                unread.add(id)
            else:
                summaries.append(settled.summary)
            candidates += settled.decided.candidates
            decisions += settled.decided.decisions
            held += settled.decided.held_decisions
        for id in corpus.astray:
            rulings, more = corpus.decisions_on(id)
            if not corpus.store.unchanged(corpus.index.decisions[id]):
                raise ChangedError(id)
            problems += [*more, *faq.resolve(rulings, {}, unread, corpus.index.threads).problems]
        common = self._common({row.run for row in problems if isinstance(row, Lent)})
        told = (row if isinstance(row, Problem) else None if row.run in common else row.warning for row in problems)
        following = FOLLOWING if corpus.lost_topics or corpus.packs.own_words_lost else frozenset()
        surveyed = Surveyed(
            summaries=tuple(summaries),
            problems=tuple(problem for problem in told if problem and problem.code not in following),
        )
        return _Gathered(surveyed, standing(candidates, common), decisions, held, unread, common)

    def _common(self, runs: Set[str]) -> Set[str]:
        """Those of these words, by what stands for them, that begin sentences in many threads."""
        if not runs:
            return frozenset()
        store, keys = self.keys.corpus.store, self.keys
        rows = (kept(store, MINE, id, keys.mine(id), Beginnings) for id in self.settled)
        return common_runs(runs, (row.beginnings for row in rows if row is not None))

    def _asking(self, common: Set[str]) -> dict[str, list[AskingThread]]:
        """The threads that ask each question, with what answers it there."""
        asking = asked_in(self.keys, self.settled.keys(), self.progress)
        return {
            address: [
                AskingThread(
                    id=id,
                    posts=frozenset(asked.posts),
                    about=asked.about,
                    surely=asked.surely,
                    answers=tuple(standing(self._answers(id), common)),
                )
                for id, asked in threads.items()
            ]
            for address, threads in asking.items()
        }

    def _answers(self, id: str) -> tuple[ThreadAnswer, ...]:
        answers = kept(self.keys.corpus.store, ANSWER, id, self.settled[id], tuple[ThreadAnswer, ...])
        if answers is None:
            raise ChangedError(id)
        return answers

    def _settled(self, id: str) -> Settled:
        """What the FAQ needs of a thread. Made again where the store has lost it."""
        settled = kept(self.keys.corpus.store, DECIDE, id, self.settled[id], Settled)
        if settled is None:
            self._carry_out([id])
            settled = kept(self.keys.corpus.store, DECIDE, id, self.settled[id], Settled)
        if settled is None:
            raise ChangedError(id)
        return settled

    def _unproved(self) -> tuple[Problem, ...]:
        """What is wrong with the rules of the packs. Without the community's own words nobody can tell."""
        if self.keys.corpus.packs.own_words_lost:
            return ()
        problems = kept(self.keys.corpus.store, PROVE, "", self.keys.prove, tuple[Problem, ...])
        if problems is None:
            # spaCy costs most of a second to import; a changed decision must do without it.
            from extractor.labels import compiled, unproved

            corpus = self.keys.corpus
            problems = unproved(compiled(corpus.topics, corpus.language), corpus.background)
            self.keys.corpus.store.put(PROVE, "", self.keys.prove, wire.packed(problems))
        return problems


class _Gathered(NamedTuple):
    """What all threads come to."""

    surveyed: Surveyed
    candidates: Sequence[RuledCandidate]
    decisions: Sequence[tuple[Decision, Passage]]
    held: int
    unread: Collection[str]
    common: Set[str]
    """What stands for set phrases of the forum."""


def put_settled(store: Store, id: str, key: bytes, settled: Settled) -> None:
    """Keep what the FAQ needs of a thread. What answers the thread itself lies apart: few threads need it."""
    store.put(ANSWER, id, key, wire.packed(settled.decided.thread_answers))
    rest = replace(settled, decided=replace(settled.decided, thread_answers=()))
    store.put(DECIDE, id, key, wire.packed(rest))


def nothing_beside(_: str) -> Source | None:
    """What lies beside a source that was sent to a worker."""
    return None


def judged_alike(keys: Keys) -> bool:
    """Whether the rules, and the code that runs them, are those of the last run."""
    return keys.corpus.store.keys(JUDGED_BY).get("") == keys.rules
