"""Khoros pages whose posts begin with the name of a picture, and below it name and rank on one line.

    » Forums » Kilns » Kiln trips the breaker
    Page options
    Maren's avatar
    Maren T Community Member

    Kiln trips the breaker

    The words of the post.

Posts have neither time nor number. What the rest of the page holds: see `_khoros_page`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.model import Source, Thread
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, lines_of
from extractor.readers._marks import Marks, Standing
from extractor.readers.pasted._khoros_page import Header, headers_of, page
from extractor.readers.pasted._pasted import headless, marked, short
from extractor.readers.pasted._ranks import without_rank

NAME = "khoros-avatars"
STANDING = Standing.PROVEN
LOOKED_FOR = "a line like `Robin's avatar` followed by one like `Robin K Community Guru`"

_AVATAR = re.compile(r"(?P<first>\S.{0,60})['’]s avatar")


def marks(source: Source) -> Marks:
    """Claims a text in which the line of a picture is followed by the same person's name and a rank."""
    return marked(
        source, LOOKED_FOR, ("s avatar",), lambda lines: [lines[header.first] for header in headers_of(lines, _at)]
    )


def read(source: Source) -> Thread:
    """The thread; its posts have no times. Raises NotUnderstood: E109 when no post header is there.

    Warnings: W106 words outside the posts, W108 empty posts, W109 replies that are announced and not here.
    """
    lines = lines_of(decoded(source))
    headers = headers_of(lines, _at)
    if not headers:
        raise headless(source, NAME, marks(source))
    return page(source, NAME, lines, headers)


def _at(lines: Sequence[Line], index: int) -> Header | None:
    avatar = _AVATAR.fullmatch(short(lines[index]))
    if avatar is None or index + 1 >= len(lines):
        return None
    name, rank = without_rank(short(lines[index + 1]))
    if rank is None or not name.startswith(avatar["first"]):
        return None
    return Header(index, index + 1, name, rank)
