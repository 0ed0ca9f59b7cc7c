"""MHTML: a page that a browser saved "as a single file", unpacked so that every reader of pages can read it.

    From: <Saved by Blink>
    Snapshot-Content-Location: https://kilns.example/viewtopic.php?f=3&t=77
    Date: Sat, 2 Mar 2024 10:11:12 -0000
    Content-Type: multipart/related; type="text/html"; boundary="…"

The first part that is HTML is the page; frames, pictures and styles are left alone. RFC 2557.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from functools import lru_cache

from extractor.readers._decoding import text_of
from extractor.readers._provenance import moment

_HEAD = 1 << 14
_FIELD = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:")
_RELATED = re.compile(rb"(?im)^content-type:\s{0,9}multipart/related\b")
_BLANK = re.compile(rb"\r?\n\r?\n")
_LOCATION = re.compile(rb"(?im)^(?:snapshot-)?content-location:")
_OF_A_LETTER = re.compile(rb"(?im)^(?:message-id|in-reply-to|received|delivered-to):")
_MOST_PARTS = 5000
"""Parts of a page that are looked at: its pictures, styles and frames are parts too."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A page out of an MHTML file."""

    html: str
    url: str | None
    """Its address, as the browser wrote it beside it."""
    saved: datetime | None


def is_mhtml(data: bytes) -> bool:
    """Whether bytes begin like a page saved as a single file, and not like a letter."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if not (_FIELD.match(head) and _RELATED.search(head) and _LOCATION.search(head)):
        return False
    return _OF_A_LETTER.search(_BLANK.split(head, maxsplit=1)[0]) is None


@lru_cache(maxsize=2)
def snapshot(data: bytes) -> Snapshot | None:
    """The page in these bytes; None where they are no such file, or hold no page."""
    if not is_mhtml(data):
        return None
    try:
        whole = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n\t "))
    except RecursionError:
        return None
    page = _page(whole)
    if page is None:
        return None
    payload = page.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    named = page.get_content_charset()
    html = None
    if named:
        try:
            html = content.decode(named)
        except (LookupError, ValueError):
            html = None
    if html is None:
        html = text_of(content)
    if html is None:
        return None
    url = _plain(whole, "snapshot-content-location") or _plain(page, "content-location")
    date = _plain(whole, "date")
    return Snapshot(html=html, url=url, saved=moment(date) if date else None)


def _page(whole: Message) -> Message | None:
    """The part that is the page: the first HTML. Parts in parts are frames, which are no thread of their own."""
    parts = whole.get_payload()
    if not isinstance(parts, list):
        return None
    for part in parts[:_MOST_PARTS]:
        if isinstance(part, Message):
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                return part
            inner = part.get_payload() if part.get_content_type() == "multipart/alternative" else None
            for alternative in inner[:9] if isinstance(inner, list) else ():
                if isinstance(alternative, Message) and alternative.get_content_type() == "text/html":
                    return alternative
    return None


def _plain(part: Message, name: str) -> str | None:
    return "".join(str(part.get(name, ""))[:2000].split("\r\n")).strip() or None
