"""Slack: a channel of a workspace's export.

    [{"type": "message", "user": "U1", "ts": "1709284500.000200", "text": "…", "thread_ts": "1709284500.000200",
      "user_profile": {"display_name": "Robin"}}, …]                         (a day of a channel)
    {"channel": {"name": "glazes"}, "users": [{"id": "U1", "profile": {…}}], "messages": [ … ]}     (a whole export)

Answers in a thread of Slack name it by `thread_ts`; everything else is cut by pauses. Joins and other notes of the
program are left out. `threadfaq add` takes the folder or the zip of an export and reads each channel as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any

from extractor.model import Link, Source, Thread
from extractor.readers._body import Body, with_addresses
from extractor.readers._json import moment, number, objects, text, try_value
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.exports._claims import held_items, json_marks
from extractor.readers.exports._json_parts import parts
from extractor.readers.exports._talks import Said, conversations, heading, stretches

NAME = "slack"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '[{"type": "message", "user": "U1", "ts": "1709284500.000200", "text": "…"}, …]'
_STAMP = re.compile(r"[0-9]{9,11}\.[0-9]{1,6}")
_NOTES = frozenset(("thread_broadcast", "me_message", "file_share", "bot_message", "reply_broadcast", ""))
"""Kinds of messages that are somebody's words; all others are notes of the program."""
_TOKEN = re.compile(r"<(?P<to>[^<>|\n]{1,2000})(?:\|(?P<label>[^<>\n]{0,500}))?>")
Message = dict[str, Any]


def marks(source: Source) -> Marks:
    """Claims a list of messages with a `ts` of Slack, or a channel put together of such."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each conversation. Raises NotUnderstood (E109)."""
    document, messages = held_items(source, NAME, _messages, marks)
    of = _cut(messages)
    if isinstance(document, list):
        return parts(source, [], lambda item: of.get(_ts(item) or ""))
    more = {key: document[key] for key in ("channel", "users") if key in document}
    return parts(source, ["messages"], lambda item: of.get(_ts(item) or ""), more=more)


def read(source: Source) -> Thread:
    """The conversation. Raises NotUnderstood: E109 for broken JSON or no message.

    Warnings: W117 where people are known by a number only.
    """
    document, messages = held_items(source, NAME, _messages, marks)
    of = _cut(messages)
    first = of[_ts(messages[0]) or ""]
    messages = sorted(
        (message for message in messages if of[_ts(message) or ""] == first), key=lambda message: _ts(message) or ""
    )
    people = _people(source, document)
    ids = {_ts(message) for message in messages}
    drafts = [_draft(message, people, ids) for message in messages]
    accounts = [text(message, "user") for message in messages]
    unnamed = {
        account for account, message in zip(accounts, messages, strict=True) if _who(message, people) == account
    }
    announced = number(messages[0], "reply_count")
    numbers = [
        warning(
            "W117",
            source.name,
            None,
            f"known by a number only: {len(unnamed)} of {len(set(accounts))} people",
            "add the whole export, as the folder or zip that Slack gave: `users.json` has the names",
        )
    ]
    return assembled(
        source,
        NAME,
        "Slack",
        drafts,
        title=heading(draft.text for draft in drafts),
        source_id=first,
        announced=announced + 1 if announced is not None and text(messages[0], "thread_ts") else None,
        opened=True,
        warnings=numbers if unnamed else (),
        flat=True,
    )


def _evidence(document: Any) -> str | None:
    messages = _messages(document)
    return f"{len(messages)} messages of Slack" if messages else None


