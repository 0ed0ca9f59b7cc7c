"""How alike two statements are, and whether they are opposed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import log, sqrt
from typing import NamedTuple

from extractor.statements.grouping._relations import Kin, Relation, kin, relation, relations
from extractor.statements.grouping._statements import Statement, Token
from extractor.statements.grouping._vocabulary import Key, Vocabulary
from extractor.statements.grouping._weights import (
    ABOUT,
    COMMON,
    CONTRAST,
    CROWD,
    CROWD_WORDS,
    LEAST,
    OPPOSED,
    REST,
    SLACK,
    SPREAD,
    TONE,
)

_ROUNDING = 1 - 1e-9  # sums of the same weights differ in their last digits with their order


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
        faint = [token.key in vocabulary.through for token in self._tokens]
        turns = [token.denied or token.key in vocabulary.turners for token in self._tokens]
        # A row a word: what it counts, what without a partner, whether it may undo a turn, whether negations pass it.
        rows = [
            (token, weight, 0.0 if passed else weight, turn, passed)
            for token, (weight, turn, passed) in enumerate(zip(self._weights, turns, faint, strict=True))
        ]
        self._statements = [[numbers[token] for token in statement.tokens] for statement in parsed]
        self._rows = [[rows[token] for token in statement] for statement in self._statements]
        self._sets = [frozenset(statement) for statement in self._statements]
        self._tones = [statement.tone for statement in parsed]
        self._totals = [self._total(statement) for statement in self._statements]
        self._strangers = [_stranger(row, total) for row, total in zip(self._rows, self._totals, strict=True)]
        self.crowded = len(parsed) > CROWD or sum(map(len, self._statements)) > CROWD_WORDS
        """Whether there are too many statements, or words in them, to hold each against each."""
        # In a crowd the words that may be related are too many: they are looked at when statements are compared.
        self._relations = [{} for _ in self._tokens] if self.crowded else relations(self._tokens)
        # By what words may be related: in a crowd by what they share, else by their own numbers.
        numbered: dict[Kin, int] = {}
        self._reached = (
            [frozenset(numbered.setdefault(shared, len(numbered)) for shared in kin(token)) for token in self._tokens]
            if self.crowded
            else [frozenset(related) for related in self._relations]
        )
        self._reached_by_all = [
            frozenset(chain.from_iterable(self._reached[token] for token in statement))
            for statement in self._statements
        ]
        self._known_by_all = self._reached_by_all if self.crowded else self._sets

    def _total(self, statement: Sequence[int]) -> float:
        total = 0.0
        for token in statement:
            total += self._weights[token]
        return total

    def suspects(self, least: float) -> set[tuple[int, int]]:
        """Pairs, the smaller number first, all those among them that are alike by this much or more.

        Of each statement, words are passed over whose weights together are too small a share of it for two
        statements that have no other words in common to be so much alike.
        """
        having: dict[int, list[int]] = defaultdict(list)
        for number, statement in enumerate(self._statements):
            for token in statement:
                having[token].append(number)
        reached: dict[int, set[int]] = {}
        pairs: set[tuple[int, int]] = set()
        for number, statement in enumerate(self._statements):
            near: set[int] = set()
            for token in self._weighty(statement, least * self._totals[number]):
                if token not in reached:
                    reached[token] = {place for partner in self._reached[token] for place in having[partner]}
                near |= reached[token]
            near.discard(number)
            pairs.update((min(number, place), max(number, place)) for place in near)
        return pairs

    def _weighty(self, statement: Sequence[int], least: float) -> Sequence[int]:
        """The words of a statement without the lightest ones, which together weigh less than this."""
        by_weight = sorted(statement, key=self._weights.__getitem__)
        passed = 0.0
        for place, token in enumerate(by_weight):
            passed += self._weights[token]
            if passed > least * _ROUNDING:
                return by_weight[place:]
        return ()

    def likeness(self, one: int, other: int) -> float | None:
        """How alike two statements are, of 1; None where they are opposed and must stay apart."""
        here, there = self._side(one, other), self._side(other, one)
        alike = sqrt(here.coverage * there.coverage)
        odd = here.turns % 2 + there.turns % 2
        if odd == 2 and not (here.turners or there.turners):
            if here.lonely <= REST and there.lonely <= REST:
                return None
            alike -= CONTRAST
        elif odd:
            alike -= CONTRAST / 2
        if self._tones[one] * self._tones[other] < 0:
            alike -= TONE
        return alike

    def _side(self, one: int, other: int) -> _Side:
        reached, known_by = self._reached, self._known_by_all[other]
        # Most statements have nothing to do with one another.
        if self._reached_by_all[one].isdisjoint(known_by):
            return self._strangers[one]
        coverage = lonely = 0.0
        axes = denials = affirmations = passed = turners = 0
        others = self._sets[other]
        for token, weight, lone, turn, faint in self._rows[one]:
            if token in others:
                # The very same word, denied as often: nothing can be more alike.
                coverage += weight
                continue
            # Nearly all words have nothing to do with one another: those are neither compared nor kept.
            if known_by.isdisjoint(reached[token]):
                turners += turn
                lonely += lone
                continue
            best, opposed, by_axis = 0.0, False, False
            for partner in self._statements[other]:
                related = self._related(token, partner)
                if related is None:
                    continue
                share, turned, axis = related
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
            elif faint:
                passed = 1
            elif self._tokens[token].denied:
                denials += 1
            else:
                affirmations += 1
        total = self._totals[one]
        # what a negation passes through is denied with what it is said of: one turn;
        # `this, not that` against `that, not this`: one turn, though two words are denied
        turns = axes + (1 if denials and affirmations else denials + affirmations or passed)
        return _Side(coverage / total, lonely / total, turns, turners)

    def _related(self, token: int, partner: int) -> Relation | None:
        """How two words are related, if they are."""
        known = self._relations[token].get(partner)
        if known is None and self.crowded and not self._reached[token].isdisjoint(self._reached[partner]):
            known = self._relations[token][partner] = relation(self._tokens[token], self._tokens[partner])
        return known


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


def _stranger(rows: Iterable[tuple[int, float, float, bool, bool]], total: float) -> _Side:
    """A statement, seen from one with which it shares nothing."""
    lonely, turners = 0.0, 0
    for _, _, lone, turn, _ in rows:
        lonely += lone
        turners += turn
    return _Side(0.0, lonely / total, 0, turners) if total else _Side(0.0, 0.0, 0, 0)
