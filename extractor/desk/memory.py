"""What the desk holds in memory: the corpus at its last look, and what was decided since. One thread uses it.

A decision is written at once, and its item leaves the list at once; groups and FAQ are made anew by another process
when the editor pauses.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from extractor import corpus, search
from extractor.corpus import Corpus
from extractor.corpus.decisions import Proposal
from extractor.corpus.writing import locked
from extractor.desk.git import GitState
from extractor.desk.snapshot import Mendable, Snapshot
from extractor.editing import history
from extractor.editing.groups import Editor
from extractor.editing.reanchoring import LostAnchor
from extractor.lab.reviewing import OldFact, RuleAgainst
from extractor.model import Answer, Conversation, Entry, Group, Passage, Position, Problem, Question, Summary, Verdict
from extractor.pipeline.built import Conversations
from extractor.pipeline.keys import Keys

Item = Group | Proposal | LostAnchor | Problem | OldFact | RuleAgainst
PAUSE = 120.0
"""Seconds between two decisions after which an editor counts as having been away."""


def key_of(item: Item) -> str:
    """What names an item of a list, as long as its asks or its words stay."""
    if isinstance(item, Group):
        return f"group {item.id}"
    if isinstance(item, LostAnchor):
        return f"lost {item.problem.code} {item.file} {item.id} {item.words}"
    if isinstance(item, Problem):
        return f"problem {item.code} {item.file} {item.place} {item.cause}"
    if isinstance(item, OldFact):
        return f"fact {item.words} {answer_key(item.question, item.passage)}"
    if isinstance(item, RuleAgainst):
        return f"rule {item.rule}"
    return answer_key(item.question, item.passage)


def answer_key(question: str, passage: Passage) -> str:
    """What names a passage under a question."""
    return f"answer {question} {passage.thread} {passage.post} {passage.start} {passage.end}"


@dataclass
class Memory:
    """One corpus on one desk."""

    root: Path
    """The corpus folder."""
    by: str
    """Who decides."""
    snapshot: Snapshot | None = None
    """The corpus at the last look; None while it is read for the first time."""
    failure: tuple[Problem, ...] = ()
    """Why the last look failed; empty when it did not."""
    looking: bool = False
    """Whether another look is being taken."""
    git: GitState | None = None
    """What git says of it."""
    version: int = 0
    """How often this desk has written."""
    written: float = 0.0
    """When something was written last, by the clock that only goes on."""
    topic: str = ""
    """The topic of the question that was accepted last."""
    _hidden: dict[str, int] = field(default_factory=dict)
    _shown: dict[str, tuple[int, Item]] = field(default_factory=dict)
    _items: dict[int, Item] = field(default_factory=dict)
    _places: dict[int, str] = field(default_factory=dict)
    _times: dict[int, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the store and remember what was decided today."""
        # What a killed command had begun is finished before anything is read.
        with locked(self.root):
            pass
        self.store = corpus.stored(self.root, lambda _: None)
        self._accepted: set[int] = set()
        self._whats: dict[tuple[int, bool], str] = {}
        for step in history.steps(self.root):
            self._whats[step.number, step.undone] = step.what
            if step.when is not None and not step.undone:
                self._times[step.number] = step.when
                if step.what.startswith("accepted"):
                    self._accepted.add(step.number)

    def adopt(self, snapshot: Snapshot, version: int) -> None:
        """Show a newer look, which was begun when this desk had written `version` times."""
        self.snapshot, self.failure = snapshot, ()
        self.store.look_again()
        self._base = Corpus(
            root=self.root,
            store=self.store,
            index=snapshot.index,
            settings_problems=snapshot.settings_problems,
            set_aside=snapshot.set_aside,
        )
        self.keys = Keys(self._base)
        self.conversations: Mapping[str, Conversation] = Conversations(self.keys, snapshot.summaries)
        self.summaries: Mapping[str, Summary] = {summary.id: summary for summary in snapshot.summaries}
        self._groups = {group.id: group for group in snapshot.groups}
        self._order = [group.id for group in snapshot.open_groups]
        self._proposals = {key_of(row): row for row in snapshot.proposals}
        self.answers: Mapping[str, tuple[Answer, Position]] = {
            answer_key(entry.question.address, passage): (answer, position)
            for section in snapshot.arranged.faq.sections
            for entry in section.entries
            for position in entry.positions
            for answer in position.answers
            for passage in (answer.passage, *answer.also_in)
        }
        self.entries: Mapping[str, Entry] = {
            entry.question.address: entry for section in snapshot.arranged.faq.sections for entry in section.entries
        }
        self._hidden = {key: at for key, at in self._hidden.items() if at > version}
        self._shown = {key: row for key, row in self._shown.items() if row[0] > version}
        self._near: search.Index | None = None

    @property
    def editor(self) -> Editor:
        """Who decides, today."""
        return Editor(by=self.by, on=date.today())

    def corpus(self) -> Corpus:
        """The corpus with topics, decisions and what was set aside as they lie there now."""
        return corpus.reread(self._base)

    def groups(self) -> list[Group]:
        """The groups that wait for an editor, in their order."""
        again = [item for _, item in self._shown.values() if isinstance(item, Group)]
        known = {group.id for group in again}
        waiting = [self._groups[id] for id in self._order if id not in known]
        rows = [group for group in waiting if key_of(group) not in self._hidden]
        return sorted([*rows, *again], key=lambda group: (group.announced, -group.rank)) if again else rows

    def group(self, id: str) -> Group | None:
        """A group by its id, whatever became of it."""
        shown = self._shown.get(f"group {id}")
        if shown is not None and isinstance(shown[1], Group):
            return shown[1]
        return self._groups.get(id)

    def proposals(self) -> list[Proposal]:
        """Passages under questions that nobody has judged, in the order of the FAQ."""
        rows = {key: row for key, row in self._proposals.items() if key not in self._hidden}
        for key, (_, item) in self._shown.items():
            if isinstance(item, Proposal):
                rows.setdefault(key, item)
        return list(rows.values())

    def mending(self) -> list[Mendable]:
        """What is to be mended, but for what was mended since the last look; what was taken back stands first."""
        assert self.snapshot is not None
        waiting = {key_of(row): row for row in self.snapshot.mending if key_of(row) not in self._hidden}
        again = [item for _, item in self._shown.values() if isinstance(item, Mendable)]
        return [*(row for row in again if key_of(row) not in waiting), *waiting.values()]

    def reasons(self, verdict: Verdict) -> list[str]:
        """The reasons that editors gave for such decisions, the most frequent first."""
        decisions = self.snapshot.arranged.decisions if self.snapshot is not None else ()
        counts = Counter(row.because for row, _ in decisions if row.verdict is verdict and row.because)
        return [because for because, _ in counts.most_common(8)]

    def wrote(self, item: Item | None, place: str = "") -> None:
        """Take notice of a step that was just written, of the item that it decided, and of the address of the page
        on which that was done."""
        self._noticed()
        step = history.last(self.root)
        self._whats.clear()
        assert step is not None
        self._times[step] = datetime.now().astimezone()
        self._places[step] = place
        if item is not None:
            self._items[step] = item
            self._hide(item)

    def accepted(self) -> None:
        """Take notice that the last step accepted a question."""
        step = history.last(self.root)
        if step is not None:
            self._accepted.add(step)

    def undo(self, number: int) -> tuple[str, Item | None]:
        """Undo the step of a number: where it was done, empty where nobody knows, and the item that is back.

        Raises like `history.undo`."""
        history.undo(self.root, number=number)
        self._noticed()
        self._whats.clear()
        self._times.pop(number, None)
        item = self._items.get(number)
        if item is not None:
            self._hidden.pop(key_of(item), None)
            self._shown[key_of(item)] = (self.version, item)
        return self._places.get(number, ""), item

    def redo(self, number: int) -> str:
        """Redo the step of a number: where it was done. Raises likewise."""
        history.redo(self.root, number=number)
        self._noticed()
        self._whats.clear()
        self._times[number] = datetime.now().astimezone()
        item = self._items.get(number)
        if item is not None:
            self._hide(item)
        return self._places.get(number, "")

    def what(self, number: int | None, undone: bool = False) -> str:
        """What a step did, in a few words; nothing where there is none."""
        if number is None:
            return ""
        if (number, undone) not in self._whats:
            step = history.step(self.root, number, undone)
            self._whats[number, undone] = step.what if step is not None else "a step that cannot be read"
        return self._whats[number, undone]

    def _noticed(self) -> None:
        self.version += 1
        self.written = time.monotonic()

    def _hide(self, item: Item) -> None:
        self._shown.pop(key_of(item), None)
        self._hidden[key_of(item)] = self.version

    @property
    def decided_today(self) -> int:
        """How many steps were taken today."""
        return sum(when.date() == date.today() for when in self._times.values())

    @property
    def accepted_today(self) -> int:
        """How many questions were accepted today."""
        today = date.today()
        return sum(number in self._times and self._times[number].date() == today for number in self._accepted)

    def minutes(self, left: int) -> int | None:
        """How long the rest of a list takes at today's pace, in minutes; None where nobody can tell yet."""
        times = sorted(when for when in self._times.values() if when.date() == date.today())
        gaps = [gap for one, other in pairwise(times) if (gap := (other - one).total_seconds()) < PAUSE]
        if len(gaps) < 5:
            return None
        return max(1, round(sum(gaps) / len(gaps) * left / 60))

    def near(self, words: str, questions: Mapping[str, Question]) -> list[Question]:
        """Questions of the FAQ that ask nearly this, the nearest first."""
        if self._near is None:
            entries = [
                search.Entry(id=address, title=row.title, wordings=(row.title, *row.also_asked))
                for address, row in questions.items()
            ]
            self._near = search.index(entries, language=self._base.language.code)
        hits = search.rank(self._near, words, most=4).hits
        return [questions[hit.entry.id] for hit in hits if hit.entry.id in questions]
