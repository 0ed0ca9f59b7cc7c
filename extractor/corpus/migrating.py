"""A corpus brought from an older form to the present one: what would change, and the change.

A form is raised when an older program would misread what is written now. Each step says what it changes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor.corpus.settings import FILE, FORMAT, version
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A file as it is to be."""

    path: Path
    """The file."""
    text: str
    """All of its new text."""
    why: str
    """What changes, in a line."""


def _first(root: Path) -> list[Writing]:
    text = f"# The form in which this corpus is written; `threadfaq migrate` raises it.\nformat = {FORMAT}\n"
    return [Writing(path=root / FILE, text=text, why="says in which form the corpus is written")]


STEPS: Mapping[int, Callable[[Path], list[Writing]]] = {0: _first}
"""From each older form to the next: the files to write."""


def needed(root: Path) -> tuple[int, list[Writing]]:
    """The present form of a corpus, and what brings it to the newest; nothing when it is there.

    Raises ThreadfaqError: E601 when there is no corpus, E608 when it is newer than this program.
    """
    if not root.is_dir():
        raise ThreadfaqError(
            Problem(
                stage=Stage.COMMAND,
                code="E601",
                file=str(root),
                cause="there is no such corpus folder",
                help="run from the folder that holds `corpus/`, or name it with --corpus",
            )
        )
    present = version(root)
    return present, [writing for form in range(present, FORMAT) for writing in STEPS[form](root)]
