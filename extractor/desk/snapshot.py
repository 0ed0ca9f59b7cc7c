"""All that the desk shows of a corpus as it was at one moment: a plain value that one process makes for another."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from extractor import corpus
from extractor.corpus import ChangedError
from extractor.corpus.dates import as_of
from extractor.corpus.decisions import Proposal, of_faq
from extractor.corpus.index import Index
from extractor.desk import git
from extractor.editing.reanchoring import CODES, LostAnchor, lost
from extractor.intake import lint
from extractor.lab.reviewing import OldFact, RuleAgainst, old_facts, rules_against
from extractor.model import Group, Label, Mined, Passage, Problem, Publish, Reason, SetAside, Severity, Stage, Summary
from extractor.pipeline.built import MINE, PROPOSE, Build, kept
from extractor.pipeline.grouping import grouped
from extractor.pipeline.progress import Progress, Silent
from extractor.pipeline.running import ATTEMPTS, restless, run
from extractor.pipeline.values import Arranged, Proposed
from extractor.pipeline.workers import Workers
from extractor.problems import ThreadfaqError

T = TypeVar("T")
Mendable = LostAnchor | Problem | OldFact | RuleAgainst
"""Something that an editor has to look at again."""
LOOSE = 400
"""Passages without a question that are listed at most: the best of all threads."""
LOOKED_AT = 200
"""Threads in which personal data is searched at most: those that are not committed yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A passage that answers its thread, and that no question asks for."""

    passage: Passage
    """The words."""
    score: float
    """How much speaks for it."""
    because: tuple[Reason, ...]
    """What that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """A place in a new thread that somebody should look at."""

    thread: str
    """The thread's id."""
    post: int
    """The post's number."""
    kind: str
    """What it may be."""
    words: str
    """The words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A corpus at one moment, with every candidate in its FAQ."""

    index: Index
    """Its files."""
    settings_problems: tuple[Problem, ...]
    """What is wrong with its settings."""
    set_aside: tuple[SetAside, ...]
    """What editors set aside."""
    arranged: Arranged
    """The FAQ with every candidate, the decisions, the problems."""
    summaries: tuple[Summary, ...]
    """Its threads."""
    groups: tuple[Group, ...]
    """What people ask, the most asked first."""
    loose: tuple[Loose, ...]
    """The best passages that nobody proposes, the best first."""
    lost: tuple[LostAnchor, ...]
    """Decisions and asks of questions whose words are not where they say, with the passages that may be meant."""
    personal: tuple[Personal, ...]
    """What may be personal data in threads that are not committed yet."""
    old_facts: tuple[OldFact, ...] = ()
    """Printed facts that are older than their topics allow."""
    against: tuple[RuleAgainst, ...] = ()
    """Rules that go against decisions."""

    @property
    def open_groups(self) -> list[Group]:
        """The groups that wait for an editor."""
        return [group for group in self.groups if group.is_open]

    @property
    def proposals(self) -> list[Proposal]:
        """Passages under questions that nobody has judged yet."""
        return list(of_faq(self.arranged.faq))

    @property
    def mending(self) -> list[Mendable]:
        """What is to be mended in editors' files: lost words first, then whatever else is wrong, errors first; then
        what should be looked at again."""
        stages = (Stage.DECIDE, Stage.SETTINGS, Stage.PACKS)
        known = {(row.problem.file, row.problem.place) for row in self.lost}
        rows = [
            problem
            for problem in self.arranged.problems
            if problem.stage in stages and not (problem.code in CODES and (problem.file, problem.place) in known)
        ]
        wrong = sorted(rows, key=lambda problem: problem.severity is not Severity.ERROR)
        return [*self.lost, *wrong, *self.old_facts, *self.against]


def taken(root: Path, workers: Workers | None = None, progress: Progress | None = None) -> Snapshot:
    """The corpus as it is now. Raises ThreadfaqError like `corpus.load`."""
    return from_built(root, _of, workers, progress)


def from_built(
    root: Path, use: Callable[[Build], T], workers: Workers | None = None, progress: Progress | None = None
) -> T:
    """What `use` makes of the corpus with every candidate; begun again where a file is changed meanwhile.

    Raises ThreadfaqError like `corpus.load`, and what `use` raises.
    """
    telling = progress or Silent()
    store = corpus.stored(root, telling.say)
    try:
        for attempt in range(ATTEMPTS):
            try:
                return use(run(corpus.load(root, store), as_of(root), Publish.ALL, workers, telling, with_packs=True))
            except (ChangedError, FileNotFoundError):
                time.sleep(0.1 * 2**attempt)
                store.look_again()
        raise ThreadfaqError(restless(root))
    finally:
        store.close()


def _of(built: Build) -> Snapshot:
    groups = grouped(built.keys, [summary.id for summary in built.summaries])
    loaded = built.corpus
    return Snapshot(
        index=loaded.index,
        settings_problems=loaded.settings_problems,
        set_aside=loaded.set_aside,
        arranged=built.arranged,
        summaries=built.summaries,
        groups=groups,
        loose=tuple(sorted(_loose(built, groups), key=lambda row: -row.score)[:LOOSE]),
        lost=lost(loaded, built.conversations, built.problems),
        personal=tuple(_personal(built)),
        old_facts=tuple(old_facts(built.faq, loaded.topics, loaded.language.code)),
        against=tuple(rules_against(built.decisions, _labels(built), loaded.topics)),
    )


def _labels(built: Build) -> dict[str, tuple[Label, ...]]:
    """What the rules propose in the threads that decisions are about."""
    labels: dict[str, tuple[Label, ...]] = {}
    for id in dict.fromkeys(passage.thread for _, passage in built.decisions):
        proposed = kept(built.corpus.store, PROPOSE, id, built.keys.propose(id), Proposed)
        if proposed is None:
            raise ChangedError(id)
        labels[id] = proposed.labels
    return labels


def _loose(built: Build, groups: tuple[Group, ...]) -> Iterator[Loose]:
    """Passages that answer a thread, and that stand under no question, in no group of asks, and in no decision."""
    known = [row.passage for row in of_faq(built.faq)]
    known += [answer.scored.passage for group in groups for answer in group.answers]
    known += [words for _, words in built.decisions]
    by_post: dict[tuple[str, int], list[Passage]] = {}
    for passage in known:
        by_post.setdefault((passage.thread, passage.post), []).append(passage)
    for summary in built.summaries:
        mined = kept(built.corpus.store, MINE, summary.id, built.keys.mine(summary.id), Mined)
        if mined is None:
            raise ChangedError(summary.id)
        for row in mined.answered.passages:
            passage = row.passage
            if not any(passage.meets(other) for other in by_post.get((passage.thread, passage.post), ())):
                yield Loose(passage=passage, score=row.score, because=row.because)


def _personal(built: Build) -> Iterator[Personal]:
    new = git.new_files(built.corpus.root / "threads")
    ids = [id for id, path in built.corpus.index.threads.items() if path.resolve() in new][:LOOKED_AT]
    for id in ids:
        if id in built.conversations:
            thread = built.conversations[id].thread
            for place in lint.find(thread, built.corpus.language):
                yield Personal(thread=id, post=place.post, kind=place.kind.value, words=place.words)
