"""What a problem holds back until it is corrected: a link, an answer, a thread, or the whole site."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.model import Problem, Severity, Stage

IN_PART = frozenset({Stage.READ, Stage.LABEL, Stage.DECIDE})
"""Stages whose errors hold back what they are about and nothing else: one thread, one answer."""


def of_site(problems: Iterable[Problem], hold: bool = True) -> list[Problem]:
    """The errors for which no new site may be published: the last good one stays.

    With `hold` false, every error is one. Warnings hold nothing back.
    """
    errors = (problem for problem in problems if problem.severity is Severity.ERROR)
    return [problem for problem in errors if not hold or problem.stage not in IN_PART]


def of_labels(problems: Iterable[Problem]) -> list[Problem]:
    """The errors that would make every label wrong without notice: those of packs, background and language."""
    return [problem for problem in of_site(problems) if problem.stage is Stage.PACKS]


def sentence(threads: int, decisions: int) -> str:
    """What is held back of a site that is published all the same, in one line; empty when nothing is."""
    parts = [(threads, "thread", ""), (decisions, "decision", "what is judged by ")]
    counts = [f"{before}{count} {noun}{'s' if count > 1 else ''}" for count, noun, before in parts if count]
    return f"held back until it is corrected: {', '.join(counts)}" if counts else ""
