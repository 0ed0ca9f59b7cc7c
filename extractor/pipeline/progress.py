"""What a long run tells of itself while it runs."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Whoever wants to know. A run calls these in its own thread."""

    def begin(self, stage: str, total: int) -> None:
        """A stage begins: what is done, and for how many threads."""

    def advance(self, done: int) -> None:
        """So many more threads are done."""

    def end(self) -> None:
        """The stage has ended."""

    def say(self, line: str) -> None:
        """Something that a person should know, in one line."""


class Silent:
    """Progress that nobody wants to know."""

    def begin(self, stage: str, total: int) -> None:
        """As in Progress."""

    def advance(self, done: int) -> None:
        """As in Progress."""

    def end(self) -> None:
        """As in Progress."""

    def say(self, line: str) -> None:
        """As in Progress."""
