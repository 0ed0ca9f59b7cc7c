"""How much speaks for each post of a thread answering what is asked in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.answers._sentences import Sentence
from extractor.answers._weights import POSTS, PUBLIC
from extractor.model import Act, Asked, Conversation, Reason, ScoredPost
from extractor.statements import ranking
from extractor.statements.ranking import Phrases

_SOME = 2  # sentences that are all of it


def ranked(
    conversation: Conversation, asked: Asked, sentences: Mapping[int, Sequence[Sentence]], phrases: Phrases
) -> tuple[ScoredPost, ...]:
    """All posts but the one that opens the thread, the best first, of equals the earlier."""
    asks: dict[int, float] = {}
    for ask in asked.asks:
        if ask.post is not None:
            asks[ask.post] = max(ask.weight, asks.get(ask.post, 0.0))
    opening, comments = ranking.from_conversation(conversation, asked.opener_missing)
    scored = []
    for row in ranking.rank(opening, comments, phrases):
        amounts = _amounts(sentences[row.number]) | {"ask": asks.get(row.number, 0.0)}
        reasons = [Reason(*each) for each in row.because]
        reasons += [Reason(name, POSTS[name].worth * amount) for name, amount in amounts.items() if amount]
        reasons.sort(key=lambda reason: (-abs(reason.weight), reason.name))
        score = round(sum(reason.weight for reason in reasons), 6)
        scored.append(ScoredPost(number=row.number, score=score, because=tuple(reasons)))
    return tuple(sorted(scored, key=lambda post: (-post.score, post.number)))


def _amounts(sentences: Sequence[Sentence]) -> dict[str, float]:
    """What the sentences of one post do, as amounts by the names of weights."""
    matter = [sentence for sentence in sentences if not sentence.polite]
    if not matter:
        return {}
    guides = [sentence.label.act for sentence in matter if sentence.guides]
    return {
        "deflects": sum(sentence.deflects for sentence in matter) / len(matter),
        "trouble": sum(sentence.trouble for sentence in matter) / len(matter),
        "advice": min(1.0, guides.count(Act.ADVICE) / _SOME),
        "facts": min(1.0, guides.count(Act.FACT) / _SOME),
    }


def public(post: ScoredPost) -> bool:
    """Whether so much speaks for a post that it counts as an answer."""
    return post.score > PUBLIC


def is_public(posts: Sequence[ScoredPost], sentences: Mapping[int, Sequence[Sentence]]) -> bool:
    """Whether any of these posts answers, for all to read."""
    return any(public(post) and any(sentence.guides for sentence in sentences[post.number]) for post in posts)
