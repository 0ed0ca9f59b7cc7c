"""Patterns found in sentences: the tokenizer, and an index from words to the patterns that need them.

The only module with spaCy. It knows phrases and token patterns, and nothing of what a rule claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc

from extractor.phrases import Phrase

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Generic[Key]):
    """One thing to look for."""

    key: Key
    """What the caller knows it by; several patterns may share one."""
    look: Phrase | tuple[Mapping[str, Any], ...]
    """A phrase, or a token pattern in spaCy's own form."""
    every: bool = False
    """Whether all its places are wanted, not overlapping; else only the leftmost longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(Generic[Key]):
    """A pattern found, as token offsets in its sentence."""

    key: Key
    start: int
    end: int

    def meets(self, other: Hit[Key]) -> bool:
        """Whether the two share a token."""
        return self.start < other.end and other.start < self.end


class Tokens:
    """A tokenised sentence, with what patterns ask of it looked up once."""

    __slots__ = ("doc", "first", "last", "norms", "numbers")

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.norms: list[str] = [token.norm_ for token in doc]
        self.numbers: list[bool] = [token.like_num for token in doc]
        self.first = _beginning(doc)
        self.last = max((token.i for token in doc if token.text[-1].isalnum()), default=0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Tokens `start` to `end` as offsets in the sentence's text."""
        return self.doc[start].idx, self.doc[end - 1].idx + len(self.doc[end - 1])


def _beginning(doc: Doc) -> int:
    """The first word: after opening marks, and after the number of a list (`2.`, `3)`)."""
    words = [token.i for token in doc if token.text[0].isalnum()]
    if len(words) > 1 and doc[words[0]].like_num and words[1] > words[0] + 1:
        return words[1]
    if len(words) > 1 and re.fullmatch(r"\d+[.)]", doc[words[0]].text):
        return words[1]
    return words[0] if words else 0


@dataclass(slots=True, kw_only=True)
class _Indexed(Generic[Key]):
    """A pattern with the words it cannot do without."""

    pattern: Pattern[Key]
    tokens: list[dict[str, Any]]
    anchors: tuple[frozenset[str], ...]
    """Sets of words (norms); the sentence must have one of each."""
    matcher: Matcher | None = None
    """For a pattern in spaCy's form; made when it is first needed."""


class Engine(Generic[Key]):
    """A language's tokenizer, and patterns compiled once."""

    def __init__(self, code: str, patterns: Iterable[Pattern[Key]]) -> None:
        self._nlp = spacy.blank(code)
        self._patterns: list[_Indexed[Key]] = []
        self._by_word: dict[str, list[int]] = {}
        self._anywhere: list[int] = []
        for pattern in patterns:
            self._add(pattern)

    def _add(self, pattern: Pattern[Key]) -> None:
        tokens = (
            pattern.look.tokens() if isinstance(pattern.look, Phrase) else [dict(token) for token in pattern.look]
        )
        anchors = _anchors(tokens)
        number = len(self._patterns)
        self._patterns.append(_Indexed(pattern=pattern, tokens=tokens, anchors=tuple(anchors)))
        # The anchor with the fewest forms stands in the index; the others are asked once it is there.
        for word in min(anchors, key=lambda forms: (len(forms), sorted(forms)), default=()):
            self._by_word.setdefault(word, []).append(number)
        if not anchors:
            self._anywhere.append(number)

    def tokens(self, text: str) -> Tokens:
        """A sentence in tokens."""
        return Tokens(self._nlp.make_doc(text))

    def find(self, sentence: Tokens) -> list[Hit[Key]]:
        """Every pattern that is there, in the order in which the patterns were given."""
        found = []
        for indexed in self._candidates(set(sentence.norms)):
            spans = self._spans(indexed, sentence)
            found += [Hit(key=indexed.pattern.key, start=start, end=end) for start, end in spans]
        return found

    def _candidates(self, norms: set[str]) -> list[_Indexed[Key]]:
        """Patterns all of whose words are in the sentence: a few of thousands, so that rules cost little."""
        numbers = {number for norm in norms for number in self._by_word.get(norm, ())}
        numbers.update(self._anywhere)
        found = (self._patterns[number] for number in sorted(numbers))
        return [indexed for indexed in found if not any(norms.isdisjoint(forms) for forms in indexed.anchors)]

    def _spans(self, indexed: _Indexed[Key], sentence: Tokens) -> list[tuple[int, int]]:
        """Its places, leftmost longest, not overlapping; only the first unless all are wanted."""
        look, every = indexed.pattern.look, indexed.pattern.every
        spans: Sequence[tuple[int, int]]
        if isinstance(look, Phrase):
            spans = look.find(sentence.norms, sentence.numbers, sentence.first, sentence.last, every)
        else:
            if indexed.matcher is None:
                indexed.matcher = Matcher(self._nlp.vocab)
                indexed.matcher.add("pattern", [indexed.tokens])
            spans = sorted(
                ((start, end) for _, start, end in indexed.matcher(sentence.doc)),
                key=lambda span: (span[0], -span[1]),
            )
        kept: list[tuple[int, int]] = []
        for start, end in spans:
            if not kept or (every and start >= kept[-1][1]):
                kept.append((start, end))
        return kept


def _anchors(tokens: Iterable[Mapping[str, Any]]) -> list[frozenset[str]]:
    """What a pattern cannot match without: the norms of its literal tokens that may not be missing."""
    found = []
    for token in tokens:
        literal = token.get("NORM")
        if literal is None or token.get("OP", "1") in ("?", "*", "!") or str(token.get("OP", "")).startswith("{0"):
            continue
        forms = literal.get("IN") if isinstance(literal, dict) else [literal]
        if forms:
            found.append(frozenset(forms))
    return found
