"""What editors decide, and what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from extractor.model._kinds import Role, Stance, Verdict
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
    file: str = ""
    """The decisions file."""
    number: int = 0
    """Its place in that file, from 1; 0 for the whole of a file that cannot be read."""
    broken: bool = False
    """It was not understood. It rules nothing, and what it judges is held back; without words, all it may judge."""


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
        """Everybody who answers, each once; all whose names nobody knows are one."""
        return tuple(dict.fromkeys(answer.author for answer in self.answers))


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
    words: tuple[tuple[str, ...], ...] = ()
    """Words that readers and writers take for one another where they speak of it; for search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """Everything that is printed."""

    as_of: date
    """The one date of this build."""
    sections: tuple[Section, ...]
    """Topics in the order of the packs."""
