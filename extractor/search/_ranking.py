"""The ranking: which entries answer a reader's words, and how well.

The formula. Every word of the question has a weight w: that of its term, or `unknown`. It matches terms with a
strength k (`_lookup`). For a wording, `asked` is the sum of w·k over the question's words, each with its best match,
divided by the sum of w; `told` is the sum of k·min(w, weight of the match), divided by the sum of the wording's
weights; neither is more than 1. The score of an entry is

    best of its wordings (BALANCE·√(asked·told) + WHOLE·told) + POOLED·asked by all its wordings together
    + QUOTED·BM25 of its quotations + ALONE·(2·asked by the best one of them - 1, or 0)
    + SECOND·BM25 of the second field

in hundredths, light words left out but in the first line; times 1/2 + sum of w / (2·rare) where that is below 1, so
that a question that says less than one rare word is answered with less confidence. What shares light words alone is
no hit.
`site_templates/theme/js/ranking.js` does the same, with the same numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, sqrt

from extractor.search._asked import Asked
from extractor.search._index import Field, Index, Listed
from extractor.search._lookup import asked_of
from extractor.search._weights import ALONE, BALANCE, CLASS, ENOUGH, POOLED, QUOTED, SECOND, WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A word that a question and an entry share."""

    word: str
    """The reader's, in small letters."""
    match: str
    """The entry's: the root of it."""
    how: str
    """`same`, `typing`, `begun`, `class` or `letters`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry that may answer."""

    entry: Listed
    """The entry."""
    score: float
    """From 0 to below 2, with four digits; it can be compared with those of other questions to the same index."""
    because: tuple[Shared, ...]
    """The words shared with its wordings and texts, in the order of the question; none of them light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What an index says to a question."""

    hits: tuple[Hit, ...]
    """All entries that share anything with it, the best first."""

    @property
    def answering(self) -> tuple[Hit, ...]:
        """Those that answer; none where nobody here does."""
        return tuple(hit for hit in self.hits if hit.score >= ENOUGH)


def rank(index: Index, question: str, most: int | None = None) -> Ranked:
    """The entries that answer a reader's words, the best first; at most so many."""
    asked = asked_of(index, question)
    scores = _scores(index, asked)
    ids = [entry.id for entry in index.data.entries]
    order = sorted(scores, key=lambda entry: (-scores[entry], ids[entry]))[:most]
    return Ranked(
        hits=tuple(
            Hit(entry=index.data.entries[entry], score=scores[entry], because=_because(index, asked, entry))
            for entry in order
        )
    )


def _scores(index: Index, asked: Sequence[Asked]) -> dict[int, float]:
    """The score of each entry by its number."""
    data = index.data
    total = sum(word.weight for word in asked)
    heavy = sum(word.weight for word in asked if not word.light)
    covered: dict[int, int] = defaultdict(int)
    told: dict[int, int] = defaultdict(int)
    pooled: dict[int, int] = defaultdict(int)
    # Words of weight first: a wording that has none of them is nobody's answer, and need not be looked at.
    for word in sorted(asked, key=lambda word: (word.light, word.place)):
        by_entry: dict[int, int] = {}
        for wording, (term, strength) in _wordings(index, word, covered).items():
            covered[wording] += word.weight * strength
            told[wording] += strength * min(word.weight, data.weights[term])
            entry = data.wordings[wording][0]
            by_entry[entry] = max(by_entry.get(entry, 0), strength)
        for entry, strength in by_entry.items():
            pooled[entry] += word.weight * strength
    best: dict[int, float] = {}
    for wording, sum_of_asked in covered.items():
        entry = data.wordings[wording][0]
        of_question = min(1.0, sum_of_asked / (100 * total))
        of_wording = min(1.0, told[wording] / (100 * index.lengths[wording]))
        part = BALANCE * sqrt(of_question * of_wording) + WHOLE * of_wording
        best[entry] = max(best.get(entry, 0.0), part)
    quoted, alone = _spoken(data.quotations, asked)
    second, _ = _spoken(data.second, asked)
    certain = min(1.0, 0.5 + total / (2 * data.rare)) if data.rare else 1.0
    return {
        entry: _rounded(
            certain
            * (
                best.get(entry, 0.0)
                + POOLED * min(1.0, pooled.get(entry, 0) / (100 * total))
                + QUOTED * quoted.get(entry, 0.0) / heavy
                + ALONE * max(0.0, alone.get(entry, 0) / (50 * heavy) - 1)
                + SECOND * second.get(entry, 0.0) / heavy
            )
        )
        for entry in {*best, *quoted, *second}
    }


def _rounded(hundredths: float) -> float:
    return floor(hundredths * 100 + 0.5) / 10_000


def _wordings(index: Index, word: Asked, seen: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """The best match of a word in each wording that has one: term and strength."""
    best: dict[int, tuple[int, int]] = {}
    for term, strength in word.matches:
        if word.light:
            having = [wording for wording in seen if term in index.sets[wording]]
        else:
            having = index.postings.get(term, [])
        for wording in having:
            if wording not in best:
                best[wording] = (term, strength)
    return best


def _spoken(field: Field, asked: Sequence[Asked]) -> tuple[dict[int, float], dict[int, int]]:
    """By entry, BM25 of a field's texts, and how much of the question the best one of them says alone; both weighted
    by the words' weights, the second in hundredths. A term counts as often as texts of the entry have it."""
    sums: dict[int, float] = defaultdict(float)
    alone: dict[int, int] = defaultdict(int)
    owners, drags = field.owners, field.drags
    for word in asked:
        if word.light:
            continue
        best: dict[int, float] = {}
        in_text: dict[int, int] = {}
        for term, strength in word.matches:
            counts: dict[int, int] = defaultdict(int)
            for text in field.postings.get(term, ()):
                counts[owners[text]] += 1
                if text not in in_text:
                    in_text[text] = strength
            for entry, count in counts.items():
                value = strength * count / (100 * count + drags[entry])
                if value > best.get(entry, 0.0):
                    best[entry] = value
        for entry, value in best.items():
            sums[entry] += word.weight * value
        for text, strength in in_text.items():
            alone[text] += word.weight * strength
    most: dict[int, int] = {}
    for text, value_alone in alone.items():
        if value_alone > most.get(owners[text], 0):
            most[owners[text]] = value_alone
    return sums, most


def _because(index: Index, asked: Sequence[Asked], entry: int) -> tuple[Shared, ...]:
    """The words that a question and an entry share."""
    shared = []
    for word in asked:
        term, strength = next((match for match in word.matches if index.has(entry, match[0])), (0, 0))
        if strength and not word.light:
            how = "same" if strength == 100 else "class" if strength == CLASS else "letters"
            if word.how != "same" and strength == word.matches[0][1]:
                how = word.how
            shared.append(Shared(word=word.word, match=index.data.terms[term], how=how))
    return tuple(shared)
