"""Lobsters: a story with its comments, as its address with `.json` behind it gives it.

    {"short_id": "k1aa", "title": "…", "description": "<p>…", "submitter_user": "robin_k", "comment_count": 2,
     "comments": [{"short_id": "c1", "comment": "<p>…", "commenting_user": "mara_p", "parent_comment": null}]}

Words are HTML. Older answers tell only how deep a comment stands.
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
from extractor.text.weblinks import web_address

NAME = "lobsters"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '{"short_id": …, "title": …, "submitter_user": …, "comments": [{"commenting_user": …, "comment": …}]}'
Item = dict[str, Any]


def marks(source: Source) -> Marks:
    """Claims a story with its comments."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def read(source: Source) -> Thread:
    """The thread, in the order of the story. Raises NotUnderstood: E109 for broken JSON or no story."""
    document = value(source)
    if not _is_story(document):
        raise no_posts(source, NAME, marks(source))
    count = number(document, "comment_count")
    return assembled(
        source,
        NAME,
        "Lobsters",
        [_opening(document), *_drafts(document)],
        title=text(document, "title"),
        url=text(document, "comments_url") or text(document, "short_id_url"),
        source_id=text(document, "short_id"),
        announced=count + 1 if count is not None else None,
        opened=True,
        flat=False,
    )


def _evidence(document: Any) -> str | None:
    if not _is_story(document):
        return None
    return f"a story and {len(list(_comments(document)))} comments"


def _is_story(document: Any) -> bool:
    return (
        isinstance(at(document, "title"), str)
        and bool(text(document, "short_id"))
        and "submitter_user" in document
        and isinstance(at(document, "comments"), list)
    )


def _comments(document: Any) -> Iterator[Item]:
    return (item for item in objects(document, "comments") if text(item, "short_id"))


def _user(value: Any) -> str | None:
    return text(value, "username") if isinstance(value, dict) else value if isinstance(value, str) and value else None


def _staff(value: Any) -> Role:
    return Role.STAFF if at(value, "is_moderator") is True or at(value, "is_admin") is True else Role.UNKNOWN


def _opening(story: Item) -> Draft:
    words = _words(text(story, "description") or "", text(story, "short_id_url"))
    linked = text(story, "url")
    return Draft(
        id=f"story-{story['short_id']}",
        author=_user(story.get("submitter_user")),
        login=_user(story.get("submitter_user")),
        role=_staff(story.get("submitter_user")),
        # A story without words is the address that it is about.
        text=words.text or linked or "",
        blocks=words.blocks,
        links=words.links,
        posted=moment(story.get("created_at")),
        printed=text(story, "created_at"),
        votes=number(story, "score"),
        permalink=text(story, "short_id_url"),
    )


def _drafts(story: Item) -> Iterator[Draft]:
    above: list[str] = [f"story-{story['short_id']}"]
    known: set[str] = set()
    for item in _comments(story):
        id = item["short_id"]
        depth = number(item, "depth")
        if depth is None:
            depth = (number(item, "indent_level") or 1) - 1
        del above[min(max(depth, 0), len(above) - 1) + 1 :]
        parent = text(item, "parent_comment")
        gone = item.get("is_deleted") is True or item.get("is_moderated") is True
        words = _words("" if gone else text(item, "comment") or "", text(item, "url"))
        posted, changed = text(item, "created_at"), text(item, "last_edited_at") or text(item, "updated_at")
        yield Draft(
            id=id,
            author=_user(item.get("commenting_user")),
            login=_user(item.get("commenting_user")),
            role=_staff(item.get("commenting_user")),
            text=words.text,
            blocks=words.blocks,
            links=words.links,
            posted=moment(posted),
            printed=posted,
            edited=moment(changed) if changed != posted else None,
            declared_parent=parent if parent in known else above[-1],
            votes=number(item, "score"),
            permalink=text(item, "url") or text(item, "short_id_url"),
        )
        known.add(id)
        above.append(id)


def _words(html: str, address: str | None) -> Body:
    page = SavedPage(html, web_address(address))
    return body(page.whole, page.whole.element)
