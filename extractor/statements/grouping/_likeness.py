"""How alike two statements are, and whether they are opposed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

from extractor.statements.grouping._statements import Statement, Token
from extractor.statements.grouping._vocabulary import Key, Vocabulary
from extractor.statements.grouping._weights import (
    ABOUT,
    COMMON,
    CONTRAST,
    CROWD_WORDS,
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

Kin = Key | int | tuple[str, int] | str
"""What two words have in common that have to do with one another: a key, the number of a class, an axis, a letter."""
_TRIPLE = 3
_STEM = 4  # letters that an ending leaves; three for the shortest endings


def weights_of(parsed: Sequence[Statement], about: set[Key], vocabulary: Vocabulary) -> dict[Key, float]:
    """What each word counts: less where it is common, or the matter itself, or in many of the statements."""
    having = Counter(key for statement in parsed for key in {token.key for token in statement.tokens})
    weights = {}
    for key, number in having.items():
        weight = (log((len(parsed) + SLACK) / number) / log(len(parsed) + SLACK)) ** SPREAD
        if key in vocabulary.common:
            weight *= COMMON
        if key in about:
            weight *= ABOUT
        # a word to be passed over is here for its opposite alone
        weights[key] = LEAST if key in vocabulary.stop else max(weight, LEAST)
    return weights


class Comparer:
    """How alike statements are that were given to it together."""

    def __init__(self, parsed: Sequence[Statement], vocabulary: Vocabulary, weights: Mapping[Key, float]) -> None:
        numbers: dict[Token, int] = {}
        for statement in parsed:
            for token in statement.tokens:
                numbers.setdefault(token, len(numbers))
        self._tokens = list(numbers)
        self._weights = [weights[token.key] for token in self._tokens]
        turns = [token.denied or token.key in vocabulary.turners for token in self._tokens]
        self._faint = [token.key in vocabulary.through for token in self._tokens]
        self._statements = [[numbers[token] for token in statement.tokens] for statement in parsed]
        self._tones = [statement.tone for statement in parsed]
        self._sets = [frozenset(statement) for statement in self._statements]
        self._totals = [self._total(statement) for statement in self._statements]
        numbered: dict[Kin, int] = {}
        kin = [
            frozenset(numbered.setdefault(shared, len(numbered)) for shared in _kin(token)) for token in self._tokens
        ]
        self._kin = kin
        self._kin_of_all = [frozenset().union(*(kin[token] for token in statement)) for statement in self._statements]
        # A row a word: what it counts, what without a partner, whether it may undo a turn, and what it is known by.
        rows = [
            (token, weight, 0.0 if faint else weight, turn, shared)
            for token, (weight, faint, turn, shared) in enumerate(
                zip(self._weights, self._faint, turns, kin, strict=True)
            )
        ]
        self._rows = [[rows[token] for token in statement] for statement in self._statements]
        self._strangers = [_stranger(row, total) for row, total in zip(self._rows, self._totals, strict=True)]
        self._relations: list[dict[int, tuple[float, bool, bool]]] = [{} for _ in self._tokens]
        self._all_related = sum(map(len, self._statements)) <= CROWD_WORDS
        if self._all_related:
            self._relate_all()

    def _total(self, statement: Sequence[int]) -> float:
        total = 0.0
        for token in statement:
            total += self._weights[token]
        return total

    def _relate_all(self) -> None:
        """Fill in the relation of every two words that share anything; in a crowd they are too many."""
        by_kin: dict[int, list[int]] = defaultdict(list)
        for token, shared in enumerate(self._kin):
            for one in shared:
                by_kin[one].append(token)
        for token, shared in enumerate(self._kin):
            for partner in {partner for one in shared for partner in by_kin[one] if partner >= token}:
                relation = _relation(self._tokens[token], self._tokens[partner])
                if relation[0] > 0:
                    self._relations[token][partner] = self._relations[partner][token] = relation

    def compare(self, one: int, other: int) -> tuple[float, bool]:
        """How alike two statements are, of 1, and whether they are opposed and must stay apart."""
        here, there = self._side(one, other), self._side(other, one)
        alike = sqrt(here.coverage * there.coverage)
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

    def _side(self, one: int, other: int) -> _Side:
        # Most statements have nothing to do with one another.
        if self._kin_of_all[one].isdisjoint(self._kin_of_all[other]):
            return self._strangers[one]
        total = self._totals[one]
        coverage = lonely = 0.0
        axes = denials = affirmations = passed = turners = 0
        kin, kin_of_all, partners = self._kin, self._kin_of_all[other], self._statements[other]
        others, relations = self._sets[other], self._relations
        for token, weight, lone, turn, shared in self._rows[one]:
            if token in others:
                # The very same word, denied as often: nothing can be more alike.
                coverage += weight
                continue
            # Nearly all words have nothing to do with one another: those are neither compared nor kept.
            if others.isdisjoint(relations[token]) if self._all_related else kin_of_all.isdisjoint(shared):
                turners += turn
                lonely += lone
                continue
            best, opposed, by_axis = 0.0, False, False
            known = relations[token]
            for partner in partners:
                if (partner not in known) if self._all_related else shared.isdisjoint(kin[partner]):
                    continue
                relation = known.get(partner)
                if relation is None:
                    relation = known[partner] = _relation(self._tokens[token], self._tokens[partner])
                share, turned, axis = relation
                if share > best or (share == best and opposed and not turned):
                    best, opposed, by_axis = share, turned, axis
            coverage += weight * best
            if best < OPPOSED:
                turners += turn
                lonely += lone
                continue
            if not opposed:
                continue
            if by_axis:
                axes += 1
            elif self._faint[token]:
                passed = 1
            elif self._tokens[token].denied:
                denials += 1
            else:
                affirmations += 1
        if not total:
            return _Side(0.0, 0.0, 0, 0)
        # what a negation passes through is denied with what it is said of: one turn;
        # `this, not that` against `that, not this`: one turn, though two words are denied
        turns = axes + (1 if denials and affirmations else denials + affirmations or passed)
        return _Side(coverage / total, lonely / total, turns, turners)


class _Side(NamedTuple):
    """One statement, seen from the other."""

    coverage: float
    """Share of its words that the other has, by weight and by how far they are the same."""
    lonely: float
    """Share of its words that have no partner there, same or opposite, without words that pass negations on."""
    turns: int
    """Words whose partner is denied, or an opposite."""
    turners: int
    """Words without a partner that may undo a turn."""


def _stranger(rows: Iterable[tuple[int, float, float, bool, frozenset[int]]], total: float) -> _Side:
    """A statement, seen from one with which it shares nothing."""
    lonely, turners = 0.0, 0
    for _, _, lone, turn, _ in rows:
        lonely += lone
        turners += turn
    return _Side(0.0, lonely / total, 0, turners) if total else _Side(0.0, 0.0, 0, 0)


def _kin(token: Token) -> tuple[Kin, ...]:
    """What a word shares with every word that it has to do with: itself, a class, an axis, or letters of one head."""
    kin: list[Kin] = [token.key, *token.classes, *(("axis", axis) for axis, _ in token.poles)]
    if _spelt(token.key):
        # Words of one head that have no three letters in common are not alike at all.
        kin += ((token.key[0][0], triple) for triple in _triples(token.key[0]))
    return tuple(kin)


def _relation(one: Token, other: Token) -> tuple[float, bool, bool]:
    """How far two words are the same, whether they are opposed, and whether by an axis; the same either way round."""
    turned = one.denied != other.denied
    if one.key == other.key:
        return 1.0, turned, False
    share = _spelling(one.key, other.key)
    if share < SYNONYM and one.classes & other.classes:
        share = SYNONYM
    if not (one.poles and other.poles):
        return share, turned, False
    sides = {here * there for axis, here in one.poles for other_axis, there in other.poles if axis == other_axis}
    if 1 in sides:
        return max(share, SYNONYM), turned, False
    if sides:
        return max(share, OPPOSED), not turned, True
    return share, turned, False


@lru_cache(maxsize=200_000)
def _spelling(one: Key, other: Key) -> float:
    """How alike two roots are by their letters: 0 for phrases, numbers, short roots and different heads."""
    here, there = one[0], other[0]
    if not (_spelt(one) and _spelt(other)) or here[0] != there[0]:
        return 0.0
    first, second = _triples(here), _triples(there)
    share = 2 * len(first & second) / (len(first) + len(second))
    if here.startswith(there) or there.startswith(here):
        share = max(share, PREFIX)
    return SPELLING * share if share >= SPELLING_LEAST else 0.0


def _spelt(key: Key) -> bool:
    """Whether a word can be like another by its letters."""
    return len(key) == 1 and len(key[0]) >= _STEM and key[0].isalpha()


def _triples(root: str) -> frozenset[str]:
    root = f"#{root}#"
    return frozenset(root[place : place + _TRIPLE] for place in range(len(root) - _TRIPLE + 1))
