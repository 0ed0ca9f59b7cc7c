"""Where a thread comes from, and on what terms: what goes into its side file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from extractor import readers
from extractor.intake.archive import SavedFile
from extractor.linking.merging import host
from extractor.model import SideFile, Source, Thread
from extractor.text.characters import folded
from extractor.text.weblinks import web_address

LONGEST = 300
"""Characters of a title that are kept."""

STACK_EXCHANGE = "say it is from Stack Exchange, link the question, show the authors' names, link them"
"""What https://stackoverflow.com/help/licensing asks of whoever quotes."""

_STACK_SITES = (
    "stackexchange.com",
    "stackoverflow.com",
    "superuser.com",
    "serverfault.com",
    "askubuntu.com",
    "mathoverflow.net",
    "stackapps.com",
)
# The day from which posts are under each version of the licence.
_VERSIONS = (("4.0", date(2018, 5, 2)), ("3.0", date(2011, 4, 8)), ("2.5", date.min))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person who adds says: all of it may be left out."""

    forum: str | None = None
    name: str | None = None
    format: str | None = None
    title: str | None = None
    url: str | None = None
    licence: str | None = None
    permission: str | None = None
    attribution: str | None = None
    retrieved: date | None = None

    @property
    def of_one_thread(self) -> list[str]:
        """Options that can be true of one thread only."""
        return [f"--{key}" for key in ("name", "title", "url") if getattr(self, key) is not None]


def with_wish(file: SavedFile, wish: Wish) -> Source:
    """The file with what the person says about it, as a reader is to see it."""
    side = replace(
        file.source.side,
        title=wish.title or file.source.side.title,
        url=wish.url or file.source.side.url,
        format=wish.format or file.source.side.format,
        more=(),
    )
    return replace(file.source, side=side)


def side(thread: Thread, piece: Source, file: SavedFile, wish: Wish) -> SideFile:
    """The side file of a new thread."""
    declared = piece.side
    stack = is_stack_exchange(thread)
    return replace(
        declared,
        title=folded(thread.title or "")[:LONGEST] or None,
        url=web_address(thread.url),
        platform=folded(thread.platform or "")[:LONGEST] or None,
        licence=wish.licence or declared.licence or (_licence(thread) if stack else None),
        permission=wish.permission or declared.permission,
        attribution=wish.attribution or declared.attribution or (STACK_EXCHANGE if stack else None),
        retrieved=wish.retrieved or declared.retrieved or readers.saved_on(piece) or file.saved,
        more=(),
    )


def is_stack_exchange(thread: Thread) -> bool:
    """Whether a thread is under the terms of Stack Exchange."""
    site = host(thread.url) or ""
    listed = any(site == other or site.endswith(f".{other}") for other in _STACK_SITES)
    return listed or "stackexchange" in (thread.platform or "").replace(" ", "").casefold()


def _licence(thread: Thread) -> str:
    """CC BY-SA in the versions of its posts' days; without a number where the days are not known."""
    days = [post.posted.date() if post.posted else None for post in thread.posts]
    if not days or None in days:
        return "CC BY-SA"
    used = {next(number for number, begins in _VERSIONS if day >= begins) for day in days if day}
    return f"CC BY-SA {' and '.join(sorted(used))}"
