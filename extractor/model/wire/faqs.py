"""The JSON form of the FAQ: what `threadfaq faq` prints, and the site's `faq.json`."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from extractor.model import Role, Stance, Strength, Verdict


class Place(Struct, kw_only=True, frozen=True):
    """Where the same person says the same words once more."""

    thread: str
    """Thread id."""
    post: int
    """The post's number."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    url: str
    """The passage on our thread page, from the root of the site."""


class Ruling(Struct, kw_only=True, frozen=True):
    """What an editor decided about an answer."""

    verdict: Verdict
    """The decision's kind."""
    by: str
    """Who decided."""
    on: str
    """When, as an ISO date."""
    because: str
    """Why."""
    text: str | None
    """The editor's wording, for reword."""
    check_again: str | None
    """By when what the words state is to be verified again, as an ISO date."""


class Answer(Struct, kw_only=True, frozen=True):
    """One passage printed under one question."""

    id: str
    """Its element id on our thread page."""
    text: str
    """The words, exactly as the post has them."""
    thread: str
    """Thread id."""
    post: int
    """The post's number."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    author: str
    """Whose words they are, or `unknown`."""
    role: Role
    """What that person is in the thread."""
    posted: str | None
    """When, as an ISO time."""
    permalink: str | None
    """The post's own address."""
    url: str
    """The passage on our thread page, from the root of the site."""
    saying: int
    """Answers of one position with the same number say the same."""
    also_in: tuple[Place, ...]
    """The same person's same words elsewhere."""
    needs: str | None
    """The words printed before it as context."""
    ruling: Ruling | None
    """What an editor decided; null when nobody has judged it."""
    thread_url: str | None
    """Where the thread was posted."""
    strength: Strength
    """What is known of its evidence."""
    lead: bool
    """Whether an editor puts it first."""


class Position(Struct, kw_only=True, frozen=True):
    """One stance towards a question."""

    stance: Stance | None
    """The stance."""
    title: str
    """Its heading."""
    people: int
    """How many people take it."""
    answers: tuple[Answer, ...]
    """Their words."""


class Question(Struct, kw_only=True, frozen=True):
    """A question with its answers."""

    id: str
    """Unique in its topic."""
    title: str
    """As a reader would ask it."""
    url: str
    """Its page, from the root of the site."""
    positions: tuple[Position, ...]
    """Empty when nothing answers it yet."""
    answers: tuple[Answer, ...]
    """The answers of all positions, in order."""


class Topic(Struct, kw_only=True, frozen=True):
    """A topic with its questions."""

    id: str
    """The topic's id."""
    title: str
    """Its title."""
    questions: tuple[Question, ...]
    """Its questions, in the order of the pack."""


class Faq(Struct, kw_only=True, frozen=True):
    """Everything that is printed."""

    as_of: str
    """The one date of the build, as an ISO date."""
    topics: tuple[Topic, ...]
    """Topics in the order of the packs."""


def schema() -> bytes:
    """The JSON Schema of this form (draft 2020-12), as a file."""
    draft = "https://json-schema.org/draft/2020-12/schema"
    made = {"$schema": draft, "title": "faq.json", **msgspec.json.schema(Faq)}
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
