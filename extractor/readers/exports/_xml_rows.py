"""XML that is a table: `<row/>` elements with attributes, one after the other, in a file of any size.

Expat reads it as it comes. A document type is refused, and with it every entity that a file could define for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from extractor.model import LARGEST, Problem, Stage
from extractor.problems import NotUnderstood

_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class XmlRow:
    """A row of a table."""

    table: str
    """The name of the element around it."""
    values: Mapping[str, str]
    """Its attributes, decoded."""
    at: int
    """Its first byte."""
    size: int
    """How many bytes it has, without an end tag of its own."""


class _Forbidden(Exception):
    """The file holds what no table needs; the message says what."""


def rows(file: BinaryIO, name: str, whole: bool = True) -> Iterator[XmlRow]:
    """Rows of a file, from its beginning. With `whole` false the file may end anywhere.

    Raises NotUnderstood: E109 for broken XML, a document type or an encoding other than UTF-8; E112 for one row
    that is too large.
    """
    waiting: list[XmlRow] = []
    around: list[str] = []
    row: tuple[dict[str, str], int] | None = None
    last = 0
    parser = expat.ParserCreate()

    def started(element: str, values: dict[str, str]) -> None:
        nonlocal row, last
        last = parser.CurrentByteIndex
        if element == "row" and around:
            row = values, last
        around.append(element)
        if len(around) > 8:
            raise _Forbidden("tables are not nested so deeply")

    def ended(element: str) -> None:
        nonlocal row, last
        around.pop()
        last = parser.CurrentByteIndex
        if row is not None and element == "row":
            waiting.append(XmlRow(around[-1], row[0], row[1], last - row[1]))
        row = None

    def declared(_: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise _Forbidden(f"its encoding is {encoding[:40]}, and tables are UTF-8")

    def forbidden(*_: object) -> None:
        raise _Forbidden("it defines a document type, which tables do not need and attacks do")

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = forbidden
    parser.EntityDeclHandler = forbidden
    file.seek(0)
    taken = 0
    more = True
    while more:
        chunk = file.read(_CHUNK)
        more = bool(chunk)
        taken += len(chunk)
        trouble = None
        try:
            if more or whole:
                parser.Parse(chunk, not more)
        except expat.ExpatError as error:
            trouble = f"this XML is broken: {expat.ErrorString(error.code)}"
        except _Forbidden as error:
            trouble = f"this XML is refused: {error}"
        # What stands before the trouble is read; whoever only looks at the first rows never meets it.
        yield from waiting
        waiting.clear()
        if trouble is not None:
            line = f"line {parser.CurrentLineNumber}"
            help = "download the file anew; it may have been cut off"
            raise NotUnderstood(
                Problem(stage=Stage.READ, code="E109", file=name, place=line, cause=trouble, help=help)
            )
        if taken - last > LARGEST:
            cause = f"one element of this XML is larger than {LARGEST >> 20} MB"
            raise NotUnderstood(
                Problem(stage=Stage.READ, code="E112", file=name, cause=cause, help="no post is so large")
            )
