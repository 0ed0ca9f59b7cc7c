"""TOML and JSON objects with every key checked: an unknown one is refused with the nearest right one."""

from __future__ import annotations

import re
import reprlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any, ClassVar, cast

from rapidfuzz import process

from extractor.model import Problem, Severity, Stage
from extractor.text import tomlmends
from extractor.text.characters import legible

DEEPEST = 32
"""How deep lists and tables may be nested; the deepest that anything here asks for is a third of that."""
LARGEST = 10**15
"""No number of an editor's file is larger, and up to here every whole one has its own floating-point number."""
PARSED_AGAIN = 1_000_000
"""How many characters are parsed again at most, about two seconds, to name the line on which a file goes wrong."""

NAMES = {str: "text", bool: "true or false", list: "a list", dict: "a table", date: "a date (2026-11-22)"}


def parse(text: str, file: str, stage: Stage) -> tuple[dict[str, Any], list[Problem]]:
    """A TOML file's content, or an empty table and the one problem (E201) that says where it broke, and why.

    `text` may begin with a byte order mark. What is taken is no deeper than DEEPEST, and its whole numbers have at
    most 64 bits, as TOML has it: whoever goes through it needs no care.
    """
    text = text.removeprefix("\ufeff")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        cause, place = _placed(str(error), text)
        details, help = _line_of_fault(place, text)
        usual = "texts stand in double quotes, names of tables in brackets"
        return {}, [_no_toml(stage, file, place, cause, help or usual, details)]
    except (RecursionError, ValueError, OverflowError):
        # What Python itself gives up at: too deep for its stack, too long for its numbers.
        values = None
    excess = _excess(values) if values is not None else _given_up(text)
    if excess is None:
        return values or {}, []
    cause, help = excess
    line = _line_of_excess(text)
    return {}, [_no_toml(stage, file, f"line {line}" if line else "", cause, help)]


def _no_toml(stage: Stage, file: str, place: str, cause: str, help: str, details: tuple[str, ...] = ()) -> Problem:
    cause = f"this is not TOML: {cause}"
    return Problem(stage=stage, code="E201", file=file, place=place, cause=cause, details=details, help=help)


def _line_of_fault(place: str, text: str) -> tuple[tuple[str, ...], str | None]:
    """The line on which a file goes wrong with a mark under the place, and how to write it, where that is known."""
    where = re.fullmatch(r"line (\d+), column (\d+)", place)
    lines = text.split("\n")
    if where is None or int(where[1]) > len(lines):
        return (), None
    number, column = int(where[1]), int(where[2])
    # The parser notices at the line's end, which it counts as the next line's beginning.
    line = lines[number - 1]
    return tomlmends.shown(line, column), tomlmends.mend(line)


def _placed(message: str, text: str) -> tuple[str, str]:
    """A message of the parser's without the place in it, and that place."""
    where = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    if where is None:
        return message, ""
    place = f"line {where[1]}, column {where[2]}" if where[1] else f"line {len(text.splitlines()) or 1}, its end"
    return message[: where.start()], place


_Excess = tuple[str, str]
"""A limit that a file exceeds, and what to do."""
_DEEP: _Excess = (f"lists or tables are nested more than {DEEPEST} deep", "a bracket may be doubled, or never closed")
_LONG: _Excess = ("a whole number is too large", "a number has at most 18 digits; more of them are a text, in quotes")


def _excess(values: Mapping[str, Any]) -> _Excess | None:
    """What in a parsed file exceeds the limits; goes through it level by level, as it may be of any depth."""
    level: list[Any] = [values]
    for _ in range(DEEPEST + 1):
        if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in level):
            return _LONG
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return None
    return _DEEP


def _given_up(text: str) -> _Excess:
    """Why Python gave a text up that may well be TOML."""
    try:
        tomllib.loads(text)
    except RecursionError:
        return _DEEP
    except (ValueError, OverflowError):
        return _LONG
    return _DEEP


def _line_of_excess(text: str) -> int | None:
    """The line, from 1, on which that entry begins of which there is too much; None when it takes too long to tell.

    A file that is cut behind an entry is TOML again; so the entry is looked for by halves.
    """
    lines = text.split("\n")
    fine, wrong = 0, len(lines)
    parsed = 0
    while wrong - fine > 1:
        middle = (fine + wrong) // 2
        for cut in range(middle, wrong):
            start = "\n".join(lines[:cut])
            parsed += len(start)
            if parsed > PARSED_AGAIN:
                return None
            try:
                beyond = _excess(tomllib.loads(start)) is not None
            except tomllib.TOMLDecodeError:
                continue
            except (RecursionError, ValueError, OverflowError):
                beyond = True
            fine, wrong = (fine, cut) if beyond else (cut, wrong)
            break
        else:
            wrong = middle
    return fine + 1


_PIECES = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*"""
    r"""|^[ \t]*\[\[[ \t]*(?P<name>[^\]\n]*?)[ \t]*\]\]""",
    re.DOTALL | re.MULTILINE,
)
"""What of a TOML file must be taken as one: texts, comments, and heads of lists of tables."""


def lines_of(text: str, key: str) -> list[int]:
    """The lines, from 1, on which the tables `[[key]]` of a TOML file begin, in order."""
    heads = (match for match in _PIECES.finditer(text) if match["name"] == key)
    return [text.count("\n", 0, head.end()) + 1 for head in heads]


class _Shown(reprlib.Repr):
    """Values as messages show them: short, however long or deep they are."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = 60
        self.maxlist = self.maxdict = 4
        self.maxlevel = 3

    def repr_int(self, value: int, level: int) -> str:
        """A whole number; Python refuses to write very large ones."""
        return repr(value) if abs(value) <= LARGEST else "a very large number"

    def repr_date(self, value: date, level: int) -> str:
        """A date as TOML writes it."""
        return value.isoformat()


