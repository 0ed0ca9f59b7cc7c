"""Conversations in a channel where everybody talks into one stream: cut by replies and by pauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from extractor.model import Block, BlockKind
from extractor.readers.exports._markdown import angled, marked
from extractor.text.characters import shortened

PAUSE = timedelta(minutes=30)
"""After so long a silence somebody who answers nobody begins anew."""


_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Said:
    """A message as far as it matters here."""

    id: str
    posted: datetime | None
    answers: str | None = None
    """The id of the message that it declares to answer."""


def conversations(messages: Iterable[Said]) -> dict[str, str]:
    """For each message the id of the first one of its conversation; messages come in the order of the channel.

    A message that answers another is of that one's conversation. Every other goes on with what was said just before
    it, unless `PAUSE` lies between. A part of a channel that holds whole conversations is cut in the same way.
    """
    of: dict[str, str] = {}
    last: Said | None = None
    for message in messages:
        if message.answers is not None and message.answers in of:
            of[message.id] = of[message.answers]
        elif last is not None and not _pause(last.posted, message.posted):
            of[message.id] = of[last.id]
        else:
            of[message.id] = message.id
        last = message
    return of


def stretches(text: str) -> tuple[Block, ...]:
    """Quotes and code of a chat's message. A quote is the lines behind `>` alone; `>>>` quotes all that follows."""
    code = tuple(block for block in marked(text).blocks if block.kind is BlockKind.CODE)
    quotes = [block for block in angled(text) if not any(block.start < c.end and c.start < block.end for c in code)]
    for number, block in enumerate(quotes):
        if text.startswith(">>> ", block.start):
            quotes[number:] = [replace(block, end=len(text))]
            code = tuple(other for other in code if other.end <= block.start)
            break
    return tuple(sorted((*code, *quotes), key=lambda block: block.start))


def heading(texts: Iterable[str]) -> str | None:
    """The first line of a conversation that is no quote and no code, as its title."""
    for text in texts:
        kinds = stretches(text)
        place = 0
        for line in text.split("\n"):
            inside = any(block.start <= place < block.end for block in kinds)
            if line.strip() and not inside:
                return shortened(line.strip(), _LONGEST_TITLE)
            place += len(line) + 1
    return None


def _pause(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None or (one.utcoffset() is None) is not (other.utcoffset() is None):
        return False
    return other - one > PAUSE
