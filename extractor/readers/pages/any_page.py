"""Any page with a conversation, by its structure: what no reader of a forum's own pages claims.

    <script type="application/ld+json">{"@type": "QAPage", "mainEntity": {"@type": "Question", "acceptedAnswer": …
    <div itemscope itemtype="https://schema.org/Comment"><span itemprop="author">… <div itemprop="text">The words.
    <div class="post">…name… …time… …words…</div> <div class="post">…   at least three of one shape

Three ways in this order: posts in JSON-LD if the whole conversation is there, posts in microdata, and blocks that
repeat. Rests on https://schema.org and, for the blocks, on nothing but caution.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.model import Problem, Source, Thread
from extractor.readers._html import SavedPage, page_of, try_page
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import assembled, no_posts
from extractor.readers.pages._blocks import from_blocks
from extractor.readers.pages._forum import clock
from extractor.readers.pages._microdata import from_microdata
from extractor.readers.pages._oldest_first import oldest_first
from extractor.readers.pages._schema import (
    ARTICLES,
    LISTS,
    OPENINGS,
    Posts,
    from_linked_data,
    page_kinds,
)

NAME = "any-page"
STANDING = Standing.GENERAL

_FEWEST = 2
_LOOKED_FOR = (
    "posts in JSON-LD or microdata of schema.org, or at least three blocks of one shape, "
    "each with a name, a time and words, whose class says `post`, `comment`, `reply` or the like"
)


def marks(source: Source) -> Marks:
    """Claims a page in which one of the three ways finds a conversation, and says what each of them saw."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no HTML page",))
    evidence = []
    for posts in _ways(source, page):
        evidence.append(posts.evidence)
        if _is_conversation(posts):
            return Marks(claims=True, looked_for=_LOOKED_FOR, evidence=(posts.evidence,))
    return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=tuple(evidence))


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when no way finds a conversation."""
    page = page_of(source)
    posts = next(filter(_is_conversation, _ways(source, page)), None) if page is not None else None
    if page is None or posts is None:
        raise no_posts(source, NAME, marks(source))
    return assembled(
        source,
        NAME,
        "a page of unknown software",
        oldest_first(posts.drafts),
        title=posts.title or page.text("h1") or page.title,
        url=page.url or posts.url,
        announced=posts.announced,
        opened=posts.opened,
        warnings=_left_out(source, posts),
    )


def _left_out(source: Source, posts: Posts) -> list[Problem]:
    """W106 for what looks like a post and has no name, no time or no words."""
    if not posts.left:
        return []
    one = len(posts.left) == 1
    return [
        warning(
            "W106",
            source.name,
            None,
            f"{len(posts.left)} block{'' if one else 's'} of the posts' shape {'has' if one else 'have'} no name, no "
            f"time or no words and {'is' if one else 'are'} left out",
            "compare the number of posts with the page",
            posts.left[:12],
        )
    ]


def _ways(source: Source, page: SavedPage) -> Iterator[Posts]:
    """What each way finds, the surest first."""
    times = clock(source, page)
    yield from_linked_data(page, times)
    yield from_microdata(page, times)
    kinds = page_kinds(page)
    speaks = sorted(kinds & LISTS)
    if speaks and not kinds & (OPENINGS | ARTICLES):
        yield Posts(evidence=f"the page calls itself {', '.join(speaks)}")
    else:
        yield from_blocks(page, times)


def _is_conversation(posts: Posts) -> bool:
    """At least two posts, by somebody, and not all by one: questions with answers of a shop have no authors."""
    names = {draft.author for draft in posts.drafts if draft.author}
    return len(posts.drafts) >= _FEWEST and bool(names) and (len(names) > 1 or None in _authors(posts))


def _authors(posts: Posts) -> set[str | None]:
    return {draft.author for draft in posts.drafts}
