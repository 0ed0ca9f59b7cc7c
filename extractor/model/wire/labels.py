"""The JSON form of a labelled sentence: what `threadfaq label` prints."""

from __future__ import annotations

from msgspec import Struct

from extractor.model import Act, Stance


class Fired(Struct, kw_only=True, frozen=True):
    """A rule that fired."""

    id: str
    """`<topic>/<rule>` or `<cue>/<rule>`."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""


class Label(Struct, kw_only=True, frozen=True):
    """One sentence of a thread, and what the program makes of it."""

    thread: str
    """The thread's id, or its file outside a corpus."""
    post: int
    """The post's number."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    text: str
    """The words, exactly as the post has them."""
    topics: tuple[str, ...]
    """Topic ids in the order of the packs."""
    act: Act
    """What it does."""
    stance: Stance | None
    """Where it stands, when it says so."""
    quote: bool
    """Whether the words are somebody else's."""
    answer: bool
    """Whether the program would print it."""
    questions: tuple[str, ...]
    """Addresses (`<topic>/<question>`) under which it would stand."""
    score: float
    """The sum of the weights of what fired."""
    rules: tuple[Fired, ...]
    """What fired, in the order of its place."""
