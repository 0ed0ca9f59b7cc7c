"""What rules look for, and how far modifiers reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import NamedTuple

from extractor.rules import Rule
from extractor.rules.engine import Hit, Pattern


class Use(Enum):
    """What a pattern of a rule is for."""

    CLAIM = auto()
    VETO = auto()
    PSEUDO = auto()


Key = tuple[str, Use]


def patterns_of(rules: Iterable[Rule]) -> Iterator[Pattern[Key]]:
    """Everything the rules look for, each known by its rule and what it is for."""
    for rule in rules:
        # All places: the first may lie within the reach of a modifier that silences it.
        for phrase in rule.phrases:
            yield Pattern(key=(rule.id, Use.CLAIM), phrase_or_tokens=phrase, every=True)
        for tokens in rule.tokens:
            yield Pattern(key=(rule.id, Use.CLAIM), phrase_or_tokens=tokens, every=True)
        for phrase in rule.without:
            yield Pattern(key=(rule.id, Use.VETO), phrase_or_tokens=phrase)
        for phrase in rule.unless:
            yield Pattern(key=(rule.id, Use.PSEUDO), phrase_or_tokens=phrase, every=True)


class Scope(NamedTuple):
    """Tokens that a modifier reaches."""

    kind: str
    trigger: Hit[Key]
    """Its words, and its rule."""
    start: int
    end: int


def reached_by(hit: Hit[Key], scopes: Iterable[Scope]) -> dict[str, Scope]:
    """The modifiers within whose reach a hit begins, by kind. A trigger that is a part of the hit does nothing:
    `never dispute` says of itself what it means."""
    return {
        scope.kind: scope for scope in scopes if scope.start <= hit.start < scope.end and not hit.meets(scope.trigger)
    }
