"""Khoros Community's REST API, version 2: messages of a topic, as a LiQL query gives them.

    {"data": {"type": "messages", "items": [{"type": "message", "id": "31", "subject": "…", "body": "<p>…",
     "author": {"login": "robin_k"}, "post_time": "…", "parent": {"id": "29"}, "topic": {"id": "4711"}}]}}

A field that the query did not expand is an object `{"query": "SELECT …"}`, which says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from extractor.model import Problem, Source, Thread
from extractor.readers._body import body
from extractor.readers._html import SavedPage
from extractor.readers._json import at, moment, number, objects, text, value
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._claims import json_marks
from extractor.readers.exports._json_parts import parts
from extractor.text.weblinks import web_address

NAME = "khoros-api"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '{"data": {"items": [{"type": "message", "id": "31", "body": "<p>…", "topic": {"id": "4711"}}]}}'


def marks(source: Source) -> Marks:
    """Claims an answer of the API that holds messages with their bodies."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each topic. Raises NotUnderstood (E109)."""
    document = value(source)
    more = {"next_cursor": "…"} if at(document, "data", "next_cursor") else {}
    return parts(source, ["data", "items"], lambda item: _topic(item) if _is_message(item) else None, more=more)


def read(source: Source) -> Thread:
    """The thread, messages by their time: a query has the order that somebody asked for.

    Raises NotUnderstood: E109 for broken JSON or no message.
    """
    document = value(source)
    messages = _messages(document)
    if not messages:
        raise no_posts(source, NAME, marks(source))
    times = [moment(message.get("post_time")) for message in messages]
    if all(times):
        messages = [
            message for _, _, message in sorted(zip(map(_utc, times), range(len(times)), messages, strict=True))
        ]
    topic = _topic(messages[0])
    first = next((message for message in messages if _id(message) == topic), None)
    if first is not None:
        messages = [first, *(message for message in messages if message is not first)]
    subject = text(messages[0], "subject") or ""
    return assembled(
        source,
        NAME,
        "Khoros",
        [_draft(message) for message in messages],
        title=text(messages[0], "conversation", "title") or subject.removeprefix("Re: "),
        url=text(first, "view_href"),
        source_id=topic,
        announced=number(messages[0], "conversation", "messages_count"),
        opened=first is not None,
        warnings=_pages(source) if at(document, "data", "next_cursor") else (),
    )


def _evidence(document: Any) -> str | None:
    number = len(_messages(document))
    return f'{number} objects with `"type": "message"`' if number else None


def _messages(document: Any) -> list[dict[str, Any]]:
    """The messages of an answer, whether it is a list or a single one."""
    single = at(document, "data")
    listed = [*objects(document, "data", "items"), *([single] if isinstance(single, dict) else [])]
    return [message for message in listed if _is_message(message)]


def _is_message(item: Any) -> bool:
    return text(item, "type") == "message" and isinstance(at(item, "body"), str) and _id(item) is not None


def _id(message: Any) -> str | None:
    """An id: a string in the API's answers, a number in some exports of them."""
    id = at(message, "id")
    return str(id) if isinstance(id, str | int) and not isinstance(id, bool) and id != "" else None


def _topic(message: Any) -> str | None:
    return _id(at(message, "topic")) or _id(at(message, "conversation")) or _id(message)


def _draft(message: dict[str, Any]) -> Draft:
    address = text(message, "view_href")
    page = SavedPage(message["body"], web_address(address))
    words = body(page.whole, page.whole.element)
    above = _id(at(message, "parent"))
    return Draft(
        id=_id(message),
        author=text(message, "author", "login"),
        login=text(message, "author", "login"),
        rank=text(message, "author", "rank", "name"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=moment(message.get("post_time")),
        printed=text(message, "post_time"),
        edited=moment(at(message, "current_revision", "last_edit_time")),
        edited_by=text(message, "current_revision", "last_edit_author", "login"),
        declared_parent=above if above != _id(message) else None,
        votes=number(message, "kudos", "sum", "weight"),
        accepted=True if message.get("is_solution") is True else None,
        permalink=address,
    )


def _utc(time: datetime | None) -> float:
    """A time to sort by; without a zone it is taken for UTC."""
    assert time is not None
    return (time if time.tzinfo is not None else time.replace(tzinfo=UTC)).timestamp()


def _pages(source: Source) -> list[Problem]:
    cause = "the API has further pages (`next_cursor`), and their messages are not here"
    return [warning("W109", source.name, None, cause, "ask for them, and put all `items` into one list")]
