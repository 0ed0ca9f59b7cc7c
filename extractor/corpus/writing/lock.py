"""One writer at a time: the lock on a corpus. The system opens it again when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError

CACHE = ".cache"
"""The folder of a corpus for what git leaves alone."""
SIGNED = "writer.json"
"""The file in it that says who holds the lock."""
_LONGEST = 100


@contextlib.contextmanager
def held(root: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of the corpus at `root`; before waiting for another writer, say for whom.

    Raises ThreadfaqError: E601 when there is no such corpus, E607 when it cannot be written.
    """
    try:
        lock = _lock(root)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            say(f"waiting: {_holder(root)} is writing into {root}")
            lock.acquire()
    except OSError as error:
        raise unwritable(root, error) from error
    try:
        _sign(root)
        yield
    finally:
        lock.release()


def free(root: Path) -> bool | None:
    """Whether nobody holds the lock; None where it may not be asked for."""
    try:
        with FileLock(root / CACHE / "lock", preserve_lock_file=True).acquire(blocking=False):
            return True
    except Timeout:
        return False
    except OSError:
        return None


def unwritable(path: Path, error: OSError) -> ThreadfaqError:
    """The refusal (E607) of a system that does not let us write."""
    return ThreadfaqError(
        Problem(
            stage=Stage.INTAKE,
            code="E607",
            file=str(error.filename or path),
            cause=f"it cannot be written: {error.strerror or error}",
            help="check the folder, its permissions, and whether the disk is full",
        )
    )


def _lock(root: Path) -> FileLock:
    if not root.is_dir():
        raise ThreadfaqError(
            Problem(
                stage=Stage.INTAKE,
                code="E601",
                file=str(root),
                cause="there is no such corpus folder",
                help="run from the folder that holds it, name it with --corpus, or begin one: threadfaq init DIR",
            )
        )
    cache = root / CACHE
    cache.mkdir(exist_ok=True)
    with contextlib.suppress(FileExistsError), (cache / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("*\n")
    # Without flock, the library would fall back to a file that a killed holder leaves behind.
    return FileLock(cache / "lock", preserve_lock_file=True)


def _sign(root: Path) -> None:
    """Leave word of who holds the lock, for whoever has to wait."""
    command = shlex.join(["threadfaq", *sys.argv[1:]])
    beside = root / CACHE / f"writer-{os.getpid()}.json"
    try:
        beside.write_text(json.dumps({"process": os.getpid(), "command": command[:_LONGEST]}), "utf-8")
        beside.replace(root / CACHE / SIGNED)
    except OSError as error:
        raise unwritable(beside, error) from error


def _holder(root: Path) -> str:
    try:
        holder = json.loads((root / CACHE / SIGNED).read_text("utf-8"))
        return f"`{holder['command']}` (process {int(holder['process'])})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another command"
