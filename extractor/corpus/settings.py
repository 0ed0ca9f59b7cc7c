"""The settings of a corpus, `corpus.toml`: the version of the corpus format."""

from __future__ import annotations

from pathlib import Path

from extractor.corpus import files, folders
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse

FILE = "corpus.toml"
FORMAT = 1
"""The form of a corpus folder that this program writes; `migrating` says what each form changed."""


def version(root: Path) -> int:
    """The form of a corpus: the `format` of its `corpus.toml`, 0 where there is none.

    Raises ThreadfaqError (E608) for a form that this program does not know yet.
    """
    return read(root)[0]


def read(root: Path) -> tuple[int, list[Problem]]:
    """The form of a corpus, 0 where nothing says it, and what is wrong with its settings. Raises like `version`."""
    path = root / FILE
    there, problems = folders.is_file(path, Stage.SETTINGS)
    if not there:
        return 0, problems
    text, problems = files.text(path, Stage.SETTINGS)
    values, more = parse(text, str(path), Stage.SETTINGS)
    problems += more
    table = Table(str(path), "", values, problems, stage=Stage.SETTINGS)
    number = table.number("format")
    if number is None or number < 0 or number != int(number):
        if not problems:  # else it was said what is wrong
            table.complain("E203", "`format` is no number of a format", f"this program writes format = {FORMAT}")
        return 0, problems
    if number > FORMAT:
        raise ThreadfaqError(
            Problem(
                stage=Stage.SETTINGS,
                code="E608",
                file=str(path),
                cause=f"this corpus has format {int(number)}, and this program knows formats up to {FORMAT}",
                help="install a newer threadfaq; an older one could misread the corpus, or damage it",
            )
        )
    table.done()
    return int(number), problems
