"""What a word of a question can mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A word of a question."""

    place: int
    """Its place among the words of the question that differ."""
    word: str
    """As the reader wrote it, in small letters."""
    weight: int
    """What it counts, in hundredths."""
    light: bool
    """Whether it only holds the question together."""
    matches: Sequence[tuple[int, int]]
    """Terms and how well each matches, in hundredths; the best first."""
    how: str
    """How it came to its best matches: `same`, `typing` or `begun`; by others it came by class or letters."""
