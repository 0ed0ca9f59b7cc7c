"""Whom a passage speaks to: the side that asks a question (`side` in its pack), or another.

A side is a word of the corpus, like `buyer`. Whoever has a buyer (`your buyer`, `my buyer`) is none; whoever writes
`as a buyer`, or in a part of the forum called `buyers`, is one. Where nothing of that is seen, or both, nobody knows,
and nothing is done.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote, urlsplit

from extractor.language import DEFAULT, file_text
from extractor.linking.asked import Answering
from extractor.model import Conversation, Passage
from extractor.text import own_words
from extractor.text.phrase_lines import line_of, way_of
from extractor.text.word_forms import word_forms

_HERE = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The sides of a corpus, each with the words that name it."""

    words: Mapping[str, frozenset[str]]
    """By the side's own word: roots of the words that stand for it."""
    code: str
    """spaCy's code of the language of threads."""

    @classmethod
    def of(cls, lists: Mapping[str, Iterable[str]], code: str) -> Sides:
        """Sides by their words; of each the words, itself among them, that name it."""
        root = word_forms(code).root
        return cls(
            words={side: frozenset(root(w.casefold()) for w in words) for side, words in lists.items()}, code=code
        )


NO_SIDES = Sides(words={}, code=DEFAULT)
"""Of a corpus whose questions anybody may ask."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom the passages of one thread speak to."""

    sides: Sides
    conversation: Conversation
    answering: Answering
    """What is asked in it, by what answers."""
    _askers: dict[int | None, frozenset[str]] = field(default_factory=dict)

    def misses(self, passage: Passage) -> tuple[str, ...]:
        """The sides that a passage is known not to speak to, sorted.

        Its own words count first, then whom it answers.
        """
        return tuple(sorted(self._misses(passage))) if self.sides.words else ()

    def _misses(self, passage: Passage) -> frozenset[str]:
        line = line_of(passage.text)
        shown = self._shown(line, "you_are", "you_have")
        if shown.any:
            return shown.others(self.sides.words)
        post = self.answering.asked(passage.post)
        if post not in self._askers:
            self._askers[post] = self._asker(post).others(self.sides.words)
        return self._askers[post]

    def _asker(self, number: int | None) -> _Shown:
        root = word_forms(self.sides.code).root
        sections = {root(part) for part in _sections(self.conversation.thread.url)}
        named = {side for side, words in self.sides.words.items() if not words.isdisjoint(sections)}
        own = own_words.of_conversation(self.conversation)[number].lines() if number is not None else []
        shown = self._shown(line_of("\n".join(own)), "writer_is", "writer_has")
        return _Shown(of=shown.of | named, having=shown.having)

    def _shown(self, line: str, being: str, having: str) -> _Shown:
        patterns = _patterns(self.sides.code)
        root = word_forms(self.sides.code).root
        words = line.split(" ")
        roots = [root(word.removesuffix("'s")) for word in words]
        of, has = set(), set()
        for side, named in self.sides.words.items():
            if named.isdisjoint(roots):
                continue
            marked = " ".join(_HERE if each in named else word for word, each in zip(words, roots, strict=True))
            if patterns[being].search(marked):
                of.add(side)
            if patterns[having].search(marked):
                has.add(side)
        return _Shown(of=frozenset(of), having=frozenset(has))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What is seen of somebody's side."""

    of: frozenset[str]
    """Sides that they say they are of."""
    having: frozenset[str]
    """Sides that they have to do with."""

    @property
    def any(self) -> bool:
        return bool(self.of or self.having)

    def others(self, sides: Iterable[str]) -> frozenset[str]:
        """The sides that they are known not to be of."""
        of, having = self.of - self.having, self.having - self.of
        return frozenset(side for side in sides if side not in of) - self.of if of else having


def _sections(url: str | None) -> list[str]:
    """The parts of an address's path that are one word, in small letters: forums name their sections there. The last
    part names the thread itself."""
    parts = [unquote(part) for part in urlsplit(url).path.split("/") if part] if url else []
    return [part.casefold() for part in parts[:-1] if part.isalpha()]


@cache
def _patterns(code: str) -> Mapping[str, re.Pattern[str]]:
    lists: Mapping[str, list[str]] = tomllib.loads(file_text(code, "sides.toml"))
    return {
        name: re.compile(rf"(?<!\S)(?:{'|'.join(way_of(phrase) for phrase in phrases)})(?!\S)")
        for name, phrases in lists.items()
    }
