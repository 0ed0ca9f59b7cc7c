"""A thread's sentences, and their labels: what a judgement becomes where the sentence stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.labels._judgement import Judgement, answers
from extractor.labels.context import advises
from extractor.model import Act, BlockKind, Conversation, Fired, Label, Passage, Post, Role, Thread
from extractor.text.sentences import split

CONTEXT = 2_000
"""Characters of the longest context. Where each sentence leans on the one before it, the words before an answer begin
anew behind so many: else a post of such sentences would be printed once for each of them."""

_SILENT = {BlockKind.CODE: "code, no prose", BlockKind.SIGNATURE: "a signature, said under every post"}
"""Kinds of blocks in which nothing is judged, with the words for it."""


def passages(thread: Thread, post: Post) -> Iterator[Passage]:
    """A post's sentences."""
    for start, end in split(post.text):
        yield Passage(
            thread=thread.id or thread.name,
            post=post.number,
            anchor=post.anchor,
            start=start,
            end=end,
            text=post.text[start:end],
        )


def labelled(passage: Passage, judged: Judgement, role: Role, before: Label | None) -> Label:
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
        stances=judged.stances if answer else {},
        score=judged.score,
        rules=tuple(
            Fired(id=hit.id, start=hit.start + passage.start, end=hit.end + passage.start, weight=hit.weight)
            for hit in judged.fired
        ),
        needs=needs,
        because=because,
        advises=judged.advises,
        elsewhere="elsewhere" in judged.marks,
    )


def weighed(conversation: Conversation, number: int, labels: Sequence[Label]) -> Iterator[Label]:
    """The labels of a post, with how much each advises where it stands."""
    parent = conversation.replies[number].parent
    aside = parent is not None and conversation.replies[parent].parent is not None
    advised = advises([label.advises if label.prose else None for label in labels], aside)
    for label, amount in zip(labels, advised, strict=True):
        yield label if amount is None else replace(label, advises=amount)


def told_apart(conversation: Conversation, post: Post) -> Iterator[tuple[Passage, str]]:
    """A post's sentences, each with why it is not its author's prose; empty where it is."""
    silent = _silent(post)
    for passage in passages(conversation.thread, post):
        if conversation.quoted(post.number, passage.start, passage.end):
            yield passage, "somebody else's words"
            continue
        place = bisect_right(silent, passage.start, key=lambda stretch: stretch[1])
        meets = place < len(silent) and silent[place][0] < passage.end
        yield passage, silent[place][2] if meets else ""


def _silent(post: Post) -> list[tuple[int, int, str]]:
    """Disjoint ranges in which nothing is judged, in order, each with the reason."""
    found: list[tuple[int, int, str]] = []
    for block in sorted(post.blocks, key=lambda block: block.start):
        if block.kind not in _SILENT or block.start == block.end:
            continue
        if found and block.start < found[-1][1]:
            start, end, why = found[-1]
            found[-1] = start, max(end, block.end), why
        else:
            found.append((block.start, block.end, _SILENT[block.kind]))
    return found


def unjudged(passage: Passage, why: str) -> Label:
    """The label of words that are not their author's prose: no topic, no rule, no answer."""
    return Label(
        passage=passage,
        topics=(),
        act=Act.OTHER,
        stance=None,
        quote=why not in _SILENT.values(),
        answer=False,
        questions=(),
        stances={},
        score=0.0,
        rules=(),
        because=why,
        prose=False,
    )
