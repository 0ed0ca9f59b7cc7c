"""The passages of a thread that others can use as answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.answers._sentences import Sentence
from extractor.answers._strength import strength
from extractor.answers._weights import BESIDE, MOST, OFFERED, PASSAGES, PUBLIC
from extractor.model import Act, Asked, Conversation, Passage, Post, Reason, Role, ScoredPassage, ScoredPost
from extractor.statements.ranking import Phrases
from extractor.text.characters import norms

_LONGEST = 3  # sentences
_ENOUGH_WORDS, _FEW_WORDS = 7, 4
_ABOUT = 2  # words
_SPREAD = 4.0  # of a post's score above PUBLIC that is all of it

_ACTS = {Act.ADVICE: "advice", Act.FACT: "fact", Act.OPINION: "opinion", Act.EXPERIENCE: "experience"}


def best(
    conversation: Conversation,
    asked: Asked,
    posts: Sequence[ScoredPost],
    sentences: Mapping[int, Sequence[Sentence]],
    phrases: Phrases,
) -> tuple[ScoredPassage, ...]:
    """The best passages of these posts, which are all that may answer; at most MOST."""
    title = conversation.thread.title or ""
    matter = phrases.roots(norms(" ".join([title, *(ask.text for ask in asked.asks)])))
    asking = {None, *(ask.post for ask in asked.asks), *(post.number for post in conversation.thread.posts[:1])}
    passages: list[tuple[ScoredPassage, int]] = []
    for scored in posts:
        post = conversation.thread.by_number[scored.number]
        around = {
            "post": min(1.0, max(-1.0, (scored.score - PUBLIC) / _SPREAD)),
            "direct": float(conversation.replies[post.number].parent in asking),
            "staff": float(post.role is Role.STAFF),
        }
        rated = [_rated(sentence, around, matter, phrases) for sentence in sentences[post.number]]
        passages += [(_joined(conversation, post, run), len(run)) for run in _runs(post, rated)]
    passages.sort(key=lambda row: (-row[0].score, row[0].passage.post, row[0].passage.start))
    return tuple(
        replace(row, strong=strength({reason.name for reason in row.because}, rank, sentences))
        for rank, (row, sentences) in enumerate(passages[:MOST], 1)
    )


class _Rated(NamedTuple):
    """A sentence that may be part of a passage, with what speaks for it."""

    sentence: Sentence
    amounts: Mapping[str, float]
    score: float


def _rated(
    sentence: Sentence, around: Mapping[str, float], matter: frozenset[str], phrases: Phrases
) -> _Rated | None:
    """None of a sentence that is part of no passage. `around`: what all sentences of its post share; `matter`: the
    words of what is asked."""
    if sentence.talks:
        return None
    amounts = {
        **around,
        "asks": float(sentence.asks),
        "case": float(sentence.case),
        "writer": float(sentence.writer),
        "points": float(sentence.points),
        "short": min(1.0, max(0, _ENOUGH_WORDS - len(sentence.words)) / _FEW_WORDS),
        "leans": float(sentence.label.needs is not None),
        "open": float(not sentence.closed),
    }
    if (act := _ACTS.get(sentence.label.act)) is not None:
        amounts[act] = 1.0
    score = sum(PASSAGES[name].worth * amount for name, amount in amounts.items())
    if score + PASSAGES["shares"].worth <= OFFERED - BESIDE:
        return None
    amounts["shares"] = min(1.0, len(phrases.roots(sentence.words) & matter) / _ABOUT)
    score += PASSAGES["shares"].worth * amounts["shares"]
    if score <= OFFERED - BESIDE:
        return None
    return _Rated(sentence, {name: amount for name, amount in amounts.items() if amount}, score)


def _runs(post: Post, rated: Sequence[_Rated | None]) -> Iterator[list[_Rated]]:
    """Adjoining sentences of a post, so many together as can be read at once; one at least is good enough alone."""
    run: list[_Rated] = []
    for row in (*rated, None):
        if run and (row is None or len(run) == _LONGEST or not _adjoin(post, run[-1], row)):
            if any(other.score > OFFERED for other in run):
                yield run
            run = []
        if row is not None:
            run.append(row)


def _adjoin(post: Post, before: _Rated, after: _Rated) -> bool:
    """Whether nothing but white space stands between two sentences."""
    return not post.text[before.sentence.label.passage.end : after.sentence.label.passage.start].strip()


def _joined(conversation: Conversation, post: Post, run: Sequence[_Rated]) -> ScoredPassage:
    first, last = run[0].sentence.label.passage, run[-1].sentence.label.passage
    names = dict.fromkeys(name for row in run for name in row.amounts)
    reasons = [
        Reason(name, round(PASSAGES[name].worth * sum(row.amounts.get(name, 0.0) for row in run) / len(run), 6))
        for name in names
    ]
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.name))
    return ScoredPassage(
        passage=Passage.of(conversation.thread, post, first.start, last.end),
        score=round(sum(reason.weight for reason in reasons), 6),
        because=tuple(reasons),
    )
