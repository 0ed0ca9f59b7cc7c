"""A thread without what was taken down: posts whose words are gone, and stretches of others that are.

What is left of a removed post is its place in the thread: no author, no address, no id that could be guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from extractor.corpus.takedowns import REMOVED, Takedowns
from extractor.model import Block, Link, Post, Role, Thread

TOMBSTONE = "removed-"
"""What the id of a removed post begins with; its number among them follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A thread without what was taken down."""

    thread: Thread
    """The thread; the same object where nothing had to go."""
    posts: tuple[int, ...]
    """Numbers of posts of which nothing is left."""
    places: tuple[tuple[int, int, int], ...]
    """What went of other posts: their number, and the range in their old text."""
    changed: bool
    """Whether anything had to go, a title or an address too."""


def redacted(thread: Thread, takedowns: Takedowns, id: str) -> Redacted:
    """A thread as it may stay; `id` is the one it has, or will have, in the corpus."""
    ids: dict[str, str] = {}
    gone: list[int] = []
    places: list[tuple[int, int, int]] = []
    posts = []
    for post in thread.posts:
        spans = takedowns.spans(post.text, [id])
        person = takedowns.is_person(post.author) or takedowns.is_person(post.login)
        if person or takedowns.covers(post.text, spans):
            ids[post.id] = f"{TOMBSTONE}{len(gone) + 1}"
            if post.text != REMOVED or person:
                gone.append(post.number)
            posts.append(_tombstone(post, ids[post.id], person))
            continue
        places += [(post.number, start, end) for start, end in spans]
        posts.append(_without(post, spans, takedowns, id))
    posts = [_named(post, ids, takedowns) for post in posts]
    title, url = _text(thread.title, takedowns, id), _address(thread.url, takedowns, id)
    if tuple(posts) == thread.posts and (title, url) == (thread.title, thread.url):
        return Redacted(thread=thread, posts=(), places=(), changed=False)
    new = replace(thread, posts=tuple(posts), title=title, url=url, warnings=())
    return Redacted(thread=new, posts=tuple(gone), places=tuple(places), changed=True)


def _tombstone(post: Post, id: str, person: bool) -> Post:
    return replace(
        post,
        id=id,
        text=REMOVED,
        blocks=(),
        links=(),
        author=None if person else post.author,
        author_certain=False if person else post.author_certain,
        role=(Role.UNKNOWN if person and post.role is not Role.ASKER else post.role),
        edited_by=None,
        votes=None,
        permalink=None,
        login=None,
        rank=None if person else post.rank,
        expert=False if person else post.expert,
    )


def _without(post: Post, spans: Sequence[tuple[int, int]], takedowns: Takedowns, id: str) -> Post:
    """A post without these stretches of its text; what else it says stays where it stands."""
    text = post.text
    for start, end in reversed(spans):
        text = text[:start] + REMOVED + text[end:]

    def now(offset: int, closing: bool) -> int:
        moved = offset
        for start, end in spans:
            if offset >= end:
                moved += len(REMOVED) - (end - start)
            elif offset > start:
                return moved - (offset - start) + (len(REMOVED) if closing else 0)
        return moved

    def moved(row: Block | Link) -> tuple[int, int]:
        return now(row.start, False), now(row.end, True)

    blocks = tuple(
        replace(block, start=start, end=end) for block in post.blocks for start, end in [moved(block)] if start < end
    )
    links = tuple(
        replace(link, start=start, end=end)
        for link in post.links
        if not takedowns.spans(unquote(link.url), [id])
        for start, end in [moved(link)]
    )
    if not spans and len(links) == len(post.links):
        return post
    return replace(post, text=text, blocks=blocks, links=links)


def _named(post: Post, ids: dict[str, str], takedowns: Takedowns) -> Post:
    """A post that names no removed post by its old id, and nobody who was removed."""
    blocks = tuple(
        replace(
            block,
            declared_post=ids.get(block.declared_post or "", block.declared_post),
            declared_author=None if takedowns.is_person(block.declared_author) else block.declared_author,
        )
        for block in post.blocks
    )
    parent = ids.get(post.declared_parent or "", post.declared_parent)
    editor = None if takedowns.is_person(post.edited_by) else post.edited_by
    if (blocks, parent, editor) == (post.blocks, post.declared_parent, post.edited_by):
        return post
    return replace(post, blocks=blocks, declared_parent=parent, edited_by=editor)


def _text(text: str | None, takedowns: Takedowns, id: str) -> str | None:
    return None if text is None else takedowns.without(text, [id])


def _address(url: str | None, takedowns: Takedowns, id: str) -> str | None:
    """An address, unless removed words stand in it, as titles do in many."""
    return None if url is None or takedowns.spans(unquote(url), [id]) else url
