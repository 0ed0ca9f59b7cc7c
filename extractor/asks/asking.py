"""Who asks what in one thread."""

from __future__ import annotations

from extractor.model import Ask, Asked, AskKind, Conversation, Post, Role, digest
from extractor.text import own_words
from extractor.text.own_words import OwnWords
from extractor.text.sentences import split


def asked(conversation: Conversation, language: str) -> Asked:
    """The asks of a thread, one for each person who asks, by the phrases of a language, given by its code."""
    thread = conversation.thread
    own = own_words.of_conversation(conversation)
    asks: list[Ask] = []
    askers: set[str | None] = set()
    for post in thread.posts:
        if post.role is Role.STAFF or post.author in askers:
            continue
        if post.role is not Role.ASKER and conversation.replies[post.number].parent is not None:
            continue
        ask = _ask(conversation, post, own[post.number])
        if ask is not None:
            asks.append(ask)
            askers.add(post.author)
    return Asked(opener_missing=False, asks=tuple(asks))


def _ask(conversation: Conversation, post: Post, own: OwnWords) -> Ask | None:
    thread = conversation.thread
    id = thread.id or thread.name
    ranges = [span for start, end in own.line_ranges() for span in split(post.text, start, end)]
    asking = tuple(span for span in ranges if post.text[slice(*span)].rstrip().endswith("?"))
    if not asking:
        return None
    return Ask(
        id=digest(id, post.id),
        thread=id,
        post=post.number,
        post_id=post.id,
        author=post.author,
        kind=AskKind.EXPLICIT,
        ranges=asking,
        asking=asking,
        texts=tuple(post.text[slice(*span)] for span in asking),
        title=thread.title or "",
        url=post.permalink or thread.url,
        posted=post.posted,
        weight=1.0,
    )
