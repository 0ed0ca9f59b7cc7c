"""From bytes to text: the encoding a file names, else UTF-8; foreign bytes get a warning."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from ftfy.badness import is_bad

from extractor.model import LARGEST, Problem, Severity, Source, Stage
from extractor.problems import NotUnderstood
from extractor.text.characters import shortened, visible

# C0 controls but tab, line feed, form feed and carriage return.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r"))
# Bytes spread evenly, as in compressed data, are 11 % controls; a damaged text has a handful.
_BINARY_SHARE = 0.05
# French, the richest in accents of the languages that cp1252 was made for, has about 7 % of them; in a text of
# another alphabet nearly every letter is beyond ASCII.
_FOREIGN_SHARE = 0.2
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7z"}
_LINE_END = re.compile(rb"\r\n|\r|\n")
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{2,40})|<\?xml[^>]{0,99}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{2,40})"""
)
# What these names mean on the web: https://encoding.spec.whatwg.org/#names-and-labels
_MEANS_1252 = frozenset(("iso8859-1", "ascii", "cp1252", "iso8859-15"))


def _as_1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 as Windows-1252, and the five bytes it lacks as browsers read them."""
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    return "".join(bytes((byte,)).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in bad), error.end


codecs.register_error("threadfaq-1252", _as_1252)


def decoded(source: Source) -> str:
    """The source's text, without its byte order mark.

    Raises NotUnderstood: E101 binary, E112 too large, E106 an encoding that nothing names (line and byte, both
    from 1), E102 nothing but white space. A few control characters or foreign bytes in a text are read and kept;
    `doubts` tells of them.
    """
    if source.stream is not None or len(source.data) > LARGEST:
        raise NotUnderstood(_too_large(source))
    text = _text(source.data)
    if text is None:
        raise NotUnderstood(_is_binary(source) if _binary(source.data) else _unnamed(source))
    if _blank(text):
        raise NotUnderstood(
            Problem(
                stage=Stage.READ,
                code="E102",
                file=source.name,
                cause="this file is empty" if not source.data else "this file holds nothing but white space",
                help="save the thread again; a thread needs at least one post",
            )
        )
    return text


SEEN = 4096
"""Characters in which something is seen in nearly every text; only where nothing is, the rest is looked through."""


@lru_cache(maxsize=2)
def _blank(text: str) -> bool:
    """Whether nobody sees anything of a text. Every reader asks, and a long text is long to look through."""
    return not visible(text[:SEEN]).strip() and not visible(text).strip()


def try_decoded(source: Source) -> str | None:
    """The source's text, or None where `decoded` would refuse it."""
    try:
        return decoded(source)
    except NotUnderstood:
        return None


def text_of(data: bytes) -> str | None:
    """The text of bytes that are a part of a file, in the encoding they name; None where they are no text."""
    return _text(data)


def doubts(source: Source) -> list[Problem]:
    """W112 for bytes that are not of the file's own encoding, W115 for text that was garbled before it was saved."""
    text = None if source.stream is not None else _text(source.data)
    if text is None:
        return []
    problems = []
    foreign = _foreign(source.data)
    if foreign is not None and _declared(source.data) is None:
        number, first = foreign
        problems.append(
            Problem(
                stage=Stage.READ,
                code="W112",
                file=source.name,
                place=f"line {_line(source.data, first)}, byte {first + 1}",
                cause=f"{number} byte{'s are' if number > 1 else ' is'} not UTF-8 and read as Windows-1252",
                details=(f"found: {_around(source.data, first)}",),
                help="look whether these words are right; if not, save the page again as UTF-8",
                severity=Severity.WARNING,
            )
        )
    garbled = [(number, line) for number, line in enumerate(text.split("\n"), 1) if _garbled(line)]
    if garbled:
        problems.append(
            Problem(
                stage=Stage.READ,
                code="W115",
                file=source.name,
                place=f"line {garbled[0][0]}",
                cause=f"garbled letters in {len(garbled)} line{'s' if len(garbled) > 1 else ''}",
                details=tuple(f"line {number}: {shortened(line, 80)}" for number, line in garbled[:3]),
                help="these words were saved in a wrong encoding; nothing is repaired, so save the page anew",
                severity=Severity.WARNING,
            )
        )
    return problems


