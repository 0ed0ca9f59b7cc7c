"""Exports of any size: where each thread's rows stand is kept on disk, and they are read again thread by thread."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from extractor.model import HEAD, LARGEST, SideFile, Source
from extractor.text.characters import shortened

RowPlace = tuple[int, int]
"""Where a row stands in a file: its first byte, and how many."""
Key = str | int


def opened(source: Source) -> BinaryIO:
    """A source's bytes from the beginning, whether it lies in memory or not."""
    return source.stream() if source.stream is not None else io.BytesIO(source.data)


def scratch() -> sqlite3.Connection:
    """A database of no name, on disk where it grows, which is gone when it is closed."""
    base = sqlite3.connect("", isolation_level=None)
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    base.execute("PRAGMA cache_size = -16384")
    return base


class Threads:
    """Places of rows by thread, threads in the order of their first row."""

    def __init__(self, base: sqlite3.Connection, rows: Iterable[tuple[Key, int, int]]) -> None:
        """Take in all rows: the key of their thread, first byte and size."""
        self._base = base
        base.execute("CREATE TABLE place (key, at INTEGER, size INTEGER)")
        base.execute("BEGIN")
        base.executemany("INSERT INTO place VALUES (?, ?, ?)", ((storable(key), at, size) for key, at, size in rows))
        base.execute("CREATE INDEX place_of ON place (key, at, size)")
        base.execute("COMMIT")

    def __len__(self) -> int:
        return int(self._base.execute("SELECT count(DISTINCT key) FROM place").fetchone()[0])

    def __iter__(self) -> Iterator[tuple[Key, int, Iterator[RowPlace]]]:
        """Each thread's key, the bytes of all its rows, and their places in the order of the file."""
        rows = self._base.execute("SELECT key, sum(size), min(at) FROM place GROUP BY key ORDER BY min(at)")
        for key, size, _ in rows:
            yield key, size, self._base.execute("SELECT at, size FROM place WHERE key IS ? ORDER BY at", (key,))


def storable(key: Key) -> Key:
    """A key without lone surrogates, which JSON can hold and a database cannot."""
    return key if isinstance(key, int) else key.encode("utf-8", "replace").decode("utf-8")


def cut(
    source: Source,
    file: BinaryIO,
    rows: Iterable[tuple[Key, int, int]],
    piece: Callable[[Key, Iterator[bytes]], bytes],
    side: Callable[[], SideFile] | None = None,
    alone: bool = True,
    head: int | None = None,
) -> Iterator[Source]:
    """A source for each thread: `piece` makes a file of its rows, which are as they were.

    `head` is how many lines a piece has above its rows; where it is told, each piece knows its lines in the file.

    A file with one thread that fits memory is its own piece. A thread that does not fit stays a stream, which its
    reader refuses (E112). `side` gives the side file of the pieces once all rows were seen; left out, it is the
    export's without what can only be said of one thread. With `alone` false even a single thread is put together.
    """
    with closing(scratch()) as base:
        threads = Threads(base, rows)
        if alone and len(threads) == 1 and source.stream is None:
            yield source
            return
        side_file = side() if side is not None else replace(source.side, title=None, url=None)
        for key, size, places in threads:
            own = replace(named(source, key), side=side_file)
            if size > LARGEST:
                yield replace(own, data=source.data[:HEAD], stream=partial(opened, source))
                continue
            taken = list(places)
            data = piece(key, (slice_of(file, place) for place in taken))
            where = partial(_line_in, source, taken, head) if head is not None else None
            yield replace(own, data=data, stream=None, line_of=where, beside=lambda _: None)


def _line_in(source: Source, places: Sequence[RowPlace], head: int, line: int) -> int | None:
    """The line of a file at which a line of a piece stands; None for its head. Looked up when somebody asks."""
    below = head
    with opened(source) as file:
        for at, size in places:
            row = slice_of(file, (at, size))
            lines = row.count(b"\n") + (not row.endswith(b"\n"))
            if below < line <= below + lines:
                return _line_at(file, at) + line - below - 1
            below += lines
    return None


def _line_at(file: BinaryIO, place: int) -> int:
    """The line, from 1, that begins at a place."""
    file.seek(0)
    count, left = 1, place
    while left > 0 and (chunk := file.read(min(left, 1 << 20))):
        count += chunk.count(b"\n")
        left -= len(chunk)
    return count


def named(source: Source, key: Key) -> Source:
    """A source as one thread of it is called in messages."""
    # A key may be an address, and a name with slashes in it looks like a path.
    label = shortened(str(key).rstrip("/").rpartition("/")[2], 60)
    return replace(source, name=f"{source.name} (thread {label})")


def slice_of(file: BinaryIO, place: RowPlace) -> bytes:
    """The bytes at a place."""
    file.seek(place[0])
    return file.read(place[1])


def lines(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Number, place and bytes of each line from here on that is not blank."""
    at = number = 0
    while line := file.readline(LARGEST + 1):
        number += 1
        if line.strip():
            yield number, at, line
        at += len(line)
