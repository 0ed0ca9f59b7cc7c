"""One letter of a mailing list: who wrote it, when, in answer to what, and its words in their own encoding."""

from __future__ import annotations

import base64
import email
import quopri
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr, parsedate_to_datetime

from extractor.markup import Element
from extractor.model import Block, BlockKind
from extractor.readers._body import Body, Quoted, body
from extractor.readers._html import LARGEST_PAGE, SavedPage
from extractor.readers._mhtml import parts_of
from extractor.readers._selectors import selector
from extractor.readers.exports._mail_quotes import blocks
from extractor.text.characters import folded

_ID = re.compile(r"<([^<>\s]{1,250})>")
_MOST_IDS = 200
_MOST_PARTS = 1000
_DEEPEST_COMMENT = 20
_LONGEST_SUBJECT = 1000
# Pipermail hides addresses: `robin at example.org (Robin K)`.
_HIDDEN = re.compile(r"(?P<who>\S[^()]{0,200}?) at \S{1,200}(?: \((?P<name>[^()]{0,200})\))?$")
_ANSWER = re.compile(
    r"\s*(?:(?:re|aw|sv|vs|antw|odp)(?:\[[0-9]{1,3}\])?\s?:|\[[^\[\]]{1,60}\](?=\s*(?:re|aw|sv)\s?:))", re.I
)
_VIA = re.compile(
    r"(?P<name>\S.{0,100}?)['\"]?\s\(?(?:via|über|por medio de|par l'intermédiaire de|per)\s\S.{0,100}", re.IGNORECASE
)
_ENCODED = re.compile(r"=\?(?P<encoding>[\w*-]{2,40})\?(?P<how>[bBqQ])\?(?P<words>[^?\s]{0,1000})\?=")
_BETWEEN = re.compile(r"(?<=\?=)\s{1,99}(?==\?)")
# How Gmail, Thunderbird, Yahoo and Proton mark the letter that is answered, with the line over it.
_CITED = selector(".gmail_attr, .moz-cite-prefix, .yahoo_quoted, .protonmail_quote")
_ANSWERED = "#divRplyFwdMsg, .OutlookMessageHeader, #isForwardContent, #mail-editor-reference-message-container"
_SIGNED = ".gmail_signature, .moz-signature, .gmail_signature_prefix"
_TAG = re.compile(r"\s*\[[^\[\]]{1,60}\]\s*")


class Letter:
    """A letter as it lies in an archive, the `From ` line before it taken off."""

    def __init__(self, data: bytes, head_only: bool = False) -> None:
        """Parse a letter, or only its head."""
        self.foreign = False
        """Whether some of its bytes are neither of the encoding it names nor UTF-8."""
        self._message: Message = BytesHeaderParser().parsebytes(data)
        if not head_only:
            try:
                # Counted before they are taken apart: each part costs far more than its bytes.
                if parts_of(data) > _MOST_PARTS:
                    raise RecursionError
                self._message = email.message_from_bytes(data)
            except RecursionError:
                # Letters in letters, a thousand deep, or thousands of parts: nobody's words. It has none then.
                self._message.set_payload("")
        self._head: dict[str, str] = {}
        for name, header in self._message.raw_items():
            # The parser keeps bytes that are not ASCII as lone surrogates.
            whole = str(header).encode("utf-8", "surrogateescape").decode("utf-8", "threadfaq-1252")
            self._head.setdefault(name.lower(), whole)

    @property
    def id(self) -> str | None:
        """Its Message-ID, without brackets."""
        return next(iter(self._ids("message-id")), None)

    @property
    def answered(self) -> list[str]:
        """Ids of letters above it, the one that it answers first."""
        return [*self._ids("in-reply-to"), *reversed(self._ids("references"))]

    @property
    def subject(self) -> str:
        """Its subject, on one line."""
        return self._field("subject")[:_LONGEST_SUBJECT]

    @property
    def author(self) -> str | None:
        """The writer's name; what stands before the @ where there is none. Addresses are not for readers."""
        raw = " ".join(self._head.get("from", "").split())
        hidden = _HIDDEN.match(raw)
        if hidden:
            return _person(self._plain(hidden["name"] or "")) or hidden["who"]
        # Comments nest, and the library goes down into each: no address has more than a handful.
        name, address = parseaddr(raw) if raw.count("(") <= _DEEPEST_COMMENT else ("", "")
        return _person(self._plain(name)) or address.partition("@")[0] or None

    @property
    def date(self) -> str | None:
        """The time it was sent, as printed."""
        return self._field("date") or None

    @property
    def sent(self) -> datetime | None:
        """The time it was sent."""
        try:
            moment = parsedate_to_datetime(self.date or "")
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        # `-0000` is UTC of a sender who hides the zone; datetime would leave the zone out.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None and "-0000" in (self.date or "") else moment

    def words(self) -> Body:
        """Its words: the plain text, else what its HTML says."""
        plain = [part for part in _parts(self._message) if part.get_content_type() == "text/plain"]
        if plain:
            text = "\n".join(self._decoded(part) for part in plain).replace("\r\n", "\n").strip("\n").rstrip()
            return Body(text, blocks(text), (), 1)
        for part in _parts(self._message):
            if part.get_content_type() == "text/html" and len(written := self._decoded(part)) <= LARGEST_PAGE:
                return _html(written)
        return Body("", (), (), 1)

    def _decoded(self, part: Message) -> str:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        for encoding in (part.get_content_charset() or "utf-8", "utf-8"):
            try:
                return data.decode(encoding)
            except (LookupError, ValueError):
                continue
        self.foreign = True
        return data.decode("utf-8", "threadfaq-1252")

    def _field(self, name: str) -> str:
        return self._plain(self._head.get(name, ""))

    def _plain(self, text: str) -> str:
        """A field of the head as people read it."""
        try:
            return folded(str(make_header(decode_header(text))))
        except (MessageError, LookupError, ValueError):
            return folded(_ENCODED.sub(_word, _BETWEEN.sub("", text)))

    def _ids(self, name: str) -> list[str]:
        return _ID.findall(self._head.get(name, "")[: 250 * _MOST_IDS])


