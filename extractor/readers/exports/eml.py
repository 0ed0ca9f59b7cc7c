"""A single letter, as mail programs save it: `.eml`, `.emlx`, or a file of a Maildir.

    From: Robin K <robin@example.org>
    Date: Fri, 1 Mar 2024 10:15:00 +0100
    Subject: Re: Kiln rental
    Message-ID: <4712@example.org>
    In-Reply-To: <4711@example.org>

The thread is the one of the first letter that it refers to: letters of one thread are joined by what they answer. A
folder of letters is read by `threadfaq add` as one archive.
"""

from __future__ import annotations

import re

from extractor.model import Problem, Source, Thread
from extractor.readers._decoding import decoded
from extractor.readers._marks import Marks, Standing
from extractor.readers._mhtml import is_mhtml
from extractor.readers._thread import assembled, no_posts
from extractor.readers.exports._mail import Letter, bare
from extractor.readers.exports.mbox import drafted, foreign, orphans

NAME = "eml"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = "the head of a letter at the beginning: `From:`, `Date:`, and `Message-ID:` or `Subject:` and `To:`"
_HEAD = 1 << 16
_FIELD = re.compile(rb"(?im)^([a-z][a-z0-9-]{0,60}):")
# Apple Mail writes the letter's length on a line of its own.
_LENGTH = re.compile(rb"\s{0,9}[0-9]{1,10}\s{0,9}\r?\n")
_MARK = b"\xef\xbb\xbf"


def marks(source: Source) -> Marks:
    """Claims what begins with the head of a letter and is no page saved as a single file."""
    if is_mhtml(source.data):
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("a page saved as a single file",))
    whole = _letter(source.data[:_HEAD])
    head = re.split(rb"\r?\n\r?\n", whole, maxsplit=1)[0]
    first = head.split(b"\n", 1)[0]
    fields = {field.lower() for field in _FIELD.findall(head)} if _FIELD.match(first) else set()
    claims = {b"from", b"date"} <= fields and bool(b"message-id" in fields or {b"subject", b"to"} <= fields)
    evidence = f"{len(fields)} fields of a head" if fields else "no head of a letter at its beginning"
    return Marks(claims=claims, looked_for=_LOOKED_FOR, evidence=(evidence,))


def read(source: Source) -> Thread:
    """The letter as a thread of its own. Raises NotUnderstood: E109 where it has no head."""
    if source.stream is not None or not marks(source).claims:
        decoded(source)
        raise no_posts(source, NAME, marks(source))
    letter = Letter(_letter(source.data))
    draft = drafted(letter, {letter.id})
    subject, answer = bare(letter.subject)
    missing = orphans(source, [letter], [draft])
    if letter.answered:
        draft.declared_parent = letter.answered[0]
    return assembled(
        source,
        NAME,
        "Mailing list",
        [draft],
        title=subject,
        source_id=letter.answered[-1] if letter.answered else letter.id,
        opened=not (answer or letter.answered),
        warnings=(*missing, *([foreign(source, 1)] if letter.foreign else [])),
        flat=True,
    )


def doubts(source: Source) -> list[Problem]:
    """None of the file as a whole: a letter names its own encodings."""
    return []


def _letter(data: bytes) -> bytes:
    data = data.removeprefix(_MARK).lstrip(b"\r\n")
    length = _LENGTH.match(data)
    return data[length.end() :] if length else data
