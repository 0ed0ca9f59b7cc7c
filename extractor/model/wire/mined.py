"""The JSON form of a thread's asks and answers: what `threadfaq answers` prints."""

from __future__ import annotations

from msgspec import Struct

from extractor.model import AskKind


class Reason(Struct, kw_only=True, frozen=True):
    """One kind of evidence, and what it adds to a score."""

    name: str
    """The name of the weight."""
    weight: float
    """What it adds; below zero it speaks against."""


class Ask(Struct, kw_only=True, frozen=True):
    """What somebody asks."""

    post: int | None
    """The post's number; null for a title without its post."""
    start: int
    """Where the first of its words stands: offset in the post's text, of a title in the title."""
    end: int
    """Where the last of them ends, exclusive."""
    kind: AskKind
    """How it is asked."""
    text: str
    """Its words, with ` […] ` where words are left out."""
    ranges: tuple[tuple[int, int], ...]
    """The places of its words: start and end of each."""


class ScoredPost(Struct, kw_only=True, frozen=True):
    """A post by how much speaks for it."""

    post: int
    """The post's number."""
    text: str
    """Everything in the post, as `threadfaq read` prints it."""
    score: float
    """The sum of the weights."""
    because: tuple[Reason, ...]
    """What speaks for it and against, the strongest first."""


class ScoredPassage(Struct, kw_only=True, frozen=True):
    """A passage by how much speaks for it."""

    post: int
    """The post's number."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    text: str
    """The words, exactly as the post has them."""
    score: float
    """The sum of the weights."""
    because: tuple[Reason, ...]
    """What speaks for it and against, the strongest first."""
    strong: str | None
    """The kind of evidence by which it may be printed before an editor sees it; null where it is of none."""


class Answers(Struct, kw_only=True, frozen=True):
    """One thread: what is asked in it, and what answers."""

    thread: str
    """The thread's id, or its file outside a corpus."""
    url: str | None
    """Where it was posted."""
    title: str | None
    """Its title."""
    opener_missing: bool
    """Whether the post that opens it is not there."""
    public_answer: bool
    """Whether anybody answers it there, for all to read."""
    asks: tuple[Ask, ...]
    """In the order of the posts; a title stands first."""
    posts: tuple[ScoredPost, ...]
    """All posts but the one that opens the thread, the best first."""
    passages: tuple[ScoredPassage, ...]
    """The best passages, at most eight, the best first."""
