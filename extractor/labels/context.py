"""What the sentences around add to a sentence: topics it inherits, and how likely it is advice at its place.

Pure functions over labels; no word of any language is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.model import Act, Because, Conversation, Label

NEIGHBOUR = 0.2
"""What the sentences before and after add to how much a sentence advises, for each unit of theirs: advice comes in
runs, but each sentence still says itself what it does."""
CAPPED = (-1.0, 2.0)
"""No neighbour counts for more or less than this, so that one sentence with many cues does not decide about its whole
post."""
FIRST = 0.8
"""Added to the first sentence of a post: people who have an answer mostly begin with it."""
ASIDE = 1.5
"""Subtracted where a post answers another answer: such posts mostly discuss what others wrote."""

_GUIDES = frozenset({Act.ADVICE, Act.FACT})
_SHORT = 3  # sentences: a reply this short to a question is about the question


def advises(own: Sequence[float | None], aside: bool = False) -> list[float | None]:
    """How much each sentence of a post speaks for advice, given what each says alone (`Judgement.advises`).

    None stands for a sentence that is not looked at: borrowed words, or one that is missing. `aside`: whether the
    post answers another answer.
    """
    low, high = CAPPED
    values: list[float | None] = []
    for place, value in enumerate(own):
        if value is None:
            values.append(None)
            continue
        around = [own[near] for near in (place - 1, place + 1) if 0 <= near < len(own)]
        lent = sum(NEIGHBOUR * min(max(near, low), high) for near in around if near is not None)
        values.append(value + lent + (FIRST if place == 0 else 0.0) - (ASIDE if aside else 0.0))
    return values


def inherited(conversation: Conversation, labels: Iterable[Label]) -> list[Label]:
    """The labels of a thread, in order, with the topics that sentences without a topic word inherit.

    A sentence inherits when it gives advice or states a fact beside a sentence of the only topic of its post, when
    it leans on such a sentence, and when its short post answers a question just asked. Each says so in `inherits`.
    """
    by_post: dict[int, list[Label]] = {}
    for label in labels:
        by_post.setdefault(label.passage.post, []).append(label)
    matters = {number: _matter(post) for number, post in by_post.items()}
    return [
        _inherits(conversation, post, place, number, matters)
        for number, post in by_post.items()
        for place in range(len(post))
    ]


@dataclass(frozen=True, slots=True)
class _Matter:
    """The topics of all sentences of a post."""

    topics: frozenset[str]
    asked_topics: frozenset[str]
    """Topics of its questions."""


def _matter(post: Iterable[Label]) -> _Matter:
    topics: set[str] = set()
    asked_topics: set[str] = set()
    for label in post:
        topics.update(label.topics)
        if label.act is Act.QUESTION:
            asked_topics.update(label.topics)
    return _Matter(frozenset(topics), frozenset(asked_topics))


def _inherits(
    conversation: Conversation, post: Sequence[Label], place: int, number: int, matters: Mapping[int, _Matter]
) -> Label:
    label = post[place]
    if label.topics or label.quote or label.act in (Act.SOCIAL, Act.OTHER) or label.elsewhere:
        return label
    whole = matters[number].topics
    beside = [post[near] for near in (place - 1, place + 1) if 0 <= near < len(post)]
    if len(whole) == 1:
        if label.needs is not None:
            return replace(label, topics=tuple(whole), inherits="it leans on the sentence before it")
        if label.act in _GUIDES and any(set(other.topics) == whole for other in beside):
            return replace(label, topics=tuple(whole), inherits="its post speaks of nothing else")
    reply = conversation.replies[number]
    if not whole and label.act in _GUIDES and reply.because is Because.ANSWERS and len(post) <= _SHORT:
        parent = matters.get(reply.parent or 0)
        if parent is not None and len(parent.asked_topics) == 1:
            return replace(
                label, topics=tuple(parent.asked_topics), inherits=f"it answers the question in #{reply.parent}"
            )
    return label
