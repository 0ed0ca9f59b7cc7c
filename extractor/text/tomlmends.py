"""What people write into TOML files that is none: the line with a mark under the place, and how to write it."""

from __future__ import annotations

import re
from datetime import date

_KEY = re.compile(r"\s*(?P<key>[A-Za-z0-9_-]+|\"[^\"]*\")\s*=\s*(?P<value>.*?)\s*$")
_CURLY = re.compile("[“”„‟«»‘’]")
_DAY = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})")
WIDE = 100
"""Characters of a line that are shown."""


def shown(line: str, column: int) -> tuple[str, str]:
    """A line, and below it a mark under its column, from 1; a long line is cut around it."""
    line = line.replace("\t", " ").rstrip()
    first = max(0, min(column - 1, len(line)) - WIDE // 2) if len(line) > WIDE else 0
    return line[first : first + WIDE], " " * max(0, column - 1 - first) + "^"


def mend(line: str) -> str | None:
    """How a line should be written; None where nobody can tell."""
    match = _KEY.match(line)
    if match is None:
        return None
    key, value = match["key"], match["value"]
    if not value or value.startswith("#"):
        example = date(2026, 11, 30).isoformat() if key == "on" else '"…"'
        return f"`{key}` has no value: write it behind the sign, like {key} = {example}, or remove the line"
    day = iso_day(value.strip("\"'“”„‟"))
    if day is not None:
        return f"a date is written year first: {key} = {day}"
    if _CURLY.match(value):
        inner = _CURLY.sub("", value[:1]) + value[1:]
        inner = inner[:-1] if inner and _CURLY.match(inner[-1]) else inner
        return f"TOML knows straight quotation marks alone: {key} = {quoted(inner)}"
    if value.startswith('"') and value.count('"') > 2:
        inner = value[1:].removesuffix('"')
        return (
            f"a quotation mark inside a text needs a backslash, or single quotes around all: {key} = {quoted(inner)}"
        )
    if value.startswith('"') and value.count('"') == 1:
        return f'the text is not closed: end it with a quotation mark, {key} = "{value[1:]}"'
    if re.match(r"[^\W\d]", value) and value not in ("true", "false"):
        return f"a text stands in quotation marks: {key} = {quoted(value)}"
    return None


def quoted(text: str) -> str:
    """A text as TOML has it: in single quotes where double ones stand in it."""
    if '"' in text and "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def iso_day(text: str) -> str | None:
    """A date that is written day first, as TOML has it: 2026-11-30 for 30.11.2026; None for anything else."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None
