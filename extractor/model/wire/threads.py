"""The JSON form of a thread, declared once: what `threadfaq read` prints, other programs write and a store keeps.

msgspec writes these declarations as JSON and takes JSON for them at the speed of C. Where it falls short:
it stops at the first thing that is wrong, so `fields` gives the same declarations to a checker that names everything
at once; and it neither writes nor parses half a surrogate pair, so a text with one is left to Python's own `json`.

The order of the fields is the order in which they are printed. What is UNSET is not printed at all.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from extractor.model import Because, BlockKind, How, Role, Severity, Stage

Number = Annotated[int, Meta(ge=1)]
"""A post's place, from 1."""
Offset = Annotated[int, Meta(ge=0)]
"""A place in the post's text, counted in Unicode code points from 0."""


class Quote(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Somebody else's words inside a post."""

    start: Offset
    """Offset in the post's text."""
    end: Offset
    """Offset in the post's text, exclusive."""
    post: Number | None = None
    """The number of the first speaker's post, or null."""
    how: How | None = None
    """How it was recognised; without it the quote is taken as declared."""


class Block(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A stretch of a post that is not prose."""

    kind: BlockKind | None = None
    """What it is; a block without it is left out."""
    start: Offset
    """Offset in the post's text."""
    end: Offset
    """Offset in the post's text, exclusive."""
    declared_post: str | UnsetType | None = UNSET
    """Of a quote: the id of the post the source itself says it comes from."""
    declared_author: str | UnsetType | None = UNSET
    """Of a quote: the name the source itself gives to its speaker."""


class Link(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A link, a picture or an attachment."""

    start: Offset
    """Offset in the post's text of the words that are linked."""
    end: Offset
    """Offset in the post's text, exclusive; equal to `start` where no words are linked."""
    url: str
    """Where it leads."""


class Problem(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A warning about a thread, with everything that is known of it."""

    stage: Stage
    """Where it arises."""
    code: str
    """Its page, like W108."""
    file: str
    """The file to open."""
    place: str = ""
    """Where in the file, in words."""
    cause: str
    """What is wrong, in one sentence."""
    details: tuple[str, ...] = ()
    """Lines to print as they are."""
    help: str = ""
    """The next step."""
    severity: Severity = Severity.ERROR
    """Whether something is held back until it is mended."""


class Post(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One post with what is known of it."""

    number: Number | None = None
    """Its place in the source, from 1."""
    id: str | None = None
    """The forum's own id, else a digest."""
    author: str | None = None
    """The printed name; null where nobody knows it."""
    author_certain: bool | None = None
    """False where only the last editor's name is known; without it true when there is an author."""
    edited_by: str | None = None
    """The last editor's name."""
    role: Role | None = None
    """What the author is in this thread."""
    posted: str | None = None
    """When, as an ISO time; with a zone only when the source gives one."""
    edited: str | None = None
    """When it was last edited, as an ISO time."""
    text: str
    """Everything in the post, quotes included."""
    quotes: tuple[Quote, ...] = ()
    """Somebody else's words in it, in order and disjoint."""
    reply_to: Number | None = None
    """The number of the post it answers, or null."""
    reply_because: Because | None = None
    """Why it is taken to answer that; without it the source is taken to say so."""
    reply_certain: bool | None = None
    """Whether that kind of evidence was measured right in at least 95 of 100."""
    votes: int | None = None
    """The forum's count of approval."""
    accepted: bool | None = None
    """Whether it is marked as the solution."""
    permalink: str | None = None
    """Its own address."""
    login: str | None = None
    """The author's account."""
    rank: str | None = None
    """The title printed beside the author's name."""
    position: Number | None = None
    """Its place in the whole thread, where the forum prints one."""
    blocks: tuple[Block, ...] | UnsetType = UNSET
    """Stretches that are not prose; where they are given, `quotes` are found anew from them."""
    links: tuple[Link, ...] = ()
    """Links, pictures and attachments."""
    expert: bool | UnsetType = UNSET
    """True where the forum knows the author, by rank, as one who answers; else not printed."""
    printed: str | UnsetType | None = UNSET
    """The time as the source prints it, character for character; without it `posted` stands for it."""
    line: Number | UnsetType | None = UNSET
    """The line of the source on which the text begins; only a store keeps it."""
    declared_parent: str | UnsetType | None = UNSET
    """The id of the post that the source says it answers, which need not be in this thread; only a store keeps it."""
    reply_words: str | UnsetType = UNSET
    """The words that are the evidence for `reply_to`; only a store keeps them."""


class Thread(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One thread."""

    id: str | None = None
    """`<forum>/<name>` for a thread of a corpus."""
    title: str | None = None
    """As the side file or the source says."""
    url: str | None = None
    """Where it was posted."""
    platform: str | None = None
    """The forum software."""
    format: str | None = None
    """How it was read."""
    source_id: str | None = None
    """The forum's own id of the thread."""
    flat: bool | None = None
    """Whether the posts stand in the order of writing; false in a threaded view."""
    posts_announced: Offset | None = None
    """How many posts the forum says there are."""
    complete: bool | None = None
    """Whether they are all here; null when nothing announces a number."""
    warnings: tuple[str, ...] = ()
    """What a reader of this thread should know, a sentence each."""
    opener_missing: bool | UnsetType | None = UNSET
    """True where the first post that is there does not open the thread; else not printed."""
    posts: tuple[Post, ...]
    """The posts in the order of the source."""
    name: str | UnsetType = UNSET
    """The file it was read from; only a store keeps it."""
    problems: tuple[Problem, ...] | UnsetType = UNSET
    """`warnings` with everything that is known of them; only a store keeps them."""
