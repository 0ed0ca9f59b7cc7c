"""JSON objects with every field checked: an unknown one is refused with the nearest right one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extractor.tables import Checked, shown

EMPTY: Mapping[str, Any] = {}
_KINDS = {str: "a string", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}


@dataclass
class Fields(Checked):
    """One JSON object being read. Its problems are E109."""

    CODES = ("E109", "E109")
    KINDS = _KINDS
    KEY = "field"

    def complain(self, cause: str, help: str) -> None:
        """Note a problem at this object's place."""
        self.note("E109", cause, help)

    def known(self, names: Iterable[str]) -> None:
        """Refuse fields that are none of these."""
        self.refuse_unknown(names)

    def text(self, name: str, required: bool = False) -> str | None:
        """A string, or None."""
        value: str | None = self.get(name, str, required)
        return value

    def number(self, name: str, least: int | None = None, required: bool = False) -> int | None:
        """A whole number, not below `least`, or None."""
        value: int | None = self.get(name, int, required)
        if value is not None and least is not None and value < least:
            self.complain(f"`{name}` cannot be {shown(value)}", f"the smallest possible is {least}")
            return None
        return value

    def flag(self, name: str) -> bool | None:
        """True, false, or None."""
        value: bool | None = self.get(name, bool)
        return value

    def items(self, name: str, required: bool = False) -> list[Any]:
        """A list; empty when it is not there."""
        value: list[Any] | None = self.get(name, list, required)
        return value or []

    def choice(self, name: str, choices: Iterable[str]) -> str | None:
        """One of a few words, or None."""
        return self.one_of(name, self.text(name), choices)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; empty when it is not there."""
        items = self.items(name)
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) < len(items):
            self.complain(f"`{name}` should be a list of strings", "each is one sentence")
        return texts

    def time(self, name: str, value: str | None) -> datetime | None:
        """The ISO time that a field holds, with or without a zone, or None."""
        if value is None:
            return None
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.complain(f"`{name}` is no time: {shown(value)}", "write it like 2023-03-13T16:22:04")
            return None

    def inner(self, place: str, values: Mapping[str, Any] = EMPTY) -> Fields:
        """An object inside this one, with its own place for messages; it shares this one's problems."""
        return Fields(
            self.file, f"{self.place}, {place}" if self.place else place, values, self.problems, stage=self.stage
        )
