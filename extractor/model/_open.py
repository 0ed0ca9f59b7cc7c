"""What readers still lack: questions nobody answered in public, answers on one voice, contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class OpenKind(StrEnum):
    """What is left without an answer."""

    QUESTION = "question"
    """A question of the FAQ."""
    GROUP = "group"
    """What several people ask, and no question of the FAQ yet."""
    THREAD = "thread"
    """A thread in which nobody but its asker wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Something that is asked and that nobody answers for all to read."""

    kind: OpenKind
    """What it is."""
    title: str
    """A question's title, else an asker's own words or a thread's title."""
    question: str | None
    """The address of the question that asks it."""
    group: str | None
    """The id of the group that asks it."""
    thread: str | None
    """The thread in which it is asked in these words."""
    post: int | None
    """The number of the post that has them; None for a thread's title, and for a question's."""
    anchor: str | None
    """That post's element id on its thread's page."""
    url: str | None
    """The post's own address, else the thread's."""
    askers: int
    """How many people ask it; 0 where nobody knows of any."""
    threads: int
    """In how many threads."""
    since: datetime | None
    """When it was first asked, as far as times are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOpen:
    """Everything that is open, in the order in which it is shown."""

    as_of: date
    """The date of the FAQ."""
    unanswered: tuple[Unanswered, ...]
    """The most asked first."""
    single_voice: tuple[str, ...]
    """Addresses of questions that one person alone answers."""
    contradicted: tuple[str, ...]
    """Addresses of questions about which people differ."""
