"""Tables put into editors' TOML files, everything else in them as it was.

Words of posts and names of people reach a file through tomlkit alone, and what comes out is parsed again: it must say
what the file said before, and the new table, and nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError

Values = Mapping[str, Any]
"""Keys of a table with texts, numbers, dates, lists of texts, and lists of tables."""


def head(values: Mapping[str, str]) -> str:
    """The head of a new file: keys with texts."""
    document = tomlkit.document()
    for key, value in values.items():
        document.add(key, tomlkit.string(value))
    return tomlkit.dumps(document)


def appended(text: str, key: str, tables: Sequence[Values], file: str, head: str = "") -> str:
    """A file with more tables `[[key]]` at its end; `head` stands at the head of a file that is empty.

    Raises ThreadfaqError (E201) where the file is not TOML.
    """
    before = (text if text.endswith("\n") else text + "\n") if text.strip() else head
    values = _known(before, file)
    document = tomlkit.document()
    rows = tomlkit.aot()
    for table in tables:
        rows.append(_table(table))
    document.add(key, rows)
    gap = "\n" if before and not before.endswith("\n\n") else ""
    result = before + gap + tomlkit.dumps(document).rstrip("\n") + "\n"
    _prove(result, {**values, key: [*values.get(key, []), *map(_plain, tables)]}, file)
    return result


def inserted(text: str, id: str, tables: Sequence[Values], also_asked: Sequence[str], file: str) -> str:
    """A topic's file with more tables `[[question.asked]]` and more other wordings for the question of this id.

    Raises ThreadfaqError (E201) where the file is not TOML.
    """
    values = _parsed(text, file)
    document = tomlkit.parse(text if text.endswith("\n") else text + "\n")
    for row, expected in zip(document["question"], values["question"], strict=True):
        if expected.get("id") != id:
            continue
        also = [wording for wording in also_asked if wording not in expected.get("also_asked", [])]
        if also:
            if "also_asked" not in row:
                row["also_asked"] = tomlkit.array()
            row["also_asked"].extend(also)
            expected["also_asked"] = [*expected.get("also_asked", []), *also]
        known = row.get("asked")
        rows = known if isinstance(known, AoT) else tomlkit.aot()
        for table in tables:
            made = _table(table)
            made.add(tomlkit.nl())
            rows.append(made)
        if known is None:
            row["asked"] = rows
        expected["asked"] = [*expected.get("asked", []), *map(_plain, tables)]
    result = tomlkit.dumps(document)
    _prove(result, values, file)
    return result


def changed(text: str, path: Sequence[str | int], values: Values, removed: Collection[str], file: str) -> str:
    """A file with other values for keys of one table, and without the keys `removed`.

    `path` leads to the table: keys of lists of tables, and behind each the number in it from 1. Raises ThreadfaqError
    (E201) where the file is not TOML, E613 where it cannot be written so.
    """
    expected = _parsed(text, file)
    document = tomlkit.parse(text)
    row: Any = document
    plain: Any = expected
    for step in path:
        row = row[step - 1] if isinstance(step, int) else row[step]
        plain = plain[step - 1] if isinstance(step, int) else plain[step]
    for key in sorted(set(removed) & set(plain)):
        del row[key]
        del plain[key]
    for key, value in values.items():
        row[key] = value
        plain[key] = value
    result = tomlkit.dumps(document)
    _prove(result, expected, file)
    return result


def updated(text: str, key: str, number: int, values: Values, file: str, gone: Sequence[str] = ()) -> str:
    """A file in which the table `[[key]]` of a number, from 1, has these values; keys of `gone` that have none are
    taken out.

    Comments and order stay. Raises ThreadfaqError (E201) where the file is not TOML, E613 where there is no such
    table.
    """
    _rows(_parsed(text, file), key, number, file)
    return changed(text, [key, number], values, set(gone) - set(values), file)


def removed(text: str, key: str, number: int, file: str) -> str:
    """A file without the table `[[key]]` of a number, from 1. Raises ThreadfaqError like `updated`."""
    expected = _parsed(text, file)
    rows = _rows(expected, key, number, file)
    document = tomlkit.parse(text)
    del document[key][number - 1]
    del rows[number - 1]
    if not rows:
        del expected[key]
        document.pop(key, None)
    result = tomlkit.dumps(document)
    _prove(result, expected, file)
    return result


def _rows(values: Mapping[str, Any], key: str, number: int, file: str) -> list[dict[str, Any]]:
    """The tables of a key, among them the one of a number."""
    rows = values.get(key)
    if isinstance(rows, list) and 1 <= number <= len(rows):
        return rows
    raise ThreadfaqError(
        Problem(
            stage=Stage.COMMAND,
            code="E613",
            file=file,
            cause=f"it has no table `{key}` of the number {number} any more",
            help="look at it again: somebody has changed it",
        )
    )


def _table(values: Values) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            if value and isinstance(value[0], Mapping):
                rows = tomlkit.aot()
                for row in value:
                    rows.append(_table(row))
                table.add(tomlkit.nl())
                table.add(key, rows)
                continue
            array = tomlkit.array()
            array.extend(value)
            table.add(key, array.multiline(sum(len(str(item)) + 4 for item in value) > _WIDE))
        else:
            table.add(key, value)
    return table


_WIDE = 100
"""Characters of a list that stand on one line."""


def _plain(values: Values) -> dict[str, Any]:
    """A table as it is read back."""
    return {
        key: [_plain(item) if isinstance(item, Mapping) else item for item in value]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else value
        for key, value in values.items()
    }


def _parsed(text: str, file: str) -> dict[str, Any]:
    """What a file says, for whoever changes it."""
    return deepcopy(_known(text, file))


@lru_cache(maxsize=16)
def _known(text: str, file: str) -> dict[str, Any]:
    """The same, not to be changed: what was proved of one step is what the next begins with."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThreadfaqError(
            Problem(
                stage=Stage.PACKS,
                code="E201",
                file=file,
                cause=f"this is not TOML: {error}",
                help="correct it first: nothing can be added to it as it is",
            )
        ) from error


def proved(text: str, expected: Mapping[str, Any], file: str) -> str:
    """A file that says what it is meant to, as it came. Raises ThreadfaqError (E613) where it does not."""
    _prove(text, expected, file)
    return text


def _prove(text: str, expected: Mapping[str, Any], file: str) -> None:
    """Raise where a written file would not say what it is meant to."""
    if _known(text, file) != expected:
        raise ThreadfaqError(
            Problem(
                stage=Stage.PACKS,
                code="E613",
                file=file,
                cause="new tables cannot be put into a file of this form",
                help="write its tables as [[question]], each with its own keys below it; nothing was changed",
            )
        )
