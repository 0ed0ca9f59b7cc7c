"""Reddit: the JSON of a thread, as its address with `.json` behind it gives it.

    [{"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {"title": "…", "selftext": "…"}}]}},
     {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {"body": "…", "replies": …}}]}}]

Words are Markdown. Comments stand in a tree, and stubs (`"kind": "more"`) stand where comments were not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractor.model import Problem, Role, Source, Thread
from extractor.readers._json import at, moment, number, objects, text, value
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._claims import json_marks
from extractor.readers.exports._markdown import marked

NAME = "reddit"
STANDING = Standing.PROVEN

_LOOKED_FOR = 'a list of two listings: [{"kind": "Listing", … "t3" …}, {"kind": "Listing", … "t1" …}]'
SITE = "https://www.reddit.com"
"""What the paths of threads and comments are relative to."""
_POSTS = ("t1", "t3")
"""Kinds of things: a comment and a submission. https://www.reddit.com/dev/api/#fullnames"""
_GONE = ("[deleted]", "[removed]", "[ Removed by Reddit ]", "[deleted by user]")
_STAFF = ("moderator", "admin", "special")
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ESCAPED = re.compile("|".join(_ESCAPES))
_UNESCAPED = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")


def marks(source: Source) -> Marks:
    """Claims a list of listings that begins with a submission."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def read(source: Source) -> Thread:
    """The thread, in the order of the listing. Raises NotUnderstood: E109 for broken JSON or no submission."""
    document = value(source)
    opening = _opening(document)
    if opening is None:
        raise no_posts(source, NAME, marks(source))
    things = list(_things(document))
    posts = [data for kind, data in things if kind in _POSTS]
    escaped = is_escaped(posts)
    comments = number(opening, "num_comments")
    title = text(opening, "title")
    return assembled(
        source,
        NAME,
        "Reddit",
        [drafted(post, escaped) for post in posts],
        title=plain(title, escaped) if title else None,
        url=_address(opening),
        source_id=_name(opening, "t3"),
        announced=comments + 1 if comments is not None else None,
        opened=True,
        warnings=_stubs(source, things),
        flat=False,
    )


def _evidence(document: Any) -> str | None:
    if _opening(document) is None:
        return None
    things = sum(1 for kind, _ in _things(document) if kind in _POSTS)
    return f"a submission (`t3`) and {things - 1} comments (`t1`)"


def _opening(document: Any) -> dict[str, Any] | None:
    """The submission of a list of listings."""
    if not isinstance(document, list) or not document or text(document[0], "kind") != "Listing":
        return None
    first = next(objects(document[0], "data", "children"), None)
    data = at(first, "data") if text(first, "kind") == "t3" else None
    return data if isinstance(data, dict) and isinstance(data.get("title"), str) else None


def _things(listings: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and data of everything in the listings, each before what answers it."""
    waiting = [
        thing for listing in reversed(listings) for thing in reversed(list(objects(listing, "data", "children")))
    ]
    while waiting:
        thing = waiting.pop()
        data = thing.get("data")
        if isinstance(data, dict):
            yield text(thing, "kind") or "", data
            waiting += reversed(list(objects(data, "replies", "data", "children")))


def drafted(post: dict[str, Any], escaped: bool) -> Draft:
    """A submission or a comment as a post; `escaped` is whether `<`, `>` and `&` are written as entities."""
    submitted = "parent_id" not in post
    written = text(post, "selftext" if submitted else "body") or ""
    # The text in place of a removed comment is the site's, not an author's.
    words = marked("" if written in _GONE else plain(written, escaped))
    author = text(post, "author")
    parent = text(post, "parent_id")
    posted = post.get("created_utc")
    return Draft(
        id=_name(post, "t3" if submitted else "t1"),
        author=None if author in _GONE else author,
        login=None if author in _GONE else author,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        rank=text(post, "author_flair_text"),
        role=_role(post),
        posted=moment(posted),
        printed=str(posted) if moment(posted) is not None else None,
        edited=moment(post.get("edited")),
        declared_parent=parent if parent and parent[:3] in ("t1_", "t3_") else None,
        votes=None if post.get("score_hidden") is True or post.get("hide_score") is True else number(post, "score"),
        permalink=_address(post),
    )


def _role(post: dict[str, Any]) -> Role:
    if text(post, "distinguished") in _STAFF:
        return Role.STAFF
    return Role.ASKER if post.get("is_submitter") is True else Role.UNKNOWN


def _name(post: dict[str, Any], kind: str) -> str | None:
    """The full name of a thing, like `t1_c0de`."""
    id = text(post, "id")
    return text(post, "name") or (f"{kind}_{id}" if id else None)


def _address(post: dict[str, Any]) -> str | None:
    path = text(post, "permalink")
    return SITE + path if path and path.startswith("/r/") else path


def is_escaped(posts: list[dict[str, Any]]) -> bool:
    """Whether `<`, `>` and `&` are written as entities: so does the API unless it is asked with `raw_json=1`.

    The HTML that stands beside tells; without it, that all texts are free of these signs and some have entities.
    """
    beside = [html for post in posts for field in ("body_html", "selftext_html") if (html := text(post, field))]
    if beside:
        return beside[0].startswith("&lt;")
    texts = [written for post in posts for field in ("body", "selftext", "title") if (written := text(post, field))]
    return any(map(_ESCAPED.search, texts)) and not any(map(_UNESCAPED.search, texts))


def plain(written: str, escaped: bool) -> str:
    """A text with its entities as the signs that they stand for."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match.group()], written) if escaped else written


def _stubs(source: Source, things: list[tuple[str, dict[str, Any]]]) -> list[Problem]:
    """W109 for comments that are not loaded. A stub that counts none leads to a branch that goes on elsewhere."""
    stubs = [number(data, "count") or 0 for kind, data in things if kind == "more"]
    if not stubs:
        return []
    branches = stubs.count(0)
    further = f"; {branches} of them lead to branches of unknown size" if branches else ""
    return [
        warning(
            "W109",
            source.name,
            None,
            f"{len(stubs)} `more` stubs stand for {sum(stubs):,} comments that are not loaded{further}",
            "Reddit gives a few hundred comments at a time; replies to comments that are missing cannot be found",
        )
    ]
