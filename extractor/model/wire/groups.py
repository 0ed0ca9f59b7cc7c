"""The JSON form of what many people ask: what `threadfaq questions --json` prints."""

from __future__ import annotations

from msgspec import Struct

from extractor.model import AskKind, GroupState
from extractor.model.wire.mined import Reason


class Ask(Struct, kw_only=True, frozen=True):
    """Who asks it, in which words."""

    id: str
    """Unique in the corpus."""
    thread: str
    """Thread id."""
    url: str | None
    """The post's own address, else the thread's."""
    post: int | None
    """The post's number; null for a title without its post."""
    author: str | None
    """Who asks."""
    kind: AskKind
    """How."""
    ranges: tuple[tuple[int, int], ...]
    """Offsets of the words in the post's text."""
    text: str
    """The words, with ` […] ` where some are left out."""


class Answer(Struct, kw_only=True, frozen=True):
    """A passage that answers it."""

    thread: str
    """Thread id."""
    url: str | None
    """The thread's address."""
    post: int
    """The post's number."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    text: str
    """The words, exactly as the post has them."""
    score: float
    """The sum of the reasons."""
    because: tuple[Reason, ...]
    """What speaks for it, the strongest first."""


class Group(Struct, kw_only=True, frozen=True):
    """One thing that many people ask."""

    id: str
    """The same as long as most of its asks are."""
    title: str
    """The best of the wordings."""
    wordings: tuple[str, ...]
    """Up to three of the askers' own wordings, the best first."""
    askers: int
    """How many people ask it."""
    threads: int
    """In how many threads."""
    since: str | None
    """When it was first asked, as an ISO time."""
    state: GroupState
    """What became of it."""
    announced: bool
    """Whether most of it is from threads with very many asks."""
    question: str | None
    """The address of the question that owns it."""
    public_answer: bool
    """Whether anybody answers it for all to read."""
    asks: tuple[Ask, ...]
    """Who asks it, by thread."""
    answers: tuple[Answer, ...]
    """The best passages first."""


class Groups(Struct, kw_only=True, frozen=True):
    """What many people ask."""

    as_of: str
    """The one date of the build, as an ISO date."""
    groups: tuple[Group, ...]
    """The best first."""
