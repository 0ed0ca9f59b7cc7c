"""The JSON form of what readers still lack: what `threadfaq open --json` prints."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from extractor import model
from extractor.model import OpenKind, Stance


class Unanswered(Struct, kw_only=True, frozen=True):
    """Something that nobody answers for all to read."""

    kind: OpenKind
    """A question of the FAQ, a group of asks, or a thread in which nobody but its asker wrote."""
    title: str
    """A question's title, else an asker's own words or a thread's title."""
    question: str | None
    """The question's address."""
    group: str | None
    """The group's id."""
    thread: str | None
    """The thread in which it is asked in these words."""
    post: int | None
    """The number of the post that has them; null for a title."""
    url: str | None
    """The post's own address, else the thread's."""
    askers: int
    """How many people ask it."""
    threads: int
    """In how many threads."""
    since: str | None
    """When it was first asked, as an ISO time."""


class Side(Struct, kw_only=True, frozen=True):
    """One position of a question about which people differ."""

    stance: Stance | None
    """The stance."""
    title: str
    """Its heading."""
    people: int
    """How many people take it."""


class Doubtful(Struct, kw_only=True, frozen=True):
    """A question of the FAQ whose answers are not enough."""

    question: str
    """Its address."""
    title: str
    """Its title."""
    url: str
    """Its page, from the root of the site."""
    positions: tuple[Side, ...]
    """Who takes which position."""


class Unanswereds(Struct, kw_only=True, frozen=True):
    """What nobody answers."""

    count: int
    """How many."""
    items: tuple[Unanswered, ...]
    """The most asked first."""


class Doubtfuls(Struct, kw_only=True, frozen=True):
    """Questions whose answers are not enough."""

    count: int
    """How many."""
    items: tuple[Doubtful, ...]
    """In the order of the packs."""


class StillOpen(Struct, kw_only=True, frozen=True):
    """Everything that is open."""

    as_of: str
    """The date of the FAQ, as an ISO date."""
    unanswered: Unanswereds
    """What nobody answers for all to read."""
    single_voice: Doubtfuls
    """What one person alone answers."""
    contradicted: Doubtfuls
    """About what people differ."""


def still_open(value: model.StillOpen, faq: model.Faq) -> StillOpen:
    """What is still open as `threadfaq open` prints it."""
    return StillOpen(
        as_of=value.as_of.isoformat(),
        unanswered=Unanswereds(count=len(value.unanswered), items=tuple(map(_unanswered, value.unanswered))),
        single_voice=_doubtfuls(value.single_voice, faq),
        contradicted=_doubtfuls(value.contradicted, faq),
    )


def _unanswered(row: model.Unanswered) -> Unanswered:
    return Unanswered(
        kind=row.kind,
        title=row.title,
        question=row.question,
        group=row.group,
        thread=row.thread,
        post=row.post,
        url=row.url,
        askers=row.askers,
        threads=row.threads,
        since=row.since.isoformat() if row.since else None,
    )


def _doubtfuls(addresses: Iterable[str], faq: model.Faq) -> Doubtfuls:
    entries = {entry.question.address: entry for section in faq.sections for entry in section.entries}
    items = tuple(_doubtful(entries[address]) for address in addresses)
    return Doubtfuls(count=len(items), items=items)


def _doubtful(entry: model.Entry) -> Doubtful:
    sides = (Side(stance=row.stance, title=row.title, people=len(row.people)) for row in entry.positions)
    return Doubtful(
        question=entry.question.address,
        title=entry.question.title,
        url=f"{entry.question.address}.html",
        positions=tuple(sides),
    )
