"""Results of earlier runs, kept in one SQLite file: what a stage made of one scope, and the digests of files.

A result stands under the name of its stage and its scope (a thread's id, say) together with the key of everything it
was made from. One made from anything else is not given back, and neither is one whose bytes are no longer those that
were put in. So a store can be removed at any time, and a wrong one costs time, never a result.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from extractor.digests import digest_of, file_digest

NAME = "store.sqlite"
"""Its file, in the folder of a corpus for what git leaves alone."""
FORM = 1
"""Raised when the tables below change; a store of another form is made anew."""
OURS = 0x54464151
"""SQLite's application id of our stores ("TFAQ"): a database without it is not ours to change."""

_FRESH = 2_000_000_000
"""Nanoseconds within which a file's times do not show every change; a digest of so young a file is not kept."""
_MOST = 8 << 20
"""Bytes of results that wait in memory to be written together."""
_SMALL = 512
"""Bytes below which a result is not compressed."""
_SEAL = 8
"""Bytes of the digest that each result carries."""
_WAIT = 10.0
"""Seconds for which another process may write."""
_TABLES = """
CREATE TABLE IF NOT EXISTS results (
    stage TEXT NOT NULL, scope TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (stage, scope)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, size INTEGER, modified INTEGER, changed INTEGER, inode INTEGER, digest BLOB NOT NULL
) WITHOUT ROWID;
"""

T = TypeVar("T")
State = tuple[int, int, int, int]
"""Size, time of modification and of change in nanoseconds, and inode: other ones when a file was changed."""


