"""What editors decide, and what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from extractor.model._asks import Reason
from extractor.model._groups import AskedAnchor
from extractor.model._kinds import Prominence, Role, Stance, Strength, Verdict
from extractor.model._labels import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the FAQ. Its id is its address and never changes."""

    id: str
    """Unique in its topic."""
    topic: str
    """The topic's id."""
    title: str
    """As a reader would ask it."""
    also_asked: tuple[str, ...] = ()
    """Other wordings, for search."""
    positions: Mapping[Stance, str] = field(default_factory=dict)
    """Headings for its positions, in the editors' words."""
    side: str | None = None
    """Who asks it, in a word of the corpus (`buyer`): what is known to speak to another side is weak."""
    formerly: tuple[str, ...] = ()
    """Addresses that it had before."""
    asked: tuple[AskedAnchor, ...] = ()
    """Some of the asks that it came from: it owns the group that holds most of them."""

    @property
    def address(self) -> str:
        """`<topic>/<question>`: how rules, decisions and pages name it."""
        return f"{self.topic}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One editor's ruling on one passage, anchored by the words it judges."""

    verdict: Verdict
    """What is ruled."""
    thread: str
    """Thread id."""
    words: str
    """The words judged, as quoted by the editor."""
    because: str
    """Why."""
    by: str
    """Who."""
    on: date
    """When."""
    author: str | None = None
    """The post's author, with `posted`."""
    posted: str | None = None
    """The post's printed time."""
    post: str | None = None
    """The post's id, instead of author and time."""
    question: str | None = None
    """The question's address; None means every question (keep, drop, reword)."""
    to: str | None = None
    """For move: the address it goes to."""
    text: str | None = None
    """For reword: the editor's words."""
    stance: Stance | None = None
    """Where the passage stands, if the editor says so."""
    lead: bool = False
    """Whether it stands first under its question."""
    check_again: date | None = None
    """By when its editor, who verified what the words state, wants it verified again."""
    file: str = ""
    """The decisions file."""
    number: int = 0
    """Its place in that file, from 1; 0 for the whole of a file that cannot be read."""
    line: int = 0
    """The line of that file on which it begins, from 1; 0 where nobody knows."""
    broken: bool = False
    """It was not understood. It rules nothing, and what it judges is held back; without words, all it may judge."""

    @property
    def place(self) -> str:
        """Where it stands in its file, as messages say it."""
        return f"decision {self.number}" + (f" (line {self.line})" if self.line else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an editor decided about a printed answer."""

    verdict: Verdict
    """The decision's kind."""
    by: str
    """Who decided."""
    on: date
    """When."""
    because: str
    """Why."""
    text: str | None = None
    """The editor's wording, for reword."""
    lead: bool = False
    """Whether the editor puts it first."""
    check_again: date | None = None
    """By when what the words state is to be verified again."""

    def is_overdue(self, as_of: date) -> bool:
        """Whether that day has passed."""
        return self.check_again is not None and self.check_again < as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One passage printed under one question."""

    passage: Passage
    """The words."""
    author: str | None
    """Whose they are; None where nobody knows."""
    author_certain: bool
    """False when only the last editor's name is known, or when others' words may be among these without a mark."""
    role: Role
    """What that person is in the thread."""
    posted: datetime | None
    """When the post was written."""
    url: str
    """The passage on our thread page, from the root of the site."""
    original: str | None
    """The original post, else the original thread."""
    permalink: str | None
    """The post's own address, where the source has one."""
    saying: int = 0
    """Answers of one position with the same number say the same; numbered from 1 in their order."""
    also_in: tuple[Passage, ...] = ()
    """The same person's same words elsewhere."""
    needs: Passage | None = None
    """What must be read before it."""
    ruling: Ruling | None = None
    """What an editor decided; None when nobody has judged it yet."""
    thread_url: str | None = None
    """Where the thread was posted."""
    strength: Strength = Strength.WEAK
    """What is known of the evidence for it."""
    because: tuple[Reason, ...] = ()
    """What speaks for it as an answer to what its thread asks, the strongest first."""
    prominence: Prominence = Prominence.LEAD
    """How it is shown among its author's words."""

    @property
    def person(self) -> tuple[str, str | None]:
        """Whose words they are: a name on a forum, whatever accounts it has there. Unknown names on a forum are
        one."""
        return self.passage.thread.split("/", 1)[0], self.author


class FactKind(StrEnum):
    """What a fact is that may change."""

    AMOUNT = "amount"
    """A sum of money."""
    SHARE = "share"
    """A part of something, in per cent."""
    DEADLINE = "deadline"
    """A span of time in which something must or will be done."""
    TERMS = "terms"
    """What written rules say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value that a printed passage states for everybody."""

    kind: FactKind
    """What it is."""
    value: str
    """The value, written in one way: `$337`, `10%`, `30 day`."""
    unit: str
    """What it is counted in; nothing for written rules."""
    start: int
    """Where its words begin in the passage."""
    end: int
    """Where they end."""
    answer: Answer
    """The passage, with its author and date, and what an editor decided."""

    @property
    def words(self) -> str:
        """As it stands in the passage."""
        return self.answer.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact in time."""

    facts: tuple[Fact, ...]
    """Each value once, by the newest passage that gives it; the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One stance towards a question, and everybody who takes it."""

    stance: Stance | None
    """The stance."""
    title: str
    """Its heading."""
    people: tuple[str | None, ...]
    """The people who take it, each once, in order of their first answer."""
    answers: tuple[Answer, ...]
    """Their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A question with its positions."""

    question: Question
    """The question."""
    positions: tuple[Position, ...]
    """Empty when nothing answers it yet."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers in order."""
        return tuple(answer for position in self.positions for answer in position.answers)

    @property
    def people(self) -> tuple[str | None, ...]:
        """Everybody who answers, each once: a name on a forum is one person."""
        return tuple(name for _, name in dict.fromkeys(answer.person for answer in self.answers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A topic with its questions."""

    id: str
    """The topic's id."""
    title: str
    """Its title."""
    summary: str
    """One sentence about it."""
    notice: str | None
    """What stands at each of its answers (`not legal advice`)."""
    entries: tuple[Entry, ...]
    """Its questions."""
    formerly: tuple[str, ...] = ()
    """Addresses of questions that were retired from it: they lead to its page."""
    words: tuple[tuple[str, ...], ...] = ()
    """Words that readers and writers take for one another where they speak of it; for search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """Everything that is printed."""

    as_of: date
    """The one date of this build."""
    sections: tuple[Section, ...]
    """Topics in the order of the packs."""
