"""Names and links of posts made printable, whatever strangers wrote. Every thread goes through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from extractor.model import Link, Post, Problem, Role, Thread
from extractor.readers._lines import warning
from extractor.text.characters import legible
from extractor.text.weblinks import web_address

MOST_SHOWN = 5
"""Links that a warning shows."""
LONGEST_SHOWN = 100
"""Characters of each."""


def presentable(thread: Thread) -> Thread:
    """The thread with addresses that a page may carry and names that can be seen.

    A link that is no address keeps what is written, to be printed as text; what is none of a post or of the thread
    itself is left out (both W119). A name or a title in which nothing can be seen is none (W120). Texts, ids and
    offsets stay.
    """
    posts = tuple(_named(_linked(post)) for post in thread.posts)
    url = web_address(thread.url)
    title = thread.title if legible(thread.title) else None
    problems = [
        *_unlinked(thread, posts, url),
        *_unnamed(thread.name, [post.number for post in thread.posts if post.author and not _legible(post.author)]),
        *([_untitled(thread.name)] if thread.title and title is None else []),
    ]
    if not problems and (url, title) == (thread.url, thread.title) and all(map(_is, posts, thread.posts)):
        return thread
    return replace(thread, posts=posts, url=url, title=title, warnings=(*thread.warnings, *problems))


# A name stands over many posts.
_legible = lru_cache(maxsize=4096)(legible)


def _is(one: Post, other: Post) -> bool:
    return one is other


def _linked(post: Post) -> Post:
    permalink = web_address(post.permalink)
    urls = [web_address(link.url) or link.url for link in post.links]
    if permalink == post.permalink and urls == [link.url for link in post.links]:
        return post
    links: tuple[Link, ...] = tuple(replace(link, url=url) for link, url in zip(post.links, urls, strict=True))
    return replace(post, permalink=permalink, links=links)


def _named(post: Post) -> Post:
    given = (post.author, post.edited_by, post.login, post.rank)
    author, edited_by, login, rank = (text if text is None or _legible(text) else None for text in given)
    if (author, edited_by, login, rank) == given:
        return post
    certain = post.author_certain and author is not None
    role = post.role if author is not None else Role.UNKNOWN
    return replace(
        post, author=author, author_certain=certain, role=role, edited_by=edited_by, login=login, rank=rank
    )


def _unlinked(thread: Thread, posts: Sequence[Post], url: str | None) -> list[Problem]:
    dead = [
        (f"post {before.number}", written)
        for before, after in zip(thread.posts, posts, strict=True)
        for written in [
            *(link.url for link in after.links if web_address(link.url) is None),
            *([before.permalink] if before.permalink and after.permalink is None else []),
        ]
    ]
    if thread.url and url is None:
        dead.insert(0, ("the thread itself", thread.url))
    if not dead:
        return []
    details = [f"{where}: {_spelt(written)}" for where, written in dead[:MOST_SHOWN]]
    if dead[MOST_SHOWN:]:
        details.append(f"and {len(dead) - MOST_SHOWN} more")
    addresses = "address" if len(dead) == 1 else "addresses"
    cause = f"{len(dead)} {addresses} cannot be a link: printed as text or left out"
    help = "nothing to do, unless the saved file lost a part of it; a link begins with http:// or https:// and a host"
    return [warning("W119", thread.name, None, cause, help, details)]


def _spelt(written: str) -> str:
    """What is written, with every sign that cannot be seen spelt out."""
    return ascii(written[:LONGEST_SHOWN])[1:-1] + ("…" if len(written) > LONGEST_SHOWN else "")


def _unnamed(name: str, numbers: Sequence[int]) -> list[Problem]:
    if not numbers:
        return []
    which = ", ".join(map(str, numbers[:12])) + (f" and {len(numbers) - 12} more" if numbers[12:] else "")
    cause = f"the author's name has no visible character; the author is unknown in post {which}"
    return [warning("W120", name, None, cause, "nothing to do, unless the saved file lost the name")]


def _untitled(name: str) -> Problem:
    cause = "the thread's title has no visible character; the thread is called by its file's name"
    return warning("W120", name, None, cause, "give it a `title` in its side file, if it has one")