class Store:
    """Results by stage and scope. `Store()` keeps them as long as it lives.

    When its file cannot be used any more, because the disk is full or the file is damaged, `say` is told in one line,
    and from then on it is such a store: it has lost what it had, and no caller sees an error.
    """

    def __init__(self, path: Path | None = None, say: Callable[[str], None] = lambda _: None) -> None:
        """Raises sqlite3.Error or OSError where the file cannot be used, and ForeignError where it is not ours."""
        self._path = path
        self._say = say
        self._database = _made(sqlite3.connect(":memory:")) if path is None else _connected(path)
        self.lasting = path is not None
        """Whether the next run finds what is put here."""
        self._earlier: sqlite3.Connection | None = None
        self._closed = False
        self._known: dict[str, tuple[State, bytes]] | None = None
        self._digests: dict[str, tuple[State, bytes]] = {}
        self._young: set[str] = set()
        self._new: set[str] = set()
        # What was put and is not yet written: while one process writes, others wait, so it is written at once.
        self._waiting: dict[tuple[str, str], tuple[bytes, bytes]] = {}
        self._size = 0

    @classmethod
    def opened(cls, folder: Path, say: Callable[[str], None]) -> Store:
        """The store in this folder, which is made where there is none.

        Where it cannot be used, `say` is told in one line, and the results are kept as long as the run lasts.
        """
        path = folder / NAME
        try:
            return cls(path, say)
        except ForeignError as foreign:
            say(f"going on without the store {path}: {foreign}")
        except (sqlite3.Error, OSError) as error:
            if _damaged(error):
                with contextlib.suppress(sqlite3.Error, OSError):
                    _remove(path)
                    store = cls(path, say)
                    say(f"the store {path} was damaged ({error}); it is made anew")
                    return store
            say(f"going on without the store {path}: {error}")
        return cls()

    def get(self, stage: str, scope: str, key: bytes) -> bytes | None:
        """What the stage made of this scope from what the key stands for."""
        waiting = self._waiting.get((stage, scope))
        if waiting is not None:
            return _unsealed(waiting[1], stage, scope, key) if waiting[0] == key else None
        # Whoever forges a result may forge its type too.
        query = "SELECT CAST(value AS BLOB) FROM results WHERE stage = ? AND scope = ? AND key = ?"
        place = (stage, scope, key)
        rows = self._try(lambda database: database.execute(query, place).fetchall())
        rows = rows or self._read_earlier(lambda database: database.execute(query, place).fetchall())
        return _unsealed(rows[0][0], stage, scope, key) if rows else None

    def keys(self, stage: str) -> dict[str, bytes]:
        """The key of every result of a stage, by its scope."""
        query = "SELECT scope, key FROM results WHERE stage = ?"
        earlier = dict(self._read_earlier(lambda database: database.execute(query, (stage,)).fetchall()))
        written = earlier | dict(self._try(lambda database: database.execute(query, (stage,)).fetchall()))
        return written | {scope: key for (of, scope), (key, _) in self._waiting.items() if of == stage}

    def put(self, stage: str, scope: str, key: bytes, value: bytes) -> None:
        """Keep a result in the place of the one before."""
        sealed = _sealed(value, stage, scope, key)
        self._waiting[stage, scope] = (key, sealed)
        self._size += len(sealed)
        if self._size > _MOST:
            self.commit()

    def keep_only(self, stage: str, scopes: Collection[str]) -> None:
        """Forget the results of a stage for all other scopes."""
        self.commit()
        gone = [(stage, scope) for scope in self.keys(stage) if scope not in scopes]
        if gone:
            query = "DELETE FROM results WHERE stage = ? AND scope = ?"
            self._try(lambda database: database.executemany(query, gone))
            self.commit()

    def commit(self) -> None:
        """Make sure that what was put is there for the next run, should this one be killed."""
        self._try(self._commit)

    def close(self) -> None:
        """Write what is left, as far as it can be written, and close the file; what is closed stays so."""
        if self._closed:
            return
        self.commit()
        self._closed = True
        self._database.close()
        if self._earlier is not None:
            self._earlier.close()

    def _try(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work on the database; where that has become impossible, on an empty one in memory."""
        try:
            return work(self._database)
        except sqlite3.Error as error:
            if not self.lasting:
                raise
            self._give_up(error)
            return work(self._database)

    def _read_earlier(self, read: Callable[[sqlite3.Connection], list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
        """Rows of the database that was given up; none where it cannot be read either."""
        if self._earlier is None:
            return []
        try:
            return read(self._earlier)
        except sqlite3.Error:
            self._earlier = None
            return []

    def _give_up(self, error: sqlite3.Error) -> None:
        self._say(f"going on without the store {self._path}: {error}")
        if _damaged(error):
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            if self._path is not None:
                # The next run makes a new one.
                with contextlib.suppress(OSError):
                    _remove(self._path)
        else:
            # What cannot be written any more can mostly still be read, and this run counts on what it has put there.
            with contextlib.suppress(sqlite3.Error):
                self._database.rollback()
            self._earlier = self._database
        self._database, self.lasting = _made(sqlite3.connect(":memory:")), False
        self._new.clear()

    def _commit(self, database: sqlite3.Connection) -> None:
        rows = [(*place, *result) for place, result in self._waiting.items()]
        if rows:
            database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", rows)
        if self.lasting:
            self._remember_files(database)
        database.commit()
        self._waiting.clear()
        self._size = 0

    def digest(self, path: Path) -> bytes:
        """The digest of a file's bytes; a file that is as it was is not read again. Raises OSError."""
        name = str(path.absolute())
        if self._known is None:
            rows = self._try(lambda database: database.execute("SELECT * FROM files").fetchall())
            self._known = {row[0]: ((row[1], row[2], row[3], row[4]), row[5]) for row in rows}
        state = state_of(path)
        known = self._digests.get(name) or self._known.get(name)
        if known is None or known[0] != state:
            limit = time.time_ns() - _FRESH
            known = (state, file_digest(path))
            # One that is changed meanwhile is not kept either, and from now on counts as changed.
            lasting = max(state[1], state[2]) < limit and state_of(path) == state
            (self._young.discard if lasting else self._young.add)(name)
        if self._digests.get(name) != known:
            self._digests[name] = known
            self._new.add(name)
        return known[1]

    def unchanged(self, path: Path) -> bool:
        """Whether a file is as it was when its digest was last asked for; a file that had none counts as such."""
        known = self._digests.get(str(path.absolute()))
        try:
            return known is None or known[0] == state_of(path)
        except OSError:
            return False

    def all_unchanged(self) -> bool:
        """Whether every file whose digest was asked for is still as it was then."""
        return all(self.unchanged(Path(name)) for name in self._digests)

    def look_again(self) -> None:
        """Forget which files were looked at: they may be others now, or gone."""
        self._digests.clear()
        self._young.clear()
        self._new.clear()

    def _remember_files(self, database: sqlite3.Connection) -> None:
        """Keep the digests of this run's files, but for those that were too young for their times to be believed."""
        known = self._known or {}
        rows = [
            (name, *self._digests[name][0], self._digests[name][1])
            for name in sorted(self._new - self._young)
            if known.get(name) != self._digests[name]
        ]
        if rows:
            database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._known = {**known, **{name: self._digests[name] for name, *_ in rows}} if rows else known
        self._new.clear()


def state_of(path: Path) -> State:
    """What the system knows of a file without opening it. Raises OSError."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _damaged(error: Exception) -> bool:
    """Whether an error is about the bytes of the file, and not about what the system lets us do."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)


class ForeignError(Exception):
    """A file that is not ours, or one of a later program."""


def _connected(path: Path) -> sqlite3.Connection:
    """A store that can be written. Raises sqlite3.Error, OSError, ForeignError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ignore = path.parent / ".gitignore"
    # A killed run may have left it empty.
    if not ignore.exists() or not ignore.stat().st_size:
        ignore.write_text("*\n", "utf-8")
    database = sqlite3.connect(path, timeout=_WAIT)
    try:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (form,) = database.execute("PRAGMA user_version").fetchone()
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != OURS:
            raise ForeignError("another program wrote it")
        if form > FORM:
            raise ForeignError("a later version of this program wrote it")
        if tables and form < FORM:
            database.close()
            _remove(path)
            return _connected(path)
        # Readers and one writer at the same time, and no write that a crash could leave half done.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        return database if tables and form == FORM and application == OURS else _made(database)
    except BaseException:
        database.close()
        raise


def _made(database: sqlite3.Connection) -> sqlite3.Connection:
    """A database with our tables."""
    # At once: one without the mark would be taken for another program's.
    mark = f"PRAGMA application_id = {OURS}; PRAGMA user_version = {FORM};"
    with closing(database.cursor()) as cursor:
        cursor.executescript(f"BEGIN IMMEDIATE; {_TABLES} {mark} COMMIT;")
    return database


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _sealed(value: bytes, stage: str, scope: str, key: bytes) -> bytes:
    """A result as it is kept: its seal, whether it is compressed, its bytes."""
    packed = zlib.compress(value, 1) if len(value) >= _SMALL else b""
    body = b"z" + packed if packed and len(packed) < len(value) else b"p" + value
    return _seal(body, stage, scope, key) + body


def _unsealed(data: bytes, stage: str, scope: str, key: bytes) -> bytes | None:
    """The result, or None where a bit of it has changed."""
    seal, body = data[:_SEAL], data[_SEAL:]
    if seal != _seal(body, stage, scope, key):
        return None
    return zlib.decompress(body[1:]) if body[:1] == b"z" else body[1:]


def _seal(body: bytes, stage: str, scope: str, key: bytes) -> bytes:
    return digest_of(stage, scope, key, body)[:_SEAL]
