"""The words of a text, as search compares them: in small letters, without accents, compounds as written and in parts.

`site_templates/theme/js/search.js` does the same, letter for letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator

from extractor.search._weights import LONGEST_WORD

_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("[’‘ʼ]")
_THOUSANDS = re.compile(r"([0-9]),([0-9]{3})")
_WRITTEN = re.compile(r"[$€£]?\w+(?:[./&@:'-]\w+)*[+#%]*")
_PART = re.compile(r"\w+")


def folded(text: str) -> str:
    """A text in small letters, without accents, with straight apostrophes and without commas in numbers."""
    text = text.lower()
    if not text.isascii():
        bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        text = _APOSTROPHES.sub("'", unicodedata.normalize("NFC", bare))
    return _THOUSANDS.sub(r"\1\2", text)


class Phrases:
    """Phrases that count as one word, to be found in a text's words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[list[str]]] = {}
        for phrase in sorted(phrases, key=lambda phrase: (-phrase.count(" "), phrase)):
            parts = phrase.split(" ")
            self._by_first.setdefault(parts[0], []).append(parts)

    def joined(self, parts: list[str]) -> Iterator[str]:
        """The words in order, the longest phrase at each place as one, with spaces."""
        place = 0
        while place < len(parts):
            length = 1
            for phrase in self._by_first.get(parts[place], ()):
                if parts[place : place + len(phrase)] == phrase:
                    length = len(phrase)
                    break
            yield " ".join(parts[place : place + length]) if length > 1 else parts[place]
            place += length


def words(text: str, known: Container[str], phrases: Phrases) -> list[str]:
    """The words of a text in order, and after the parts of a compound the compound (`24/7`, `escrow.com`, `$40`).

    `known` are words written without a hyphen: `e-mail` is `email` where that is known. Words that make a phrase are
    one. Words of more than LONGEST_WORD letters are left out.
    """
    parts: list[str] = []
    for written in _WRITTEN.findall(folded(text)):
        if written.isalnum():
            parts.append(written)
            continue
        closed = written.replace("-", "")
        if closed != written and closed in known:
            parts.append(closed)
            continue
        parts += _PART.findall(written)
        if not set(_PART.sub("", written)) <= {"'", "-"}:
            parts.append(written)
    return [word for word in phrases.joined(parts) if len(word) <= LONGEST_WORD]
