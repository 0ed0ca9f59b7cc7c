"""Questions that many people ask: groups of asks, and what editors decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from extractor.model._asks import Ask, ScoredPassage


class GroupState(StrEnum):
    """What became of a group."""

    PROPOSED = "proposed"
    """Nobody has judged it yet."""
    OWNED = "owned"
    """A question of the FAQ is the one that it asks."""
    DISMISSED = "dismissed"
    """An editor set it aside; it stays away until it has grown much."""
    LATER = "later"
    """An editor put it off until somebody else asks the same."""
    GROWN = "grown"
    """It was set aside, and has grown much since."""


class SetAsideVerdict(StrEnum):
    """What an editor decided about a group that becomes no question."""

    DISMISS = "dismiss"
    """It is none for this FAQ."""
    LATER = "later"
    """It is looked at again when somebody else asks it."""
    SPLIT = "split"
    """It is two questions: its two sides stay apart."""


class AskedAnchor(NamedTuple):
    """One ask as editors' files name it: a post of a thread, and words of it. Equal where all that is the same."""

    thread: str
    """Thread id."""
    post: str | None
    """The post's id; None for a title without its post, and where author and time name it."""
    author: str | None
    """The post's author as its thread prints the name, with `posted`."""
    posted: str | None
    """The post's printed time."""
    words: str
    """Words of the ask, for people to read; the post alone says which ask is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One group as it was when an editor set it aside."""

    verdict: SetAsideVerdict
    """What was decided."""
    because: str
    """Why."""
    by: str
    """Who."""
    on: date
    """When."""
    askers: int
    """How many people asked it then."""
    threads: int
    """In how many threads."""
    asked: tuple[AskedAnchor, ...]
    """Some of its asks, for people to read."""
    members: tuple[str, ...]
    """The ids of all its asks; of a split, those of one side."""
    others: tuple[str, ...] = ()
    """Of a split, the ids of the other side's asks."""
    number: int
    """Its place in the file, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswer:
    """A passage that answers what a group asks."""

    scored: ScoredPassage
    """The passage, and what speaks for it."""
    url: str | None
    """The address of its thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Asks of many threads that ask the same."""

    id: str
    """The same as long as most of its asks are."""
    title: str
    """The best of its wordings; nothing where none is fit to be one."""
    wordings: tuple[str, ...]
    """Up to three real wordings, the best first."""
    asks: tuple[Ask, ...]
    """Its asks, by thread and place."""
    askers: int
    """How many people ask it; all whose names nobody knows count one a thread."""
    threads: int
    """In how many threads it is asked."""
    since: datetime | None
    """When it was first asked, as far as times are known."""
    announced: bool
    """Whether most of its asks are from threads with very many, where people talk of many matters: such groups
    make a second list."""
    state: GroupState
    """What became of it."""
    question: str | None
    """The address of the question that owns it, or under which it was set aside."""
    public_answer: bool
    """Whether anybody answers it for all to read, in any of its threads."""
    answers: tuple[GroupAnswer, ...]
    """Passages that answer it, the best first."""

    @property
    def is_open(self) -> bool:
        """Whether it waits for an editor."""
        return self.state in (GroupState.PROPOSED, GroupState.GROWN)

    @property
    def rank(self) -> float:
        """How much it is asked: people, and threads by half as much again."""
        return self.askers + 1.5 * self.threads


def askers_of(asks: Sequence[Ask]) -> int:
    """How many people ask these: a person is counted once, whatever the thread; a nameless one once a thread."""
    return len({ask.author if ask.author is not None else (ask.thread,) for ask in asks})


def threads_of(asks: Sequence[Ask]) -> int:
    """In how many threads these are asked."""
    return len({ask.thread for ask in asks})
