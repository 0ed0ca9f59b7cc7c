"""Khoros threads whose posts begin with a dated line, as main-text extraction leaves them.

    Mar 13, 2023 05:30:43 PM Edited Mar 13, 2023 05:31:48 PM by NAME
    The words of the post, until the next such line.

The name after `by` is the last editor's. Where a post was edited, the author is not known for certain.
The order is a walk of the reply tree, so times may run backwards; nothing here sorts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from extractor.model import Post, Problem, Role, Source, Stage, Thread
from extractor.model.anchors import Ids, distinct
from extractor.problems import NotUnderstood
from extractor.readers._dates import STAMP, NoSuchDay, NotAStamp, stamp
from extractor.readers._decoding import decoded, try_decoded
from extractor.readers._lines import Line, before_the_first, body, lines_of, warning, with_roles, wordless
from extractor.readers._marks import Marks, Standing
from extractor.readers.pasted._pasted import impossible, outside, without_end
from extractor.text.characters import shortened

NAME = "khoros-dated"
STANDING = Standing.PROVEN
EXAMPLE = "Mar 13, 2023 05:30:43 PM by Robin K"

_HEADER = re.compile(rf"(?P<posted>{STAMP})(?: Edited (?P<edited>{STAMP}))? by (?P<name>\S.*)")
# A line that begins with something like a date, and goes on with a time of day or with `by`.
_NEARLY = re.compile(
    r"\s*(?P<posted>[^\W\d_]{3,9}\.? ?\d{1,2},? ?\d{4}"
    r"(?:,? \d{1,2}[:.]\d{2}(?:[:.]\d{2})? ?(?:[AaPp]\.?[Mm]\b\.?)?|(?= (?:Edited \S{3} \d{1,2}, \d{4} )?by \S)))"
)
# Forums allow display names of up to 60 or 100 characters; a line beyond these limits is prose.
_NAME_WORDS, _NAME_LENGTH = 8, 120


@dataclass(frozen=True, slots=True)
class _Header:
    """A line that opens a post."""

    line: int
    printed: str
    posted: datetime
    edited: datetime | None
    name: str


def marks(source: Source) -> Marks:
    """Claims a text with at least one dated header, even when its day is impossible: then `read` says so."""
    looked_for = f"header lines like `{EXAMPLE}`"
    text = try_decoded(source)
    if text is None:
        return Marks(claims=False, looked_for=looked_for, evidence=("no UTF-8 text",))
    lines = lines_of(text)
    headers, nearly = [], []
    for line in lines:
        judged = _judge(line)
        if isinstance(judged, _Header | NoSuchDay):
            headers.append(line)
        elif judged is not None:
            nearly.append(f"line {line.number} is nearly one: `{shortened(line.text)}` - {judged}")
    if headers:
        first = headers[0]
        many = f"{len(headers)} of them, the first" if len(headers) > 1 else "one of them,"
        evidence = f"{many} on line {first.number}: `{shortened(first.text)}`"
        return Marks(claims=True, looked_for=looked_for, evidence=(evidence, *nearly))
    begins = next((line for line in lines if line.text.strip()), Line(1, ""))
    missing = f"none; line {begins.number} is `{shortened(begins.text)}`"
    return Marks(claims=False, looked_for=looked_for, evidence=(missing, *nearly[:3]))


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E105 for each impossible date, E109 when no header is there at all.

    Warnings: W106 words outside the posts, W107 lines that are nearly headers and stay text, W108 empty posts.
    """
    headers: list[_Header] = []
    bodies: list[list[Line]] = [[]]
    refused: list[Problem] = []
    warnings: list[Problem] = []
    for line in lines_of(decoded(source)):
        judged = _judge(line)
        if isinstance(judged, _Header):
            headers.append(judged)
            bodies.append([])
            continue
        if isinstance(judged, NoSuchDay):
            refused.append(impossible(source, line, judged, EXAMPLE))
        elif judged is not None:
            warnings.append(_nearly(source, line, judged))
        bodies[-1].append(line)
    if refused:
        raise NotUnderstood(*refused)
    if not headers:
        raise NotUnderstood(_headless(source))
    bodies[-1], end = without_end(bodies[-1])
    ids = distinct([(header.name, header.printed) for header in headers])
    posts = _posts(headers, bodies[1:], ids)
    places = {number: header.line for number, header in enumerate(headers, 1)}
    return Thread(
        id=source.id,
        name=source.name,
        title=source.side.title,
        url=source.side.url,
        platform=source.side.platform or "Khoros",
        format=NAME,
        posts=with_roles(posts, source.side.roles),
        warnings=(
            *before_the_first(source.name, bodies[0]),
            *warnings,
            *outside(source.name, end),
            *wordless(source.name, posts, places),
            *ids.warnings(source.name),
        ),
    )


def _judge(line: Line) -> _Header | NoSuchDay | str | None:
    """What a line is: a header, a header with an impossible day, nearly a header (and why), or plain text."""
    text = line.text.rstrip()
    match = _HEADER.fullmatch(text)
    if match is None:
        return _why_not(text)
    name = match["name"]
    if len(name) > _NAME_LENGTH or len(name.split()) > _NAME_WORDS:
        return f"`{shortened(name, 40)}` is too long for a name"
    try:
        posted = stamp(match["posted"])
        edited = stamp(match["edited"]) if match["edited"] else None
    except NoSuchDay as no:
        return no
    except NotAStamp as no:
        return str(no)
    return _Header(line.number, match["posted"], posted, edited, name)


def _why_not(text: str) -> str | None:
    """Why a line that begins like a header is none; None for a line that does not even look like one."""
    match = _NEARLY.match(text)
    if match is None:
        return None
    if text[0].isspace():
        return "it does not begin at the beginning of its line"
    printed = match["posted"].rstrip()
    try:
        stamp(printed)
    except NoSuchDay as no:
        return str(no)
    except NotAStamp as no:
        return str(no)
    rest = text[match.end() :].strip()
    if not re.search(r"\bby\b", rest):
        return "` by ` and a name are missing"
    return f"between the time and the name stands ` by ` or ` Edited … by `, not `{shortened(rest, 40)}`"


def _posts(headers: list[_Header], bodies: list[list[Line]], ids: Ids) -> list[Post]:
    posts = []
    for number, (header, words, id) in enumerate(zip(headers, bodies, ids.all, strict=True), 1):
        text, line = body(words)
        posts.append(
            Post(
                number=number,
                id=id,
                author=header.name,
                author_certain=header.edited is None,
                edited_by=header.name if header.edited else None,
                role=Role.UNKNOWN,
                posted=header.posted,
                printed=header.printed,
                edited=header.edited,
                text=text,
                line=line or header.line,
            )
        )
    return posts


def _nearly(source: Source, line: Line, why: str) -> Problem:
    return warning(
        "W107",
        source.name,
        line.number,
        f"this line looks like a header but is not: {why}",
        "correct it if a post begins here; until then it is read as part of the post above",
        (f"found: {shortened(line.text, 100)}", f"expected: a header like `{EXAMPLE}`"),
    )


def _headless(source: Source) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E109",
        file=source.name,
        cause=f"this is not {NAME}: no line is a header",
        details=(*marks(source).evidence, f"expected: a header like `{EXAMPLE}` above each post"),
        help="leave out --format to have the format recognised",
    )
