"""Which terms of the index a reader's word can mean, and how well it matches each."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile

from rapidfuzz.distance import OSA

from extractor.search._asked import Asked
from extractor.search._index import Index
from extractor.search._likeness import forgiven, grams
from extractor.search._weights import (
    BEGUN,
    CLASS,
    FEWEST_LETTERS,
    LETTERS,
    LONGEST_QUESTION,
    MOST_MATCHES,
    SHORTEST_ALIKE,
    SHORTEST_BEGUN,
    TYPED,
)
from extractor.search._words import words

KEPT = 20_000
"""Words that are kept with what they can mean; strangers can write any number of words."""


def asked_of(index: Index, question: str) -> list[Asked]:
    """The words of a question, each once, with what they can mean."""
    asked: dict[str, Asked] = {}
    for word in words(question, index.data.words, index.phrases, index.data.words):
        if len(asked) == LONGEST_QUESTION:
            break
        term = _term(index, word)
        name = word if term is None else index.data.terms[term]
        if name not in asked:
            asked[name] = replace(_known(index, word, term), place=len(asked))
    return list(asked.values())


def _term(index: Index, word: str) -> int | None:
    """The term of a word that is known, in this form or with another ending."""
    known = index.data.words
    for form in _forms(index, word):
        if form in known:
            return known[form]
    return None


def _forms(index: Index, word: str) -> Iterator[str]:
    """A word, and what it may be with another ending; at least three letters of it stay."""
    yield word
    for ending, instead in index.data.endings:
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            stem = word[: len(word) - len(ending)]
            yield stem + instead
            # `stopping` is a form of `stop`
            if not instead and stem[-1] == stem[-2]:
                yield stem[:-1]


def _known(index: Index, word: str, term: int | None) -> Asked:
    """What a word can mean, kept for the next question: thousands of asks are held against one index."""
    known = index.asked.get(word)
    if known is None:
        known = _asked(index, word, term)
        if len(index.asked) < KEPT:
            index.asked[word] = known
    return known


def _asked(index: Index, word: str, term: int | None) -> Asked:
    data = index.data
    if term is not None and term in index.light:
        return Asked(place=0, word=word, weight=data.weights[term], light=True, matches=[(term, 100)], how="same")
    strengths: dict[int, int] = {}
    how = "same"

    def match(other: int, strength: int) -> None:
        if other not in index.light:
            strengths[other] = max(strengths.get(other, 0), strength)

    if term is not None:
        match(term, 100)
        for number in index.classes.get(term, ()):
            for other in data.classes[number]:
                match(other, CLASS)
    else:
        numbers = next((data.others[form] for form in _forms(index, word) if form in data.others), ())
        for number in numbers:
            for other in data.classes[number]:
                match(other, CLASS)
        typed, errors = _mistyped(index, word) if not numbers else ([], 0)
        if typed:
            how = "typing"
        elif not numbers and len(word) >= SHORTEST_BEGUN:
            first = bisect_left(index.alphabet, word)
            begun = takewhile(lambda known: known.startswith(word), islice(index.alphabet, first, None))
            typed = [data.words[known] for known in begun]
            how = "begun" if typed else how
        for other in typed:
            match(other, TYPED[errors] if how == "typing" else BEGUN)
    for other, share in _alike(index, word if term is None else data.terms[term]):
        match(other, LETTERS * share // 100)
    return Asked(
        place=0,
        word=word,
        weight=data.unknown if term is None else data.weights[term],
        light=False,
        matches=sorted(strengths.items(), key=lambda match: (-match[1], match[0]))[:MOST_MATCHES],
        how=how,
    )


def _mistyped(index: Index, word: str) -> tuple[list[int], int]:
    """The terms of the known words that are fewest typing errors away, and how many errors."""
    most = forgiven(word)
    if not most:
        return [], 0
    pairs = [gram for gram in grams(word) if len(gram) == 2]
    shared = Counter(known for pair in pairs for known in index.spelt.get(pair, ()))
    near: dict[int, set[int]] = {}
    for known, count in shared.items():
        # An error touches three pairs at most; a word that is near shares the others.
        if count < len(pairs) - 3 * most:
            continue
        errors = OSA.distance(word, known, score_cutoff=most)
        if errors <= most:
            near.setdefault(errors, set()).add(index.data.words[known])
    errors = min(near, default=0)
    return sorted(near.get(errors, ())), errors


def _alike(index: Index, word: str) -> Iterator[tuple[int, int]]:
    """The terms that share most of their pairs and triples of letters with a word, with the share in hundredths."""
    if len(word) < SHORTEST_ALIKE or " " in word:
        return
    own = grams(word)
    shared = Counter(term for gram in own for term in index.grams.get(gram, ()))
    for term, count in shared.items():
        share = 200 * count // (len(own) + index.sizes[term])
        if share >= FEWEST_LETTERS and len(index.data.terms[term]) >= SHORTEST_ALIKE:
            yield term, share
