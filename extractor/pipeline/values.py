"""What stages leave behind: plain values that a store keeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.model import Decision, Faq, Label, Passage, Problem, Summary, Terms
from extractor.model.wire.threads import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What reading and linking one thread gave."""

    thread: Thread | None
    """The conversation as it is stored; None where nobody can read the source."""
    problems: tuple[Problem, ...]
    """Warnings, or why it cannot be read."""
    terms: Terms = field(default_factory=Terms)
    """Under which terms it may be quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What the rules propose of one thread."""

    labels: tuple[Label, ...]
    """The labels of sentences that would stand under a question, or that lean on words before them."""
    language: str | None
    """The thread's language as a code; None where the rules do not know it."""
    problems: tuple[Problem, ...]
    """That they do not know it."""
    words: tuple[str, ...] | None = None
    """The words of its sentences as rules compare them, to know what a changed rule can reach; None where nobody
    can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginnings:
    """Of what is mined of a thread, what begins its sentences."""

    beginnings: str
    """As in `Mined`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What all threads give, before an FAQ is arranged of it."""

    summaries: tuple[Summary, ...]
    """What lists need of each thread that can be read."""
    problems: tuple[Problem, ...]
    """Every problem of the corpus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """What the whole corpus comes to."""

    faq: Faq
    """What is printed."""
    decisions: tuple[tuple[Decision, Passage], ...]
    """The decisions whose words were found, by thread."""
    held_decisions: int
    """How many decisions cannot be applied."""
    unread: tuple[str, ...]
    """Ids of threads that nobody can read; they are held back."""
    problems: tuple[Problem, ...]
    """Every problem of the corpus at once."""
