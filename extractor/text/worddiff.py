"""What differs between two texts, word by word: parts that both have, parts that are gone, parts that are new."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

MOST = 4_000
"""Words that are compared one by one; of longer texts all is shown as changed: the time grows with the square."""


class Fate(StrEnum):
    """What became of words."""

    SAME = "same"
    """They stand in both texts."""
    GONE = "gone"
    """They stand in the first alone."""
    NEW = "new"
    """They stand in the second alone."""


class Part(NamedTuple):
    """Words that share a fate."""

    fate: Fate
    """What became of them."""
    text: str
    """The words, one space between two."""


def word_diff(before: str, after: str) -> tuple[Part, ...]:
    """The parts of two texts in order; words that are gone stand before those that took their place.

    White space makes no difference. Joined with a space, the parts that are SAME or GONE give the first text, and
    those that are SAME or NEW the second, each with its white space as single spaces.
    """
    first, second = before.split(), after.split()
    if len(first) + len(second) > 2 * MOST:
        return tuple(Part(fate, " ".join(row)) for fate, row in ((Fate.GONE, first), (Fate.NEW, second)) if row)
    rows: list[tuple[Fate, list[str]]] = []
    for code in Indel.opcodes(first, second):
        if code.tag == "equal":
            rows.append((Fate.SAME, first[code.src_start : code.src_end]))
        else:
            rows.append((Fate.GONE, first[code.src_start : code.src_end]))
            rows.append((Fate.NEW, second[code.dest_start : code.dest_end]))
    return tuple(_joined(rows))


def _joined(rows: Iterable[tuple[Fate, list[str]]]) -> Iterable[Part]:
    """Between two parts that stand in both texts, everything gone before everything new."""
    for changed, group in groupby((row for row in rows if row[1]), key=lambda row: row[0] is not Fate.SAME):
        parts = list(group)
        for fate in (Fate.GONE, Fate.NEW) if changed else (Fate.SAME,):
            words = [word for each, row in parts if each is fate for word in row]
            if words:
                yield Part(fate, " ".join(words))


def marked(parts: Iterable[Part]) -> str:
    """The difference on one line for a terminal: `[-words that are gone-]`, `{+words that are new+}`."""
    return " ".join(_MARKS[part.fate][0] + part.text + _MARKS[part.fate][1] for part in parts)


def excerpt(parts: Iterable[Part], around: int = 6) -> tuple[Part, ...]:
    """The same with long parts that did not change cut to `around` words beside each change."""
    parts = list(parts)
    result = []
    for place, part in enumerate(parts):
        words = part.text.split()
        if part.fate is not Fate.SAME or len(words) <= 2 * around + 1:
            result.append(part)
            continue
        head = words[:around] if place else []
        tail = words[-around:] if place + 1 < len(parts) else []
        result.append(Part(part.fate, " ".join([*head, "…", *tail])))
    return tuple(result)


_MARKS = {Fate.SAME: ("", ""), Fate.GONE: ("[-", "-]"), Fate.NEW: ("{+", "+}")}
