"""What characters are: which a reader sees, how texts are compared, where a line is."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

# Which characters count is the model's to say: the address of a passage is made of them.
from extractor.model import folded as folded
from extractor.model import visible as visible

_WORD = re.compile(r"\w+(?:['’ʼ]\w+)*")


def encodable(text: str) -> bool:
    """Whether a text can be written as UTF-8: half a surrogate pair, as a broken argument may hold, cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


# Letters and symbols by their category that are blank all the same: Hangul fillers, the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def legible(text: str | None) -> bool:
    """Whether a reader sees anything of a text: a letter, a digit, a mark of punctuation or a symbol.

    Spaces, controls, joiners, halves of surrogate pairs and accents without a letter are nothing to see.
    """
    letters = (letter for letter in visible(text or "") if letter not in _BLANK)
    kinds = map(unicodedata.category, letters)
    return any(kind[0] not in "MZ" and kind not in ("Cc", "Cf") for kind in kinds)


class Word(NamedTuple):
    """A word for comparison, with its place."""

    norm: str
    """Case and typographic variants folded."""
    start: int
    """Offset in the text it was taken from."""
    end: int
    """Offset, exclusive."""


def words(text: str) -> list[Word]:
    """The words of a text, folded for comparison, with offsets in the text as it was given.

    Punctuation, spaces before punctuation, ellipses and emoji are no words, so they cannot make two
    sayings differ. `Word.norm` folds case and apostrophes.
    """
    return [Word(norm, *span) for norm, span in zip(norms(text), word_spans(text), strict=True)]


def norms(text: str) -> Sequence[str]:
    """`Word.norm` of the words of a text, in order: several times as fast where nobody asks for their places."""
    return _kept_norms(text) if len(text) <= KEPT else _norms(text)


KEPT = 4_000
"""Characters of the longest text whose words are kept a while: quotes and replies ask for those of the same post."""


def _norms(text: str) -> tuple[str, ...]:
    matched = _WORD.findall(text)
    # Folded all at once: no letter changes what becomes of another, and none becomes a line feed.
    joined = "\n".join(matched).replace("’", "'").replace("ʼ", "'").casefold()
    return tuple(joined.split("\n")) if matched else ()


_kept_norms = lru_cache(512)(_norms)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text begin and end, in order."""
    return [match.span() for match in _WORD.finditer(text)]


def line_starts(text: str) -> list[int]:
    """Offsets at which lines begin."""
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def line_of(starts: list[int], offset: int) -> int:
    """The line, from 1, that an offset stands in; `starts` from `line_starts` of the same text."""
    return bisect_right(starts, offset)


def shortened(text: str, width: int = 72) -> str:
    """The text on one line for a message, cut at a word with an ellipsis where it is longer than `width`."""
    # A line may be ten megabytes long, and only its beginning is shown.
    head = text[: 20 * width]
    line = folded(head)
    if len(line) <= width and len(head) == len(text):
        return line
    return line[: width - 1].rsplit(" ", 1)[0] + "…"


def gaps(places: Iterable[int], last: int) -> list[str]:
    """The whole numbers from 1 to `last` that are not among these, as `3` or `5 to 9`."""
    ranges = []
    before = 0
    for place in [*sorted(place for place in set(places) if 0 < place <= last), last + 1]:
        if place > before + 1:
            ranges.append(f"{before + 1}" if place == before + 2 else f"{before + 1} to {place - 1}")
        before = place
    return ranges
