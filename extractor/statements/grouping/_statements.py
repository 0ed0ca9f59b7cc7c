"""Statements as their words of content, with what is denied and whether they praise or blame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extractor.statements.grouping._vocabulary import Key, Vocabulary
from extractor.statements.grouping._weights import READ
from extractor.text.characters import folded, words

_WORDS = 50_000  # words of which is kept what was found out: strangers can write any number
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


class _Content(NamedTuple):
    """What a word of content is where nothing denies it, and where something does."""

    affirmed: Token
    denied: Token
    through: bool
    """Whether a negation passes on through it."""


class _Judgement(NamedTuple):
    """What a word does to praise and blame."""

    clause: int
    """1 where it ends a clause, -1 where the other side is named behind it, else 0."""
    value: int
    """1 for praise, -1 for blame."""
    negates: bool
    turns: bool


class StatementReader:
    """Statements as their words of content; what was found out about a word is kept."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._content = lru_cache(maxsize=_WORDS)(self._content_of)
        self._judgement = lru_cache(maxsize=_WORDS)(self._judgement_of)

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
            content = self._content(written[place], key)
            if content is None:
                continue
            token = content.denied if denied else content.affirmed
            tokens[token] = None
            if token.key not in shown:
                shown[token.key] = " ".join(written[place : place + len(key)])
            if not content.through:
                denied = False
        return Statement(tuple(tokens), self._tone(written, roots), shown)

    def _content_of(self, word: str, key: Key) -> _Content | None:
        """What a word or phrase that begins with this word is; None where it is passed over."""
        vocabulary = self._vocabulary
        if key in vocabulary.stop and key not in vocabulary.poles:
            return None
        rest = self._headed(word, key)
        meant = rest or key
        classes, poles = vocabulary.classes.get(meant, frozenset()), vocabulary.poles.get(meant, frozenset())
        affirmed, denied = (Token(meant, classes, poles, turned != bool(rest)) for turned in (False, True))
        return _Content(affirmed, denied, meant in vocabulary.through)

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
        tone, turned = 0.0, 1
        for word, root in zip(written, roots, strict=True):
            clause, value, negates, turns = self._judgement(word, root)
            if clause:
                turned = clause
            elif negates and value >= 0:
                turned = -turned
            else:
                tone += turned * value * (0.5 if turns else 1)  # what is done to something bad may yet be good
                turned = -turned if turns else turned
        return tone

    def _judgement_of(self, word: str, root: str) -> _Judgement:
        """What a word does to praise and blame."""
        vocabulary = self._vocabulary
        key = (root,)
        clause = (-1 if word in vocabulary.versus else 1) if word in vocabulary.clauses else 0
        value = (key in vocabulary.praise) - (key in vocabulary.blame)
        negates = key in vocabulary.negators
        if not (value or negates) and (rest := self._headed(word, key)) is not None:
            value = (rest in vocabulary.blame) - (rest in vocabulary.praise)
        return _Judgement(clause, value, negates, key in vocabulary.turners)


@lru_cache(maxsize=4)
def statement_reader(vocabulary: Vocabulary) -> StatementReader:
    """The reader of a vocabulary, with what it knows of the words it has met."""
    return StatementReader(vocabulary)