shown = _Shown().repr
"""A value as a message shows it."""


def nearest(word: str, choices: list[str], cutoff: float = 60) -> str | None:
    """The choice most like a word, or None when none is."""
    best = process.extractOne(word, choices, score_cutoff=cutoff)
    return best[0] if best else None


@dataclass
class Checked:
    """A table or an object being read. Collects problems instead of raising, so that all are told at once."""

    file: str
    place: str
    values: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    stage: Stage = field(kw_only=True)

    CODES: ClassVar[tuple[str, str]]
    """The problem of an unknown key, and that of a value that is missing or of another kind."""
    KINDS: ClassVar[Mapping[type, str]]
    """Kinds of values, as people who write such files call them."""
    KEY: ClassVar[str]
    """What a key is called there."""

    def note(self, code: str, cause: str, help: str = "", details: tuple[str, ...] = ()) -> None:
        """Note a problem at this place; a code that begins with W is a warning."""
        # A key or a text may be of any length, and what is wrong with it stands at the end.
        cause, help = (words if len(words) <= 600 else f"{words[:300]} … {words[-200:]}" for words in (cause, help))
        self.problems.append(
            Problem(
                stage=self.stage,
                code=code,
                file=self.file,
                place=self.place,
                cause=cause,
                help=help,
                details=details,
                severity=Severity.WARNING if code.startswith("W") else Severity.ERROR,
            )
        )

    def get(self, key: str, kind: type, required: bool = False) -> Any:
        """A value of a kind, or None; what only passes for one in Python is none: true is no number."""
        value = self.values.get(key)
        if value is None:
            if required:
                self.note(self.CODES[1], f"`{key}` is missing", f"add `{key}`, which is {self.KINDS[kind]}")
            return None
        if not isinstance(value, kind) or (kind in (date, int) and type(value) is not kind):
            self.note(self.CODES[1], f"`{key}` should be {self.KINDS[kind]}", f"it is {shown(value)}")
            return None
        return value

    def one_of(self, key: str, value: str | None, choices: Iterable[str]) -> str | None:
        """The value when it is one of a few words, else None."""
        choices = list(choices)
        if value is not None and value not in choices:
            self.note(self.CODES[1], f"`{key}` cannot be {shown(value)}", f"one of: {', '.join(choices)}")
            return None
        return value

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Refuse keys that are none of these, naming the nearest right one."""
        names = list(dict.fromkeys(known))
        for key in self.values:
            if key not in names:
                right = nearest(key, names)
                help = f"did you mean `{right}`?" if right else f"known {self.KEY}s: {', '.join(sorted(names))}"
                self.note(self.CODES[0], f"`{key}` is not a {self.KEY} here", help)


@dataclass
class Table(Checked):
    """One TOML table being read."""

    known: list[str] = field(default_factory=list)
    lines: Mapping[str, list[int]] = field(default_factory=dict)
    """The lines on which the tables of a key begin, where messages are to name them."""

    CODES = ("E202", "E203")
    KINDS = NAMES
    KEY = "key"

    def complain(self, code: str, cause: str, help: str = "", details: tuple[str, ...] = ()) -> None:
        """Note a problem at this table's place."""
        self.note(code, cause, help, details)

    def _get(self, key: str, kind: type, required: bool) -> Any:
        self.known.append(key)
        return self.get(key, kind, required)

    def text(self, key: str, required: bool = False) -> str | None:
        """A string in which a reader sees something."""
        value = cast("str | None", self._get(key, str, required))
        if value is not None and not legible(value):
            self.complain("E203", f"`{key}` is empty", "fill it in or remove the line")
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """True, false, or None when it is not there."""
        return cast("bool | None", self._get(key, bool, False))

    def day(self, key: str, required: bool = False) -> date | None:
        """A date without a time; one in quotation marks is a date too."""
        value = self.values.get(key)
        if isinstance(value, str):
            self.known.append(key)
            try:
                return date.fromisoformat(value.strip())
            except ValueError:
                day = tomlmends.iso_day(value)
                if day is not None:
                    self.complain("E203", f"`{key}` should be a date", f"a date is written year first: {key} = {day}")
                    return None
        return cast("date | None", self._get(key, date, required))

    def number(self, key: str) -> float | None:
        """A number, not beyond LARGEST and neither `inf` nor `nan`."""
        self.known.append(key)
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.complain("E203", f"`{key}` should be a number", f"it is {shown(value)}")
            return None
        if not isfinite(value) or abs(value) > LARGEST:
            self.complain("E203", f"`{key}` cannot be {shown(value)}", "a usual number is meant, like 3 or 2.5")
            return None
        return float(value)

    def choice(self, key: str, choices: list[str], required: bool = False) -> str | None:
        """One of a few words."""
        return self.one_of(key, self.text(key, required), choices)

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
        self.known.append(key)
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.complain("E203", f"`{key}` should be tables", f"write each as [[{key}]], with two brackets")
            return []
        lines = self.lines.get(key, [])
        on_line = [f" (line {line})" for line in lines] if len(lines) == len(value) else [""] * len(value)
        return [
            Table(self.file, f"{name} {number}{_called(item.get('id'))}{line}", item, self.problems, stage=self.stage)
            for number, (item, line) in enumerate(zip(value, on_line, strict=True), 1)
        ]

    def done(self) -> None:
        """Refuse keys that were not read, naming the nearest right key."""
        self.refuse_unknown(self.known)


def _called(id: object) -> str:
    return f" ({id if len(id) <= 60 else id[:59] + '…'})" if isinstance(id, str) else ""
