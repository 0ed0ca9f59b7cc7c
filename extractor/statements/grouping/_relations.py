"""How two words are related: the same, of like letters, of one class, opposed; and which words may be at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from extractor.statements.grouping._statements import Token
from extractor.statements.grouping._vocabulary import Key
from extractor.statements.grouping._weights import OPPOSED, PREFIX, SPELLING, SPELLING_LEAST, SYNONYM

Relation = tuple[float, bool, bool]
"""How far two words are the same, whether they are opposed, and whether by an axis."""
Kin = Key | int | tuple[str, int] | str
"""What two words have in common that have to do with one another: a key, the number of a class, an axis, letters."""
_TRIPLE = 3
_STEM = 4  # letters that an ending leaves; three for the shortest endings
_KEPT = 100_000  # words and pairs of them of which is kept what was found out: strangers can write any number


def kin(token: Token) -> tuple[Kin, ...]:
    """What a word shares with every word that it has to do with: itself, a class, an axis, or letters of one head."""
    return (*_meant(token), *_letters(token.key))


def relation(one: Token, other: Token) -> Relation:
    """How two words are related; the same either way round."""
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


def relations(tokens: Sequence[Token]) -> list[dict[int, Relation]]:
    """For each of these words, those that are related to it, by their numbers, itself among them."""
    related: list[dict[int, Relation]] = [{} for _ in tokens]
    by_meaning: dict[Kin, list[int]] = defaultdict(list)
    by_letters: dict[str, list[int]] = defaultdict(list)
    letters = [_letters(token.key) for token in tokens]
    for number, token in enumerate(tokens):
        related[number][number] = 1.0, False, False
        partners: set[int] = set()
        for shared in _meant(token):
            others = by_meaning[shared]
            partners.update(others)
            others.append(number)
        if here := letters[number]:
            start = _start(token.key)
            counts: dict[int, int] = {}
            for shared in here:
                # Words that are alike have two triples in common: so one that many words begin with may be left out.
                if shared != start:
                    others = by_letters[shared]
                    for partner in others:
                        counts[partner] = counts.get(partner, 1) + 1
                    others.append(number)
            size = len(here)
            for partner, common in counts.items():
                # A root that begins the other has all its triples there but the last.
                other_size = len(letters[partner])
                if 2 * common >= SPELLING_LEAST * (size + other_size) or common >= min(size, other_size) - 1:
                    partners.add(partner)
        for partner in partners:
            found = relation(token, tokens[partner])
            if found[0] > 0:
                related[number][partner] = related[partner][number] = found
    return related


def _meant(token: Token) -> Iterable[Kin]:
    return (token.key, *token.classes, *(("axis", axis) for axis, _ in token.poles))


@lru_cache(maxsize=_KEPT)
def _spelling(one: Key, other: Key) -> float:
    """How alike two roots are by their letters: 0 for phrases, numbers, short roots and different heads."""
    first, second = _letters(one), _letters(other)
    if not (first and second) or one[0][0] != other[0][0]:
        return 0.0
    share = 2 * len(first & second) / (len(first) + len(second))
    if one[0].startswith(other[0]) or other[0].startswith(one[0]):
        share = max(share, PREFIX)
    return SPELLING * share if share >= SPELLING_LEAST else 0.0


@lru_cache(maxsize=_KEPT)
def _letters(key: Key) -> frozenset[str]:
    """The letter triples of a root that can be like another by its letters, each behind the root's head.

    Words of one head that have no three letters in common are not alike at all.
    """
    root = key[0]
    if len(key) > 1 or len(root) < _STEM or not root.isalpha():
        return frozenset()
    ends = f"#{root}#"
    return frozenset(root[0] + ends[place : place + _TRIPLE] for place in range(len(ends) - _TRIPLE + 1))


def _start(key: Key) -> str:
    """The triple at the start of a root."""
    root = key[0]
    return f"{root[0]}#{root[:2]}"
