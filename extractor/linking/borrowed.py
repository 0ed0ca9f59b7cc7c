"""Passages that begin with somebody else's words, told by no mark, and what begins the sentences of a thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from extractor.digests import digest_of
from extractor.model import Conversation, Label, Passage, Post, Role
from extractor.text import own_words
from extractor.text.characters import norms

WORDS = 8
"""So many words at the beginning of a passage are looked for in earlier posts."""
SET_PHRASE = 3
"""Words that so many other people in a thread say are a set phrase, nobody's own."""
_DIGEST = 5
"""Bytes that stand for the first words of a sentence: enough to tell the sentences of a forum apart."""


class Lender(NamedTuple):
    """Who said first what a passage begins with."""

    post: int
    """The number of the post."""
    author: str
    """Its author."""
    run: str
    """What stands for the words, as in `beginnings`."""


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
        return Lender(post=said[0].number, author=said[0].author or "", run=_run(words))


def _is_set_phrase(post: Post, others: list[Post]) -> bool:
    """Whether words are what staff always say, or what many say."""
    people = {other.author for other in others}
    staff = post.role is Role.STAFF and all(other.role is Role.STAFF for other in others)
    return staff or len(people) >= SET_PHRASE


def beginnings(labels: Iterable[Label]) -> str:
    """What stands for the first WORDS words from each sentence of a thread on, in hex, given its labels; each once.

    Words that begin sentences in many threads are nobody's own."""
    words_by_post: dict[int, list[str]] = defaultdict(list)
    starts: list[tuple[int, int]] = []
    for label in labels:
        if label.prose:
            words = words_by_post[label.passage.post]
            starts.append((label.passage.post, len(words)))
            words += norms(label.passage.text)
    runs = (words_by_post[post][place : place + WORDS] for post, place in starts)
    return "".join(sorted({_run(words) for words in runs if len(words) == WORDS}))


def begins_with(beginnings_of_thread: str, runs: Iterable[str]) -> set[str]:
    """Which of these runs begin a sentence of a thread, given its `beginnings`."""
    width = 2 * _DIGEST
    there = {beginnings_of_thread[at : at + width] for at in range(0, len(beginnings_of_thread), width)}
    return there.intersection(runs)


def _run(words: Sequence[str]) -> str:
    return digest_of(" ".join(words[:WORDS]))[:_DIGEST].hex()
