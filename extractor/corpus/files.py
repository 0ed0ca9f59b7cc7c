"""Files as they lie in their folder: opened, with what lies beside them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import BinaryIO

from extractor.corpus import folders
from extractor.model import HEAD, LARGEST, Problem, Source, Stage
from extractor.problems import ThreadfaqError


def opened(path: Path, largest: int | None = None) -> Source:
    """A file as it lies there, whatever it is; of one too large for memory the head, and a way to open it anew.

    Too large is one of more than `largest` bytes, LARGEST where that is not said. Raises ThreadfaqError (E601) when
    it cannot be read.
    """
    most = LARGEST if largest is None else largest
    try:
        with path.open("rb") as file:
            large = path.stat().st_size > most
            # What is no plain file says that it has no size, and may never end.
            data = file.read(HEAD if large else most + 1)
    except OSError as error:
        raise ThreadfaqError(
            Problem(
                stage=Stage.READ,
                code="E601",
                file=str(path),
                cause=f"it cannot be read: {error.strerror or error}",
                help="check the path and its permissions",
            )
        ) from error
    large = large or len(data) > most
    return Source(
        name=str(path),
        data=data[:HEAD] if large else data,
        stream=partial(_anew, path) if large else None,
        beside=partial(beside, path),
    )


def is_file(path: Path) -> bool:
    """Whether there is a plain file; a name that the system cannot even look up is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def beside(path: Path, name: str) -> Source | None:
    """The file of a bare name in the same folder; None for anything that leads elsewhere."""
    if name in ("", ".", "..") or not name.isprintable() or set(name) & set("/\\:"):
        return None
    sibling = path.parent / name
    if sibling.is_symlink() or not sibling.is_file():
        return None
    return opened(sibling)


def _anew(path: Path) -> BinaryIO:
    return path.open("rb")


def text(path: Path, stage: Stage) -> tuple[str, list[Problem]]:
    """The text of an editor's file without its byte order mark.

    Else the problem that it is none (E201) or cannot be read (E214).
    """
    try:
        return path.read_text("utf-8-sig"), []
    except OSError as error:
        return "", [folders.cannot_be_read(path, error, stage)]
    except UnicodeDecodeError as error:
        return "", [
            Problem(
                stage=stage,
                code="E201",
                file=str(path),
                cause=f"this is not UTF-8: {error.reason}",
                help="save it as UTF-8",
            )
        ]
