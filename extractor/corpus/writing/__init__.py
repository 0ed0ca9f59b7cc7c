"""The one room that writes into a corpus: one writer at a time, whole files, and none replaced that no plan knew.

Files are complete beside their places first. New ones take a place only where nothing lies; one that replaces another
names the digest of what it replaces. Who is killed in between leaves a note, and the next writer finishes it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.corpus.writing import journal, lock
from extractor.corpus.writing.journal import JournalStep, digest
from extractor.model import Problem, Source, Stage
from extractor.problems import ThreadfaqError

__all__ = ["Change", "Changed", "Writer", "digest", "locked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file as it is to be."""

    path: Path
    """Its place, below the corpus folder."""
    content: Source | str | bytes | None
    """All of it: a source's bytes unchanged, a text, bytes; None where the file that `replaces` names is to go."""
    replaces: str | None = None
    """The `digest` of the file it takes the place of; None where nothing may lie there."""


class Changed(ThreadfaqError):
    """Something else lies where a file was to be written than was planned on (E609)."""


class Writer:
    """Writes into one corpus. Made by `locked`, of use as long as that holds the lock."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._swept: set[Path] = set()

    def write(self, changes: Sequence[Change]) -> None:
        """Put all these files into their places, new ones in their order and then those that replace others, or none.

        Raises Changed (E609) when something lies there that was not planned on, ThreadfaqError (E607) when a file
        cannot be written.
        """
        steps: list[JournalStep] = []
        try:
            for change in changes:
                self._prepare(change.path.parent)
                beside = change.path.with_name(f".adding-{os.getpid()}-{change.path.name}")
                removes = change.content is None
                step = JournalStep(beside=beside, path=change.path, replaces=change.replaces, removes=removes)
                steps.append(step)
                _fill(beside, change)
            self._take(sorted(steps, key=lambda step: step.replaces is not None))
        except OSError as error:
            raise lock.unwritable(self.root, error) from error
        finally:
            with contextlib.suppress(OSError):
                for step in steps:
                    step.beside.unlink(missing_ok=True)
                journal.forget(self.root)

    def _take(self, steps: Sequence[JournalStep]) -> None:
        for step in steps:
            if not step.possible:
                raise _changed(step.path)
        journal.note(self.root, steps)
        try:
            for step in steps:
                if step.replaces is not None and not step.possible:
                    raise _changed(step.path)
                step.take()
        except FileExistsError as error:
            raise _changed(step.path) from error
        finally:
            # Whatever ended this, an interrupt too: new files stay together or not at all.
            if not all(step.done for step in steps) and not any(step.replaces and step.done for step in steps):
                for step in steps:
                    step.take_back()

    def _prepare(self, folder: Path) -> None:
        """Make a folder of the corpus, and remove what killed runs left in it: nobody else is writing."""
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.resolve().is_relative_to(self.root.resolve()):
            raise ThreadfaqError(
                Problem(
                    stage=Stage.INTAKE,
                    code="E607",
                    file=str(folder),
                    cause="it is a link out of the corpus",
                    help="put the folder itself there",
                )
            )
        if folder in self._swept:
            return
        self._swept.add(folder)
        for path in folder.iterdir():
            if journal.BESIDE.fullmatch(path.name):
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(root: Path, say: Callable[[str], None] = lambda _: None) -> Iterator[Writer]:
    """The writer of the corpus at `root`, alone as long as this lasts; what a killed command had begun is finished.

    `say` is told for whom it waits, and what was finished. Raises ThreadfaqError: E601 when there is no such corpus,
    E607 when it cannot be written.
    """
    with lock.held(root, say):
        try:
            for sentence in journal.finish(root):
                say(sentence)
        except OSError as error:
            raise lock.unwritable(root, error) from error
        yield Writer(root)


def _changed(path: Path) -> Changed:
    return Changed(
        Problem(
            stage=Stage.INTAKE,
            code="E609",
            file=str(path),
            cause="something else lies there now than when this was planned",
            help="nothing was replaced; look at it, and do it again",
        )
    )


def _fill(path: Path, change: Change) -> None:
    # A link of that name would lead elsewhere.
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        for chunk in _chunks(b"" if change.content is None else change.content):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
        if change.replaces is not None and hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), change.path.stat().st_mode & 0o777)


def _chunks(content: Source | str | bytes) -> Iterator[bytes]:
    """The bytes of a file, unchanged, whatever their number."""
    if isinstance(content, str):
        yield content.encode("utf-8")
    elif isinstance(content, bytes):
        yield content
    elif content.stream is None:
        yield content.data
    else:
        with content.stream() as file:
            while chunk := file.read(1 << 20):
                yield chunk
