"""How one thread answers what is asked in it."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.model import Answered, Asked, Conversation, Label, Reason, ScoredPost
from extractor.statements import ranking
from extractor.statements.ranking import Phrases


def answered(conversation: Conversation, asked: Asked, labels: Sequence[Label], phrases: Phrases) -> Answered:
    """The posts and passages of a thread by how much speaks for them, given its asks and the labels of all its
    sentences."""
    ranked = ranking.rank(*ranking.from_conversation(conversation), phrases)
    askers = {ask.post for ask in asked.asks}
    posts = tuple(
        ScoredPost(number=row.number, score=row.score, because=tuple(Reason(*each) for each in row.because))
        for row in ranked
        if row.number not in askers
    )
    return Answered(public=any(row.answers for row in ranked), posts=posts, passages=())
