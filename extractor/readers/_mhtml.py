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
# A dividing line and the part's own head, or the blank line behind an empty one.
_PART = re.compile(rb"(?im)^--[^\r\n]{1,80}\r?\n(?=content-|mime-|\r?\n)")
_MOST_PARTS = 5000
"""Parts that a page may have: its pictures, styles and frames are parts too."""


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


class NoPage(ValueError):
    """A file saved as a single page in which no page can be found; the message says why."""


def snapshot(data: bytes) -> Snapshot | None:
    """The page in these bytes; None where they are no such file. Raises NoPage."""
    unpacked = _unpacked(data)
    if isinstance(unpacked, str):
        raise NoPage(unpacked)
    return unpacked


@lru_cache(maxsize=2)
def _unpacked(data: bytes) -> Snapshot | str | None:
    """The page, or why there is none; kept, for every reader asks."""
    if not is_mhtml(data):
        return None
    data = data.lstrip(b"\xef\xbb\xbf\r\n\t ")
    # Counted before they are taken apart: each part costs far more than its bytes.
    if parts_of(data) > _MOST_PARTS:
        return f"it has more than {_MOST_PARTS} parts"
    try:
        whole = email.message_from_bytes(data)
    except RecursionError:
        return "its parts lie in parts, hundreds deep"
    page = _page(whole)
    if page is None:
        return "none of its parts is HTML"
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
        return "nobody can tell the encoding of its HTML"
    url = _plain(whole, "snapshot-content-location") or _plain(page, "content-location")
    date = _plain(whole, "date")
    return Snapshot(html=html, url=url, saved=moment(date) if date else None)


def parts_of(data: bytes) -> int:
    """How many parts a letter or a page is divided into, parts of parts too."""
    return sum(1 for _ in _PART.finditer(data))


def _page(whole: Message) -> Message | None:
    """The part that is the page: the first HTML. Parts in parts are frames, which are no thread of their own."""
    parts = whole.get_payload()
    if not isinstance(parts, list):
        return None
    for part in parts:
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
