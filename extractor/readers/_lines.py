"""Lines of a source, and posts made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from extractor.model import Post, Problem, Role, Severity, Stage
from extractor.text.characters import shortened, visible

# Only what ends a line in a file does. `str.splitlines` also cuts at \x0b, \x0c, \x85 and U+2028, which people paste.
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Line(NamedTuple):
    """A line of a source."""

    number: int
    """From 1."""
    text: str
    """Without its line break."""


def lines_of(text: str) -> list[Line]:
    """The lines of a text; a break at its very end opens no further line."""
    return list(_lines(text))


@lru_cache(maxsize=2)
def _lines(text: str) -> tuple[Line, ...]:
    """`lines_of`, kept, because a dozen readers ask for the lines of the same text."""
    cut = _LINE_BREAK.split(text)
    if len(cut) > 1 and not cut[-1]:
        del cut[-1]
    return tuple(map(Line, range(1, len(cut) + 1), cut))


def body(lines: Sequence[Line]) -> tuple[str, int | None]:
    """Lines joined into a post's text without the blank lines around it, and the line on which it begins."""
    first, last = 0, len(lines)
    while first < last and not lines[first].text.strip():
        first += 1
    while first < last and not lines[last - 1].text.strip():
        last -= 1
    kept = lines[first:last]
    return "\n".join(line.text for line in kept), kept[0].number if kept else None


def warning(code: str, name: str, line: int | None, cause: str, help: str, details: Sequence[str] = ()) -> Problem:
    """A problem that does not stop the reading."""
    return Problem(
        stage=Stage.READ,
        code=code,
        file=name,
        place=f"line {line}" if line else "",
        cause=cause,
        details=tuple(details),
        help=help,
        severity=Severity.WARNING,
    )


def before_the_first(name: str, lines: Sequence[Line]) -> list[Problem]:
    """W106, when words stand before the first header; they belong to nobody, so they are told instead of kept."""
    text, line = body(lines)
    if not visible(text).strip():
        return []
    return [
        warning(
            "W106",
            name,
            line,
            "words before the first post's header belong to no post and are left out",
            "add the header that is missing, or remove these lines",
            tuple(shortened(row, 100) for row in text.split("\n") if row.strip())[:12],
        )
    ]


def wordless(name: str, posts: Sequence[Post], places: Mapping[int, int]) -> list[Problem]:
    """W108 for each post without words; `places` gives the line of its header by its number."""
    return [
        warning(
            "W108",
            name,
            places.get(post.number, post.line),
            f"post {post.number}, by {post.author or 'somebody unknown'}, has no words",
            "look at the original: a picture may be all it held, or its text was lost when it was saved",
        )
        for post in posts
        if not visible(post.text).strip()
    ]


def with_roles(posts: Sequence[Post], roles: Mapping[str, Role], opened: bool = True) -> tuple[Post, ...]:
    """Posts with their authors' roles: as told by name, else as the source says, else asker or member.

    `opened` says whether the first of these posts opens the thread; on a later page nobody is known as asker.
    """
    asker = posts[0].author if posts and opened else None
    return tuple(
        post if (role := _role(post, roles, asker)) is post.role else replace(post, role=role) for post in posts
    )


def _role(post: Post, roles: Mapping[str, Role], asker: str | None) -> Role:
    if post.author is None:
        return Role.UNKNOWN
    if post.author in roles:
        return roles[post.author]
    if post.role is not Role.UNKNOWN:
        return post.role
    return Role.ASKER if post.author == asker else Role.MEMBER
