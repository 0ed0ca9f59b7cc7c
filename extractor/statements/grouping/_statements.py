"""Statements as their words of content, with what is denied and whether they praise or blame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.statements.grouping._vocabulary import Key, Vocabulary
from extractor.statements.grouping._weights import READ
from extractor.text.characters import folded, words

_HEADED = 4  # letters that `un-` leaves
_OPENS = re.compile(r"\s*[^\w\s'’]")
_INITIALS = re.compile(r"\b(\w)\.(\w)\.(?:(\w)\.)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of content."""

    key: Key
    classes: frozenset[int]
    poles: frozenset[tuple[int, int]]
    denied: bool


@dataclass(frozen=True, slots=True)
class Statement:
    tokens: tuple[Token, ...]
    tone: float
    """Above 0 it praises, below it blames."""
    shown: Mapping[Key, str]
    """Its words of content as they are written."""


def same(statement: str) -> str:
    """What two statements have in common that are one statement, printed twice."""
    return folded(statement).casefold()


class StatementReader:
    """Statements as their words of content."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def read(self, text: str) -> Statement:
        """A statement; `text` as `same` gives it."""
        vocabulary = self._vocabulary
        written = self._written(text)
        roots = [vocabulary.forms.root(word) for word in written]
        tokens: dict[Token, None] = {}
        shown: dict[Key, str] = {}
        denied = False
        for place, key in vocabulary.phrases(roots):
            if len(tokens) == READ:
                break
            if key in vocabulary.negators:
                denied = not denied
                continue
            if key in vocabulary.stop and key not in vocabulary.poles:
                continue
            rest = self._headed(written[place], key)
            token = Token(
                rest or key,
                vocabulary.classes.get(rest or key, frozenset()),
                vocabulary.poles.get(rest or key, frozenset()),
                denied != bool(rest),
            )
            tokens[token] = None
            shown.setdefault(token.key, " ".join(written[place : place + len(key)]))
            if token.key not in vocabulary.through:
                denied = False
        return Statement(tuple(tokens), self._tone(written, roots), shown)

    def _written(self, text: str) -> list[str]:
        """The words, contractions written out."""
        vocabulary = self._vocabulary
        text = _INITIALS.sub(lambda match: "".join(match.groups("")), text)
        parts: list[str] = []
        for word in words(text):
            if not parts and word.norm in vocabulary.openers and _OPENS.match(text, word.end):
                continue
            parts += self._parts(word.norm)
        return parts

    def _parts(self, word: str) -> Iterable[str]:
        if "'" not in word and word not in self._vocabulary.contractions:
            return (word,)
        if word in self._vocabulary.contractions:
            return self._vocabulary.contractions[word]
        for ending, meant in self._vocabulary.contractions.items():
            if ending.startswith("-") and word.endswith(ending[1:]):
                return (word.removesuffix(ending[1:]), *(part for part in meant if part != "-"))
        return (word.replace("'", ""),)

    def _headed(self, word: str, key: Key) -> Key | None:
        """The word of which this one is the opposite by its head (`un-`), if it is one."""
        vocabulary = self._vocabulary
        if len(key) > 1 or key in vocabulary.classes or word in vocabulary.whole:
            return None
        for head in vocabulary.heads:
            rest = word.removeprefix(head)
            if rest != word and len(rest) >= _HEADED:
                root = (vocabulary.forms.root(rest),)
                if root in vocabulary.classes or root in vocabulary.poles:
                    return root
        return None

    def _tone(self, written: Sequence[str], roots: Sequence[str]) -> float:
        """Praise less blame, word by word, each turned by what stands before it in its clause."""
        vocabulary = self._vocabulary
        tone, turned = 0.0, 1
        for word, root in zip(written, roots, strict=True):
            key = (root,)
            if word in vocabulary.clauses:
                turned = -1 if word in vocabulary.versus else 1
                continue
            value = (key in vocabulary.praise) - (key in vocabulary.blame)
            if key in vocabulary.negators and value >= 0:
                turned = -turned
                continue
            rest = None if value else self._headed(word, key)
            if rest is not None:
                value = (rest in vocabulary.blame) - (rest in vocabulary.praise)
            turns = key in vocabulary.turners
            tone += turned * value * (0.5 if turns else 1)  # what is done to something bad may yet be good
            turned = -turned if turns else turned
        return tone
