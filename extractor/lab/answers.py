"""What is asked in a thread and what answers, as `threadfaq answers` prints it: for programs, and for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extractor.model import Conversation, Label, Mined, Post, Reason, Role, ScoredPassage, ScoredPost, wire
from extractor.pipeline.stages import mined
from extractor.pipeline.workers import Packs
from extractor.text.characters import shortened, visible
from extractor.text.terminal import line_of_json, safe

SHOWN = 3
"""Posts and passages of a thread that people are shown; programs get all."""
REASONS = 5
"""Reasons of each."""
WIDTH = 100
"""Characters of a post or an ask that are shown."""


def as_json(conversation: Conversation, labels: Sequence[Label], packs: Packs) -> bytes:
    """One thread as a line of JSON."""
    return line_of_json(wire.written(wire.answers(conversation.thread, mined(conversation, labels, packs.language))))


def as_text(conversation: Conversation, labels: Sequence[Label], packs: Packs) -> bytes:
    """One thread to be read: its asks, its best posts and passages, and what speaks for each."""
    lines = _lines(conversation, mined(conversation, labels, packs.language))
    return "".join(f"{safe(line)}\n" for line in lines).encode("utf-8", "backslashreplace") + b"\n"


def _lines(conversation: Conversation, value: Mined) -> Iterator[str]:
    thread, answered = conversation.thread, value.answered
    posts = thread.by_number
    yield visible(thread.title or thread.id or thread.name)
    yield "  " + ("answered in public" if answered.public else "nobody answered this in public")
    if value.asked.opener_missing:
        yield "  the post that opens it is missing: nobody is known to be its asker"
    yield from _headed("asked", (_ask(ask.post, ask.author, ask.kind, ask.text) for ask in value.asked.asks))
    yield from _headed("posts", (line for row in answered.posts[:SHOWN] for line in _post(posts[row.number], row)))
    yield from _headed("passages", (line for row in answered.passages[:SHOWN] for line in _passage(row)))


def _headed(head: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines below a head; nothing where there are none."""
    for place, line in enumerate(lines):
        if place == 0:
            yield head
        yield line


def _ask(post: int | None, author: str | None, kind: str, text: str) -> str:
    where = "the title" if post is None else f"#{post}"
    who = visible(author) if author else "somebody"
    return f"  {where:9} {kind:8}  {who}: {_short(text)}"


def _post(post: Post, row: ScoredPost) -> Iterator[str]:
    place = "staff, " if post.role is Role.STAFF else "expert, " if post.expert else ""
    yield f"  {row.score:+5.1f}  #{post.number}  {visible(post.author or 'nobody named')}: {_short(post.text)}"
    yield f"         {place}{_reasons(row.because)}"


def _passage(row: ScoredPassage) -> Iterator[str]:
    yield f"  {row.score:+5.1f}  #{row.passage.post}  {' '.join(visible(row.passage.text).split())}"
    strength = f"strong ({row.strong}): " if row.strong else ""
    yield f"         {strength}{_reasons(row.because)}"


def _reasons(reasons: Sequence[Reason]) -> str:
    return ", ".join(f"{reason.weight:+.1f} {reason.name}" for reason in reasons[:REASONS])


def _short(text: str) -> str:
    return visible(shortened(" ".join(text.split()), WIDTH))
