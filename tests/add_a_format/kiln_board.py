"""Kiln Board: the printed view of a thread.

    #1 Robin K (Apprentice), 2024-02-03 09:15
    The words of the post.
    (edited 2024-02-03 09:20)

Rests on an invented board; a real reader says here which files or which program's sources it was written from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from extractor.model import Problem, Role, Source, Thread
from extractor.problems import NotUnderstood
from extractor.readers._dates import NoSuchDay
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, before_the_first, body, lines_of
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pasted._pasted import headless, impossible, marked, short

NAME = "kiln-board"
STANDING = Standing.EXPERIMENTAL

_EXAMPLE = "#1 Robin K (Apprentice), 2024-02-03 09:15"
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"
_HEADER = re.compile(
    rf"#(?P<place>[0-9]{{1,5}}) (?P<author>[^(]{{1,60}}) \((?P<rank>[^)]{{1,40}})\), (?P<time>{_TIME})"
)
_EDITED = re.compile(rf"\(edited (?P<time>{_TIME})\)")


def marks(source: Source) -> Marks:
    """Claims a text in which a header opens a post."""
    return marked(source, f"a line like `{_EXAMPLE}`", ("), 1", "), 2"), _headers)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when no header is there, E105 for dates that do not exist.

    Warnings: W106 words before the first header, W108 empty posts.
    """
    every = lines_of(decoded(source))
    headers = _headers(every)
    if not headers:
        raise headless(source, NAME, marks(source))
    problems: list[Problem] = []
    drafts = []
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        # Lines are numbered from 1: this slice begins behind the header.
        below = every[header.number : following.number - 1 if following else None]
        drafts.append(_draft(source, header, below, problems))
    if problems:
        raise NotUnderstood(*problems)
    above = every[: headers[0].number - 1]
    return assembled(source, NAME, "Kiln Board", drafts, warnings=before_the_first(source.name, above))


def _headers(every: Sequence[Line]) -> list[Line]:
    return [line for line in every if _HEADER.fullmatch(short(line))]


def _draft(source: Source, header: Line, below: Sequence[Line], problems: list[Problem]) -> Draft:
    """A post; dates that the calendar does not have are added to the problems."""
    match = _HEADER.fullmatch(short(header))
    assert match is not None
    filled = [line for line in below if line.text.strip()]
    edit = _EDITED.fullmatch(short(filled[-1])) if filled else None
    text, line = body(below[: below.index(filled[-1])] if edit else below)
    return Draft(
        author=match["author"],
        rank=match["rank"],
        role=Role.STAFF if match["rank"] == "Keeper" else Role.UNKNOWN,
        posted=_moment(source, header, match["time"], problems),
        printed=match["time"],
        edited=_moment(source, filled[-1], edit["time"], problems) if edit else None,
        text=text,
        line=line or header.number,
        position=int(match["place"]),
    )


def _moment(source: Source, line: Line, printed: str, problems: list[Problem]) -> datetime | None:
    try:
        return datetime.fromisoformat(printed)
    except ValueError as error:
        problems.append(impossible(source, line, NoSuchDay(str(error)), _EXAMPLE))
        return None
