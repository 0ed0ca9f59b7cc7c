"""Plain text of letters: who is quoted where, and where a signature stands. No character changes."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter

from extractor.model import Block, BlockKind
from extractor.readers.exports._markdown import lines

_QUOTED = re.compile(r"[ ]?>")
# Only the last line of an attribution is sure: it ends in a colon after a word of writing.
_WROTE = re.compile(
    r"(?:wrote|writes|said|schrieb|schreibt|a écrit|écrit|escribió|ha scritto|schreef|escreveu|napisał(?:\(a\))?)"
    r"(?: \([^()\n]{1,80}\))?[ \t]{0,9}:[ \t]{0,9}$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[ \t]{0,9}(?:On|Am|Le|El|Il|Op|Em|W dniu|At|In|In message)\b[^\n]{0,200}[0-9<]", re.IGNORECASE)
_ATTRIBUTION_LINES = 3
_SIGNED = re.compile(r"-- ?$")
# What list software adds below: a line of underscores and the list's name, or a note on a scrubbed attachment.
_FOOTER = re.compile(r"_{40,60}$|-{14} next part -{14}$")
_ORIGINAL = re.compile(
    r"-{3,10} ?(?:Original Message|Ursprüngliche Nachricht|Message d'origine) ?-{3,10}[ \t]{0,9}$", re.I
)


def blocks(text: str) -> tuple[Block, ...]:
    """Quotes with the line that names their speaker, and signatures, in order."""
    rows = list(lines(text))
    kinds = _kinds([line for _, _, line in rows])
    ranges = []
    for kind, together in groupby(zip(kinds, rows, strict=True), key=itemgetter(0)):
        if kind is not None:
            places = [place for _, place in together]
            ranges.append(Block(kind=kind, start=places[0][0], end=places[-1][1]))
    return tuple(ranges)


def _kinds(rows: list[str]) -> list[BlockKind | None]:
    """What each line is: quote, signature, or None for the author's own words."""
    kinds: list[BlockKind | None] = [None] * len(rows)
    signed = original = False
    for number, line in enumerate(rows):
        if original:
            kinds[number] = BlockKind.QUOTE
            continue
        if _ORIGINAL.match(line):
            # Everything below it is the letter that is answered.
            original = True
            kinds[number] = BlockKind.QUOTE
        elif _quoted(rows, number):
            kinds[number] = BlockKind.QUOTE
            for above in _attribution(rows, number):
                kinds[above] = BlockKind.QUOTE
                signed = False
        elif _SIGNED.match(line) or _FOOTER.match(line):
            signed = True
        if signed and kinds[number] is None:
            kinds[number] = BlockKind.SIGNATURE
    return _trimmed(rows, kinds)


def _quoted(rows: list[str], number: int) -> bool:
    """Whether a line stands behind `>`. Mail programs write an own line that begins with `From ` that way too."""
    line = rows[number]
    if not _QUOTED.match(line):
        return False
    if not line.startswith(">From "):
        return True
    return any(0 <= other < len(rows) and rows[other].startswith(">") for other in (number - 1, number + 1))


def _attribution(rows: list[str], number: int) -> range:
    """The lines above a quote that name its speaker: none where nothing says so."""
    last = number - 1
    while last >= 0 and not rows[last].strip() and number - last < 3:
        last -= 1
    if last < 0 or not _WROTE.search(rows[last]) or _QUOTED.match(rows[last]):
        return range(0)
    for first in range(last, max(last - _ATTRIBUTION_LINES, -1), -1):
        if not rows[first].strip() or _QUOTED.match(rows[first]):
            break
        if _OPENS.match(rows[first]):
            return range(first, number)
    return range(last, number)


def _trimmed(rows: list[str], kinds: list[BlockKind | None]) -> list[BlockKind | None]:
    """Blank lines at the end of a block are no part of it."""
    for number in range(len(rows) - 1, -1, -1):
        after = kinds[number + 1] if number + 1 < len(kinds) else None
        if not rows[number].strip() and after is not kinds[number]:
            kinds[number] = None
    return kinds
