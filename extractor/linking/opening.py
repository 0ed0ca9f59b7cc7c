"""Whether the first post of a thread that is there opens it."""

from __future__ import annotations

from collections.abc import Container

from extractor.language import DEFAULT
from extractor.model import Post, Reason, Thread


def missing(thread: Thread, language: str = DEFAULT) -> tuple[Reason, ...]:
    """Why the post that opens a thread is taken to be missing; nothing where it is there."""
    return ()


def calls_member(post: Post, staff: Container[str | None], language: str = DEFAULT) -> bool:
    """Whether a post begins by calling somebody who is not staff."""
    return False
