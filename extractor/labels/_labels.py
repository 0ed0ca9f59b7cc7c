"""A thread's sentences, and their labels: what a judgement becomes where the sentence stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor.labels._judgement import Judgement, answers
from extractor.labels.context import advises
from extractor.model import Act, Conversation, Label, Passage, Post, Role, Stance, Thread
from extractor.text.own_words import OwnWords, Why
from extractor.text.sentences import split

CONTEXT = 2_000
"""Characters of the longest context. Where each sentence leans on the one before it, the words before an answer begin
anew behind so many: else a post of such sentences would be printed once for each of them."""


NO_STANCES: Mapping[str, Stance | None] = {}
"""Most labels have none, and share it."""


class Talk(NamedTuple):
    """A thread in sentences."""

    conversation: Conversation
    posts: Sequence[Sequence[tuple[Passage, Why | None]]]
    """By post, its sentences, each with why it is not its author's prose; None where it is."""

    def texts(self) -> Iterator[tuple[str, int]]:
        """The words of every sentence that is its author's prose, and where they begin in their post."""
        return ((passage.text, passage.start) for post in self.posts for passage, why in post if why is None)


def passages(thread: Thread, post: Post, language: str) -> Iterator[Passage]:
    """A post's sentences."""
    for start, end in split(post.text, language=language):
        yield Passage.of(thread, post, start, end)


def labelled(
    conversation: Conversation,
    post: Post,
    sentences: Sequence[tuple[Passage, Why | None]],
    judged: Sequence[Judgement | None],
) -> Iterator[Label]:
    """The labels of a post, from its sentences and what is judged of each, with offsets in the post: None of what is
    not its author's prose."""
    parent = conversation.replies[post.number].parent
    aside = parent is not None and conversation.replies[parent].parent is not None
    amounts = advises([None if judgement is None else judgement.advises for judgement in judged], aside)
    before: Label | None = None
    for (passage, why), judgement, amount in zip(sentences, judged, amounts, strict=True):
        if judgement is None or amount is None:
            before = None
            yield unjudged(passage, why or Why.QUOTED)
        else:
            before = _labelled(passage, judgement, post.role, before, amount)
            yield before


def _labelled(passage: Passage, judged: Judgement, role: Role, before: Label | None, amount: float) -> Label:
    """A sentence's label; `before` is that of the sentence it may lean on."""
    leans = before is not None and "leans" in judged.marks
    answer, because = answers(judged, role)
    needs = None
    if leans and before is not None:
        start = before.needs[0] if before.needs else before.passage.start
        needs = (start if passage.start - start <= CONTEXT else before.passage.start, before.passage.end)
    return Label(
        passage=passage,
        topics=judged.topics,
        act=judged.act,
        stance=judged.stance,
        quote=False,
        answer=answer,
        questions=judged.questions if answer else (),
        stances=judged.stances if answer else NO_STANCES,
        score=judged.score,
        rules=judged.fired,
        needs=needs,
        because=because,
        advises=amount,
        elsewhere="elsewhere" in judged.marks,
        vetoed=judged.vetoed,
        modified=judged.modified,
    )


def told_apart(thread: Thread, post: Post, own: OwnWords, language: str) -> Iterator[tuple[Passage, Why | None]]:
    """A post's sentences, each with why it is not its author's prose; None where it is."""
    for passage in passages(thread, post, language):
        yield passage, own.why_not(passage.start, passage.end)


def unjudged(passage: Passage, why: Why) -> Label:
    """The label of words that are not their author's prose: no topic, no rule, no answer."""
    return Label(
        passage=passage,
        topics=(),
        act=Act.OTHER,
        stance=None,
        quote=why is Why.QUOTED,
        answer=False,
        questions=(),
        stances=NO_STANCES,
        score=0.0,
        rules=(),
        because=why.value,
        prose=False,
    )
