"""Khoros pages whose posts begin with a handle and a rank, and have neither time nor number.

    » Forums » Kilns » Kiln trips the breaker
    Page options
    maren_t
    Community Member

    Kiln trips the breaker

    The words of the post.

    10 REPLIES 10
    AdaL
    Moderator
    Moderator

    The words of a reply.

Staff ranks stand twice. Nested replies have no header: see `_khoros_page`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from extractor.model import Source, Thread
from extractor.readers._decoding import decoded
from extractor.readers._lines import Line, lines_of
from extractor.readers._marks import Marks, Standing
from extractor.readers.pasted._khoros_page import OPTIONS, Header, counts_replies, has_head, headers_of, is_mark, page
from extractor.readers.pasted._pasted import blank, headless, marked, short
from extractor.readers.pasted._ranks import RANKS, STAFF, like_a_rank

NAME = "khoros-handles"
STANDING = Standing.PROVEN
LOOKED_FOR = (
    "below `Page options` or a number of replies, a handle like `robin_k` and under it a rank like `Community Guru`"
)

_HANDLE = re.compile(r"\w[\w.@+-]{1,39}")
# Buttons that stand alone on a line.
_BUTTONS = frozenset(("reply", "cancel", "kudos", "quote"))


def marks(source: Source) -> Marks:
    """Claims a page with a handle above a rank, or a paste that lost the page's head and has two of them."""
    return marked(
        source, LOOKED_FOR, (OPTIONS, *RANKS), lambda lines: [lines[header.first] for header in _headers(lines)]
    )


def read(source: Source) -> Thread:
    """The thread; its posts have no times. Raises NotUnderstood: E109 when no post header is there.

    Warnings: W106 words outside the posts, W108 empty posts, W109 replies that are announced and not here.
    """
    lines = lines_of(decoded(source))
    headers = _headers(lines)
    if not headers:
        raise headless(source, NAME, marks(source))
    return page(source, NAME, lines, headers)


def _headers(lines: Sequence[Line]) -> list[Header]:
    ranks = RANKS | _rank_of_the_first(lines)
    headers = headers_of(lines, partial(_at, ranks=ranks))
    named = sum(header.author is not None for header in headers)
    on_a_page = has_head(lines) or counts_replies(lines)
    return headers if named > (0 if on_a_page else 1) else []


def _rank_of_the_first(lines: Sequence[Line]) -> set[str]:
    """The rank of the opening post, which needs no list: it is the second line below `Page options`."""
    options = next((index for index, line in enumerate(lines[:12]) if short(line) == OPTIONS), None)
    if options is None or len(lines) < options + 4 or not _HANDLE.fullmatch(short(lines[options + 1])):
        return set()
    rank = short(lines[options + 2])
    return {rank} if like_a_rank(rank) else set()


def _at(lines: Sequence[Line], index: int, ranks: frozenset[str]) -> Header | None:
    """The header that begins here: a handle and a rank, or a rank alone where the handle is lost."""
    if not blank(lines, index - 1) and not is_mark(short(lines[index - 1])):
        return None
    handle = short(lines[index])
    alone = handle in ranks
    if not alone and (not _HANDLE.fullmatch(handle) or handle.casefold() in _BUTTONS):
        return None
    last = index if alone else index + 1
    rank = short(lines[last]) if last < len(lines) else ""
    if rank not in ranks:
        return None
    below = short(lines[last + 1]) if last + 1 < len(lines) else ""
    if below == rank:
        return Header(index, last + 1, None if alone else handle, rank)
    # One staff rank is how staff sign (`Ada`, `Moderator`), and one word alone may be anything.
    signed = rank in STAFF or (alone and " " not in rank)
    if signed or " Member Since: " in below or (alone and below):
        return None
    return Header(index, last, None if alone else handle, rank)
