"""A sentence in tokens: chunk after chunk of what stands between white space."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, chain
from operator import attrgetter, sub
from typing import NamedTuple, Protocol

from spacy.language import Language
from spacy.tokens import Doc

WORD, CLOSES, NUMBER, ITEM = 1, 2, 4, 8
"""What a kind says of its token's form: begins and ends with a letter or digit, is a number, is a list's `2.`."""


class Chunk(NamedTuple):
    """What stands between white space, in tokens."""

    kinds: tuple[int, ...]
    norms: tuple[str, ...]
    starts: tuple[int, ...]
    """Where its tokens begin, counted from its own beginning."""
    ends: tuple[int, ...]
    lengths: tuple[int, ...]
    advances: tuple[int, ...]
    """How far behind each the next one begins, where one space follows the chunk."""

    @classmethod
    def of(cls, kinds: Sequence[int], norms: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> Chunk:
        """A chunk of these tokens."""
        advances = map(sub, (*starts[1:], ends[-1] + 1), starts)
        lengths = tuple(map(sub, ends, starts))
        return cls(tuple(kinds), tuple(norms), tuple(starts), tuple(ends), lengths, tuple(advances))


_kinds = attrgetter("kinds")
_advances = attrgetter("advances")
_lengths = attrgetter("lengths")


class Vocabulary(Protocol):
    """What a sentence asks of the vocabulary that cut it."""

    forms: list[int]
    """By the kind of a token: WORD, CLOSES, NUMBER, ITEM."""
    nlp: Language
    """The tokenizer."""


class Tokens:
    """A tokenised sentence. What is seldom asked is worked out when it is."""

    __slots__ = ("_chunks", "_lengths", "_starts", "_words", "kinds", "text")

    def __init__(self, text: str, chunks: Sequence[Chunk], words: Vocabulary) -> None:
        self.text = text
        self.kinds: list[int] = list(chain.from_iterable(map(_kinds, chunks)))
        self._chunks = chunks
        self._words = words
        self._starts: list[int] | None = None
        self._lengths: list[int] = []

    @property
    def norms(self) -> list[str]:
        """Each token as patterns compare it: lower case, `n't` as `not`."""
        return [norm for chunk in self._chunks for norm in chunk.norms]

    @property
    def numbers(self) -> list[bool]:
        """Which tokens are numbers."""
        return [bool(form & NUMBER) for form in self._forms()]

    @property
    def first(self) -> int:
        """The first word: after opening marks, and after the number of a list (`2.`, `3)`)."""
        forms = self._forms()
        if forms and forms[0] & WORD and not forms[0] & (NUMBER | ITEM):
            return 0
        places = [place for place, form in enumerate(forms) if form & WORD]
        if len(places) > 1 and forms[places[0]] & NUMBER and places[1] > places[0] + 1:
            return places[1]
        if len(places) > 1 and forms[places[0]] & ITEM:
            return places[1]
        return places[0] if places else 0

    @property
    def last(self) -> int:
        """The last word: closing marks may follow."""
        forms = self._words.forms
        for place in range(len(self.kinds) - 1, -1, -1):
            if forms[self.kinds[place]] & CLOSES:
                return place
        return 0

    @property
    def doc(self) -> Doc:
        """The sentence as spaCy has it."""
        return self._words.nlp.make_doc(encodable(self.text))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Tokens `start` to `end` as offsets in the sentence's text."""
        if self._starts is None:
            self._starts = self._places()
            self._lengths = list(chain.from_iterable(map(_lengths, self._chunks)))
        return self._starts[start], self._starts[end - 1] + self._lengths[end - 1]

    def _forms(self) -> list[int]:
        return list(map(self._words.forms.__getitem__, self.kinds))

    def _places(self) -> list[int]:
        """Where the tokens begin."""
        places = list(accumulate(chain.from_iterable(map(_advances, self._chunks)), initial=0))
        # Any other white space than one space between two chunks makes the text shorter than that.
        if places.pop() == len(self.text) + 1 and not self.text[-1].isspace():
            return places
        places, place = [], 0
        for chunk in self._chunks:
            places += [place + start for start in chunk.starts]
            place += chunk.ends[-1]
            # One space belongs to the chunk before it, unless that is white space itself.
            if self.text[place : place + 1] == " " and not self.text[place - 1].isspace():
                place += 1
        return places


def encodable(text: str) -> str:
    """spaCy refuses half a surrogate pair, which JSON can hold; the mark for a lost character stands for it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    return text
