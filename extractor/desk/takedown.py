"""A takedown from the desk, in the process that looks at the corpus: what it would touch, then the deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extractor.desk.snapshot import from_built
from extractor.editing.takedown import Target, carry_out, planned
from extractor.editing.touched import lines, mark
from extractor.model import Problem
from extractor.pipeline.built import Build
from extractor.problems import ThreadfaqError


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a takedown would touch, or has."""

    lines: tuple[str, ...] = ()
    """That, a line each."""
    mark: str = ""
    """What stands for it as it is now."""
    done: bool = False
    """Whether it was done."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be."""


def outlook(root: Path, target: Target, ground: str, on: date, agreed: str = "") -> Outlook:
    """What a takedown would touch. It is done where the mark that was `agreed` to stands for just this."""

    def use(built: Build) -> Outlook:
        plan = planned(built.corpus, built.conversations, target, ground, on)
        rows, now = tuple(lines(plan)), mark(plan)
        if agreed == now:
            carry_out(built.corpus, plan)
        return Outlook(lines=rows, mark=now, done=agreed == now)

    try:
        return from_built(root, use)
    except ThreadfaqError as error:
        return Outlook(problems=tuple(error.problems))
