"""What a command is about to put in place, noted before the first file moves, so that the next can finish it.

Every file of it lies complete beside its place under a hidden name (`.adding-…`). Finishing puts all of them into
their places, or takes back what is there where one of them has become impossible.
"""

from __future__ import annotations

import errno
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from extractor.corpus.writing.lock import CACHE, free
from extractor.model import Problem, Stage

_NAME = "writing.json"
BESIDE = re.compile(r"\.adding-\d{1,9}-.+", re.DOTALL)
"""The name under which a file lies beside its place until it is complete."""
_PATIENCE = 10.0
# What systems answer where a file cannot have two names.
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalStep:
    """One file that is to stand in its place."""

    beside: Path
    """The complete file, in the same folder."""
    path: Path
    """Its place."""
    replaces: str | None
    """The digest of the file that it takes the place of; None where nothing may lie there."""
    removes: bool = False
    """Whether the file that lies there goes, and nothing takes its place; an empty file beside it stands for that."""

    @property
    def done(self) -> bool:
        """Whether it stands in its place."""
        if not os.path.lexists(self.beside) or (self.removes and not os.path.lexists(self.path)):
            return True
        return os.path.lexists(self.path) and not self.path.is_symlink() and self.path.samefile(self.beside)

    @property
    def possible(self) -> bool:
        """Whether what lies in its place is what was planned on."""
        return digest(self.path) == self.replaces if self.replaces else not os.path.lexists(self.path)

    def take(self) -> None:
        """Put it into its place. Raises FileExistsError when another file came there meanwhile."""
        if self.removes:
            self.path.unlink()
            self.beside.unlink()
            return
        if self.replaces is not None:
            self.beside.replace(self.path)
            return
        try:
            os.link(self.beside, self.path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # Claimed by an empty file first, so that nothing else can be replaced.
            self.path.open("xb").close()
            self.beside.replace(self.path)

    def take_back(self) -> None:
        """Remove a new file from its place again."""
        if self.replaces is None and os.path.lexists(self.beside) and self.done:
            self.path.unlink()


def digest(path: Path) -> str | None:
    """The digest of a plain file's bytes; None where there is none. Raises OSError."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        checksum = sha256()
        while chunk := file.read(1 << 20):
            checksum.update(chunk)
    return checksum.hexdigest()


def note(root: Path, steps: Iterable[JournalStep]) -> None:
    """Write down what is to be done. Raises OSError."""
    rows = [
        {
            "beside": step.beside.relative_to(root).as_posix(),
            "path": step.path.relative_to(root).as_posix(),
            "replaces": step.replaces,
            "removes": step.removes,
        }
        for step in steps
    ]
    part = root / CACHE / f"writing-{os.getpid()}.json"
    with part.open("w", encoding="utf-8") as file:
        json.dump(rows, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(root / CACHE / _NAME)


def forget(root: Path) -> None:
    """All is done, or nothing is to be done any more."""
    (root / CACHE / _NAME).unlink(missing_ok=True)


def pending(root: Path) -> list[Problem]:
    """The problem (E213) that a command was killed while it wrote; one that is still writing is waited for."""
    note = root / CACHE / _NAME
    deadline = time.monotonic() + _PATIENCE
    while note.is_file():
        unheld = free(root)
        if unheld and note.is_file():
            break
        if time.monotonic() > deadline:
            if unheld is None:
                break
            return []
        time.sleep(0.02)
    else:
        return []
    steps = list(_noted(root))
    return [
        Problem(
            stage=Stage.SETTINGS,
            code="E213",
            file=str(root),
            cause="a command was stopped while it wrote here",
            details=tuple(f"{'written' if step.done else 'still to write'}: {step.path}" for step in steps),
            help="do again what was stopped: `threadfaq add` finishes this first",
        )
    ]


def finish(root: Path) -> list[str]:
    """Finish, or take back, what a killed command had begun; sentences on what was done. Raises OSError.

    The caller holds the lock.
    """
    if not (root / CACHE / _NAME).is_file():
        return []
    steps = list(_noted(root))
    _reclaim(steps)
    whole = all(step.done or step.possible for step in steps)
    for step in steps:
        if whole and not step.done:
            step.take()
        elif not whole:
            step.take_back()
    for step in steps:
        step.beside.unlink(missing_ok=True)
    forget(root)
    names = ", ".join(str(step.path) for step in steps)
    if not whole:
        return [f"taken back, because other files lie there now, what a stopped command had begun: {names}"]
    return [f"finished what a stopped command had begun: {names}"] if steps else []


def _reclaim(steps: Iterable[JournalStep]) -> None:
    """An empty file is the claim of a step where files cannot have two names."""
    for step in steps:
        empty = step.replaces is None and step.path.is_file() and step.path.stat().st_size == 0
        if empty and step.beside.is_file() and step.beside.stat().st_size > 0:
            step.path.unlink()


def _noted(root: Path) -> Iterator[JournalStep]:
    """Steps that were written down; nothing that leads out of the corpus, whoever wrote it."""
    try:
        rows = json.loads((root / CACHE / _NAME).read_text("utf-8"))
        noted = [(str(row["beside"]), str(row["path"]), row["replaces"], row.get("removes") is True) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    inside = root.resolve()
    for beside, path, replaces, removes in noted:
        step = JournalStep(
            beside=root / beside,
            path=root / path,
            replaces=None if replaces is None else str(replaces),
            removes=removes and replaces is not None,
        )
        folder = step.path.parent
        if not BESIDE.fullmatch(step.beside.name) or step.beside.parent != folder or ".." in folder.parts:
            continue
        if folder.resolve().is_relative_to(inside) and not step.beside.is_symlink():
            yield step
