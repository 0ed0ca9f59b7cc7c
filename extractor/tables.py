"""TOML with every key checked: an unknown key is refused with the nearest right one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from rapidfuzz import process

from extractor.model import Problem, Stage

NAMES = {str: "text", bool: "true or false", list: "a list", dict: "a table", date: "a date (2026-11-22)"}


def parse(text: str, file: str, stage: Stage) -> tuple[dict[str, Any], list[Problem]]:
    """A TOML file's content, or an empty table and the problem that says where it broke."""
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        return {}, [
            Problem(
                stage=stage,
                code="E201",
                file=file,
                cause=f"this is not TOML: {error}",
                help="strings stand in double quotes; each table begins with its name in brackets",
            )
        ]


def nearest(word: str, choices: list[str], cutoff: float = 60) -> str | None:
    """The choice most like a word, or None when none is."""
    best = process.extractOne(word, choices, score_cutoff=cutoff)
    return best[0] if best else None


@dataclass
class Table:
    """One TOML table being read. Collects problems instead of raising, so that all are told at once."""

    file: str
    place: str
    values: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    stage: Stage = field(kw_only=True)

    def complain(self, code: str, cause: str, help: str = "", details: tuple[str, ...] = ()) -> None:
        """Note a problem at this table's place."""
        self.problems.append(
            Problem(
                stage=self.stage,
                code=code,
                file=self.file,
                place=self.place,
                cause=cause,
                help=help,
                details=details,
            )
        )

    def _get(self, key: str, kind: type, required: bool) -> Any:
        self.known.append(key)
        value = self.values.get(key)
        if value is None:
            if required:
                self.complain("E203", f"`{key}` is missing", f"add `{key}`, which is {NAMES[kind]}")
            return None
        if not isinstance(value, kind) or (kind is date and type(value) is not date):
            self.complain("E203", f"`{key}` should be {NAMES[kind]}", f"it is {value!r}")
            return None
        return value

    def text(self, key: str, required: bool = False) -> str | None:
        """A non-empty string."""
        value = cast("str | None", self._get(key, str, required))
        if value is not None and not value.strip():
            self.complain("E203", f"`{key}` is empty", "fill it in or remove the line")
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """True, false, or None when it is not there."""
        return cast("bool | None", self._get(key, bool, False))

    def day(self, key: str, required: bool = False) -> date | None:
        """A date without a time."""
        return cast("date | None", self._get(key, date, required))

    def number(self, key: str) -> float | None:
        """A number."""
        self.known.append(key)
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.complain("E203", f"`{key}` should be a number", f"it is {value!r}")
            return None
        return float(value)

    def choice(self, key: str, choices: list[str], required: bool = False) -> str | None:
        """One of a few words."""
        value = self.text(key, required)
        if value is not None and value not in choices:
            self.complain("E203", f"`{key}` cannot be {value!r}", f"one of: {', '.join(choices)}")
            return None
        return value

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        """A list of strings."""
        value = self._get(key, list, required) or []
        if not all(isinstance(item, str) and item.strip() for item in value):
            self.complain("E203", f"`{key}` should be a list of texts", 'like ["one", "two"]')
            return ()
        return tuple(value)

    def word_lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """A table of named lists of words."""
        lists: dict[str, tuple[str, ...]] = {}
        for name, value in self.mapping(key).items():
            if not isinstance(value, list) or not value or not all(isinstance(w, str) and w.strip() for w in value):
                self.complain("E203", f"`{key}.{name}` should be a list of words", 'like ["one", "two"]')
            else:
                lists[name] = tuple(value)
        return lists

    def items(self, key: str) -> list[Any]:
        """A list whose items the caller checks."""
        return list(self._get(key, list, False) or [])

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A table of names and values that the caller checks."""
        return cast("Mapping[str, Any]", self._get(key, dict, False) or {})

    def tables(self, key: str, name: str) -> list[Table]:
        """A list of tables (`[[key]]`), each with its own place for messages; they share this one's problems."""
        value = self._get(key, list, False) or []
        if not all(isinstance(item, dict) for item in value):
            self.complain("E203", f"`{key}` should be tables", f"write each as [[{key}]]")
            return []
        return [
            Table(
                self.file,
                f"{name} {number}" + (f" ({item['id']})" if "id" in item else ""),
                item,
                self.problems,
                stage=self.stage,
            )
            for number, item in enumerate(value, 1)
        ]

    def done(self) -> None:
        """Refuse what nobody asked for, naming the nearest right key."""
        for key in self.values:
            if key not in self.known:
                right = nearest(key, self.known)
                self.complain(
                    "E202",
                    f"`{key}` is not a key here",
                    f"did you mean `{right}`?" if right else f"known keys: {', '.join(sorted(set(self.known)))}",
                )
