"""What a sentence does towards those who read it: asks, tells a trouble, pleads, answers."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from extractor.asks.phrases import Kind, Phrases
from extractor.model import AskKind
from extractor.text.phrase_lines import MARK, line_of

_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
_TELLING = 4
"""Words of the shortest sentence that tells a trouble."""


class Place(StrEnum):
    """Where a sentence stands."""

    OPENING = "question"
    """In the post that opens its thread."""
    COMMENT = "comment"
    """In a later post."""


class Facts(NamedTuple):
    """What is seen in one sentence alone; a list of phrases that it has is true."""

    length: int
    """Its words."""
    mark: bool
    """It has a question mark behind a word."""
    asks: bool
    embedded: bool
    requests: bool
    wants: bool
    unsure: bool
    pleas: bool
    joins: bool
    troubles: bool
    goals: bool
    retorts: bool
    backs: bool
    advises: bool
    settled: bool
    own: bool
    you: bool

    @property
    def tells(self) -> bool:
        """It tells what troubles the writer, or what the writer is about to do."""
        return self.length >= _TELLING and (self.troubles or (self.goals and self.own))


def facts_of(text: str, phrases: Phrases) -> Facts:
    """What is seen in a sentence."""
    plain = _LINK.sub(" ", text) if "://" in text or "www." in text.lower() else text
    line = line_of(plain)
    words = line.split(" ")
    kinds = phrases.kinds(line, words)
    return Facts(
        length=len(words) - words.count(MARK),
        mark=_has_question_mark(plain),
        **{name: kind in kinds for name, kind in _KINDS},
    )


_KINDS = tuple((kind.value, kind) for kind in Kind)


def _has_question_mark(text: str) -> bool:
    place = max(text.rfind("?"), text.rfind("？"))
    return place > 0 and any(map(str.isalnum, text[:place]))


def kind_of(facts: Facts, place: Place) -> AskKind | None:
    """How a sentence asks the forum; None where it does not.

    In an opening post nearly every question does. In a comment half of them are put back to somebody, or say
    something: there a question must have a question's order of words, and must not point at what was said before.
    """
    if place is Place.OPENING:
        return _opening(facts)
    return _comment(facts)


def _opening(facts: Facts) -> AskKind | None:
    if facts.mark or facts.asks:
        if facts.pleas and facts.length <= _SHORT:
            return AskKind.PLEA
        if facts.asks or facts.requests or not facts.retorts:
            return AskKind.EXPLICIT
    if facts.embedded or facts.requests or facts.wants or facts.unsure:
        return AskKind.IMPLICIT
    if facts.joins:
        return AskKind.JOINS
    if facts.tells and facts.troubles:
        return AskKind.TROUBLE
    return AskKind.PLEA if facts.pleas else None


_SHORT = 6
"""Words: `Can anybody help me here?` asks nothing by itself."""


def _comment(facts: Facts) -> AskKind | None:
    if facts.requests and (facts.mark or not facts.backs):
        return AskKind.PLEA if facts.pleas and facts.length <= _SHORT else AskKind.EXPLICIT
    if (
        facts.mark
        and (facts.asks or facts.embedded)
        and not facts.retorts
        and (facts.own or not (facts.you or facts.backs))
    ):
        return AskKind.EXPLICIT
    if facts.wants and not facts.you:
        return AskKind.IMPLICIT
    if facts.joins and facts.own:
        return AskKind.JOINS
    return AskKind.PLEA if facts.pleas and facts.own else None


def asks(text: str, place: Place, phrases: Phrases) -> AskKind | None:
    """How a text of one sentence or a few asks the forum, judged alone and in its place; None where it does not."""
    return kind_of(facts_of(text, phrases), place)
