"""Which ask a post answers: in a thread in which several people ask, an answer to one is none to the others."""

from __future__ import annotations

from collections.abc import Collection

from extractor.model import Ask, AskKind, Conversation

_JOINING = frozenset({AskKind.JOINS, AskKind.PLEA})
"""Asks that say nothing of their own: they ask what their thread asks."""


class AskPlaces:
    """Where the asks of one thread are answered, each by the number of a post; None stands for the thread's title."""

    def __init__(self, asks: Collection[Ask]) -> None:
        posts = [ask.post for ask in asks]
        self.subject: int | None = None
        """The ask that the thread is about: the first; None where the title alone asks, or nobody does."""
        if None not in posts:
            self.subject = min((post for post in posts if post is not None), default=None)
        self.all = frozenset(map(self.of, asks))
        """Those of all asks."""

    def of(self, ask: Ask) -> int | None:
        """The place of one of them: its own post, or the ask that it joins."""
        return self.subject if ask.kind in _JOINING else ask.post


class Answering:
    """The asks of one thread, by what replies to them."""

    def __init__(self, conversation: Conversation, asks: Collection[Ask]) -> None:
        self._replies = conversation.replies
        self._places = AskPlaces(asks)

    def asked(self, number: int) -> int | None:
        """The place of the ask that a post answers, given by its number: the nearest that it replies to, through
        others; else what the thread is about."""
        passed: set[int] = set()
        place: int | None = number
        while place is not None and place not in passed:
            passed.add(place)
            reply = self._replies.get(place)
            place = reply.parent if reply else None
            if place is not None and place in self._places.all:
                return place
        return self._places.subject
