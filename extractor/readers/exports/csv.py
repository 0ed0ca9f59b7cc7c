"""CSV: a table of posts, a row each, divided by commas, semicolons or tabs.

    thread_id,author,posted,message_text
    4711,Robin K,2024-02-03 09:15,"Where do you
    rent a kiln?"

Columns are known by usual names, or by the map in the side file. Rows are put in the order of their times.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO
from typing import BinaryIO

from extractor.model import LARGEST, Problem, Source, Stage, Thread
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import no_posts
from extractor.readers.exports._gather import Key, cut, opened
from extractor.readers.exports._table import Columns, Order, claimed, columns, settled, thread_of

NAME = "csv"
STANDING = Standing.PROVEN

_LOOKED_FOR = (
    "a first line with columns like `thread_id,author,posted,message_text`, or a column map in the side file"
)
_DELIMITERS = ",;\t|"
_LONGEST_FIELD = 8 << 20
_LONGEST_HEADER = 1 << 16
csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_FIELD))


def marks(source: Source) -> Marks:
    """Claims a table whose columns can only be those of posts, or those of the side file's map."""
    names = _header(source.data[:_LONGEST_HEADER])[0]
    if len(names) < 2:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no line of column names",))
    return claimed(source, names, "table", _LOOKED_FOR)


def pieces(source: Source) -> Iterator[Source]:
    """A table for each thread: the header and its rows. Raises NotUnderstood (E109)."""
    source = _in_utf_8(source)
    with opened(source) as file:
        first = file.readline(_LONGEST_HEADER)
        names, delimiter = _header(first)
        layout = _columns(source, names)
        key = names.index(layout.of[layout.by]) if layout.by is not None else None
        posted = names.index(layout.of["posted"]) if "posted" in layout.of else None
        order = Order()

        def rows() -> Iterator[tuple[Key, int, int]]:
            for row, at, size in _rows(source, file, len(first), delimiter):
                if posted is not None and posted < len(row):
                    order.see(_text(row[posted]))
                yield (_text(row[key]) if key is not None and key < len(row) else "", at, size)

        def piece(_: Key, rows: Iterable[bytes]) -> bytes:
            return first + b"".join(row if row.endswith(b"\n") else row + b"\n" for row in rows)

        yield from cut(
            source,
            file,
            rows(),
            piece,
            lambda: replace(source.side, title=None, url=None, columns=settled(source.side, order)),
            head=1,
        )


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 for a map, a quote or a row that does not fit."""
    text = decoded(source)
    source = _in_utf_8(source)
    names, delimiter = _header(source.data[:_LONGEST_HEADER])
    layout = _columns(source, names)
    reader = csv.reader(StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    problems = []
    table = []
    line = 1
    try:
        for row in reader:
            if line > 1 and any(row):
                if len(row) != len(names):
                    problems.append(_ragged(source, line, len(row), len(names)))
                table.append((line, dict(zip(names, row, strict=False))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise NotUnderstood(_broken(source, line, error)) from None
    if problems:
        raise NotUnderstood(*problems[:20])
    return thread_of(source, NAME, marks(source), layout, table)


def _columns(source: Source, names: list[str]) -> Columns:
    if len(names) < 2:
        raise no_posts(source, NAME, marks(source))
    layout = columns(source, names)
    if not {"text", "html"} & layout.of.keys():
        raise no_posts(source, NAME, marks(source))
    return layout


def _header(data: bytes) -> tuple[list[str], str]:
    """Column names of the first line, and the sign that divides it into most of them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        line = data.decode("utf-16", "replace").split("\n", 1)[0]
    else:
        line = _text(data.split(b"\n", 1)[0].decode("latin-1"))
    line = line.lstrip("\ufeff").rstrip("\r\n")
    if not line or "\0" in line:
        return [], ","
    best: tuple[list[str], str] = ([], ",")
    for delimiter in _DELIMITERS:
        try:
            names = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if len(names) > len(best[0]):
            best = (names, delimiter)
    return best


def _rows(source: Source, file: BinaryIO, place: int, delimiter: str) -> Iterator[tuple[list[str], int, int]]:
    """Rows below the header with their places, as Latin-1: bytes are counted here, and read later."""
    end = place
    number = 1

    def raw() -> Iterator[str]:
        nonlocal end
        while line := file.readline(LARGEST):
            end += len(line)
            yield line.decode("latin-1")

    file.seek(place)
    reader = csv.reader(raw(), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(row):
                yield row, place, end - place
            place, number = end, reader.line_num + 1
    except csv.Error as error:
        raise NotUnderstood(_broken(source, number + 1, error)) from None


def _text(raw: str) -> str:
    return raw.encode("latin-1").decode("utf-8", "threadfaq-1252")


def _in_utf_8(source: Source) -> Source:
    """A table that a spreadsheet saved as UTF-16, in the encoding in which rows can be cut out."""
    if source.stream is None and source.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return replace(source, data=decoded(source).encode("utf-8", "surrogatepass"))
    return source


def _broken(source: Source, line: int, error: csv.Error) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E109",
        file=source.name,
        place=f"line {line}",
        cause=f"this table is broken: {error}",
        help="a quotation mark that opens a field must close it; inside, it is written twice",
    )


def _ragged(source: Source, line: int, fields: int, expected: int) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E109",
        file=source.name,
        place=f"line {line}",
        cause=f"this row has {fields} fields, and there are {expected} columns",
        help="a field that holds the sign between columns, or a line break, stands in quotation marks",
    )
