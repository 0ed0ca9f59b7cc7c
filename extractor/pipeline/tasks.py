"""The work on one thread as plain values: what is sent to a worker, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.faq import Decided
from extractor.model import Decision, Mined, Problem, Source, Summary
from extractor.pipeline.values import Linked, Proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be done for one thread. What an earlier run left stands here, what is to be made is None."""

    id: str
    """The thread's id."""
    source: Source | None = None
    """The saved file, where the thread is to be read."""
    linked: Linked | None = None
    """What reading and linking gave."""
    proposed: Proposed | None = None
    """What the rules propose."""
    mined: Mined | None = None
    """What people ask in it, and what answers."""
    decisions: Sequence[Decision] = ()
    """The decisions about it."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file of these decisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What the FAQ needs of one thread, so that it is arranged without opening one."""

    summary: Summary | None
    """None for a thread that nobody can read."""
    decided: Decided
    """What stands under the questions."""
    problems: tuple[Problem, ...]
    """What is wrong with its files, from reading to deciding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that is known of one thread at the end."""

    id: str
    """The thread's id."""
    linked: Linked
    """What reading and linking gave."""
    proposed: Proposed
    """What the rules propose."""
    mined: Mined
    """What people ask in it, and what answers."""
    settled: Settled
    """What the FAQ needs of it."""
