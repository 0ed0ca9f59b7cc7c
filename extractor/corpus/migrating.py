"""A corpus brought from an older form to the present one: what would change, and the change.

The number of the format is raised when an older program would misread what is written now. Each step says what it
changes first.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor.corpus.settings import FILE, FORMAT, read
from extractor.corpus.writing import Change, digest
from extractor.model import Problem, Publish, Stage
from extractor.problems import ThreadfaqError, failing


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationStep:
    """One file that changes, and why."""

    change: Change
    """The file as it is to be."""
    why: str
    """What changes, in a line."""


def _first(root: Path) -> list[MigrationStep]:
    text = f"# The form in which this corpus is written; `threadfaq migrate` raises it.\nformat = {FORMAT}\n"
    change = Change(path=root / FILE, content=text, replaces=digest(root / FILE))
    return [MigrationStep(change=change, why="says in which form the corpus is written")]


STEPS: Mapping[int, Callable[[Path], list[MigrationStep]]] = {0: _first}
"""From each older form to the next: the files to write."""


PUBLISH = {"true": Publish.JUDGED.value, "false": Publish.STRONG.value}
"""What replaces each value of `only_kept`."""
_ONLY_KEPT = re.compile(r"(?<![\w#])only_kept:[ \t]*(true|false)\b", re.IGNORECASE)


def write_settings(change: Change) -> None:
    """Write the site's settings, which lie beside the corpus, all at once. Raises OSError."""
    assert isinstance(change.content, str), "settings are text"
    beside = change.path.with_name(f".{change.path.name}.new")
    beside.write_bytes(change.content.encode("utf-8"))
    shutil.copymode(change.path, beside)
    beside.replace(change.path)


def needed(root: Path) -> tuple[int, list[MigrationStep]]:
    """The present form of a corpus, and what brings it to the newest; nothing when it is there.

    Raises ThreadfaqError: E601 when there is no corpus, E608 when it is newer than this program, and what is wrong
    with its settings, which are not replaced unread.
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
    present, problems = read(root)
    if failing(problems):
        raise ThreadfaqError(*problems)
    steps = [step for form in range(present, FORMAT) for step in STEPS[form](root)]
    return present, [*steps, *_site_settings(root.parent / "mkdocs.yml")]


def _site_settings(file: Path) -> list[MigrationStep]:
    """`only_kept`, which `publish` replaces; all else in the file stays as it is."""
    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    written = _ONLY_KEPT.sub(lambda match: f"publish: {PUBLISH[match.group(1).lower()]}", text)
    if written == text:
        return []
    change = Change(path=file, content=written, replaces=digest(file))
    return [MigrationStep(change=change, why="`publish` replaces `only_kept`")]
