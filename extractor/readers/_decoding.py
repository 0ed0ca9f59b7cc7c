"""From bytes to text: UTF-8 and nothing else, or a refusal that says where."""

from __future__ import annotations

import re

from extractor.model import Problem, Source
from extractor.problems import NotUnderstood
from extractor.text import visible

# C0 controls but tab, line feed, form feed and carriage return.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r"))
# Bytes spread evenly, as in compressed data, are 11 % controls; a damaged text has a handful.
_BINARY_SHARE = 0.05
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def decoded(source: Source) -> str:
    """The source's text, without its byte order mark.

    Raises NotUnderstood: E101 binary, E106 not UTF-8 (line and byte, both from 1), E102 nothing but white space.
    A few control characters in a text are not binary: they are read and kept.
    """
    data = source.data
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _binary(data):
            raise NotUnderstood(_is_binary(source)) from None
        raise NotUnderstood(_not_utf8(source, error)) from None
    if _binary(data):
        raise NotUnderstood(_is_binary(source))
    if not visible(text).strip():
        raise NotUnderstood(
            Problem(
                code="E102",
                file=source.name,
                cause="this file is empty" if not data else "this file holds nothing but white space",
                help="save the thread again; a thread needs at least one post",
            )
        )
    return text


def try_decoded(source: Source) -> str | None:
    """The source's text, or None where `decoded` would refuse it."""
    try:
        return decoded(source)
    except NotUnderstood:
        return None


def _binary(data: bytes) -> bool:
    """Whether bytes are no text in any encoding we could name: NULs, and many controls beside them."""
    if b"\0" not in data or data.startswith(_UTF16):
        return False
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls >= max(_BINARY_SHARE * len(data), 1)


def _is_binary(source: Source) -> Problem:
    return Problem(
        code="E101",
        file=source.name,
        place=f"byte {source.data.index(0) + 1}",
        cause="this is a binary file, not a saved thread",
        details=(f"found: {source.data[:16].hex(' ')} (the first bytes)", "expected: text in UTF-8"),
        help="save the page as text or HTML, or copy the thread's text into a new file",
    )


def _not_utf8(source: Source, error: UnicodeDecodeError) -> Problem:
    data = source.data
    line = len(_LINE_END.findall(data, 0, error.start)) + 1
    around = data[max(0, error.start - 20) : error.start + 20].decode("utf-8", "replace")
    utf16 = data.startswith(_UTF16)
    return Problem(
        code="E106",
        file=source.name,
        place=f"line {line}, byte {error.start + 1}",
        cause="this text is UTF-16, not UTF-8" if utf16 else "this text is not UTF-8",
        details=(
            f"found: byte 0x{data[error.start]:02x}" + ("" if utf16 else f" in {around!r}"),
            "expected: UTF-8, with or without a byte order mark",
        ),
        help="open the file in an editor and save it again with the encoding UTF-8",
    )
