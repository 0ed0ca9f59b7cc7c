"""What was written, so that it can be undone and redone byte for byte: a record of each step in
`corpus/.cache/history`.

A step is undone only where every file is still as it was left: else somebody's later work would be lost. What was
undone can be redone until another step is written.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from typing import Any

from extractor.corpus.writing import Change, Changed, Writer, locked
from extractor.corpus.writing.lock import CACHE
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.text.characters import shortened

FOLDER = "history"
MOST = 100
"""Steps that are remembered."""
AGAIN = "nothing was written; look at what stands there now, and do it again"
BY_HAND = (
    "nothing was changed: take these lines back by hand and do it again, or leave them; "
    "what they cost decisions is shown by `threadfaq check --accept` and by the desk, under Mending"
)
"""The next step where a file was changed since a step was planned, and since one was written."""
WIDE, MOST_LINES = 120, 8
"""Characters of a line that are shown, and how many lines."""
OLDER = f"the last {MOST} steps are remembered, and nothing older: this corpus lies in no git repository"
_NAME = re.compile(r"(\d{6})(\.undone)?\.json")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that is remembered."""

    number: int
    """Its number; later steps have higher ones."""
    what: str
    """What was done, in a few words."""
    when: datetime | None
    """When; None where its record does not say."""
    undone: bool
    """Whether it was undone, and can be redone."""
    files: tuple[str, ...]
    """The files that it wrote, from the corpus folder."""


def write(root: Path, what: str, edits: Sequence[Edit], say: Callable[[str], None] = lambda _: None) -> None:
    """Write these files, all or none, and remember how to undo it; `what` says in a few words what was done.

    Raises ThreadfaqError: E609 where a file is no longer as it was read, E607 where it cannot be written.
    """
    edits = [edit for edit in edits if edit.before != edit.after]
    if not edits:
        return
    with locked(root, say) as writer:
        record = _record(root, what, edits)
        path = _path(root, max(_numbers(root), default=0) + 1)
        gone = [_path(root, number, undone=True) for number in _numbers(root, undone=True)]
        forgotten = [Change(path=old, content=None, replaces=_digest(read(old))) for old in gone]
        _write(writer, edits, [Change(path=path, content=record), *forgotten], AGAIN)
        for old in sorted(_numbers(root))[:-MOST]:
            _path(root, old).unlink(missing_ok=True)


def undo(root: Path, say: Callable[[str], None] = lambda _: None, number: int | None = None) -> str:
    """Undo the last step that was not undone yet, and give what it was.

    `number` is the step that is meant, where somebody has seen it. Raises ThreadfaqError: E614 where there is none,
    or another one is the last by now, E609 where a file was changed since.
    """
    with locked(root, say) as writer:
        numbers = _numbers(root)
        if not numbers:
            raise ThreadfaqError(_nothing(root, "nothing was written that could be undone"))
        return _turn(root, writer, _meant(root, max(numbers), number), undone=False)


def redo(root: Path, say: Callable[[str], None] = lambda _: None, number: int | None = None) -> str:
    """Redo the step that was undone last, and give what it was. Raises ThreadfaqError like `undo`."""
    with locked(root, say) as writer:
        numbers = _numbers(root, undone=True)
        if not numbers:
            raise ThreadfaqError(_nothing(root, "nothing was undone that could be redone"))
        return _turn(root, writer, _meant(root, min(numbers), number), undone=True)


def last(root: Path, undone: bool = False) -> int | None:
    """The number of the step that `undo` would take back, or that `redo` would do again; None where there is none."""
    numbers = _numbers(root, undone)
    return (min if undone else max)(numbers) if numbers else None


def steps(root: Path) -> list[Step]:
    """All steps that are remembered, the first one first; those whose records cannot be read are left out."""
    rows = [(number, undone) for undone in (False, True) for number in sorted(_numbers(root, undone))]
    return [row for number, undone in rows if (row := step(root, number, undone)) is not None]


