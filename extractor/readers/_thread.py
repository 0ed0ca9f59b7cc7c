"""From what a reader found to a thread: numbers, ids, roles, and the warnings that every format shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from extractor.model import Block, Link, Post, Problem, Role, Source, Stage, Thread
from extractor.model.anchors import distinct
from extractor.problems import NotUnderstood
from extractor.readers._lines import warning, with_roles, wordless
from extractor.readers._marks import Marks
from extractor.text.characters import gaps
from extractor.text.weblinks import web_address


@dataclass(slots=True, kw_only=True)
class Draft:
    """A post as a reader found it; what the source does not say stays at its default."""

    text: str
    """Everything in the post, quotes included."""
    id: str | None = None
    """The forum's own id."""
    author: str | None = None
    """The printed name."""
    author_certain: bool = True
    """False when only the last editor's name is known, or when others' words may be among these without a mark."""
    login: str | None = None
    rank: str | None = None
    role: Role = Role.UNKNOWN
    """Staff when the source says so; asker and member are found out."""
    posted: datetime | None = None
    printed: str | None = None
    """`posted` as the source has it."""
    edited: datetime | None = None
    edited_by: str | None = None
    line: int | None = None
    """The line of the source on which the post's text begins, from 1."""
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    declared_parent: str | None = None
    """The id of the post it answers."""
    votes: int | None = None
    accepted: bool | None = None
    permalink: str | None = None
    position: int | None = None
    """The place in the whole thread that the source announces."""


def assembled(
    source: Source,
    format: str,
    platform: str | None,
    drafts: Sequence[Draft],
    *,
    title: str | None = None,
    url: str | None = None,
    source_id: str | None = None,
    announced: int | None = None,
    opened: bool | None = None,
    flat: bool | None = None,
    warnings: Sequence[Problem] = (),
    why_missing: str = "",
) -> Thread:
    """The thread of these posts, in their order. The side file wins over what the source says of itself.

    A post without an id gets a digest of author and printed time; of posts with one id only the first keeps it, which
    is W121.
    `flat` is `Thread.flat`. `opened` says whether the first post opens the thread; left out, its announced position
    tells. Adds W108 for posts without words and W109 when fewer posts are here than the source announces;
    `why_missing` goes into it.
    """
    ids = distinct([(draft.author or "", draft.printed or "") for draft in drafts], [draft.id for draft in drafts])
    posts = [
        Post(
            number=number,
            id=id,
            author=draft.author or None,
            author_certain=draft.author_certain and bool(draft.author),
            edited_by=draft.edited_by or None,
            role=draft.role,
            posted=draft.posted,
            printed=draft.printed,
            edited=draft.edited,
            text=draft.text,
            line=draft.line,
            blocks=ids.blocks(draft.blocks),
            links=draft.links,
            declared_parent=ids.now(draft.declared_parent),
            votes=draft.votes,
            accepted=draft.accepted,
            permalink=web_address(draft.permalink),
            login=draft.login,
            rank=draft.rank,
            position=draft.position,
        )
        for number, (draft, id) in enumerate(zip(drafts, ids.all, strict=True), 1)
    ]
    first = posts[0].position if posts else None
    side = source.side
    return Thread(
        id=source.id,
        name=source.name,
        title=side.title or title or None,
        url=side.url or web_address(url),
        platform=side.platform or platform,
        format=format,
        posts=with_roles(posts, side.roles, opened=opened if opened is not None else first in (None, 1)),
        posts_announced=announced,
        warnings=(
            *warnings,
            *missing(source.name, posts, announced, why_missing),
            *wordless(source.name, posts, {}),
            *ids.warnings(source.name),
        ),
        source_id=source_id,
        flat=flat,
    )


def missing(name: str, posts: Sequence[Post], announced: int | None, why: str = "") -> list[Problem]:
    """W109: posts that the source announces and that are not here, by their positions where it numbers them."""
    problems = []
    if announced is not None and len(posts) < announced:
        places = [post.position for post in posts if post.position is not None]
        # Where positions go beyond the number, posts were removed and the positions are no ranks.
        gap_note = f"; missing: {', '.join(gaps(places, announced))}" if places and max(places) <= announced else ""
        problems.append(
            warning(
                "W109",
                name,
                None,
                f"{len(posts)} of {announced} announced posts are here{gap_note}{why}",
                "save the other pages too; replies to posts that are missing cannot be found",
            )
        )
    twice = sorted(place for place, times in Counter(post.position for post in posts).items() if place and times > 1)
    if twice:
        problems.append(
            warning(
                "W109",
                name,
                None,
                f"a position stands twice: {', '.join(map(str, twice[:12]))}",
                "two pages, or two copies of one page, may have been put together",
            )
        )
    return problems


def no_posts(source: Source, format: str, marks: Marks) -> NotUnderstood:
    """E109: a source that was named, or took itself, for a format in which no post of it can be found."""
    return NotUnderstood(
        Problem(
            stage=Stage.READ,
            code="E109",
            file=source.name,
            cause=f"this is not {format}: no post is there",
            details=(*marks.evidence, f"expected: {marks.looked_for}"),
            help="leave out --format to have the format recognised",
        )
    )
