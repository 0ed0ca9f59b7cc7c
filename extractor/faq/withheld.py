"""Passages that are held back because they begin with somebody else's words, unless these stand in many threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Protocol, TypeVar

from extractor.linking.borrowed import Lender, begins_with
from extractor.model import Conversation, Passage, Problem, Severity, Stage
from extractor.text.characters import shortened

MANY = 4
"""Words that begin sentences in so many threads are a set phrase of the forum, nobody's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """That a passage of a thread begins with somebody else's words."""

    run: str
    """What stands for these words, as in `linking.borrowed.beginnings`."""
    warning: Problem | None
    """W411, where rules claim the passage; None where perhaps no question asks for it."""


class _Row(Protocol):
    @property
    def lent(self) -> str | None: ...


R = TypeVar("R", bound=_Row)


def standing(rows: Iterable[R], common: Set[str]) -> list[R]:
    """Those of these candidates that begin with nobody else's words, or with a set phrase, given what stands for such
    phrases."""
    return [row for row in rows if row.lent is None or row.lent in common]


def common_runs(runs: Set[str], beginnings: Iterable[str]) -> set[str]:
    """Those of these runs that begin sentences in MANY threads or more, given the `beginnings` of every thread."""
    threads = Counter(run for each in beginnings for run in begins_with(each, runs))
    return {run for run, count in threads.items() if count >= MANY}


def warning(conversation: Conversation, passage: Passage, lender: Lender) -> Problem:
    """W411: a passage that is held back."""
    return Problem(
        stage=Stage.DECIDE,
        code="W411",
        file=conversation.thread.name,
        place=f"post {passage.post}",
        cause=f"this passage begins with words of {lender.author} in post {lender.post}, so it is not printed: "
        f"{shortened(passage.text)}",
        help="if these words are the writer's own, keep the passage: `threadfaq propose` writes the decision",
        severity=Severity.WARNING,
    )
