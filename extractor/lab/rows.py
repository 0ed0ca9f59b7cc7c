"""JSON lines that a person gives to a command, one object a line."""

from __future__ import annotations

import json
from collections.abc import Callable

from extractor.model import Problem, Stage
from extractor.problems import NotUnderstood
from extractor.readers.exports._fields import Fields


def objects(name: str, data: bytes, like: str, check: Callable[[Fields], None]) -> list[Fields]:
    """The objects of JSON lines, which may begin with a byte order mark; `like` is an example of a row.

    `check` complains of what its caller could not use; fields that it does not ask for are left alone. Raises
    NotUnderstood (E109) with every line that is no object, or of which it complains.
    """
    rows = []
    problems: list[Problem] = []
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        fields = Fields(name, f"line {number}", {}, problems, stage=Stage.COMMAND)
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            fields.complain(f"this is not JSON: {error.msg}", like)
        except (ValueError, RecursionError):
            fields.complain("this is not JSON: a number is too long, or it is nested too deeply", like)
        else:
            if isinstance(row, dict):
                fields.values = row
                check(fields)
                rows.append(fields)
            else:
                fields.complain("a row is an object", like)
    if problems:
        raise NotUnderstood(*problems)
    return rows
