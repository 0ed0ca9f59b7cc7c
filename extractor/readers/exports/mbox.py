"""Mail archives: mbox, plain or as Mailman's Pipermail writes it, also packed with gzip.

    From robin at example.org  Fri Jan  1 10:20:34 2010
    From: robin at example.org (Robin K)
    Subject: Re: Kiln rental
    In-Reply-To: <4711@example.org>

Letters are put into threads by what they say they answer; by their subject only where they say nothing.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import BinaryIO

from extractor.model import LARGEST, Problem, Source, Stage, Thread
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._gather import RowPlace, cut, opened, scratch, slice_of, storable
from extractor.readers.exports._mail import Letter, bare

NAME = "mbox"
STANDING = Standing.PROVEN

_LOOKED_FOR = "a line like `From robin at example.org  Fri Jan  1 10:20:34 2010` and below it `From:` and `Date:`"
_BEGINS = re.compile(
    rb"From .{1,300}? (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rb"[ 0-9][0-9] [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? (?:[A-Z]{1,5} |[+-][0-9]{4} )?[0-9]{4}(?: [+-][0-9]{4})?\s*$"
)
_FIELD = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:")
_HEAD = re.compile(rb"(?im)^(from|date|message-id|subject):")
_GZIP = b"\x1f\x8b\x08"
_EXPANSION = 100
"""How many times its size a packed archive may be; letters pack to a third or a fifth."""
_CHUNK = 1 << 20
_LONGEST_HEAD = 1 << 18


def marks(source: Source) -> Marks:
    """Claims what begins with a `From ` line and the head of a letter, also when it is packed."""
    head = source.data[:_CHUNK]
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, _LONGEST_HEAD)
        except zlib.error:
            return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("broken gzip",))
    head = head.lstrip()
    first, _, rest = head[:_LONGEST_HEAD].partition(b"\n")
    if not _BEGINS.match(first):
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no `From ` line at its beginning",))
    fields = {field.lower() for field in _HEAD.findall(re.split(rb"\r?\n\r?\n", rest, maxsplit=1)[0])}
    if b"from" not in fields or not fields & {b"date", b"message-id"}:
        return Marks(
            claims=False, looked_for=_LOOKED_FOR, evidence=("a `From ` line, but no head of a letter below it",)
        )
    return Marks(claims=True, looked_for=_LOOKED_FOR, evidence=("a `From ` line and the head of a letter",))


def pieces(source: Source) -> Iterator[Source]:
    """Each thread as an mbox of its own. Raises NotUnderstood: E109 without a letter, E112 packed too tightly."""
    with _unpacked(source) as file, closing(scratch()) as base:
        parents = array("q")
        base.execute("CREATE TABLE name (name TEXT PRIMARY KEY, node INTEGER) WITHOUT ROWID")
        base.execute("CREATE TABLE letter (at INTEGER, size INTEGER, node INTEGER)")

        def node(name: str) -> int:
            name = str(storable(name))
            row = base.execute("SELECT node FROM name WHERE name = ?", (name,)).fetchone()
            if row is not None:
                return _root(parents, int(row[0]))
            parents.append(len(parents))
            base.execute("INSERT INTO name VALUES (?, ?)", (name, len(parents) - 1))
            return len(parents) - 1

        base.execute("BEGIN")
        for (at, size), head in _letters(file):
            letter = Letter(head, head_only=True)
            own = node(f"id {letter.id or f'none {at}'}")
            base.execute("INSERT INTO letter VALUES (?, ?, ?)", (at, size, own))
            above = [f"id {other}" for other in letter.answered]
            subject, answer = bare(letter.subject.casefold(), tags=False)
            if not above and subject:
                # A letter that says nothing of what it answers joins the others of its subject if it is an answer;
                # the first of a subject opens it.
                named = (storable(f"subject {subject}"),)
                known = base.execute("SELECT 1 FROM name WHERE name = ?", named).fetchone()
                above = [f"subject {subject}"] if answer or not known else []
            for other in above:
                one, two = sorted((_root(parents, own), node(other)))
                parents[two] = one
        base.execute("COMMIT")
        if not parents:
            decoded(source)
            raise no_posts(source, NAME, marks(source))
        rows = ((_root(parents, own), at, size) for at, size, own in base.execute("SELECT * FROM letter"))
        packed = source.data.startswith(_GZIP)
        for piece in cut(source, file, rows, lambda _, letters: b"".join(map(_whole, letters))):
            # A single thread is the file itself, unless it must be unpacked.
            yield _plain(piece, file) if packed and piece is source else piece


def read(source: Source) -> Thread:
    """The thread, letters in the order of the archive. Raises NotUnderstood: E109 without a letter."""
    letters = _all(source)
    ids = {letter.id for letter in letters}
    drafts = [drafted(letter, ids) for letter in letters]
    subject, answer = bare(letters[0].subject)
    broken = [foreign(source, number) for number, letter in enumerate(letters, 1) if letter.foreign]
    return assembled(
        source,
        NAME,
        "Mailing list",
        drafts,
        title=subject,
        source_id=letters[0].id,
        opened=not (answer or letters[0].answered),
        warnings=(*orphans(source, letters, drafts), *broken),
        flat=True,
    )


def doubts(source: Source) -> list[Problem]:
    """None of the file as a whole: each letter names its own encoding, and `read` tells where one breaks it."""
    return []


def drafted(letter: Letter, ids: set[str | None]) -> Draft:
    """A letter as a post; `ids` are those of the letters that are here."""
    words = letter.words()
    return Draft(
        id=letter.id,
        author=letter.author,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=letter.sent,
        printed=letter.date,
        declared_parent=next((other for other in letter.answered if other in ids and other != letter.id), None),
    )


def orphans(source: Source, letters: list[Letter], drafts: list[Draft]) -> list[Problem]:
    """W109 for letters whose parent is not here."""
    pairs = enumerate(zip(letters, drafts, strict=True), 1)
    orphans = [str(number) for number, (letter, draft) in pairs if letter.answered and draft.declared_parent is None]
    if not orphans:
        return []
    listed = f"{', '.join(orphans[:12])}{' …' if len(orphans) > 12 else ''}"
    cause = f"letters that are not in this file are answered by letter {listed}"
    return [warning("W109", source.name, None, cause, "look for them in the archive of the month before")]


def foreign(source: Source, number: int) -> Problem:
    """W112 for a letter whose bytes are not of its own encoding."""
    return warning(
        "W112",
        source.name,
        None,
        f"letter {number} has bytes that are not of the encoding it names, read as Windows-1252",
        "look whether its words are right",
    )


def _all(source: Source) -> list[Letter]:
    if source.stream is not None:
        decoded(source)
    with _unpacked(source) as file:
        places = [place for place, _ in _letters(file)]
        if not places:
            decoded(source)
            raise no_posts(source, NAME, marks(source))
        return [Letter(slice_of(file, place).partition(b"\n")[2]) for place in places]


def _letters(file: BinaryIO) -> Iterator[tuple[RowPlace, bytes]]:
    """Place and head of each letter. A `From ` line opens one below a blank line, and above a field of a head."""
    at, head = -1, bytearray()
    blank = fresh = True
    in_head = False
    place = 0
    file.seek(0)
    line = file.readline(_CHUNK)
    while line:
        after = file.readline(_CHUNK)
        if blank and fresh and line.startswith(b"From ") and _BEGINS.match(line) and _FIELD.match(after):
            if at >= 0:
                yield (at, place - at), bytes(head)
            at, head, in_head = place, bytearray(), True
        elif at >= 0 and in_head:
            in_head = bool(line.strip()) and len(head) < _LONGEST_HEAD
            head += line if in_head else b""
        blank = not line.strip()
        fresh = line.endswith(b"\n")
        place += len(line)
        line = after
    if at >= 0:
        yield (at, place - at), bytes(head)


@contextmanager
def _unpacked(source: Source) -> Iterator[BinaryIO]:
    """The archive's bytes, on disk where they were packed. Raises NotUnderstood (E109, E112)."""
    if not source.data.startswith(_GZIP):
        with opened(source) as file:
            yield file
        return
    with opened(source) as packed, tempfile.TemporaryFile() as file:
        for chunk in _chunks(source, packed):
            file.write(chunk)
        yield file


