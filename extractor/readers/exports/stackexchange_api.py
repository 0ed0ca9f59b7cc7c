"""Stack Exchange's API: questions with their answers, or the answers of one question.

    {"items": [{"question_id": 4711, "title": "…", "body": "<p>…", "owner": {"display_name": "Robin K"},
                "answers": [{"answer_id": 4712, "is_accepted": true, "body": "<p>…"}]}], "has_more": false}

Bodies are there only when the API was asked with a filter that includes them, like `withbody`.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from extractor.model import Problem, Role, Source, Stage, Thread
from extractor.problems import NotUnderstood
from extractor.readers._body import Body, body
from extractor.readers._html import SavedPage
from extractor.readers._json import at, moment, number, objects, text, value
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._claims import json_marks
from extractor.readers.exports._json_parts import parts
from extractor.readers.exports._markdown import marked

NAME = "stackexchange-api"
STANDING = Standing.PROVEN

_LOOKED_FOR = '{"items": [{"question_id": 4711, "creation_date": 1706951700, "body": "<p>…"}]}'
_STAFF = ("moderator",)


def marks(source: Source) -> Marks:
    """Claims an object whose `items` are questions or answers."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each question. Raises NotUnderstood (E109)."""
    document = value(source)
    # A page of questions that goes on lacks others; a page of answers that goes on lacks answers.
    more = {"has_more": True} if _goes_on(document) else {}
    return parts(source, ["items"], lambda item: number(item, "question_id"), more=more)


def read(source: Source) -> Thread:
    """A question and its answers, each before its comments. Raises NotUnderstood: E109, also without bodies."""
    document = value(source)
    items = list(_items(document))
    if not items:
        raise no_posts(source, NAME, marks(source))
    question = next((item for item in items if "answer_id" not in item), None)
    answers = [item for item in items if "answer_id" in item]
    answers += objects(question, "answers")
    posts = [*([question] if question is not None else []), *answers]
    if not any(_written(post) for post in posts):
        raise NotUnderstood(_bodiless(source))
    drafts = []
    for post in posts:
        own = _draft(post, "answer_id" if post is not question else "question_id")
        own.accepted = True if _accepted(post, question) else None
        own.declared_parent = (
            str(number(post, "question_id")) if post is not question and question is not None else None
        )
        drafts.append(own)
        for comment in objects(post, "comments"):
            drafts.append(_draft(comment, "comment_id"))
            drafts[-1].declared_parent = own.id
    title = text(items[0], "title")
    return assembled(
        source,
        NAME,
        "Stack Exchange",
        drafts,
        title=unescape(title) if title else None,
        url=text(question, "link"),
        source_id=str(number(items[0], "question_id")),
        announced=_announced(question, posts),
        opened=question is not None,
        warnings=_pages(source) if _goes_on(document) else (),
    )


def _evidence(document: Any) -> str | None:
    items = list(_items(document))
    return f"{len(items)} `items` with `question_id`" if items else None


def _items(document: Any) -> Iterator[dict[str, Any]]:
    listed = objects(document, "items")
    return (item for item in listed if number(item, "question_id") is not None and "creation_date" in item)


def _goes_on(document: Any) -> bool:
    return at(document, "has_more") is True and any("answer_id" in item for item in _items(document))


def _written(post: dict[str, Any]) -> bool:
    return text(post, "body") is not None or text(post, "body_markdown") is not None


def _draft(post: dict[str, Any], key: str) -> Draft:
    id, link = number(post, key), text(post, "link")
    words = _words(post, link)
    author = text(post, "owner", "display_name")
    editor = text(post, "last_editor", "display_name")
    prefix = "comment-" if key == "comment_id" else ""
    posted = post.get("creation_date")
    return Draft(
        id=f"{prefix}{id}" if id is not None else None,
        # Names and titles come with entities.
        author=unescape(author) if author else None,
        edited_by=unescape(editor) if editor else None,
        role=Role.STAFF if text(post, "owner", "user_type") in _STAFF else Role.UNKNOWN,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=moment(posted),
        printed=str(posted) if moment(posted) is not None else None,
        edited=moment(post.get("last_edit_date")),
        votes=number(post, "score"),
        permalink=link,
    )


def _words(post: dict[str, Any], link: str | None) -> Body:
    html = text(post, "body")
    if html is None:
        return marked(unescape(text(post, "body_markdown") or ""))
    page = SavedPage(html, link)
    return body(page.whole, page.whole.element)


def _accepted(post: dict[str, Any], question: dict[str, Any] | None) -> bool:
    id = number(post, "answer_id")
    return id is not None and (post.get("is_accepted") is True or id == number(question, "accepted_answer_id"))


def _announced(question: dict[str, Any] | None, posts: list[dict[str, Any]]) -> int | None:
    """The question, its answers, and their comments where the filter has included them."""
    answers = number(question, "answer_count")
    if answers is None:
        return None
    commented = any("comments" in post for post in posts)
    return 1 + answers + (sum(number(post, "comment_count") or 0 for post in posts) if commented else 0)


def _pages(source: Source) -> list[Problem]:
    cause = "the API has further pages (`has_more`), and their answers are not here"
    return [warning("W109", source.name, None, cause, "ask for them with `page`, and put all `items` into one list")]


def _bodiless(source: Source) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E109",
        file=source.name,
        cause="these posts have no words: the API leaves `body` out unless it is asked for",
        help="ask again with `&filter=withbody`, or a filter of your own that includes bodies of answers too",
    )
