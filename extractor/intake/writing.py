"""Files written whole or not at all: beside their place first, then renamed into it, the source before its side file.

A run that is killed leaves the corpus as it can be read: a hidden file that nobody reads, or a thread whose side file
is still to come, which the next run writes.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.model import Problem, Source, Stage
from extractor.problems import ThreadfaqError

_BEGUN = re.compile(r"\.adding-(\d{1,9})-.*")


def write(files: Iterable[tuple[Path, Source | str]]) -> None:
    """Write files in their order; all are complete on disk before the first stands in its place.

    Raises ThreadfaqError (E607) when one cannot be written.
    """
    begun: list[tuple[Path, Path]] = []
    try:
        for path, content in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            _sweep(path.parent)
            beside = path.with_name(f".adding-{os.getpid()}-{path.name}")
            begun.append((beside, path))
            _fill(beside, content)
        for beside, path in begun:
            beside.replace(path)
    except OSError as error:
        raise ThreadfaqError(
            Problem(
                stage=Stage.INTAKE,
                code="E607",
                file=str(error.filename or "corpus"),
                cause=f"it cannot be written: {error.strerror or error}",
                help="check the folder, its permissions, and whether the disk is full",
            )
        ) from error
    finally:
        for beside, _ in begun:
            beside.unlink(missing_ok=True)


def _fill(path: Path, content: Source | str) -> None:
    with path.open("wb") as file:
        for chunk in [content.encode("utf-8")] if isinstance(content, str) else _chunks(content):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _chunks(source: Source) -> Iterator[bytes]:
    """The bytes of a source, unchanged, whatever their number."""
    if source.stream is None:
        yield source.data
        return
    with source.stream() as file:
        while chunk := file.read(1 << 20):
            yield chunk


def _sweep(folder: Path) -> None:
    """Remove what a killed run left; what a living one is writing stays."""
    for path in folder.glob(".adding-*"):
        match = _BEGUN.fullmatch(path.name)
        if match is not None and int(match[1]) != os.getpid() and not _alive(int(match[1])):
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    if os.name != "posix":
        # Elsewhere a signal of 0 is no question.
        return True
    with contextlib.suppress(ProcessLookupError):
        with contextlib.suppress(PermissionError):
            os.kill(process, 0)
        return True
    return False