def _word(match: re.Match[str]) -> str:
    """An encoded word whose bytes are not of the encoding it names, or whose encoding nobody knows."""
    written = match["words"]
    try:
        if match["how"] in "qQ":
            data = quopri.decodestring(written.replace("_", " ").encode("ascii", "replace"))
        else:
            data = base64.b64decode(written + "=" * (-len(written) % 4))
    except ValueError:
        return match[0]
    for encoding in (match["encoding"].partition("*")[0], "utf-8"):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "threadfaq-1252")


def _person(name: str) -> str:
    """A name without the list that sent the letter in the writer's place: `Ole Sund via kilns`."""
    match = _VIA.fullmatch(name)
    return (match["name"] if match else name).strip(" '\"")


def _html(written: str) -> Body:
    """The words of a letter in HTML, with what mail programs mark of the letter that is answered."""
    page = SavedPage(written)
    answered = [element.place for element in page.all(_ANSWERED)]

    def quoted(element: Element) -> Quoted | None:
        return Quoted() if element.name == "blockquote" or _CITED(element) else None

    words = body(page.whole, page.whole.element, quote=quoted, signature=_SIGNED)
    if answered:
        # All that stands behind the answered letter's head is its own.
        start = len(body(page.whole, page.whole.element, without=range(min(answered), len(page.nodes))).text)
        kept = [block for block in words.blocks if block.start < start]
        inner = words.text[start:]
        start += len(inner) - len(inner.lstrip())
        whole = Block(kind=BlockKind.QUOTE, start=start, end=len(words.text))
        words = replace(words, blocks=(*(b for b in kept if b.end <= start), *([whole] if inner.strip() else [])))
    return replace(words, blocks=blocks(words.text, words.blocks))


def _parts(message: Message) -> Iterator[Message]:
    """Parts of a letter that are shown with it: no attachments, and no letters inside it."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_type() == "message/rfc822" or part.get_filename() is not None:
            continue
        payload = part.get_payload()
        if part.is_multipart() and isinstance(payload, list):
            waiting += reversed([inner for inner in payload if isinstance(inner, Message)])
        elif part.get_content_disposition() != "attachment":
            yield part


def bare(subject: str, tags: bool = True) -> tuple[str, bool]:
    """A subject without `Re:`, and whether it had one; without the list's `[tag]` unless `tags`."""
    answer = False
    while match := _ANSWER.match(subject):
        answer |= ":" in match.group()
        subject = subject[match.end() :]
    if not tags and (tag := _TAG.match(subject)):
        rest, again = bare(subject[tag.end() :])
        return rest, answer or again
    return subject.strip(), answer
