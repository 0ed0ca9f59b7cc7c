"""Two texts beside each other, with a mark under the first letter that differs."""

from __future__ import annotations

import unicodedata
from itertools import islice, takewhile

BEFORE, AFTER = 40, 30
"""How much of the texts stands around the mark: with the labels, one line of a terminal."""
STARTS_TRIED = 64
"""From how many of its words the nearest place of a text is looked for. A few do; a flood must cost no more."""


def common(one: str, other: str) -> int:
    """How many letters two texts share from their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def shown(says: str, source: str) -> tuple[str, ...]:
    """Lines for a message: both texts from shortly before the first difference, the mark, the letters' names."""
    at = common(says, source)
    start = max(0, at - BEFORE)
    lines = (
        f"page says:   {_window(says, start, at)}",
        f"source says: {_window(source, start, at)}",
        " " * (len("source says: ") + at - start + (start > 0)) + "^",
    )
    names = _name(says, at), _name(source, at)
    return (*lines, f"the page has {names[0]}, the source {names[1]}")


def nearest(says: str, source: str) -> str | None:
    """The source from the place that is most like the text; None where nothing of it is there."""
    best, place = 0, -1
    starts = [0, *(at + 1 for at, letter in enumerate(says) if letter == " ")]
    for start in islice(starts, STARTS_TRIED):
        length = _longest(says, start, source)
        # The beginning wins a tie: people read from there.
        if length > best:
            best, place = length, max(0, source.find(says[start : start + length]) - start)
        if start + length >= len(says):
            break
    return source[place:] if best > 2 else None


def _longest(says: str, start: int, source: str) -> int:
    """How many letters from `start` stand somewhere in the source. By halves: if n letters do, n - 1 do."""
    low, high = 0, min(len(says) - start, 400)
    while low < high:
        middle = (low + high + 1) // 2
        if says[start : start + middle] in source:
            low = middle
        else:
            high = middle - 1
    return low


def _window(text: str, start: int, at: int) -> str:
    cut = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[start : at + AFTER]
    )
    return ("…" if start else "") + cut + ("…" if len(text) > at + AFTER else "")


def _name(text: str, at: int) -> str:
    if at >= len(text):
        return "no more words"
    letter = text[at]
    if letter == " ":
        return "a space"
    name = unicodedata.name(letter, "an unnamed character").lower()
    return f"{letter if letter.isprintable() else ''} (U+{ord(letter):04X}, {name})".strip()
