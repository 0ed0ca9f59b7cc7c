"""Threads of a corpus as people name them: by an id, by a file."""

from __future__ import annotations

from pathlib import Path

from extractor.corpus import files, places
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import nearest


def find(thread: str, root: Path) -> Path:
    """The file of a thread that a person names by its id or its path.

    Raises ThreadfaqError: E601 when there is none, E214 when it may lie in a folder that cannot be read.
    """
    if files.is_file(Path(thread)):
        return Path(thread)
    there = places.in_forums(root / "threads", Stage.COMMAND)
    named = [path for path in there.files if path.suffix != ".toml"]
    named = [path for path in named if thread in (f"{path.parent.name}/{path.stem}", path.stem)]
    if len(named) == 1:
        return named[0]
    unread = [problem for problem in there.problems if problem.code == "E214"]
    if unread and not named:
        raise ThreadfaqError(*unread)
    right = None if named else nearest(thread, ids(root))
    raise ThreadfaqError(
        Problem(
            stage=Stage.COMMAND,
            code="E601",
            file=thread if len(thread) <= 100 else f"{thread[:99]}…",
            cause="there is no such thread" if not named else "two forums have a thread of that name",
            help=f"did you mean `{right}`?" if right else "name it as <forum>/<name>, or by its file",
        )
    )


def ids(root: Path) -> list[str]:
    """The ids that threads of a corpus have by where they lie, in order; no file is opened."""
    paths = places.in_forums(root / "threads", Stage.COMMAND).files
    return sorted({f"{path.parent.name}/{path.stem}" for path in paths if path.suffix != ".toml"})


def is_thread(what: str, root: Path) -> bool:
    """Whether a person's words name a thread rather than a sentence."""
    try:
        find(what, root)
    except (ThreadfaqError, OSError, ValueError):
        return False
    return True


def thread_id(path: Path, root: Path) -> str:
    """The id of a thread of this corpus. Raises ThreadfaqError (E601) for a file outside it."""
    id = id_of(path, root)
    if id is None:
        raise ThreadfaqError(
            Problem(
                stage=Stage.COMMAND,
                code="E601",
                file=str(path),
                cause=f"it is not in {root / 'threads'}",
                help="put it into corpus/threads/<forum>/ first",
            )
        )
    return id


def id_of(path: Path, root: Path | None) -> str | None:
    """The id of a file by where it lies in the corpus at `root`; None elsewhere, or without a root."""
    if root is None:
        return None
    threads = (root / "threads").resolve()
    resolved = path.resolve()
    if not resolved.is_relative_to(threads) or len(resolved.relative_to(threads).parts) != 2:
        return None
    return f"{resolved.parent.name}/{resolved.stem}"