def _chunks(source: Source, packed: BinaryIO) -> Iterator[bytes]:
    """What a gzip file holds, which may be several members one behind the other."""
    unpack = zlib.decompressobj(31)
    taken = given = 0
    waiting = b""
    whole = True
    while waiting := waiting or packed.read(_CHUNK):
        taken = packed.tell()
        try:
            chunk = unpack.decompress(waiting, _CHUNK)
        except zlib.error as error:
            raise NotUnderstood(_broken(source, str(error))) from None
        given += len(chunk)
        if given > _EXPANSION * taken + LARGEST:
            raise NotUnderstood(_too_tight(source))
        yield chunk
        waiting, whole = unpack.unconsumed_tail, unpack.eof
        if whole:
            # Zeros behind the last member are padding.
            waiting = unpack.unused_data.lstrip(b"\0")
            unpack = zlib.decompressobj(31)
    if not whole:
        raise NotUnderstood(_broken(source, "it is cut off"))


def _plain(source: Source, file: BinaryIO) -> Source:
    """An archive that was packed, unpacked."""
    file.seek(0)
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise NotUnderstood(_too_tight(source))
    return replace(source, data=data)


def _whole(letter: bytes) -> bytes:
    """A letter with the blank line behind it that the next one needs."""
    if letter.endswith((b"\n\n", b"\n\r\n")):
        return letter
    return letter + (b"\n" if letter.endswith(b"\n") else b"\n\n")


def _root(parents: array[int], node: int) -> int:
    """The first letter of the thread that a letter is in."""
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


def _broken(source: Source, why: str) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E109",
        file=source.name,
        cause=f"this gzip is broken: {why}",
        help="download the archive anew",
    )


def _too_tight(source: Source) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E112",
        file=source.name,
        cause=f"this gzip unpacks to more than {_EXPANSION} times its size",
        help="letters never pack so tightly; unpack it yourself if you trust it",
    )
