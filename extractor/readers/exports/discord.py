"""Discord: a channel as DiscordChatExporter writes it in JSON.

    {"guild": {"id": "1", "name": "Kilns"}, "channel": {"id": "2", "type": "GuildTextChat", "name": "glazes"},
     "messages": [{"id": "31", "type": "Reply", "timestamp": "2024-03-01T10:15:00+00:00", "content": "…",
       "author": {"name": "robin_k", "nickname": "Robin"}, "reference": {"messageId": "29"}}], "messageCount": 42}

A thread of Discord, or a post of a forum channel, is a file of its own and one thread. A channel is cut into
conversations, by replies and by pauses. Joins, pins and calls are nobody's words and left out. Words are Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.model import Role, Source, Thread
from extractor.readers._body import Body, with_addresses
from extractor.readers._json import at, moment, number, objects, text
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.exports._claims import held_items, json_marks
from extractor.readers.exports._json_parts import parts
from extractor.readers.exports._markdown import marked
from extractor.readers.exports._talks import Said, conversations, heading, stretches

NAME = "discord"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '{"guild": {…}, "channel": {…}, "messages": [{"id": …, "timestamp": …, "content": …, "author": {…}}]}'
_SPOKEN = ("Default", "Reply", "ThreadStarterMessage", "0", "19", "20", "ApplicationCommand", "ChatInputCommand")
_SITE = "https://discord.com/channels"
Message = dict[str, Any]


def marks(source: Source) -> Marks:
    """Claims a channel with at least one message that somebody wrote."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each conversation. Raises NotUnderstood (E109)."""
    document, messages = held_items(source, NAME, _messages, marks)
    if _is_thread(document):
        return iter((source,))
    of = _cut(messages)
    more = {key: document[key] for key in ("guild", "channel") if isinstance(document.get(key), dict)}
    return parts(source, ["messages"], lambda item: of.get(text(item, "id") or ""), more=more)


def read(source: Source) -> Thread:
    """The conversation, in the order of the channel. Raises NotUnderstood: E109 for broken JSON or no message."""
    document, messages = held_items(source, NAME, _messages, marks)
    if not _is_thread(document):
        of = _cut(messages)
        first = of[text(messages[0], "id") or ""]
        messages = [message for message in messages if of[text(message, "id") or ""] == first]
    ids = {text(message, "id") for message in messages}
    address = _address(document)
    name = text(document, "channel", "name")
    title = name if _is_thread(document) and name else heading(message["content"] for message in messages)
    announced = number(document, "messageCount") if _is_thread(document) else None
    spoken = len(list(objects(document, "messages")))
    return assembled(
        source,
        NAME,
        "Discord",
        [_draft(message, ids, address) for message in messages],
        title=title or name,
        url=f"{address}/{text(messages[0], 'id')}" if address and not _is_thread(document) else address,
        source_id=text(document, "channel", "id") if _is_thread(document) else text(messages[0], "id"),
        announced=len(messages) + announced - spoken if announced is not None and announced >= spoken else None,
        opened=True,
        flat=True,
    )


def _evidence(document: Any) -> str | None:
    messages = _messages(document)
    return f"{len(messages)} messages of a channel" if messages else None


def _messages(document: Any) -> list[Message]:
    """What people wrote, in the order of the file."""
    if not isinstance(at(document, "channel"), dict) or not isinstance(at(document, "messages"), list):
        return []
    return [
        message
        for message in objects(document, "messages")
        if text(message, "id")
        and isinstance(message.get("content"), str)
        and isinstance(message.get("author"), dict)
        and "timestamp" in message
        and str(message.get("type", "Default")) in _SPOKEN
        and (message["content"].strip() or message.get("attachments"))
    ]


def _is_thread(document: Any) -> bool:
    return "Thread" in (text(document, "channel", "type") or "")


def _cut(messages: list[Message]) -> dict[str, str]:
    return conversations(
        Said(text(message, "id") or "", moment(message["timestamp"]), text(message, "reference", "messageId"))
        for message in messages
    )


def _address(document: Any) -> str | None:
    guild, channel = text(document, "guild", "id"), text(document, "channel", "id")
    return f"{_SITE}/{guild if guild != '0' else '@me'}/{channel}" if guild and channel else None


def _draft(message: Message, ids: set[str | None], address: str | None) -> Draft:
    words = marked((message["content"]).strip())
    above = text(message, "reference", "messageId")
    words = Body(words.text, stretches(words.text), words.links, words.line)
    words = with_addresses(words, (text(file, "url") for file in objects(message, "attachments")))
    counts = [number(reaction, "count") or 0 for reaction in objects(message, "reactions")]
    return Draft(
        id=text(message, "id"),
        author=text(message, "author", "nickname") or text(message, "author", "name"),
        login=text(message, "author", "name"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        rank=next((name for role in objects(message, "author", "roles") if (name := text(role, "name"))), None),
        role=Role.UNKNOWN,
        posted=moment(message["timestamp"]),
        printed=text(message, "timestamp"),
        edited=moment(message.get("timestampEdited")),
        declared_parent=above if above in ids else None,
        votes=sum(counts) if counts else None,
        permalink=f"{address}/{text(message, 'id')}" if address else None,
    )
