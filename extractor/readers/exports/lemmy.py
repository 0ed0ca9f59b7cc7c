"""Lemmy: a post and its comments, as the API answers for them.

    {"post_view": {"post": {"id": 7, "name": "…", "body": "…", "published": …}, "creator": {…}, "counts": {…}}}
    {"comments": [{"comment": {"id": 31, "content": "…", "path": "0.29.31", …}, "creator": {"name": "robin_k"}, …}]}

Both answers may stand in one object. The comments alone carry the post too, but not its author. Words are Markdown.
"""

from __future__ import annotations

from typing import Any

from extractor.model import Role, Source, Thread
from extractor.readers._json import at, moment, number, objects, text, value
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._claims import json_marks
from extractor.readers.exports._markdown import marked

NAME = "lemmy"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = (
    '{"post_view": {"post": {…}, "creator": {…}}, "comments": [{"comment": {"path": "0.31"}, "creator": {…}}]}'
)
View = dict[str, Any]


def marks(source: Source) -> Marks:
    """Claims answers that hold a post of Lemmy, or comments on one."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def read(source: Source) -> Thread:
    """The thread, each comment before its answers. Raises NotUnderstood: E109 for broken JSON or no post."""
    document = value(source)
    opening = _opening(document)
    if opening is None:
        raise no_posts(source, NAME, marks(source))
    comments = _walk(_comments(document))
    id = number(opening, "post", "id")
    count = number(opening, "counts", "comments")
    ids = {_id(view) for view in comments}
    return assembled(
        source,
        NAME,
        "Lemmy",
        [_first(opening, comments), *(_draft(view, ids, id) for view in comments)],
        title=text(opening, "post", "name"),
        url=text(opening, "post", "ap_id"),
        source_id=str(id) if id is not None else None,
        announced=count + 1 if count is not None else None,
        opened=True,
        flat=False,
    )


def _evidence(document: Any) -> str | None:
    post, comments = _opening(document), _comments(document)
    if post is None or not (comments or "post_view" in document):
        return None
    return f"a post of Lemmy and {len(comments)} comments"


def _opening(document: Any) -> View | None:
    """The post with what is known of it; the comments have it without its author."""
    view = at(document, "post_view")
    if isinstance(at(view, "post", "name"), str):
        return dict(view)
    for comment in _comments(document):
        if isinstance(at(comment, "post", "name"), str):
            return {"post": comment["post"], "community": comment.get("community")}
    return None


def _comments(document: Any) -> list[View]:
    views = objects(document, "comments") if isinstance(document, dict) else ()
    return [view for view in views if isinstance(at(view, "comment", "content"), str) and _id(view) is not None]


def _id(view: View) -> int | None:
    return number(view, "comment", "id")


def _path(view: View) -> list[int]:
    """The ids from the post down to a comment."""
    steps = (text(view, "comment", "path") or "").split(".")
    return [int(step) for step in steps if step.isascii() and step.isdigit() and len(step) < 19]


def _walk(comments: list[View]) -> list[View]:
    """Comments before their answers, those of one parent in the order of the file."""
    ids = {_id(view) for view in comments}
    below: dict[int | None, list[View]] = {}
    for view in comments:
        above = next((id for id in reversed(_path(view)[:-1]) if id in ids and id != _id(view)), None)
        below.setdefault(above, []).append(view)
    ordered, waiting = [], list(reversed(below.pop(None, [])))
    while waiting:
        view = waiting.pop()
        ordered.append(view)
        waiting += reversed(below.pop(_id(view), []))
    # What a broken path makes answer itself stands at the end.
    return [*ordered, *(view for views in below.values() for view in views)]


def _first(view: View, comments: list[View]) -> Draft:
    post = view["post"]
    words = marked(text(post, "body") or "")
    creator = at(view, "creator")
    if creator is None:
        maker = number(post, "creator_id")
        creator = next((one.get("creator") for one in comments if number(one, "creator", "id") == maker), None)
    return Draft(
        id=f"post-{post.get('id')}",
        author=_name(creator),
        login=text(creator, "name"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=moment(post.get("published")),
        printed=text(post, "published"),
        edited=moment(post.get("updated")),
        votes=number(view, "counts", "score"),
        permalink=text(post, "ap_id"),
    )


def _draft(view: View, ids: set[int | None], post: int | None) -> Draft:
    comment = view["comment"]
    gone = comment.get("deleted") is True or comment.get("removed") is True
    words = marked("" if gone else comment["content"])
    above = next((id for id in reversed(_path(view)[:-1]) if id in ids), None)
    staff = comment.get("distinguished") is True or at(view, "creator", "admin") is True
    return Draft(
        id=str(comment["id"]),
        author=_name(view.get("creator")),
        login=text(view, "creator", "name"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        role=Role.STAFF if staff else Role.UNKNOWN,
        posted=moment(comment.get("published")),
        printed=text(comment, "published"),
        edited=moment(comment.get("updated")),
        declared_parent=str(above) if above is not None else f"post-{post}",
        votes=number(view, "counts", "score"),
        permalink=text(comment, "ap_id"),
    )


def _name(creator: Any) -> str | None:
    return text(creator, "display_name") or text(creator, "name")