def step(root: Path, number: int, undone: bool = False) -> Step | None:
    """The step of a number; None where its record cannot be read."""
    try:
        record = json.loads(_path(root, number, undone).read_bytes())
        return Step(
            number=number,
            what=str(record["what"]),
            when=datetime.fromisoformat(record["when"]) if "when" in record else None,
            undone=undone,
            files=tuple(str(row["path"]) for row in record["files"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _turn(root: Path, writer: Writer, number: int, undone: bool) -> str:
    """Undo a step, or redo one that was undone."""
    path = _path(root, number, undone)
    data = path.read_bytes()
    what, edits = _read(root, path, data)
    changes = [edit if undone else Edit(path=edit.path, before=edit.after, after=edit.before) for edit in edits]
    moved = Change(path=_path(root, number, not undone), content=data)
    _write(writer, changes, [moved, Change(path=path, content=None, replaces=_digest(data))], BY_HAND)
    return what


def _write(writer: Writer, edits: Sequence[Edit], others: Sequence[Change], help: str) -> None:
    """Write a step. Raises Changed (E609) with what stands in a file that is another one now, and the next step."""
    try:
        writer.write([*(edit.change for edit in edits), *others])
    except Changed as error:
        files = {str(edit.path): edit for edit in edits}
        (problem,) = error.problems
        if problem.file in files:
            problem = replace(problem, details=_difference(files[problem.file]), help=help)
        raise Changed(problem) from error


def _difference(edit: Edit) -> tuple[str, ...]:
    """The lines of a file that are others now than a step knew them."""
    data = read(edit.path)
    if data is None or edit.before is None:
        return ("the file is gone",) if data is None else ("there was no such file",)
    known, now = (each.decode("utf-8", "replace").splitlines() for each in (edit.before, data))
    rows: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, known, now, autojunk=False).get_opcodes():
        if tag != "equal":
            rows += [f"line {i1 + at}, known    {shortened(line, WIDE)}" for at, line in enumerate(known[i1:i2], 1)]
            rows += [f"line {j1 + at}, there now {shortened(line, WIDE)}" for at, line in enumerate(now[j1:j2], 1)]
    more = [f"… and {len(rows) - MOST_LINES} more lines"] if len(rows) > MOST_LINES else []
    return (*rows[:MOST_LINES], *more)


def _meant(root: Path, number: int, wanted: int | None) -> int:
    if wanted not in (None, number):
        raise ThreadfaqError(_nothing(root, "another step was taken since you looked: nothing was changed"))
    return number


def read(path: Path) -> bytes | None:
    """All of a file as it lies there; None where there is none. Raises OSError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _numbers(root: Path, undone: bool = False) -> list[int]:
    folder = root / CACHE / FOLDER
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    matches = [match for name in names if (match := _NAME.fullmatch(name))]
    return [int(match[1]) for match in matches if bool(match[2]) is undone]


def _path(root: Path, number: int, undone: bool = False) -> Path:
    return root / CACHE / FOLDER / f"{number:06}{'.undone' if undone else ''}.json"


def _record(root: Path, what: str, edits: Sequence[Edit]) -> str:
    files = [
        {
            "path": edit.path.relative_to(root).as_posix(),
            "before": _text(edit.before),
            "after": _text(edit.after),
        }
        for edit in edits
    ]
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"what": what, "when": when, "files": files}, ensure_ascii=True)


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


def _in_git(path: Path) -> bool:
    """Whether a repository of git holds a folder."""
    return any((folder / ".git").exists() for folder in (path.resolve(), *path.resolve().parents))


def _nothing(path: Path, cause: str) -> Problem:
    return Problem(
        stage=Stage.COMMAND,
        code="E614",
        file=str(path),
        cause=cause,
        help=f"git has what older steps changed: git log -p {path}" if _in_git(path) else OLDER,
    )
