"""What a group is called: the best of its askers' own wordings. None is made up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from extractor.asks._group_weights import (
    COVERS,
    EACH_MORE,
    FOREIGN,
    LEANS,
    LONG,
    OFFERED,
    QUESTION_FORM,
    QUESTION_MARK,
    SAYS,
    SHORT,
    TELLS,
    TOO_SHORT,
)
from extractor.asks.terms import Terms, Vector, is_subject, subject_words
from extractor.asks.words import GroupingWords
from extractor.model import Ask, AskKind
from extractor.text.characters import norms

_HEAVY = 8
"""Words of a group by which wordings are measured."""
_FIRST_PERSON = 3
"""So many words of the first person in a wording, and it tells a tale."""


def wordings_of(
    asks: Sequence[Ask], terms: Sequence[Terms], matter: Mapping[str, float], words: GroupingWords
) -> tuple[str, ...]:
    """The best wordings of a group, at most OFFERED, the best first; `terms` are those of its asks."""
    having = Counter(term for row in terms for term in row.own)
    scores: dict[str, float] = {}
    for wording in _wordings(asks):
        if covered(wording, matter, words) >= SAYS:
            scores.setdefault(wording, _score(wording, matter, having, words))
    best: dict[frozenset[str], str] = {}
    for wording in sorted(scores, key=lambda each: (-scores[each], len(each), each)):
        best.setdefault(frozenset(words.roots(wording)), wording)
    return tuple(best.values())[:OFFERED]


def matter_of(terms: Sequence[Terms], rows: Sequence[Vector], words: GroupingWords) -> Mapping[str, float]:
    """The heaviest words that the askers of a group say themselves, with their shares of all these; sums to 1."""
    sums: dict[str, float] = defaultdict(float)
    for own, row in zip(terms, rows, strict=True):
        for term, weight in row.items():
            if term in own.own:
                sums[term] += weight
    heavy = sorted(sums, key=lambda term: (-sums[term], term))[:_HEAVY]
    total = sum(sums[term] for term in heavy)
    return {term: sums[term] / total for term in heavy if is_subject(term, words)} if total else {}


def covered(text: str, matter: Mapping[str, float], words: GroupingWords) -> float:
    """The share of a group's matter that a text has words of, from 0 to 1."""
    roots = set(words.roots(text))
    return sum(share for term, share in matter.items() if term in roots)


def _wordings(asks: Sequence[Ask]) -> Iterator[str]:
    """What could name the group: sentences that ask, and titles of the askers' own threads."""
    for ask in asks:
        for span, text in zip(ask.ranges, ask.texts, strict=True):
            if span in ask.asking:
                yield " ".join(text.split())
        if ask.title and (ask.weight >= 1.0 or ask.kind is AskKind.TITLE):
            yield " ".join(ask.title.split())


def _score(wording: str, matter: Mapping[str, float], having: Mapping[str, int], words: GroupingWords) -> float:
    said = norms(wording)
    score = COVERS * covered(wording, matter, words)
    if wording.rstrip().endswith("?"):
        score += QUESTION_MARK
    place = 0
    while place < len(said) and said[place] in words.before_asking:
        place += 1
    if any(tuple(said[place : place + length]) in words.asking for length in (1, 2)):
        score += QUESTION_FORM
    if any(word in words.leaning for word in said):
        score += LEANS
    if any(word in words.tale for word in said) or sum(word in words.first_person for word in said) >= _FIRST_PERSON:
        score += TELLS
    score += FOREIGN * sum(having.get(term, 0) < 2 for term in subject_words(wording, words))
    score += EACH_MORE * max(len(said) - LONG, 0)
    if len(said) < SHORT:
        score += TOO_SHORT
    return score
