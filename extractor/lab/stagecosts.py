"""What each stage of a build costs on a corpus: everything that leads to the FAQ, done from nothing and timed.

The stages are those of `pipeline`, share after share of the threads in this process, and what they make is kept in
memory alone. A stage's time is that of the processor; what else the machine does shows only in the clock's time
beside it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from extractor import faq, holdback
from extractor.corpus import ChangedError, Corpus, load
from extractor.faq.sides import NO_SIDES
from extractor.lab.counted import CountedProcesses
from extractor.linking import quotes, replies
from extractor.model import Conversation, Problem, Publish, wire
from extractor.pipeline import stages
from extractor.pipeline.built import MINE, PROPOSE, PROVE, READ
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress
from extractor.pipeline.running import restless, run
from extractor.pipeline.settling import Settling, put_settled
from extractor.pipeline.tasks import Settled
from extractor.pipeline.values import Arranged, Linked
from extractor.pipeline.workers import SHARE, Packs, Workers
from extractor.problems import ThreadfaqError
from extractor.store import Store

if TYPE_CHECKING:
    from extractor.labels import Classifier

ONCE = frozenset({"packs", "prove"})
"""Stages whose work does not grow with the number of threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCost:
    """What one stage took."""

    stage: str
    """Its name."""
    count: int
    """How much it was done for."""
    unit: str
    """Of what, in the plural: threads, posts, rules, decisions, answers."""
    cpu: float
    """Seconds of processor time."""
    wall: float
    """Seconds by the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRun:
    """What a whole run took with several processes."""

    jobs: int
    """How many processes worked on threads."""
    cpu: float
    """Seconds of processor time, of this process and of those together."""
    wall: float
    """Seconds by the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCosts:
    """What a corpus costs."""

    stages: tuple[StageCost, ...]
    """Every stage, in the order of a build."""
    threads: int
    """Threads that were read."""
    unread: int
    """Threads that nobody can read."""
    whole: WholeRun | None
    """The same work again, spread over processes; None where nobody asked for it."""
    arranged: Arranged
    """What the stages came to: the FAQ that a build makes."""

    @property
    def cpu(self) -> float:
        """Seconds of processor time of all stages."""
        return sum(cost.cpu for cost in self.stages)

    @property
    def wall(self) -> float:
        """Seconds by the clock of all stages."""
        return sum(cost.wall for cost in self.stages)

    def per_thousand(self, cost: StageCost) -> float | None:
        """Seconds of processor time for a thousand threads like these; None where a stage does not grow with them."""
        return None if cost.stage in ONCE or not self.threads else cost.cpu / self.threads * 1000

    def share(self, cost: StageCost) -> float:
        """A stage's share of the processor time of all."""
        return cost.cpu / self.cpu if self.cpu else 0.0


