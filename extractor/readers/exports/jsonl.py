"""JSON Lines: a post a line, an object each.

    {"thread_id": 4711, "author": "Robin K", "posted": "2024-02-03T09:15:00Z", "text": "Where do you rent a kiln?"}

Fields are known by usual names, or by the column map in the side file, where a name like `author.name` reaches into
an object. Rows are put in the order of their times.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from extractor.model import Problem, Source, Stage, Thread
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import no_posts
from extractor.readers.exports._gather import Key, cut, lines, opened
from extractor.readers.exports._table import Order, cell, claimed, columns, settled, thread_of

NAME = "jsonl"
STANDING = Standing.PROVEN

_LOOKED_FOR = 'lines like {"thread_id": 4711, "author": "Robin K", "text": "Use cone 6."}'
_SAMPLED = 20
"""How many lines are looked at to learn the names."""


def marks(source: Source) -> Marks:
    """Claims lines of objects whose fields can only be those of posts, or those of the side file's map."""
    names = _names(source)
    if not names:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no JSON object on each line",))
    if {"link_id", "parent_id"} <= set(names) or {"selftext", "subreddit"} <= set(names):
        return Marks(
            claims=False, looked_for=_LOOKED_FOR, evidence=("things of Reddit, which have a reader of their own",)
        )
    return claimed(source, names, "file", _LOOKED_FOR)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each thread, its lines as they were. Raises NotUnderstood (E109)."""
    names = _names(source)
    if not names:
        decoded(source)
        raise no_posts(source, NAME, marks(source))
    layout = columns(source, names)
    order = Order()
    with opened(source) as file:

        def rows() -> Iterator[tuple[Key, int, int]]:
            for number, at, line in lines(file):
                row = _row(source, number, line)
                order.see(cell(row, layout, "posted"))
                yield (cell(row, layout, layout.by) or "" if layout.by else "", at, len(line))

        def piece(_: Key, rows: Iterable[bytes]) -> bytes:
            return b"".join(row if row.endswith(b"\n") else row + b"\n" for row in rows)

        yield from cut(
            source,
            file,
            rows(),
            piece,
            lambda: replace(source.side, title=None, url=None, columns=settled(source.side, order)),
            head=0,
        )


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 for a map or a line that does not fit."""
    decoded(source)
    table = [(number, _row(source, number, line)) for number, _, line in lines(opened(source))]
    names = list(dict.fromkeys(name for _, row in table for name in row))
    return thread_of(source, NAME, marks(source), columns(source, names), table)


def _names(source: Source) -> list[str]:
    """The fields of the first objects; none when a line is no object or holds a whole thread."""
    names: dict[str, None] = {}
    lines = [line for line in source.data.split(b"\n", _SAMPLED + 1)[: _SAMPLED + 1] if line.strip()]
    # The last may be the rest of the file, or cut off with the head.
    whole = lines[:-1] if len(lines) > 1 else lines
    for line in whole:
        try:
            row = _parsed(line)
        except ValueError:
            return []
        if not isinstance(row, dict) or isinstance(row.get("posts"), list):
            return []
        names |= dict.fromkeys(row)
    return list(names)


def _parsed(line: bytes) -> Any:
    """A line's value. Raises ValueError."""
    try:
        return json.loads(line.decode("utf-8-sig", "threadfaq-1252"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _row(source: Source, number: int, line: bytes) -> dict[str, Any]:
    """The object on a line. Raises NotUnderstood (E109) for anything else."""
    try:
        row = _parsed(line)
        why = "" if isinstance(row, dict) else "it is no object"
    except ValueError as error:
        row, why = None, str(error)[:200]
    if not isinstance(row, dict):
        raise NotUnderstood(
            Problem(
                stage=Stage.READ,
                code="E109",
                file=source.name,
                place=f"line {number}",
                cause=f"this line is broken: {why}",
                help="each line is an object, like the first; a file may have been cut off",
            )
        )
    return row
