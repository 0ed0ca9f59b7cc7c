"""What was written, so that it can be undone byte for byte: a record of each step in `corpus/.cache/history`.

A step is undone only where every file is still as it was left: else somebody's later work would be lost.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from extractor.corpus.writing import Change, locked
from extractor.corpus.writing.lock import CACHE
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError

FOLDER = "history"
MOST = 100
"""Steps that are remembered."""
_NAME = re.compile(r"(\d{6})\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A file before and after a step."""

    path: Path
    """The file, in the corpus folder."""
    before: bytes | None
    """All of it as it was read; None where there was none."""
    after: bytes | None
    """All of it as it is to be; None where it is to go."""

    @property
    def change(self) -> Change:
        """What the writer has to do."""
        return Change(path=self.path, content=self.after, replaces=_digest(self.before))


def write(root: Path, what: str, edits: Sequence[Edit], say: Callable[[str], None] = lambda _: None) -> None:
    """Write these files, all or none, and remember how to undo it; `what` says in a few words what was done.

    Raises ThreadfaqError: E609 where a file is no longer as it was read, E607 where it cannot be written.
    """
    edits = [edit for edit in edits if edit.before != edit.after]
    if not edits:
        return
    with locked(root, say) as writer:
        record = _record(root, what, edits)
        number = max(_numbers(root), default=0) + 1
        path = root / CACHE / FOLDER / f"{number:06}.json"
        writer.write([*(edit.change for edit in edits), Change(path=path, content=record)])
        for old in sorted(_numbers(root))[:-MOST]:
            (root / CACHE / FOLDER / f"{old:06}.json").unlink(missing_ok=True)


def undo(root: Path, say: Callable[[str], None] = lambda _: None) -> str:
    """Undo the last step that was not undone yet, and give what it was.

    Raises ThreadfaqError: E614 where there is none, E609 where a file was changed since.
    """
    with locked(root, say) as writer:
        numbers = _numbers(root)
        if not numbers:
            raise ThreadfaqError(_nothing(root, "nothing was written that could be undone"))
        path = root / CACHE / FOLDER / f"{max(numbers):06}.json"
        data = path.read_bytes()
        what, edits = _read(root, path, data)
        changes = [Edit(path=edit.path, before=edit.after, after=edit.before).change for edit in edits]
        writer.write([*changes, Change(path=path, content=None, replaces=_digest(data))])
        return what


def read(path: Path) -> bytes | None:
    """All of a file as it lies there; None where there is none. Raises OSError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _numbers(root: Path) -> list[int]:
    folder = root / CACHE / FOLDER
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    return [int(match[1]) for name in names if (match := _NAME.fullmatch(name))]


def _record(root: Path, what: str, edits: Sequence[Edit]) -> str:
    files = [
        {
            "path": edit.path.relative_to(root).as_posix(),
            "before": _text(edit.before),
            "after": _text(edit.after),
        }
        for edit in edits
    ]
    return json.dumps({"what": what, "files": files}, ensure_ascii=True)


def _read(root: Path, path: Path, data: bytes) -> tuple[str, list[Edit]]:
    """A step as it was remembered. Nothing that leads out of the corpus is taken, whoever wrote it."""
    try:
        record: Any = json.loads(data)
        edits = [
            Edit(path=root / str(row["path"]), before=_bytes(row["before"]), after=_bytes(row["after"]))
            for row in record["files"]
        ]
        what = str(record["what"])
    except (ValueError, KeyError, TypeError) as error:
        raise ThreadfaqError(_nothing(path, "what was remembered of the last step cannot be read")) from error
    if not all(_is_inside(root, edit.path) for edit in edits):
        raise ThreadfaqError(_nothing(path, "what was remembered of the last step leads out of the corpus"))
    return what, edits


def _is_inside(root: Path, path: Path) -> bool:
    return ".." not in path.parts and path.parent.resolve().is_relative_to(root.resolve())


def _text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)


def _digest(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()


def _nothing(path: Path, cause: str) -> Problem:
    return Problem(
        stage=Stage.COMMAND,
        code="E614",
        file=str(path),
        cause=cause,
        help="git has what older steps changed: git log -p corpus/",
    )
