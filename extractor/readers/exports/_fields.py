"""JSON objects with every field checked: an unknown one is refused with the nearest right one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extractor.tables import Checked, shown

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

    def time(self, name: str) -> datetime | None:
        """An ISO time, with or without a zone, or None."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.complain(f"`{name}` is no time: {shown(value)}", "write it like 2023-03-13T16:22:04")
            return None

    def objects(self, name: str, label: str, required: bool = False) -> list[Fields]:
        """A list of objects, each with its own place for messages; they share this one's problems."""
        found = []
        for number, item in enumerate(self.items(name, required), 1):
            place = f"{self.place}, {label} {number}" if self.place else f"{label} {number}"
            if isinstance(item, dict):
                found.append(Fields(self.file, place, item, self.problems, stage=self.stage))
            else:
                self.complain(f"{label} {number} should be an object", f"it is {shown(item)}")
        return found
