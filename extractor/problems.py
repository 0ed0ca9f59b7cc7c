"""How problems are raised, sorted and printed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.model import Problem, Severity, Stage
from extractor.resources import error_pages

SHOWN = 5
"""How often one and the same problem is written out; a fault of the theme is on every page."""


class ThreadfaqError(Exception):
    """The one root of everything this package raises about content. Carries problems, never a bare string."""

    exit_code = 1

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(report(problems))


class NotUnderstood(ThreadfaqError):
    """An input that no reader can turn into a thread."""

    exit_code = 3


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file, then as they were found; each once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.file)


def failing(problems: Iterable[Problem]) -> bool:
    """Whether any of them fails a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def render(problem: Problem) -> str:
    """One problem as people read it: place, cause, what was found, next step."""
    where = f"{problem.file}, {problem.place}" if problem.place else problem.file
    lines = [f"{problem.severity}[{problem.code}] {where}: {problem.cause}"]
    lines += [f"    {detail}" for detail in problem.details]
    if problem.help:
        lines.append(f"    help: {problem.help}")
    lines.append(f"    more: threadfaq explain {problem.code}")
    return "\n".join(lines)


def report(problems: Iterable[Problem]) -> str:
    """All of them, in order, with a count at the end."""
    ordered = in_order(problems)
    counts = []
    for severity, word in ((Severity.ERROR, "problem"), (Severity.WARNING, "warning")):
        count = sum(problem.severity is severity for problem in ordered)
        if count:
            counts.append(f"{count} {word}{'s' if count > 1 else ''}")
    text = "\n".join([*_folded(ordered), ", ".join(counts)])
    # Half a surrogate pair can be written nowhere: it is spelt out.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _folded(problems: list[Problem]) -> Iterator[str]:
    """Each problem rendered; where many files have the very same one, the first few stand for all."""
    alike = Counter(_kind(problem) for problem in problems)
    number_by_kind: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        kind = _kind(problem)
        number_by_kind[kind] += 1
        if number_by_kind[kind] <= SHOWN:
            yield render(problem)
        elif number_by_kind[kind] == alike[kind]:
            yield f"    … and the same in {alike[kind] - SHOWN} more places"


def _kind(problem: Problem) -> tuple[str, str]:
    """What makes two problems the same but for their place."""
    return problem.code, "\n".join((problem.cause, *problem.details))


def refused(error: OSError) -> Problem:
    """What the system does not do, as a problem (E611) like any other."""
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes | os.PathLike) else ""
    return Problem(
        stage=Stage.COMMAND,
        code="E611",
        file=(name if len(name) <= 100 else f"{name[:99]}…") or "threadfaq",
        cause=f"the system refuses: {error.strerror or error}",
        help="check the name, the permissions, and whether the disk is full",
    )


def pages() -> dict[str, Path]:
    """The manual's page of each code."""
    return {page.stem: page for page in sorted(error_pages().glob("[EW][0-9][0-9][0-9].md"))}


def contents() -> Path:
    """The page that lists every code."""
    return error_pages() / "index.md"
