"""Decisions written for an editor: `keep`, for passages that answer a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from extractor.corpus import Corpus
from extractor.editing import history, tables
from extractor.editing.history import Edit
from extractor.faq.finding import Finder
from extractor.model import Conversation, Decision, Passage, Post, Verdict, folded
from extractor.problems import ThreadfaqError

HEAD = "# What editors ruled about this thread. Each decision quotes the words it judges and names their post.\n"
"""The head of a decisions file."""


def kept(
    corpus: Corpus,
    conversations: Mapping[str, Conversation],
    passages: Sequence[tuple[Passage, str]],
    by: str,
    on: date,
    because: str,
) -> list[Edit]:
    """What is to be written so that an editor keeps these passages, each under a question, given by its address.

    Raises ThreadfaqError where the words of one are not found in its post as a decision must find them.
    """
    by_thread: dict[str, list[tuple[Passage, str]]] = defaultdict(list)
    for passage, question in passages:
        by_thread[passage.thread].append((passage, question))
    edits = []
    for thread, rows in by_thread.items():
        conversation = conversations[thread]
        path = corpus.index.decisions.get(thread, corpus.root / "decisions" / f"{thread}.toml")
        made = [_table(conversation, passage, question, by, on, because, str(path)) for passage, question in rows]
        before = history.read(path)
        text = tables.appended((before or b"").decode("utf-8"), "decision", made, str(path), HEAD)
        edits.append(Edit(path=path, before=before, after=text.encode()))
    return edits


def _table(
    conversation: Conversation, passage: Passage, question: str, by: str, on: date, because: str, file: str
) -> dict[str, Any]:
    post = conversation.thread.by_number[passage.post]
    words = folded(passage.text)
    named = names_of(post)
    decision = Decision(
        verdict=Verdict.KEEP,
        thread=passage.thread,
        words=words,
        because=because,
        by=by,
        on=on,
        question=question,
        file=file,
        author=named.get("author"),
        posted=named.get("posted"),
        post=named.get("post"),
    )
    place, problems = Finder(conversation).find(decision)
    if place is None:
        raise ThreadfaqError(*problems)
    return {
        "verdict": "keep",
        **named,
        "words": words,
        "question": question,
        "because": because,
        "by": by,
        "on": on,
    }


def names_of(post: Post) -> dict[str, str]:
    """What names a post: its author and its time as they are printed, else its id."""
    if post.author is not None and post.printed is not None:
        return {"author": post.author, "posted": post.printed}
    return {"post": post.id}
