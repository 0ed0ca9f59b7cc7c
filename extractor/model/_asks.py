"""What people ask, and how well posts and passages answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from extractor.model._labels import Passage


class AskKind(StrEnum):
    """How somebody asks."""

    EXPLICIT = "explicit"
    """In a question."""
    IMPLICIT = "implicit"
    """By saying what is not known (`I don't know how to …`)."""
    TROUBLE = "trouble"
    """By telling a trouble in hope of help."""
    PLEA = "plea"
    """By asking for help, without saying what with."""
    JOINS = "joins"
    """By having the same question as another post (`same here`)."""
    TITLE = "title"
    """In the thread's title; the post is not there."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one kind of evidence is worth."""

    worth: float
    """What all of it adds to a score; a part of it adds that part."""
    means: str
    """One sentence: why it speaks for what is weighed, or against."""


class Reason(NamedTuple):
    """One kind of evidence and what it adds to a score."""

    name: str
    """The name of the weight."""
    weight: float
    """What it adds; below zero it speaks against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Who asks what, in which words. One for each person and thread."""

    id: str
    """Unique in the corpus; the same as long as thread, post and author are."""
    thread: str
    """Thread id, or the file's name outside a corpus."""
    post: int | None
    """The number of the post in which it is asked; None for a title without its post."""
    post_id: str | None
    """That post's id; None for a title."""
    author: str | None
    """Who asks; None where nobody knows."""
    kind: AskKind
    """How it is asked."""
    ranges: tuple[tuple[int, int], ...]
    """The asker's own words: offsets in the post's text (of a title, in the title), disjoint and in order."""
    asking: tuple[tuple[int, int], ...]
    """Those of `ranges` that ask; the others tell the trouble."""
    texts: tuple[str, ...]
    """The words of `ranges`, as they stand in the post."""
    title: str
    """The thread's title, or nothing."""
    url: str | None
    """The post's own address, else the thread's."""
    posted: datetime | None
    """When it was asked."""
    weight: float
    """How likely it is an ask for its own sake, from 0 to 1: the opening post is 1."""

    @property
    def text(self) -> str:
        """Its words, with ` […] ` where words are left out."""
        return " […] ".join(self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked in one thread, and by whom."""

    opener_missing: bool
    """Whether the first post that is there does not open the thread: nobody is known to be its asker."""
    asks: tuple[Ask, ...]
    """In the order of the posts; a title stands first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBy:
    """Who asks a question of the FAQ."""

    people: int
    """How many people; all whose names nobody knows count one a thread."""
    threads: int
    """In how many threads."""
    since: datetime | None
    """When it was first asked, as far as times are known."""
    asks: tuple[Ask, ...]
    """Their asks, in the order of threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """An ask as a page quotes it: by one passage in the asker's own words."""

    thread: str
    """The thread's id."""
    title: str
    """The thread's title, or its id."""
    passage: Passage | None
    """The words; None where the thread's title is all that is there."""
    author: str | None
    """Whose they are; None where nobody knows, and for a title."""
    author_certain: bool
    """As with answers; true for a title."""
    posted: datetime | None
    """When they were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuotes:
    """The asks that the page of a question quotes."""

    askers: tuple[Asker, ...]
    """People who ask it, the newest ask first."""
    cases: Mapping[str, Asker]
    """What was asked before an answer where a reader must know it, by the address of the answer's passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPost:
    """How much speaks for a post answering what its thread asks."""

    number: int
    """The post's number."""
    score: float
    """The sum of the reasons."""
    because: tuple[Reason, ...]
    """The strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPassage:
    """How much speaks for a passage as an answer that others can use."""

    passage: Passage
    """The words."""
    score: float
    """The sum of the reasons."""
    because: tuple[Reason, ...]
    """The strongest first."""
    strong: str | None = None
    """The name of the kind of evidence that was measured to be right so often that it may be printed before an editor
    sees it (`answers/strength.toml`); None where it is of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How one thread answers what is asked in it."""

    public: bool
    """Whether anybody answers it there, for all to read."""
    posts: tuple[ScoredPost, ...]
    """All posts but the one that opens the thread, the best first."""
    passages: tuple[ScoredPassage, ...]
    """The best passages, at most eight, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """What one thread gives to the questions of the whole corpus."""

    asked: Asked
    """What is asked in it."""
    answered: Answered
    """How it is answered."""
    url: str | None = None
    """The thread's own address."""
    beginnings: str = ""
    """What stands for the first words of its sentences, as `linking.borrowed.beginnings` gives it."""