def _garbled(line: str) -> bool:
    # ASCII cannot be garbled in this way, and most lines are nothing else.
    return not line.isascii() and is_bad(line)


@lru_cache(maxsize=2)
def _text(data: bytes) -> str | None:
    """The text of these bytes; None when they are no text, or in an encoding that nothing names."""
    if _binary(data):
        return None
    named = _declared(data)
    try:
        if named is not None:
            return data.decode(named)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        foreign = _foreign(data)
        if foreign is None or foreign[0] > _FOREIGN_SHARE * len(data) or data[:2] in _BOMS:
            return None
        return data.decode("utf-8-sig", "threadfaq-1252")


def _declared(data: bytes) -> str | None:
    """The encoding that the file names, by byte order mark or in its head, when it is none of UTF-8's."""
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            return None if name == "utf-8-sig" else name
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
        "".encode(name)
    except (LookupError, ValueError):
        return None
    if name == "utf-8" or name.startswith("utf-16"):
        # A page that names UTF-16 in ASCII letters is none: https://html.spec.whatwg.org/#determining-the-character-encoding
        return None
    if name in _MEANS_1252:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return "cp1252" if not set(data) & set(b"\x81\x8d\x8f\x90\x9d") else "latin-1"
        # Many tools save as UTF-8 and leave the old name in the page.
        return None
    return name


def _foreign(data: bytes) -> tuple[int, int] | None:
    """How many bytes are not UTF-8, and where the first stands; None when all are."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        tail = data[error.start :].decode("utf-8", "surrogateescape")
        return sum("\udc80" <= letter <= "\udcff" for letter in tail), error.start
    return None


def _binary(data: bytes) -> bool:
    """Whether bytes are no text in any encoding we could name: NULs, and many controls beside them."""
    if b"\0" not in data or data[:2] in _BOMS:
        return False
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls >= max(_BINARY_SHARE * len(data), 1)


def _line(data: bytes, place: int) -> int:
    return len(_LINE_END.findall(data, 0, place)) + 1


def _around(data: bytes, place: int) -> str:
    around = data[max(0, place - 20) : place + 20].decode("utf-8", "replace")
    return f"byte 0x{data[place]:02x} in {around!r}"


def _is_binary(source: Source) -> Problem:
    for begins, kind in _PACKED.items():
        if source.data.startswith(begins):
            return Problem(
                stage=Stage.READ,
                code="E101",
                file=source.name,
                cause=f"this is a packed file ({kind}), and nothing in it could be read from outside",
                help="unpack it and add what is inside; `threadfaq add` opens zip files and packed mailboxes itself",
            )
    return Problem(
        stage=Stage.READ,
        code="E101",
        file=source.name,
        place=f"byte {source.data.index(0) + 1}",
        cause="this is a binary file, not a saved thread",
        details=(f"found: {source.data[:16].hex(' ')} (the first bytes)", "expected: text"),
        help="save the page as text or HTML, or copy the thread's text into a new file",
    )


def _too_large(source: Source) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E112",
        file=source.name,
        cause=f"this file is larger than {LARGEST >> 20} MB, and no export that could be read in pieces",
        help="save one thread a file; an export is read at any size",
    )


def _unnamed(source: Source) -> Problem:
    data = source.data
    foreign = _foreign(data)
    first = foreign[1] if foreign else 0
    cut = data[:2] in _BOMS
    return Problem(
        stage=Stage.READ,
        code="E106",
        file=source.name,
        place=f"line {_line(data, first)}, byte {first + 1}",
        cause="this UTF-16 is broken" if cut else "this text is not UTF-8, and nothing says what it is",
        details=("expected: UTF-8, or a page that names its encoding",)
        if cut
        else (f"found: {_around(data, first)}", "expected: UTF-8, or a page that names its encoding"),
        help="open the file in an editor and save it again with the encoding UTF-8",
    )
