"""How one thread answers what is asked in it."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.answers import _passages, _posts, _sentences
from extractor.model import Answered, Asked, Conversation, Label
from extractor.statements.ranking import Phrases


def answered(conversation: Conversation, asked: Asked, labels: Sequence[Label], phrases: Phrases) -> Answered:
    """The posts and passages of a thread by how much speaks for them, given its asks and the labels of all its
    sentences."""
    sentences = _sentences.of_thread(conversation, labels, phrases)
    posts = _posts.ranked(conversation, asked, sentences, phrases)
    return Answered(
        public=_posts.is_public(posts, sentences),
        posts=posts,
        passages=_passages.best(conversation, asked, posts, sentences, phrases),
    )
