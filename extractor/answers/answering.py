"""How one thread answers what is asked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.answers import _passages, _posts, _sentences
from extractor.linking.borrowed import Borrowed
from extractor.model import Answered, Asked, Conversation, Label, Reason
from extractor.statements.ranking import Phrases


def answered(conversation: Conversation, asked: Asked, labels: Sequence[Label], phrases: Phrases) -> Answered:
    """The posts and passages of a thread by how much speaks for them, given its asks and the labels of all its
    sentences."""
    sentences = _sentences.of_thread(conversation, labels, phrases)
    posts = _posts.ranked(conversation, asked, sentences, phrases)
    passages = _passages.best(conversation, asked, posts, sentences, phrases)
    borrowed = Borrowed(conversation)
    return Answered(
        public=_posts.is_public(posts, sentences),
        posts=posts,
        passages=tuple(
            row if borrowed.lender(row.passage) is None else replace(row, because=(_BORROWED, *row.because))
            for row in passages
        ),
    )


_BORROWED = Reason("borrowed", 0.0)
"""Stands first: it decides whether the passage is printed at all."""
