"""The passages of a thread that others can use as answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.answers._sentences import Sentence
from extractor.answers._strength import strength
from extractor.answers._weights import BESIDE, MOST, OFFERED, PASSAGES, PUBLIC
from extractor.model import Act, Asked, Conversation, Passage, Post, Reason, Role, ScoredPassage, ScoredPost

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
    roots: frozenset[str],
) -> tuple[ScoredPassage, ...]:
    """The best passages of these posts, which are all that may answer; at most MOST. `roots`: words of what is
    asked."""
    passages: list[tuple[ScoredPassage, int]] = []
    for scored in posts:
        post = conversation.thread.by_number[scored.number]
        around = _around(conversation, asked, post, scored)
        rated = [_rated(sentence, around, roots) for sentence in sentences[post.number]]
        passages += [(_joined(conversation, post, run), len(run)) for run in _runs(post, rated)]
    passages.sort(key=lambda row: (-row[0].score, row[0].passage.post, row[0].passage.start))
    return tuple(
        replace(row, strong=strength({reason.name for reason in row.because}, rank, sentences))
        for rank, (row, sentences) in enumerate(passages[:MOST], 1)
    )


@dataclass(frozen=True, slots=True)
class _Rated:
    """A sentence with what speaks for it."""

    sentence: Sentence
    amounts: Mapping[str, float]
    score: float


def _around(conversation: Conversation, asked: Asked, post: Post, scored: ScoredPost) -> dict[str, float]:
    """What all sentences of a post share."""
    reply = conversation.replies[post.number]
    askers = {ask.post for ask in asked.asks}
    return {
        "post": min(1.0, max(-1.0, (scored.score - PUBLIC) / _SPREAD)),
        "direct": float(reply.parent is None or reply.parent in askers or reply.parent == 1),
        "staff": float(post.role is Role.STAFF),
    }


def _rated(sentence: Sentence, around: Mapping[str, float], roots: frozenset[str]) -> _Rated:
    amounts = {
        **around,
        "asks": float(sentence.asks),
        "case": float(sentence.case),
        "writer": float(sentence.writer),
        "points": float(sentence.points),
        "short": min(1.0, max(0, _ENOUGH_WORDS - sentence.words) / _FEW_WORDS),
        "leans": float(sentence.label.needs is not None),
        "open": float(not sentence.closed),
        "shares": min(1.0, len(sentence.roots & roots) / _ABOUT),
    }
    if (act := _ACTS.get(sentence.label.act)) is not None:
        amounts[act] = 1.0
    amounts = {name: amount for name, amount in amounts.items() if amount}
    return _Rated(sentence, amounts, sum(PASSAGES[name].worth * amount for name, amount in amounts.items()))


def _runs(post: Post, rated: Sequence[_Rated]) -> Iterator[list[_Rated]]:
    """Adjoining sentences of a post that are good enough, so many together as can be read at once."""
    run: list[_Rated] = []
    for row in (*rated, None):
        if run and (row is None or not _goes_on(post, run, row)):
            if any(other.score > OFFERED for other in run):
                yield run
            run = []
        if row is not None and _may_stand(row):
            run.append(row)


def _may_stand(row: _Rated) -> bool:
    return not row.sentence.talks and row.score > OFFERED - BESIDE


def _goes_on(post: Post, run: Sequence[_Rated], row: _Rated) -> bool:
    between = post.text[run[-1].sentence.label.passage.end : row.sentence.label.passage.start]
    return _may_stand(row) and len(run) < _LONGEST and not between.strip()


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