class _Timing:
    """One build, stage by stage, with the time of each added up over threads."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.cpu: dict[str, float] = {}
        self.wall: dict[str, float] = {}
        self.threads = self.unread = self.posts = self.decisions = 0
        self.sides = NO_SIDES

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Whatever is done in it belongs to this stage."""
        cpu, wall = time.process_time(), time.perf_counter()
        try:
            yield
        finally:
            self.cpu[stage] = self.cpu.get(stage, 0.0) + time.process_time() - cpu
            self.wall[stage] = self.wall.get(stage, 0.0) + time.perf_counter() - wall

    def build(self, root: Path, as_of: date) -> StageCosts:
        """Everything, in the order of a build."""
        with self.timed("load"):
            corpus = load(root, Store())
            keys = Keys(corpus)
            settled = {id: keys.decide(id) for id in corpus.index.threads}
            corpus.store.all_unchanged()
        with self.timed("packs"):
            if broken := holdback.of_labels(corpus.packs.problems):
                raise ThreadfaqError(*broken)
            classifier = stages.classifier(corpus)
            self.sides = Packs(corpus.topics, corpus.language).sides
        self.progress.begin("timing the stages of threads", len(settled))
        ids = list(settled)
        for first in range(0, len(ids), SHARE):
            part = ids[first : first + SHARE]
            self._share(corpus, keys, {id: settled[id] for id in part}, classifier)
            self.progress.advance(len(part))
        self.progress.end()
        with self.timed("prove"):
            # spaCy is imported by now, and its import belongs to the packs.
            from extractor.labels import unproved

            problems = unproved(classifier, corpus.background)
            corpus.store.put(PROVE, "", keys.prove, wire.packed(problems))
        with self.timed("arrange"):
            arranged, _ = Settling(keys, settled, Workers(jobs=1), self.progress).arranged(as_of, Publish.ALL)
        return self._costs(arranged, rules=len(classifier.rules))

    def _share(self, corpus: Corpus, keys: Keys, settled: Mapping[str, bytes], classifier: Classifier) -> None:
        """All stages of some threads, as `stages.carried_out` and `settling` do them; by id, the key of the last."""
        talks = {id: self._linked(corpus, id) for id in settled}
        conversations = [talk for talk in talks.values() if isinstance(talk, Conversation)]
        with self.timed("propose"):
            rows = iter(list(stages.judged(conversations, classifier)))
        for id, talk in talks.items():
            row, mined = stages.NOTHING_PROPOSED, stages.NOTHING_MINED
            decided, summary = stages.NOTHING_DECIDED, None
            if isinstance(talk, Conversation):
                with self.timed("mine"):
                    row, labels = next(rows)
                    mined = stages.mined(talk, labels, classifier.language)
            with self.timed("decide"):
                decisions, problems = corpus.decisions_on(id)
                if isinstance(talk, Conversation):
                    decided = faq.decide(corpus.questions, talk, row.labels, decisions, mined, self.sides)
                    summary = stages.summary(id, talk.thread, row.language)
            self.decisions += len(decisions)
            with self.timed("keep"):
                if isinstance(talk, Conversation):
                    linked = Linked(thread=wire.stored(talk), problems=talk.thread.warnings)
                else:
                    linked = Linked(thread=None, problems=talk)
                more = (*problems, *linked.problems, *row.problems, *decided.problems)
                outcome = Settled(summary=summary, decided=decided, problems=more)
                corpus.store.put(READ, id, keys.read(id), wire.packed(linked))
                corpus.store.put(PROPOSE, id, keys.propose(id), wire.packed(row))
                corpus.store.put(MINE, id, keys.mine(id), wire.packed(mined))
                put_settled(corpus.store, id, settled[id], outcome)

    def _linked(self, corpus: Corpus, id: str) -> Conversation | tuple[Problem, ...]:
        """A thread read and linked; of one that nobody can read, the problems."""
        with self.timed("read"):
            try:
                thread = stages.read(corpus.source(id))
            except ThreadfaqError as error:
                self.unread += 1
                return tuple(error.problems)
        self.threads += 1
        self.posts += len(thread.posts)
        with self.timed("quotes"):
            quotations = quotes.find(thread)
        with self.timed("replies"):
            answered = replies.find(thread, quotations)
        return Conversation(thread=thread, quotes=quotations, replies=answered)

    def _costs(self, arranged: Arranged, rules: int) -> StageCosts:
        answers = sum(len(entry.answers) for section in arranged.faq.sections for entry in section.entries)
        done_for = {
            "load": (self.threads + self.unread, "threads"),
            "packs": (rules, "rules"),
            "read": (self.posts, "posts"),
            "quotes": (self.posts, "posts"),
            "replies": (self.posts, "posts"),
            "propose": (self.posts, "posts"),
            "mine": (self.posts, "posts"),
            "decide": (self.decisions, "decisions"),
            "keep": (self.threads + self.unread, "threads"),
            "prove": (rules, "rules"),
            "arrange": (answers, "answers"),
        }
        return StageCosts(
            stages=tuple(
                StageCost(
                    stage=stage, count=count, unit=unit, cpu=self.cpu.get(stage, 0.0), wall=self.wall.get(stage, 0.0)
                )
                for stage, (count, unit) in done_for.items()
            ),
            threads=self.threads,
            unread=self.unread,
            whole=None,
            arranged=arranged,
        )


def _spread(root: Path, as_of: date, progress: Progress, jobs: int) -> WholeRun:
    """A whole run with so many processes."""
    cpu, wall = time.process_time(), time.perf_counter()
    with CountedProcesses(jobs) as pool:
        run(load(root, Store()), as_of, workers=Workers(executor=pool), progress=progress)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return WholeRun(jobs=jobs, cpu=cpu + pool.cpu, wall=wall)


def measured(root: Path, as_of: date, progress: Progress, jobs: int = 1) -> StageCosts:
    """Time every stage on the corpus at `root`; with more `jobs` than one, then also a whole run with so many.

    Nothing on disk is used but the corpus, and nothing is written. Raises ThreadfaqError where there is no corpus,
    where its packs are broken, because their labels would be wrong, and where its files are changed meanwhile.
    """
    try:
        costs = _Timing(progress).build(root, as_of)
    except (ChangedError, FileNotFoundError):
        raise ThreadfaqError(restless(root)) from None
    return costs if jobs == 1 else replace(costs, whole=_spread(root, as_of, progress, jobs))
