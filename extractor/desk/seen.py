"""Marks of what an editor has seen: a form carries one, and what it asks for is done only while it still holds.

A mark stands for what others may have decided about the same matter, and for nothing else in the files: two people
can write into one file without being in each other's way.
"""

from __future__ import annotations

from extractor.corpus import Corpus
from extractor.digests import digest_of
from extractor.editing import history
from extractor.editing.rulings import on_passage, path_of
from extractor.model import Conversation, Decision, Group, Passage, Question
from extractor.text.characters import shortened


def mark(lines: list[str]) -> str:
    """The mark of what these lines say."""
    return digest_of(*lines).hex()[:20]


def of_group(corpus: Corpus, group: Group) -> list[str]:
    """What editors decided about asks of a group, a line each."""
    posts = {(ask.thread, ask.post_id) for ask in group.asks}
    ids = {ask.id for ask in group.asks}
    lines = [
        f"the question {question.address} came from it: {question.title}"
        for topic in corpus.topics
        for question in topic.questions
        if any((anchor.thread, anchor.post) in posts for anchor in question.asked)
    ]
    lines += [
        f"set aside ({row.verdict}) by {row.by} on {row.on}: {row.because}"
        for row in corpus.set_aside
        if ids & {*row.members, *row.others}
    ]
    return lines


def of_passage(corpus: Corpus, conversation: Conversation, passage: Passage) -> list[str]:
    """The words of a passage as they stand in its post, and what editors ruled on them, a line each."""
    post = conversation.thread.by_number.get(passage.post)
    words = "" if post is None else post.text[passage.start : passage.end]
    return [f"the post says: {shortened(words, 300)}", *map(ruling, decisions_on(corpus, conversation, passage))]


def decisions_on(corpus: Corpus, conversation: Conversation, passage: Passage) -> list[Decision]:
    """The decisions that rule on words of a passage, as they lie there now."""
    path = path_of(corpus, passage.thread)
    data = history.read(path) or b""
    text = data.decode("utf-8", "replace")
    return [row for row, _ in on_passage(text, str(path), corpus.questions, conversation, passage)]


def ruling(decision: Decision) -> str:
    """A decision in a line."""
    target = f" to {decision.to}" if decision.to else ""
    words = f": “{shortened(decision.text, 200)}”" if decision.text else ""
    why = f" ({decision.because})" if decision.because else ""
    lead = ", stands first" if decision.lead else ""
    under = f" under {decision.question}" if decision.question else ""
    return f"{decision.verdict}{under}{target}{words}{lead}, by {decision.by} on {decision.on}{why}"


def of_question(question: Question) -> list[str]:
    """What a question says, a line each."""
    return [question.title, *question.also_asked, *question.formerly]
