"""Passages that begin with somebody else's words, told by no mark: they are held back until an editor keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from extractor.model import Conversation, Passage, Post, Problem, Role, Severity, Stage
from extractor.text import own_words
from extractor.text.characters import norms, shortened

WORDS = 8
"""So many words at the beginning of a passage are looked for in earlier posts."""
SET_PHRASE = 3
"""Words that so many other people in a thread say are a set phrase, nobody's own."""


class Lender(NamedTuple):
    """Who said first what a passage begins with."""

    post: int
    """The number of the post."""
    author: str
    """Its author."""


class Borrowed:
    """What the posts of one thread say, asked for by the first words of a passage."""

    def __init__(self, conversation: Conversation) -> None:
        self._thread = conversation.thread
        self._conversation = conversation

    @cached_property
    def _lines(self) -> Mapping[int, str]:
        """The own words of each post, folded, by its number."""
        own = own_words.of_conversation(self._conversation)
        return {number: f" {' '.join(norms(' '.join(words.lines())))} " for number, words in own.items()}

    @cached_property
    def _place(self) -> Mapping[int, int]:
        return {post.number: place for place, post in enumerate(self._thread.in_time)}

    def lender(self, passage: Passage) -> Lender | None:
        """Who said the first words of a passage in an earlier post of this thread; None where they are its author's
        own, or a set phrase."""
        words = norms(passage.text)[:WORDS]
        post = self._thread.by_number[passage.post]
        if len(words) < WORDS or post.author is None:
            return None
        line = f" {' '.join(words)} "
        place = self._place[post.number]
        said = [other for other in self._thread.in_time[:place] if line in self._lines[other.number]]
        if not said or said[0].author in (None, post.author):
            return None
        later = [other for other in self._thread.in_time[place:] if line in self._lines[other.number]]
        if _is_set_phrase(post, [other for other in (*said, *later) if other.author != post.author]):
            return None
        return Lender(post=said[0].number, author=said[0].author or "")


def _is_set_phrase(post: Post, others: list[Post]) -> bool:
    """Whether words are what staff always say, or what many say."""
    people = {other.author for other in others}
    staff = post.role is Role.STAFF and all(other.role is Role.STAFF for other in others)
    return staff or len(people) >= SET_PHRASE


def warning(conversation: Conversation, passage: Passage, lender: Lender) -> Problem:
    """W411: a passage that is held back."""
    return Problem(
        stage=Stage.DECIDE,
        code="W411",
        file=conversation.thread.name,
        place=f"post {passage.post}",
        cause=f"this passage begins with words of {lender.author} in post {lender.post}, so it is not printed: "
        f"{shortened(passage.text)}",
        help="if these words are the writer's own, keep the passage: `threadfaq propose` writes the decision",
        severity=Severity.WARNING,
    )
