"""Who said what to whom."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from extractor.model._kinds import Because, How
from extractor.model._thread import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody else's words inside a post."""

    start: int
    """Offset in the quoting post's text."""
    end: int
    """Offset in the quoting post's text, exclusive."""
    post: int | None
    """The number of the first speaker's post; None when it is not in this thread."""
    how: How
    """How it was recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Which post a post answers, and the reason."""

    child: int
    """The answering post's number."""
    parent: int | None
    """The answered post's number; None for the opening post."""
    because: Because
    """The strongest evidence."""
    certain: bool
    """Whether that kind of evidence was measured right in at least 95 of 100."""
    words: str = ""
    """The words that are the evidence (the name called, the words repeated), as they stand in the post."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A thread in which it is known who said what to whom."""

    thread: Thread
    """The thread as read."""
    quotes: Mapping[int, tuple[Quote, ...]]
    """Quotes by the number of the quoting post, disjoint and in order of `start`; posts without any are absent."""
    replies: Mapping[int, Reply]
    """One reply for each post, by its number."""

    def quoted(self, number: int, start: int, end: int) -> bool:
        """Whether any character of this range of the post is somebody else's."""
        quotes = self.quotes.get(number, ())
        before = bisect_left(quotes, end, key=lambda quote: quote.start)
        return before > 0 and start < quotes[before - 1].end
