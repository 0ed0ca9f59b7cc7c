"""Which ask a post answers: in a thread in which several people ask, an answer to one is none to the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

from extractor.model import Ask, AskKind, Conversation

_JOINING = frozenset({AskKind.JOINS, AskKind.PLEA})
"""Asks that say nothing of their own: they ask what their thread asks."""


def subject(asks: Iterable[Ask]) -> int | None:
    """The post whose ask a thread is about: the first that asks; None where its title alone asks, or nobody does."""
    posts = [ask.post for ask in asks]
    return min((post for post in posts if post is not None), default=None) if None not in posts else None


def place_of(ask: Ask, asks: Iterable[Ask]) -> int | None:
    """The post under which an ask is answered, among all asks of its thread: its own, or that which it joins."""
    return subject(asks) if ask.kind in _JOINING else ask.post


class Answering:
    """The asks of one thread, by what replies to them."""

    def __init__(self, conversation: Conversation, asks: Collection[Ask]) -> None:
        self._replies = conversation.replies
        self._asks = asks

    @cached_property
    def _places(self) -> frozenset[int]:
        return frozenset(post for ask in self._asks if (post := place_of(ask, self._asks)) is not None)

    def asked(self, number: int) -> int | None:
        """The post whose ask a post answers, given by its number: the nearest that it replies to, through others, and
        that asks something of its own; else what the thread is about, as `subject` has it."""
        passed: set[int] = set()
        place: int | None = number
        while place is not None and place not in passed:
            passed.add(place)
            reply = self._replies.get(place)
            place = reply.parent if reply else None
            if place in self._places:
                return place
        return subject(self._asks)
