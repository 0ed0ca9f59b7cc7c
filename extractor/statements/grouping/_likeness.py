"""How alike two statements are, and whether they are opposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from extractor.statements.grouping._statements import Statement, Token
from extractor.statements.grouping._vocabulary import Key, Vocabulary
from extractor.statements.grouping._weights import (
    ABOUT,
    COMMON,
    CONTRAST,
    LEAST,
    OPPOSED,
    PREFIX,
    REST,
    SLACK,
    SPELLING,
    SPELLING_LEAST,
    SPREAD,
    SYNONYM,
    TONE,
)

_TRIPLE = 3
_STEM = 4  # letters that an ending leaves; three for the shortest endings


def weights_of(parsed: Sequence[Statement], about: set[Key], vocabulary: Vocabulary) -> dict[Key, float]:
    """What each word counts: less where it is common, or the matter itself, or in many of the statements."""
    having = Counter(key for statement in parsed for key in {token.key for token in statement.tokens})
    found = {}
    for key, number in having.items():
        weight = (log((len(parsed) + SLACK) / number) / log(len(parsed) + SLACK)) ** SPREAD
        if key in vocabulary.common:
            weight *= COMMON
        if key in about:
            weight *= ABOUT
        # a word to be passed over is here for its opposite alone
        found[key] = LEAST if key in vocabulary.stop else max(weight, LEAST)
    return found


class Comparer:
    """How alike statements are that were given to it together."""

    def __init__(self, parsed: Sequence[Statement], vocabulary: Vocabulary, weights: Mapping[Key, float]) -> None:
        numbers: dict[Token, int] = {}
        for statement in parsed:
            for token in statement.tokens:
                numbers.setdefault(token, len(numbers))
        self._tokens = list(numbers)
        self._weights = [weights[token.key] for token in self._tokens]
        self._turns = [token.denied or token.key in vocabulary.turners for token in self._tokens]
        self._statements = [[numbers[token] for token in statement.tokens] for statement in parsed]
        self._faint = [token.key in vocabulary.through for token in self._tokens]
        self._tones = [statement.tone for statement in parsed]
        self._meant = [bool(token.classes or token.poles) for token in self._tokens]
        self._heads = [_head(token.key) for token in self._tokens]
        self._triples = [_triples(token.key[0]) if len(token.key) == 1 else frozenset() for token in self._tokens]
        self._relations: list[dict[int, tuple[float, bool, bool]]] = [{} for _ in self._tokens]

    def compare(self, one: int, other: int) -> tuple[float, bool]:
        """How alike two statements are, of 1, and whether they are opposed and must stay apart."""
        here = self._side(self._statements[one], self._statements[other])
        there = self._side(self._statements[other], self._statements[one])
        alike = sqrt(here.found * there.found)
        odd = here.turns % 2 + there.turns % 2
        if odd == 2 and not (here.turners or there.turners):
            if here.lonely <= REST and there.lonely <= REST:
                return 0.0, True
            alike -= CONTRAST
        elif odd:
            alike -= CONTRAST / 2
        if self._tones[one] * self._tones[other] < 0:
            alike -= TONE
        return alike, False

    def _side(self, one: Sequence[int], other: Sequence[int]) -> _Side:
        total = found = lonely = 0.0
        axes = denials = affirmations = passed = turners = 0
        for token in one:
            weight = self._weights[token]
            total += weight
            known = self._relations[token]
            head, meant = self._heads[token], self._meant[token]
            best, opposed, by_axis = 0.0, False, False
            for partner in other:
                # Nearly all words have nothing to do with one another: those are neither compared nor kept.
                if head != self._heads[partner] and not (meant and self._meant[partner]):
                    continue
                relation = known.get(partner)
                if relation is None:
                    relation = known[partner] = self._relation(token, partner)
                share, turned, axis = relation
                if share > best or (share == best and opposed and not turned):
                    best, opposed, by_axis = share, turned, axis
            found += weight * best
            if best < OPPOSED:
                turners += self._turns[token]
                lonely += 0 if self._faint[token] else weight
                continue
            if opposed and by_axis:
                axes += 1
            elif opposed and self._faint[token]:
                passed = 1
            elif opposed and self._tokens[token].denied:
                denials += 1
            elif opposed:
                affirmations += 1
        if not total:
            return _Side(0.0, 0.0, 0, 0)
        # what a negation passes through is denied with what it is said of: one turn;
        # `this, not that` against `that, not this`: one turn, though two words are denied
        turns = axes + (1 if denials and affirmations else denials + affirmations or passed)
        return _Side(found / total, lonely / total, turns, turners)

    def _relation(self, token: int, partner: int) -> tuple[float, bool, bool]:
        one, other = self._tokens[token], self._tokens[partner]
        turned = one.denied != other.denied
        if one.key == other.key:
            return 1.0, turned, False
        share = SYNONYM if one.classes & other.classes else 0.0
        if self._heads[token] == self._heads[partner]:
            share = max(share, _spelling(one.key[0], other.key[0], self._triples[token], self._triples[partner]))
        sides = {here * there for axis, here in one.poles for other_axis, there in other.poles if axis == other_axis}
        if 1 in sides:
            return max(share, SYNONYM), turned, False
        if sides:
            return max(share, OPPOSED), not turned, True
        return share, turned, False


@dataclass(frozen=True, slots=True)
class _Side:
    """One statement, seen from the other."""

    found: float
    """Share of its words that the other has, by weight and by how far they are the same."""
    lonely: float
    """Share of its words that have no partner there, same or opposite, without words that pass negations on."""
    turns: int
    """Words whose partner is denied, or an opposite."""
    turners: int
    """Words without a partner that may undo a turn."""


def _head(key: Key) -> str:
    """What two roots must share to be alike by their letters: the first of a long word, else all of it."""
    long = len(key) == 1 and len(key[0]) >= _STEM and key[0].isalpha()
    return key[0][0] if long else f" {' '.join(key)}"


def _spelling(here: str, there: str, first: frozenset[str], second: frozenset[str]) -> float:
    """How alike two roots of one head are by their letters."""
    share = 2 * len(first & second) / (len(first) + len(second))
    if here.startswith(there) or there.startswith(here):
        share = max(share, PREFIX)
    return SPELLING * share if share >= SPELLING_LEAST else 0.0


def _triples(root: str) -> frozenset[str]:
    root = f"#{root}#"
    return frozenset(root[place : place + _TRIPLE] for place in range(len(root) - _TRIPLE + 1))
