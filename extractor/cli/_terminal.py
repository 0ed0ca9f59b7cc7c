"""The terminal: results on standard output, messages on standard error. What the commands share."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from extractor.model import Problem, Severity
from extractor.problems import SHOWN, in_order, report
from extractor.text.terminal import line_of_json, safe

CorpusFolder = Annotated[Path, typer.Option("--corpus", help="The corpus folder.", metavar="DIR")]
HERE = Path("corpus")


def say(text: str, err: bool = False) -> None:
    """Print words that may come from a post: nothing in them reaches the terminal as a command."""
    typer.echo(safe(text), err=err)


def warn(line: str) -> None:
    """Print one line on standard error."""
    say(line, err=True)


def tell(problems: Iterable[Problem]) -> None:
    """Print problems, if there are any, on standard error; in colour on a terminal."""
    problems = list(problems)
    if not problems:
        return
    text = safe(report(problems))
    if sys.stderr.isatty():
        for word, colour in (("error", "red"), ("warning", "yellow")):
            text = text.replace(f"{word}[", typer.style(word, fg=colour, bold=True) + "[")
    typer.echo(text, err=True)


def problem_rows(problems: Iterable[Problem]) -> None:
    """Print problems as JSON, one object a line, in the order in which they are told: each by itself, none folded."""
    rows(
        {
            "code": problem.code,
            "severity": str(problem.severity),
            "stage": str(problem.stage),
            "file": problem.file,
            "place": problem.place or None,
            "cause": problem.cause,
            "details": list(problem.details),
            "help": problem.help or None,
        }
        for problem in in_order(problems)
    )


def tell_errors(problems: Iterable[Problem]) -> None:
    """Print the errors of a corpus, and how many warnings there are: `check` is the command that prints those."""
    rows = list(problems)
    errors = [problem for problem in rows if problem.severity is Severity.ERROR]
    tell(errors)
    count = len(rows) - len(errors)
    if count:
        warn(f"{count} warning{'s' if count > 1 else ''}: see threadfaq check")


class FirstOfEach:
    """Warnings about threads that come one after the other: the first few of each code are printed at once, the rest
    is counted."""

    def __init__(self) -> None:
        self._numbers: Counter[str] = Counter()

    def tell(self, problems: Iterable[Problem]) -> None:
        """Print those that are among the first of their code."""
        shown = []
        for problem in problems:
            self._numbers[problem.code] += 1
            if self._numbers[problem.code] <= SHOWN:
                shown.append(problem)
        tell(shown)

    def end(self) -> None:
        """Print how many there were of each code of which not all were printed."""
        for code, number in sorted(self._numbers.items()):
            if number > SHOWN:
                warn(f"{code}: {number:,} in all, the first {SHOWN} are printed")


def rows(values: Iterable[Any]) -> None:
    """Print JSON, one value a line, in UTF-8 whatever the terminal says."""
    from extractor.model import wire

    for value in values:
        sys.stdout.buffer.write(line_of_json(wire.written(value)))
    sys.stdout.buffer.flush()


def printed(lines: bytes) -> None:
    """Print lines that a worker has made."""
    sys.stdout.buffer.write(lines)
