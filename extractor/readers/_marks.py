"""What every reader offers, and what it says when asked whether a source is its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from extractor.model import Source, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a reader looked for in a source, and what it found there."""

    claims: bool
    """Whether it found enough to call the source its own."""
    looked_for: str
    """What it recognises its format by, with an example."""
    found: tuple[str, ...]
    """What it found, or what is missing, with line numbers from 1."""


class Reader(Protocol):
    """One format. A module of this package offers these names; adding a format is adding a module."""

    NAME: str
    """As `--format` takes it."""

    def marks(self, source: Source) -> Marks:
        """Look for this format's marks; never raises."""

    def read(self, source: Source) -> Thread:
        """The thread. Raises NotUnderstood when the source breaks the format."""
