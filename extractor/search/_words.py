"""The words of a text, as search compares them: in small letters, without accents, compounds as written and in parts.

`site_templates/theme/js/ranking.js` does the same, letter for letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable

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
    """Phrases to be found in texts. Those that are spellings of a word (`log in`) stand instead of its words, the
    others after theirs."""

    def __init__(self, phrases: Iterable[str], spellings: Container[str]) -> None:
        self._spellings = spellings
        self._by_first: dict[str, list[list[str]]] = {}
        for phrase in sorted(phrases, key=lambda phrase: (-phrase.count(" "), phrase)):
            parts = phrase.split(" ")
            self._by_first.setdefault(parts[0], []).append(parts)

    def joined(self, parts: list[str]) -> list[str]:
        """The words in order, with the longest phrase at each place."""
        joined: list[str] = []
        end = 0
        for place, part in enumerate(parts):
            if place < end:
                continue
            for phrase in self._by_first.get(part, ()):
                if parts[place : place + len(phrase)] == phrase:
                    name = " ".join(phrase)
                    joined += [name] if name in self._spellings else [*phrase, name]
                    end = place + len(phrase)
                    break
            else:
                joined.append(part)
        return joined


def words(text: str, known: Container[str], phrases: Phrases, whole: Container[str] = ()) -> list[str]:
    """The words of a text in order, and after the parts of a compound the compound (`24/7`, `escrow.com`, `$40`).

    `known` are words written without a hyphen: `e-mail` is `email` where that is known. Words that make a phrase are
    one. Of compounds among `whole` the parts are left out, and so are words of more than LONGEST_WORD letters.
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
        if written in whole:
            parts.append(written)
            continue
        parts += _PART.findall(written)
        if not set(_PART.sub("", written)) <= {"'", "-"}:
            parts.append(written)
    return [word for word in phrases.joined(parts) if len(word) <= LONGEST_WORD]
