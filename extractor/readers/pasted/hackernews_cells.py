"""Comments of Hacker News whose page was a table: lines that hold one `|` stand between the cells.

    |
    by robin_k
    164 days ago
    |
    |
    The words of the comment. |

The age may be missing. A cell without a name above it is a comment by nobody known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.model import Source, Thread
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, before_the_first, body, lines_of
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pasted._pasted import headless, marked, short
from extractor.readers.pasted._text_dates import AGO

NAME = "hackernews-cells"
STANDING = Standing.PROVEN
LOOKED_FOR = "a line like `by robin_k`, and below it lines that hold one `|`"

_BY = re.compile(rf"by (?P<name>[\w-]{{2,30}})(?: (?P<when>{AGO}))?")
_AGO = re.compile(AGO)


@dataclass(frozen=True, slots=True)
class _Header:
    first: int
    last: int
    name: str
    printed: str | None


def marks(source: Source) -> Marks:
    """Claims a text in which the border of a cell follows a name."""
    return marked(source, LOOKED_FOR, ("|",), lambda lines: [lines[header.first] for header in _headers(lines)])


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when no named comment is there.

    Warnings: W106 words before the first name, W108 empty comments.
    """
    lines = lines_of(decoded(source))
    headers = _headers(lines)
    if not headers:
        raise headless(source, NAME, marks(source))
    drafts = []
    for header, stop in zip(headers, [*(header.first for header in headers[1:]), len(lines)], strict=True):
        cells = _cells(lines[header.last + 1 : stop]) or [()]
        for number, cell in enumerate(cells):
            text, line = body(cell)
            drafts.append(
                Draft(
                    text=text,
                    author=None if number else header.name,
                    printed=None if number else header.printed,
                    line=line or lines[header.last].number,
                )
            )
    above = [_unframed(line) for line in lines[: headers[0].first]]
    # The page of a comment looks like the page of a story: nobody is known as the asker.
    return assembled(source, NAME, "Hacker News", drafts, opened=False, warnings=before_the_first(source.name, above))


def _headers(lines: Sequence[Line]) -> list[_Header]:
    """Every name with a border below it, where at most its age stands between the two."""
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    words = [short(lines[index]) for index in filled]
    headers = []
    for at, text in enumerate(words):
        by = _BY.fullmatch(text)
        if by is None or (at and words[at - 1] != "|"):
            continue
        age = at + 1 < len(words) and bool(_AGO.fullmatch(words[at + 1]))
        below = at + 1 + age
        if below < len(words) and words[below] == "|":
            printed = words[at + 1] if age else by["when"]
            headers.append(_Header(filled[at], filled[below], by["name"], printed))
    return headers


def _cells(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The cells that hold words, without their borders: lines of their own, or at either end of a line."""
    cells: list[list[Line]] = [[]]
    for line in lines:
        text = line.text.strip()
        if text.startswith("| ") or text == "|":
            cells.append([])
        if text != "|":
            cells[-1].append(_unframed(line))
        if text.endswith(" |"):
            cells.append([])
    return [cell for cell in cells if any(line.text.strip() for line in cell)]


def _unframed(line: Line) -> Line:
    """A line without the border of its cell at either end."""
    text = line.text.strip()
    if text == "|":
        return line._replace(text="")
    framed = text.startswith("| ") or text.endswith(" |")
    return line._replace(text=text.removeprefix("| ").removesuffix(" |")) if framed else line
