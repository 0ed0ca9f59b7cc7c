"""What many people ask: groups of the asks of all threads, ranked, named, with their owners and their answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.asks._group_weights import (
    ANNOUNCED,
    ANSWERS,
    ANSWERS_KEPT,
    LEAST_ASKERS,
    LEAST_THREADS,
    SHARE,
    SHARED,
    TOUCHES,
)
from extractor.asks.grouping import alike, keeps, vectors_of
from extractor.asks.identity import claims, ids_of, owners_of, records_of, state_of
from extractor.asks.naming import covered, matter_of, wordings_of
from extractor.asks.terms import Terms, Vector, is_subject, terms_of
from extractor.asks.words import GroupingWords, grouping_words
from extractor.model import (
    Ask,
    AskKind,
    Group,
    GroupAnswer,
    GroupState,
    Mined,
    Question,
    Reason,
    ScoredPassage,
    SetAside,
    askers_of,
    threads_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What editors decided about groups."""

    questions: Sequence[Question] = ()
    """The questions of the FAQ, with the asks that they came from."""
    set_aside: Sequence[SetAside] = ()
    """Groups that became none, in the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The asks of a corpus as they are compared, before any editor has decided. Depends on the asks alone."""

    asks: Sequence[Ask]
    """By thread, post and id."""
    terms: Sequence[Terms]
    """What each is about."""
    clusters: Sequence[Sequence[int]]
    """Places of asks that are alike; each stands in one cluster."""


def terms_in(mined: Mined, language: str) -> tuple[Terms, ...]:
    """What each ask of a thread is about."""
    words = grouping_words(language)
    return tuple(terms_of(ask, words) for ask in mined.asked.asks)


def compared(
    mined: Mapping[str, Mined],
    language: str,
    terms: Mapping[str, Sequence[Terms]] | None = None,
    clusters: Sequence[Sequence[int]] | None = None,
) -> Compared:
    """The asks of all threads, by whose ids `mined` is. What an earlier run left is taken as it is: `terms` of each
    thread as `terms_in` gives them, and the `clusters` of the same asks."""
    pairs = [
        pair
        for id, row in mined.items()
        for pair in zip(row.asked.asks, terms_in(row, language) if terms is None else terms[id], strict=True)
    ]
    pairs.sort(key=lambda pair: (pair[0].thread, pair[0].post or 0, pair[0].id))
    asks, terms_of_asks = [ask for ask, _ in pairs], [each for _, each in pairs]
    if clusters is None:
        clusters = alike(asks, language, known_terms=terms_of_asks)
    return Compared(asks=asks, terms=terms_of_asks, clusters=clusters)


def groups_of(
    mined: Mapping[str, Mined],
    language: str,
    decided: Decided,
    before: Mapping[str, Sequence[str]],
    known: Compared | None = None,
) -> tuple[Group, ...]:
    """The groups of a corpus, those that are asked most first; groups on announcements come after all others.

    `mined` is what each thread gives, by its id; `before` are the ids of the groups of an earlier run with those of
    their asks; `known` is what `compared` gives of the same threads. A group has LEAST_ASKERS and LEAST_THREADS at
    least and shares words, or a decision is about it. Decisions change which asks are alike only where these do not
    stand together or apart by themselves.
    """
    words = grouping_words(language)
    known = known or compared(mined, language)
    asks, terms = known.asks, known.terms
    gathered = _Gathered(asks=asks, terms=terms, rows=vectors_of(asks, terms, words), mined=mined, words=words)
    claimed = claims(asks, decided.questions, decided.set_aside)
    places = known.clusters
    if not keeps(places, claimed.together, claimed.sides):
        places = alike(asks, language, claimed.together, claimed.sides, terms)
    owners, records = owners_of(places, claimed), records_of(places, claimed)
    kept = [
        number
        for number, here in enumerate(places)
        if number in owners or number in records or gathered.is_group(here)
    ]
    ids = ids_of([[asks[place] for place in places[number]] for number in kept], before)
    groups = [
        gathered.group(places[number], id, owners.get(number), records.get(number))
        for number, id in zip(kept, ids, strict=True)
    ]
    return tuple(sorted(groups, key=lambda group: (group.announced, -group.rank, group.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    """All asks of a corpus, with what they are compared by."""

    asks: Sequence[Ask]
    terms: Sequence[Terms]
    rows: Sequence[Vector]
    mined: Mapping[str, Mined]
    words: GroupingWords

    def is_group(self, places: Sequence[int]) -> bool:
        """Whether enough people ask it, and whether they share words that say what they ask."""
        asks = [self.asks[place] for place in places]
        if askers_of(asks) < LEAST_ASKERS or threads_of(asks) < LEAST_THREADS:
            return False
        having = Counter(
            term for place in places for term in self.terms[place].weights if is_subject(term, self.words)
        )
        return sum(count >= SHARE * len(asks) for count in having.values()) >= SHARED

    def group(self, places: Sequence[int], id: str, question: str | None, record: SetAside | None) -> Group:
        """The group of these asks."""
        asks = [self.asks[place] for place in places]
        terms, rows = [self.terms[place] for place in places], [self.rows[place] for place in places]
        matter = matter_of(terms, rows, self.words)
        wordings = wordings_of(asks, terms, matter, self.words)
        threads = list(dict.fromkeys(ask.thread for ask in asks))
        crowded = sum(len(self.mined[ask.thread].asked.asks) >= ANNOUNCED for ask in asks)
        times = [ask.posted for ask in asks if ask.posted is not None]
        return Group(
            id=id,
            title=wordings[0] if wordings else "",
            wordings=wordings,
            asks=tuple(asks),
            askers=askers_of(asks),
            threads=len(threads),
            since=min(times, key=lambda time: time.replace(tzinfo=None), default=None),
            announced=2 * crowded > len(asks),
            state=state_of(asks, record) if question is None else GroupState.OWNED,
            question=question,
            public_answer=any(self.mined[thread].answered.public for thread in threads),
            answers=_answers([self.mined[thread] for thread in threads], asks, matter, self.words),
        )


def _answers(
    mined: Sequence[Mined], asks: Sequence[Ask], matter: Mapping[str, float], words: GroupingWords
) -> tuple[GroupAnswer, ...]:
    """The best passages of a group's threads, by what speaks for each there and by the group's words in it."""
    asking = {(ask.thread, ask.post) for ask in asks}
    opened = {ask.thread for ask in asks if ask.weight >= 1.0 or ask.kind is AskKind.TITLE}
    best: dict[str, GroupAnswer] = {}
    for row in mined:
        for scored in row.answered.passages:
            passage = scored.passage
            share = covered(passage.text, matter, words)
            if (passage.thread, passage.post) in asking or share < TOUCHES:
                continue
            more = [Reason("covers", ANSWERS["covers"].worth * share)]
            more += [Reason("opened by it", ANSWERS["opened by it"].worth)] if passage.thread in opened else []
            reasons = sorted((*scored.because, *more), key=lambda each: (-abs(each.weight), each.name))
            score = scored.score + sum(reason.weight for reason in more)
            total = ScoredPassage(passage=passage, score=score, because=tuple(reasons))
            answer = GroupAnswer(scored=total, url=row.url)
            known = best.get(" ".join(passage.text.split()))
            if known is None or known.scored.score < total.score:
                best[" ".join(passage.text.split())] = answer
    order = sorted(best.values(), key=_place)
    return tuple(order[:ANSWERS_KEPT])


def _place(answer: GroupAnswer) -> tuple[float, str, int, int]:
    passage = answer.scored.passage
    return -answer.scored.score, passage.thread, passage.post, passage.start
