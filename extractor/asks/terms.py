"""The words of asks with their weights, as vectors of length 1: what two asks share is how alike they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from math import log, sqrt

from extractor.asks._group_weights import (
    ASKING,
    CLASS,
    FAINT,
    INHERITED,
    KEPT,
    LEAST,
    OWN_TITLE,
    READ,
    SLACK,
    SPREAD,
    TELLING,
    UNTITLED,
)
from extractor.asks.words import GroupingWords
from extractor.model import Ask, AskKind

Vector = Mapping[str, float]
"""Terms with their weights: roots of words, and names of classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one ask is about, before it is known how rare its words are."""

    weights: Vector
    """Each term by where it stands."""
    own: frozenset[str]
    """The subject words that the asker says, the title of the asker's own thread among them."""


def terms_of(ask: Ask, words: GroupingWords) -> Terms:
    """The terms of one ask: of what asks, of what tells, and of the title as far as the ask needs it."""
    weights: dict[str, float] = {}
    asking = frozenset(ask.asking)
    for span, text in zip(ask.ranges, ask.texts, strict=True):
        _add(weights, text, ASKING if span in asking or ask.kind is AskKind.TITLE else TELLING, words)
    own = {term for term in weights if is_subject(term, words)}
    if ask.kind is AskKind.TITLE or ask.weight >= 1.0:
        _add(weights, ask.title, OWN_TITLE, words)
        own = {term for term in weights if is_subject(term, words)}
    else:
        _add(weights, ask.title, INHERITED[min(len(own), len(INHERITED) - 1)], words)
    return Terms(weights=weights, own=frozenset(own))


def subject_words(text: str, words: GroupingWords) -> set[str]:
    """The roots of a text that say what it is about."""
    return {root for key in words.keys(words.roots(text)) for root in key if is_subject(root, words)}


def is_subject(term: str, words: GroupingWords) -> bool:
    """Whether a term is a word that says what an ask is about: no class, no number, no word of any ask."""
    return term[0] != "=" and term not in words.faint and not term.isdigit()


def _add(weights: dict[str, float], text: str, weight: float, words: GroupingWords) -> None:
    for key in islice(words.keys(words.roots(text)), READ):
        names = words.classes.get(key, ())
        for term in key:
            if len(key) > 1 or term not in words.stop:
                worth = weight * (FAINT if term in words.faint and not names else 1.0)
                weights[term] = max(weights.get(term, 0.0), worth)
        for name in names:
            weights[name] = max(weights.get(name, 0.0), weight * CLASS)


def vectors(terms: Sequence[Terms], threads: Sequence[str], titles: Iterable[Iterable[str]] = ()) -> list[Vector]:
    """The terms of each ask with their weights by rarity, to length 1.

    `threads` are the threads of the asks: a word is rare where few threads have it, however often it stands there.
    `titles` are the subject words of titles; where there are any, a word in none of them counts less.
    """
    pairs = {(term, thread) for row, thread in zip(terms, threads, strict=True) for term in row.weights}
    having = Counter(term for term, _ in pairs)
    titled = frozenset(term for title in titles for term in title)
    total = log(len(set(threads)) + SLACK)
    rarity = {term: max(((total - log(number)) / total), LEAST) ** SPREAD for term, number in having.items()}
    if titled:
        rarity = {
            term: rare * (UNTITLED if term[0] != "=" and term not in titled else 1.0) for term, rare in rarity.items()
        }
    return [_vector(row.weights, rarity) for row in terms]


def _vector(weights: Vector, rarity: Vector) -> Vector:
    """The heaviest terms of an ask by where they stand and how rare they are, to length 1."""
    weighted = {term: weight * rarity[term] for term, weight in weights.items()}
    heavy = nlargest(KEPT, weighted, key=lambda term: (weighted[term], term))
    return unit({term: weighted[term] for term in heavy})


def unit(vector: Vector) -> Vector:
    """A vector to length 1, its terms in order; one without terms stays empty."""
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {term: vector[term] / length for term in sorted(vector)} if length else {}


def dot(one: Vector, other: Vector) -> float:
    """What two vectors share."""
    if len(one) > len(other):
        one, other = other, one
    return sum([weight * other[term] for term, weight in one.items() if term in other])
