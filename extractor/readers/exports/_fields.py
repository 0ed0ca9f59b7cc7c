"""JSON objects with every field checked: an unknown one is refused with the nearest right one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from extractor.model import Problem
from extractor.tables import nearest

_KINDS = {str: "a string", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}


@dataclass
class Fields:
    """One JSON object being read. Collects problems (E109) instead of raising, so that all are told at once."""

    file: str
    place: str
    values: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def complain(self, cause: str, help: str) -> None:
        """Note a problem at this object's place."""
        self.problems.append(Problem(code="E109", file=self.file, place=self.place, cause=cause, help=help))

    def known(self, names: Iterable[str]) -> None:
        """Refuse fields that are none of these."""
        names = list(names)
        for name in self.values:
            if name not in names:
                right = nearest(name, names)
                help = f"did you mean `{right}`?" if right else f"known fields: {', '.join(names)}"
                self.complain(f"`{name}` is not a field here", help)

    def _get(self, name: str, kind: type, required: bool = False) -> Any:
        value = self.values.get(name)
        if value is None:
            if required:
                self.complain(f"`{name}` is missing", f"add `{name}`, which is {_KINDS[kind]}")
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.complain(f"`{name}` should be {_KINDS[kind]}", f"it is {_shown(value)}")
            return None
        return value

    def text(self, name: str, required: bool = False) -> str | None:
        """A string, or None."""
        value: str | None = self._get(name, str, required)
        return value

    def number(self, name: str, least: int | None = None, required: bool = False) -> int | None:
        """A whole number, not below `least`, or None."""
        value: int | None = self._get(name, int, required)
        if value is not None and least is not None and value < least:
            self.complain(f"`{name}` cannot be {_shown(value)}", f"the smallest possible is {least}")
            return None
        return value

    def flag(self, name: str) -> bool | None:
        """True, false, or None."""
        value: bool | None = self._get(name, bool)
        return value

    def items(self, name: str, required: bool = False) -> list[Any]:
        """A list; empty when it is not there."""
        value: list[Any] | None = self._get(name, list, required)
        return value or []

    def choice(self, name: str, choices: Iterable[str]) -> str | None:
        """One of a few words, or None."""
        value = self.text(name)
        choices = list(choices)
        if value is not None and value not in choices:
            self.complain(f"`{name}` cannot be {_shown(value)}", f"one of: {', '.join(choices)}")
            return None
        return value

    def time(self, name: str) -> datetime | None:
        """An ISO time, with or without a zone, or None."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.complain(f"`{name}` is no time: {_shown(value)}", "write it like 2023-03-13T16:22:04")
            return None

    def objects(self, name: str, label: str, required: bool = False) -> list[Fields]:
        """A list of objects, each with its own place for messages; they share this one's problems."""
        found = []
        for number, item in enumerate(self.items(name, required), 1):
            place = f"{self.place}, {label} {number}" if self.place else f"{label} {number}"
            if isinstance(item, dict):
                found.append(Fields(self.file, place, item, self.problems))
            else:
                self.complain(f"{label} {number} should be an object", f"it is {_shown(item)}")
        return found


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"
