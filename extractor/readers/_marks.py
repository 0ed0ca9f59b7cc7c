"""The protocol of readers: their names and functions, and the answer to whether they claim a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from extractor.model import Problem, Source, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a reader looked for in a source, and what it found there."""

    claims: bool
    """Whether it found enough to call the source its own."""
    looked_for: str
    """What it recognises its format by, with an example."""
    evidence: tuple[str, ...]
    """What it found, or what is missing, with line numbers from 1."""


class Standing(StrEnum):
    """How reliable a reader is."""

    PROVEN = "proven"
    """It rests on real files, or on the official list of its format's fields."""
    EXPERIMENTAL = "experimental"
    """It was never tried on a real page; every thread it reads has a warning that says so."""
    GENERAL = "general"
    """It knows no forum, only structure. It is asked last, and never chosen over another."""


class Reader(Protocol):
    """One format. A module of this package offers these names; adding a format is adding a module."""

    NAME: str
    """As `--format` takes it."""
    STANDING: Standing
    """How reliable it is."""

    def marks(self, source: Source) -> Marks:
        """Look for this format's marks; never raises. Of a file too large for memory it sees the head only."""

    def read(self, source: Source) -> Thread:
        """The thread. Raises NotUnderstood when the source breaks the format."""


@runtime_checkable
class Export(Protocol):
    """What a reader offers besides when a file of its format may hold many threads."""

    def pieces(self, source: Source) -> Iterator[Source]:
        """The file cut into files of the same format with one thread each, their contents as they were.

        Memory does not grow with the file. Raises NotUnderstood.
        """


@runtime_checkable
class Encoded(Protocol):
    """What a reader offers besides when the parts of its files name encodings of their own."""

    def doubts(self, source: Source) -> list[Problem]:
        """Warnings about bytes (W112), instead of those that are made of the file as a whole."""