def _messages(document: Any) -> list[Message]:
    """What people wrote, each with a stamp of its own, in the order of the file."""
    if isinstance(document, dict) and "channel" not in document:
        return []
    listed = (
        document if isinstance(document, list) else document.get("messages") if isinstance(document, dict) else []
    )
    kept: dict[str, Message] = {}
    for message in listed if isinstance(listed, list) else ():
        if (
            isinstance(message, dict)
            and message.get("type") == "message"
            and (stamp := _ts(message)) is not None
            and isinstance(message.get("text"), str)
            and (text(message, "subtype") or "") in _NOTES
            and (text(message, "user") or text(message, "username") or text(message, "bot_id"))
            and (message["text"].strip() or message.get("files"))
        ):
            kept.setdefault(stamp, message)
    return list(kept.values())


def _ts(message: Any) -> str | None:
    stamp = text(message, "ts")
    return stamp if stamp and _STAMP.fullmatch(stamp) else None


def _cut(messages: list[Message]) -> dict[str, str]:
    """The conversation of each message: its thread, else those around it."""
    of: dict[str, str] = {}
    loose: list[Said] = []
    for message in sorted(messages, key=lambda message: _ts(message) or ""):
        stamp, thread = _ts(message) or "", text(message, "thread_ts")
        if thread:
            of[stamp] = thread
        else:
            loose.append(Said(stamp, _posted(stamp)))
    return conversations(loose) | of


def _posted(stamp: str) -> datetime | None:
    return moment(int(stamp.partition(".")[0]))


def _people(source: Source, document: Any) -> Mapping[str, str]:
    """Names by the number of the account: from the export's list of users, else none."""
    beside = source.beside("users.json")
    known = try_value(beside) if beside is not None else None
    listed = document.get("users") if isinstance(document, dict) else known
    return {
        id: name
        for user in (listed if isinstance(listed, list) else ())
        if (id := text(user, "id"))
        and (
            name := text(user, "profile", "display_name")
            or text(user, "profile", "real_name")
            or text(user, "real_name")
            or text(user, "name")
        )
    }


def _who(message: Message, people: Mapping[str, str]) -> str | None:
    return (
        people.get(text(message, "user") or "")
        or text(message, "user_profile", "display_name")
        or text(message, "user_profile", "real_name")
        or text(message, "username")
        or text(message, "user")
        or text(message, "bot_profile", "name")
    )


def _draft(message: Message, people: Mapping[str, str], ids: set[str | None]) -> Draft:
    stamp = _ts(message) or ""
    files = (text(file, "permalink") for file in objects(message, "files"))
    words = with_addresses(_words(message["text"]), files)
    thread = text(message, "thread_ts")
    edited = text(message, "edited", "ts")
    counts = [number(reaction, "count") or 0 for reaction in objects(message, "reactions")]
    return Draft(
        id=stamp,
        author=_who(message, people),
        login=text(message, "user"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=_posted(stamp),
        printed=stamp,
        edited=_posted(edited) if edited and _STAMP.fullmatch(edited) else None,
        # The program says which thread is answered, and not which message of it.
        declared_parent=thread if thread != stamp and thread in ids and len(ids) == 2 else None,
        votes=sum(counts) if counts else None,
    )


def _words(written: str) -> Body:
    """A message's words: links out of their brackets, entities as the signs they stand for."""
    pieces: list[str] = []
    links: list[Link] = []
    length = place = 0
    for match in _TOKEN.finditer(written):
        before = unescape(written[place : match.start()])
        label = match["label"]
        shown = unescape(label if label else match["to"])
        pieces += [before, shown]
        length += len(before)
        if match["to"].startswith(("http://", "https://")):
            links.append(Link(start=length, end=length + len(shown), url=unescape(match["to"])))
        length += len(shown)
        place = match.end()
    pieces.append(unescape(written[place:]))
    whole = "".join(pieces)
    lead = len(whole) - len(whole.lstrip())
    bare = whole.strip().replace("\r\n", "\n") if "\r" not in whole else whole.strip()
    moved = [
        Link(start=max(link.start - lead, 0), end=min(link.end - lead, len(bare)), url=link.url) for link in links
    ]
    return Body(bare, stretches(bare), tuple(moved), 1)
