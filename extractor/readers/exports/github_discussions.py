"""GitHub Discussions: what the GraphQL API answers for one discussion, or for several.

    {"data": {"repository": {"discussion": {"title": "…", "body": "…", "author": {"login": "robin-k"}, "comments":
     {"totalCount": 2, "nodes": [{"body": "…", "isAnswer": true, "replies": {"totalCount": 1, "nodes": [{…}]}}]}}}}}

Words are taken from `bodyHTML` where it was asked for, else from `body`, which is Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.model import Role, Source, Thread
from extractor.readers._body import Body, body
from extractor.readers._html import SavedPage
from extractor.readers._json import at, moment, number, objects, text, value
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._claims import json_marks
from extractor.readers.exports._json_parts import parts
from extractor.readers.exports._markdown import marked
from extractor.text.weblinks import web_address

NAME = "github-discussions"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '{"data": {"repository": {"discussion": {"title": …, "body": …, "comments": {"nodes": […]}}}}}'
_SINGLE = ("data", "repository", "discussion")
_SEVERAL = ("data", "repository", "discussions", "nodes")
_BODIES = ("bodyHTML", "body", "bodyText")
_STAFF = ("OWNER", "MEMBER")
"""Whoever speaks for a repository: https://docs.github.com/en/graphql/reference/enums#commentauthorassociation"""


def marks(source: Source) -> Marks:
    """Claims an answer of the API that holds a discussion with its words and its comments."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each discussion. Raises NotUnderstood (E109)."""
    keys = iter(range(1, 1 << 30))
    return parts(source, _SEVERAL, lambda item: next(keys) if _is_discussion(item) else None)


def read(source: Source) -> Thread:
    """A discussion, comments before their replies. Raises NotUnderstood: E109 for broken JSON or no discussion."""
    document = value(source)
    discussions = _discussions(document)
    if not discussions:
        raise no_posts(source, NAME, marks(source))
    first = discussions[0]
    answer = text(first, "answer", "id")
    drafts = [_draft(first, None, answer)]
    for comment in objects(first, "comments", "nodes"):
        drafts.append(_draft(comment, drafts[0].id, answer))
        above = drafts[-1].id
        drafts += [_draft(reply, text(reply, "replyTo", "id") or above, answer) for reply in _replies(comment)]
    named = number(first, "number")
    return assembled(
        source,
        NAME,
        "GitHub Discussions",
        drafts,
        title=text(first, "title"),
        url=text(first, "url"),
        source_id=str(named) if named is not None else text(first, "id"),
        announced=_announced(first),
        opened=True,
    )


def _evidence(document: Any) -> str | None:
    number = len(_discussions(document))
    return f"{number} discussions with `comments`" if number else None


def _discussions(document: Any) -> list[dict[str, Any]]:
    single = at(document, *_SINGLE)
    return [item for item in (single, *objects(document, *_SEVERAL)) if _is_discussion(item)]


def _is_discussion(item: Any) -> bool:
    """Issues have a title and comments too, but no replies, no answers and no category."""
    return (
        isinstance(at(item, "title"), str)
        and any(isinstance(at(item, field), str) for field in _BODIES)
        and isinstance(at(item, "comments", "nodes"), list)
    )


def _replies(comment: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return objects(comment, "replies", "nodes")


def _draft(post: dict[str, Any], above: str | None, answer: str | None) -> Draft:
    address = text(post, "url")
    words = _words(post, address)
    id = text(post, "id")
    return Draft(
        id=id,
        author=text(post, "author", "login"),
        login=text(post, "author", "login"),
        role=Role.STAFF if text(post, "authorAssociation") in _STAFF else Role.UNKNOWN,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=moment(post.get("createdAt")),
        printed=text(post, "createdAt"),
        edited=moment(post.get("lastEditedAt")),
        edited_by=text(post, "editor", "login"),
        declared_parent=above,
        votes=number(post, "upvoteCount"),
        accepted=True if post.get("isAnswer") is True or (id is not None and id == answer) else None,
        permalink=address,
    )


def _words(post: dict[str, Any], address: str | None) -> Body:
    html = text(post, "bodyHTML")
    if html is None:
        return marked(text(post, "body") or text(post, "bodyText") or "")
    page = SavedPage(html, web_address(address))
    return body(page.whole, page.whole.element)


def _announced(discussion: dict[str, Any]) -> int | None:
    """The discussion, its comments and their replies, as far as the query asked for their number."""
    comments = number(discussion, "comments", "totalCount")
    if comments is None:
        return None
    threads = objects(discussion, "comments", "nodes")
    return 1 + comments + sum(number(comment, "replies", "totalCount") or 0 for comment in threads)
