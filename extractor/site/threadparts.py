"""Parts of a thread page beside the words: numbers that lead to questions, steps from one quoted passage to the next,
and the tree of replies as a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.faq.marks import LinePiece, MarkedPassage, depths
from extractor.model import Conversation, Post

DRAWN = range(11, 151)
"""How many posts a thread has whose tree of replies is drawn: in a shorter one everything is in view, and in a longer
one nothing can be told apart."""
SMALL = 6.0
"""Pixels from dot to dot below which dots are small."""
WIDEST = 288
"""Pixels of a drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A number in the margin: which question the words beside it stand under."""

    number: int
    """The question's number in the list of this page."""
    address: str
    """The question's address."""
    title: str
    """Its title."""
    context: bool
    """Whether the words are only read before an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The quoted passages before and behind a post, as ids on its page."""

    previous: str | None
    """The last one before."""
    next: str | None
    """The first one behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A tree of replies: posts from left to right, answers below what they answer. In pixels."""

    width: int
    """How wide it is."""
    height: int
    """How high it is."""
    small: bool
    """Whether its dots must be small, so that they do not touch."""
    dots: tuple[tuple[float, int], ...]
    """Where each post stands, in their order."""
    lines: tuple[str, ...]
    """From each post that answers one, a path from that one's dot to its own."""


def numbers_of(marks: Mapping[int, Sequence[MarkedPassage]]) -> dict[str, tuple[int, str]]:
    """The questions whose answers a thread gives, by their addresses, in the order of the posts: number and title."""
    titles: dict[str, str] = {}
    contexts: dict[str, str] = {}
    for number in sorted(marks):
        for mark in marks[number]:
            for address, title, context in mark.uses:
                (contexts if context else titles).setdefault(address, title)
    listed = {**titles, **{address: title for address, title in contexts.items() if address not in titles}}
    return {address: (number, title) for number, (address, title) in enumerate(listed.items(), 1)}


def notes_of(
    lines: Sequence[Sequence[LinePiece]], numbers: Mapping[str, tuple[int, str]]
) -> list[list[tuple[Note, ...]]]:
    """The numbers behind each piece of each line of a post: none where the passage before it in the line, in reading
    order, has the same."""
    result = []
    for line in lines:
        row = []
        last: tuple[Note, ...] = ()
        for piece in line:
            notes: dict[Note, None] = {}
            for mark in piece.ended:
                for address, title, context in mark.uses:
                    notes[Note(number=numbers[address][0], address=address, title=title, context=context)] = None
            here = tuple(sorted(notes, key=lambda note: (note.number, note.context)))
            row.append(here if here != last else ())
            last = here or last
        result.append(row)
    return result


def steps_of(posts: Sequence[Post], marks: Mapping[int, Sequence[MarkedPassage]]) -> list[Steps]:
    """For each post the quoted passages around it."""
    before: list[str | None] = []
    behind: list[str | None] = []
    last = following = None
    for post in posts:
        before.append(last)
        last = marks[post.number][-1].passage.id if marks.get(post.number) else last
    for post in reversed(posts):
        behind.append(following)
        following = marks[post.number][0].passage.id if marks.get(post.number) else following
    return [Steps(previous=one, next=two) for one, two in zip(before, reversed(behind), strict=True)]


def drawing_of(conversation: Conversation) -> Drawing | None:
    """The tree of replies as a drawing; None for threads that need or allow none."""
    posts = conversation.thread.posts
    if len(posts) not in DRAWN:
        return None
    deep = depths(conversation)
    step = min(12.0, (WIDEST - 8) / (len(posts) - 1))
    down = min(12, 96 // (max(deep.values()) or 1) or 1)
    places = {
        post.number: (round(4 + place * step, 1), 4 + deep[post.number] * down) for place, post in enumerate(posts)
    }
    lines = []
    for post in posts:
        parent = conversation.replies[post.number].parent
        if parent is not None:
            (x, y), (to_x, to_y) = places[parent], places[post.number]
            lines.append(f"M{x:g} {y}V{to_y}H{to_x:g}")
    return Drawing(
        width=WIDEST,
        height=8 + max(deep.values()) * down,
        small=step < SMALL,
        dots=tuple(places.values()),
        lines=tuple(lines),
    )
