"""Text of letters: who is quoted where, and where a signature stands. No character changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from extractor.model import Block, BlockKind
from extractor.readers.exports._mail_heads import attribution, head
from extractor.readers.exports._markdown import lines

_QUOTED = re.compile(r"[ ]?>")
_SIGNED = re.compile(r"-- ?$")
# What list software adds below: a line of underscores and the list's name, or a note on a scrubbed attachment.
_FOOTER = re.compile(r"_{40,60}$|-{14} next part -{14}$")


def blocks(text: str, known: Sequence[Block] = ()) -> tuple[Block, ...]:
    """Quotes with the lines that name their speaker, and signatures, in order; `known` are those that the letter's
    HTML marks."""
    rows = list(lines(text))
    marked = [any(block.start < end and start < block.end for block in known) for start, end, _ in rows]
    kinds = _kinds([line for _, _, line in rows], marked)
    ranges = []
    for kind, together in groupby(zip(kinds, rows, strict=True), key=itemgetter(0)):
        if kind is not None:
            places = [place for _, place in together]
            ranges.append(Block(kind=kind, start=places[0][0], end=places[-1][1]))
    return _united(text, [*ranges, *known]) if known else tuple(ranges)


def _kinds(rows: list[str], marked: Sequence[bool]) -> list[BlockKind | None]:
    """What each line is: quote, signature, or None for the author's own words."""
    kinds: list[BlockKind | None] = [None] * len(rows)
    signed = False
    for number, line in enumerate(rows):
        if _heads(rows, number):
            # Everything below it is the letter that is answered.
            kinds[number:] = [BlockKind.QUOTE] * (len(rows) - number)
            break
        if _quoted(rows, number) or marked[number]:
            kinds[number] = BlockKind.QUOTE if not marked[number] else None
            for above in _attribution(rows, number, marked):
                kinds[above] = BlockKind.QUOTE
                signed = False
        elif _SIGNED.match(line) or _FOOTER.match(line):
            signed = True
        if signed and kinds[number] is None and not marked[number]:
            kinds[number] = BlockKind.SIGNATURE
    return _trimmed(rows, kinds)


def _heads(rows: list[str], number: int) -> bool:
    """Whether the head of another letter begins here, with words of it below."""
    if not rows[number][:80].strip():
        return False
    length = head(rows, number)
    return length > 0


def _quoted(rows: list[str], number: int) -> bool:
    """Whether a line stands behind `>`. Mail programs write an own line that begins with `From ` that way too."""
    line = rows[number]
    if not _QUOTED.match(line):
        return False
    if not line.startswith(">From "):
        return True
    return any(0 <= other < len(rows) and rows[other].startswith(">") for other in (number - 1, number + 1))


def _attribution(rows: list[str], number: int, marked: Sequence[bool]) -> range:
    """The lines above a quote that name its speaker, and the blank ones below them; none where nothing says so."""
    last = number - 1
    while last >= 0 and not rows[last].strip() and number - last < 3:
        last -= 1
    if last < 0 or _QUOTED.match(rows[last]) or marked[last]:
        return range(0)
    said = attribution(rows, last)
    return range(said.start, number) if said else said


def _trimmed(rows: list[str], kinds: list[BlockKind | None]) -> list[BlockKind | None]:
    """Blank lines at the end of a block are no part of it."""
    for number in range(len(rows) - 1, -1, -1):
        after = kinds[number + 1] if number + 1 < len(kinds) else None
        if not rows[number].strip() and after is not kinds[number]:
            kinds[number] = None
    return kinds


def _united(text: str, found: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks in order, those of one kind that meet or have only white space between them as one."""
    united: list[Block] = []
    for block in sorted(found, key=lambda block: (block.start, -block.end)):
        before = united[-1] if united else None
        if before is None or block.start >= before.end:
            near = before is not None and not text[before.end : block.start].strip()
            if before is None or not near or {before.kind, block.kind} != {BlockKind.QUOTE}:
                united.append(block)
                continue
        assert before is not None
        if before.kind is BlockKind.QUOTE or block.kind is before.kind:
            united[-1] = replace(before, end=max(before.end, block.end))
        elif block.kind is BlockKind.QUOTE:
            # What somebody quotes is no list or code of the author's.
            if before.start < block.start:
                united[-1] = replace(before, end=block.start)
                united.append(block)
            else:
                united[-1] = replace(block, end=max(before.end, block.end))
    return tuple(united)
