"""A thread as its source tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from extractor.model._kinds import BlockKind, Role
from extractor.model._problem import Problem
from extractor.model._source import Terms

_SAFE = re.compile(r"[A-Za-z0-9]{1,32}").fullmatch


def digest(*parts: str) -> str:
    """Ten hex digits that stand for these strings: short enough for an address, and nobody types them."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return sha256(joined).hexdigest()[:10]


def anchor(id: str) -> str:
    """The element id of a post with this id. Never the forum's text itself: ids come from strangers."""
    safe = _SAFE(id)
    return f"post-{id if safe else digest(id)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link, a picture or an attachment in a post: kept as an address, never fetched."""

    start: int
    """Offset in the post's text of the words that are linked."""
    end: int
    """Offset in the post's text, exclusive; equal to `start` for a picture, which has no words."""
    url: str
    """Where it leads; a web address, or what the source has instead of one, which is printed as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A range of a post that is of one kind; a range and not cut text, so that offsets stay valid."""

    kind: BlockKind
    """What it is."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    declared_post: str | None = None
    """For a quote: the id of the post the source itself says it comes from."""
    declared_author: str | None = None
    """For a quote: the name the source itself gives to its speaker, where the name is no part of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post, in the words of its source."""

    number: int
    """Its place in the source, from 1; for display and for links within one run."""
    id: str
    """The forum's own id, else a digest of author and printed time that outlives an edit of the text; where another
    post has it, or its anchor, a digest that also counts."""
    author: str | None
    """The printed name; None where the source has none that can be seen."""
    author_certain: bool
    """False when only the last editor's name is known, or when others' words may be among these without a mark."""
    edited_by: str | None
    """The name printed as last editor."""
    role: Role
    """What the author is in this thread."""
    posted: datetime | None
    """When; without a zone when the source gives none."""
    printed: str | None
    """`posted` as the source prints it, character for character."""
    edited: datetime | None
    """When it was last edited."""
    text: str
    """Everything in the post, quotes included."""
    line: int | None = None
    """The line of the source on which `text` begins, from 1."""
    blocks: tuple[Block, ...] = ()
    """Stretches that are not prose; what no block covers is prose."""
    declared_parent: str | None = None
    """The id of the post that the source says it answers."""
    votes: int | None = None
    """The source's own count of approval."""
    accepted: bool | None = None
    """Whether the source marks it as the solution."""
    permalink: str | None = None
    """The post's own address."""
    login: str | None = None
    """The author's account, where the source has it beside the printed name."""
    rank: str | None = None
    """The title the forum gives its author, as printed (`Community Guru`)."""
    position: int | None = None
    """The place in the whole thread that the source announces for it, from 1."""
    links: tuple[Link, ...] = ()
    """Links, pictures and attachments, in the order of their place."""
    expert: bool = False
    """Whether the forum knows its author, by rank, as one who answers."""

    @property
    def anchor(self) -> str:
        """Element id of this post on our thread page; no other post of its thread has it."""
        return anchor(self.id)


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A thread as its source tells it, posts in the source's order."""

    id: str | None
    """`<forum>/<name>`, or None outside a corpus."""
    name: str
    """The file it was read from; for messages."""
    title: str | None
    """As the side file or the source says."""
    url: str | None
    """Where it was posted."""
    platform: str | None
    """The forum software."""
    format: str
    """The reader that claimed it."""
    posts: tuple[Post, ...]
    """In the order of the source, which in a threaded view is a walk of the reply tree."""
    posts_announced: int | None = None
    """The number of posts the source says it has."""
    warnings: tuple[Problem, ...] = ()
    """What a reader of this thread should know."""
    flat: bool | None = None
    """Whether posts stand in the order of writing: False in a threaded view, None where the source does not say."""
    source_id: str | None = None
    """The forum's own id of the thread, which all its pages and copies share."""
    opener_missing: bool | None = None
    """Whether the first post that is there does not open the thread: nobody is known to be its asker. None until the
    thread is linked, unless its source or its side file says so."""

    @property
    def complete(self) -> bool | None:
        """Whether every announced post is here; None when nothing announces a number."""
        return None if self.posts_announced is None else len(self.posts) >= self.posts_announced

    @cached_property
    def by_number(self) -> Mapping[int, Post]:
        """Posts by their number."""
        return {post.number: post for post in self.posts}

    @cached_property
    def in_time(self) -> tuple[Post, ...]:
        """Posts as they were written: by time where all have one of the same sort, with a zone or without; else in
        the source's order."""
        timed = [(post.posted, place, post) for place, post in enumerate(self.posts) if post.posted is not None]
        zones = {time.utcoffset() is not None for time, _, _ in timed}
        if len(timed) < len(self.posts) or len(zones) > 1:
            return self.posts
        return tuple(post for _, _, post in sorted(timed, key=lambda row: row[:2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What lists and counts need of a thread, so that nobody opens it for them."""

    id: str
    """The thread's id."""
    title: str | None
    """As the side file or the source says."""
    posts: int
    """How many it has."""
    people: tuple[str, ...]
    """The names of its authors, each once, in the order of their first post."""
    language: str | None
    """Its language as a code; None where the rules do not know it."""
    url: str | None = None
    """Where it was posted."""
    platform: str | None = None
    """The forum software, for people."""
    format: str | None = None
    """The reader that read it."""
    first: datetime | None = None
    """When its earliest post was written, as its forum prints the time."""
    terms: Terms = field(default_factory=Terms)
    """Under which terms it is quoted."""

    @property
    def forum(self) -> str:
        """The short name of its forum: the first half of its id."""
        return self.id.partition("/")[0]
