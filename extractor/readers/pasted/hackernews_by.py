"""Comments of Hacker News as a mirror's text has them: a name above the first, and none above its children.

    by robin_k 4721 days ago
    The words of the comment.

    2 comments

    The words of an answer, by nobody known.

    1 comments

The number below a comment tells how many answer it. A comment that nobody answers has no such line, so the words of
the next one may be glued to it: the sum of the numbers tells how many are missing.
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

NAME = "hackernews-by"
STANDING = Standing.PROVEN
LOOKED_FOR = "a line like `by robin_k 412 days ago`, and below the comment one like `2 comments`"
GLUED = "; comments without a header stay in the words of the comment above"

_BY = re.compile(rf"by (?P<name>[\w-]{{2,30}}) (?P<when>{AGO})")
_ANSWERS = re.compile(r"(?P<many>[0-9]{1,5}) comments?")
_HEAD = re.compile(r"Hacker News(?: new \| .{1,100})?")


@dataclass(slots=True)
class _Part:
    """A comment's lines, the name above them, and how many answer it where that is told."""

    lines: list[Line]
    line: int
    name: str | None = None
    printed: str | None = None
    answers: int | None = None


def marks(source: Source) -> Marks:
    """Claims a text with a named comment and a number of answers."""
    return marked(source, LOOKED_FOR, ("by ",), _headers)


def read(source: Source) -> Thread:
    """The thread; most comments have no author. Raises NotUnderstood: E109 when no named comment is there.

    Warnings: W106 words before the first comment, W108 empty comments, W109 comments that are announced and not here.
    """
    lines = lines_of(decoded(source))
    if not _headers(lines):
        raise headless(source, NAME, marks(source))
    head, *parts = _parts(lines)
    posts = [part for part in parts if part.name or any(line.text.strip() for line in part.lines)]
    drafts = []
    for part in posts:
        text, line = body(part.lines)
        drafts.append(
            Draft(
                text=text,
                author=part.name,
                # Without the number that closes it, a comment without a name may follow in the same words.
                author_certain=part.answers is not None,
                printed=part.printed,
                line=line or part.line,
            )
        )
    return assembled(
        source,
        NAME,
        "Hacker News",
        drafts,
        announced=1 + sum(part.answers or 0 for part in posts),
        # The page of a comment looks like the page of a story.
        opened=False,
        warnings=before_the_first(source.name, [line for line in head.lines if not _HEAD.fullmatch(short(line))]),
        why_missing=GLUED,
    )


def _headers(lines: Sequence[Line]) -> list[Line]:
    """The lines with a name, where the page is of Hacker News or begins with one: blogs print such lines too."""
    named = [line for line in lines if _BY.fullmatch(short(line))]
    first = next((line for line in lines if line.text.strip()), Line(1, ""))
    begins = _HEAD.fullmatch(short(first)) or first in named[:1]
    return named if begins and any(_ANSWERS.fullmatch(short(line)) for line in lines) else []


def _parts(lines: Sequence[Line]) -> list[_Part]:
    """The comments, and first what stands above them."""
    parts = [_Part([], 1)]
    for line in lines:
        by, answers = _BY.fullmatch(short(line)), _ANSWERS.fullmatch(short(line))
        if by:
            parts.append(_Part([], line.number, by["name"], by["when"]))
        elif answers and len(parts) > 1:
            parts[-1].answers = int(answers["many"])
            parts.append(_Part([], line.number))
        else:
            parts[-1].lines.append(line)
    return parts
