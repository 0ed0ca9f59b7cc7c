"""What is true of a thread whatever reader read it: whether it is whole, whose names are lost, what is no time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from extractor.model import Post, Problem, Role, Source, Thread
from extractor.readers._html import SavedPage, try_page
from extractor.readers._lines import warning
from extractor.readers._mhtml import is_mhtml
from extractor.readers._thread import missing
from extractor.readers.pages._paging import announced, paging
from extractor.text.paging import BEFORE, NEXT, page_of

FIRST_YEAR = 1980
"""Nobody posted before: such a year is of another calendar, or stands for no time at all."""
LAST_YEAR = 2100
_HELP = "save the other pages too; replies to posts that are missing cannot be found"
_MOST_SHOWN = 5
OWN_FORM = "neutral"
"""Our own form, in which somebody has said of each author that nobody knows him."""


def examined(source: Source, thread: Thread, general: bool = False) -> Thread:
    """The thread with what every thread is asked.

    W109 where its page is one of several, W125 for times that no forum can have, W124 where more than a third of its
    authors are unknown. `general` says that no reader knows the forum.
    """
    page = try_page(source)
    if is_mhtml(source.data):
        # Lines are those of the page inside, which nobody sees.
        thread = replace(thread, posts=tuple(replace(post, line=None) for post in thread.posts))
    thread = _dated(source, thread, page)
    if page is not None:
        thread = _counted(source, thread, page, general)
    thread = _short(thread)
    unknown = sum(post.author is None for post in thread.posts)
    if unknown * 3 > len(thread.posts) and thread.format != OWN_FORM:
        thread = replace(thread, warnings=(*thread.warnings, _nameless(thread, unknown)))
    return thread


def _counted(source: Source, thread: Thread, page: SavedPage, general: bool) -> Thread:
    """The thread with the number that its page announces for programs, and W109 where the page is one of several."""
    more: list[Problem] = []
    if thread.posts_announced is None:
        count = announced(page)
        # Some pages count there only what answers the opening post itself.
        if count is not None and count >= len(thread.posts):
            thread = replace(thread, posts_announced=count)
            # A position that stands twice has been told.
            more += missing(thread.name, thread.posts, count)[: count > len(thread.posts)]
    short = thread.posts_announced is not None and len(thread.posts) < thread.posts_announced
    if not short:
        more += [warning("W109", thread.name, None, cause, _HELP) for cause in _partial(thread, page, general)]
    if more:
        thread = replace(thread, warnings=(*thread.warnings, *more))
    pages = paging(page, general)
    return _later(source, thread) if pages.later or (pages.page or 1) > 1 else thread


def _short(thread: Thread) -> Thread:
    """The thread with W109 where fewer posts are here than its source announces and nobody has said so."""
    some = f"{len(thread.posts)} of {thread.posts_announced} announced"
    if any(problem.code == "W109" or problem.cause.startswith(some) for problem in thread.warnings):
        return thread
    problems = missing(thread.name, thread.posts, thread.posts_announced)
    lacking = problems[: len(thread.posts) < (thread.posts_announced or 0)]
    return replace(thread, warnings=(*thread.warnings, *lacking)) if lacking else thread


def _later(source: Source, thread: Thread) -> Thread:
    """A page that is not the first: whoever stands first on it did not open the thread."""
    roles = source.side.roles
    posts = tuple(
        replace(post, role=Role.MEMBER) if post.role is Role.ASKER and post.author not in roles else post
        for post in thread.posts
    )
    return replace(thread, posts=posts)


def _partial(thread: Thread, page: SavedPage, general: bool) -> Iterator[str]:
    """Why the page cannot be the whole thread."""
    pages = paging(page, general)
    places = [post.position for post in thread.posts if post.position is not None]
    if pages.of is not None and pages.page is not None and pages.of > 1:
        yield page_of(pages.page, pages.of)
    elif pages.goes_on and thread.posts_announced is None:
        yield NEXT
    elif pages.later and thread.posts_announced is None:
        yield BEFORE
    elif places and min(places) > 1 and all(problem.code != "W109" for problem in thread.warnings):
        yield f"the first post here is number {min(places)} of the thread"


def _dated(source: Source, thread: Thread, page: SavedPage | None) -> Thread:
    saved = source.side.retrieved or (page.saved.date() if page is not None and page.saved is not None else None)

    def none(moment: datetime | None) -> bool:
        if moment is None:
            return False
        # Two days: a clock may be wrong, and a forum's day begins elsewhere.
        late = saved is not None and moment.date() > saved + timedelta(days=2)
        return late or not FIRST_YEAR <= moment.year <= LAST_YEAR

    wrong = [post for post in thread.posts if none(post.posted) or none(post.edited)]
    if not wrong:
        return thread
    places = {post.number for post in wrong}
    posts = tuple(
        replace(
            post,
            posted=None if none(post.posted) else post.posted,
            edited=None if none(post.edited) else post.edited,
        )
        if post.number in places
        else post
        for post in thread.posts
    )
    details = [f"post {post.number}: {_shown(post)}" for post in wrong[:_MOST_SHOWN]]
    if wrong[_MOST_SHOWN:]:
        details.append(f"and {len(wrong) - _MOST_SHOWN} more")
    many = f"{len(wrong)} posts have times" if len(wrong) > 1 else "a post has a time"
    problem = warning(
        "W125",
        thread.name,
        None,
        f"{many} that no forum can have, left out",
        "look at the page: it may count its years in another calendar, or have lost the time",
        details,
    )
    return replace(thread, posts=posts, warnings=(*thread.warnings, problem))


def _shown(post: Post) -> str:
    moments = [moment.isoformat(" ", "minutes") for moment in (post.posted, post.edited) if moment is not None]
    printed = f"`{post.printed[:60]}`, read as " if post.printed else ""
    return f"{printed}{' and '.join(moments)}"


def _nameless(thread: Thread, unknown: int) -> Problem:
    return warning(
        "W124",
        thread.name,
        None,
        f"the authors of {unknown} of {len(thread.posts)} posts are unknown",
        "compare the names with the page; if it shows them, this reader does not know the page's style",
    )
