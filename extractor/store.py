"""Results of earlier runs, kept in one SQLite file: what a stage made of one scope, and the digests of files.

A result stands under the name of its stage and its scope (a thread's id, say) together with the key of everything it
was made from. One made from anything else is not given back, and neither is one whose bytes are no longer those that
were put in. So a store can be removed at any time, and a wrong one costs time, never a result.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Collection
from contextlib import closing
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TypeVar

NAME = "store.sqlite"
"""Its file, in the folder of a corpus for what git leaves alone."""
FORM = 1
"""Raised when the tables below change; a store of another form is made anew."""
OURS = 0x54464151
"""SQLite's application id of our stores ("TFAQ"): a database without it is not ours to change."""

_FRESH = 2_000_000_000
"""Nanoseconds within which a file's times do not show every change; a digest of so young a file is not kept."""
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

    Where its file can no longer be used (the disk is full, somebody has damaged it), what was kept is gone, and it
    goes on in memory: who asks for a lost result makes it again.
    """

    def __init__(self, path: Path | None = None, say: Callable[[str], None] = lambda _: None) -> None:
        """`say` is told in one line when the file can no longer be used. Raises sqlite3.Error or OSError where it
        cannot be used at all, and ForeignError where it is not ours."""
        self._path, self._say = path, say
        self._database = _in_memory() if path is None else _connected(path)
        self._known: dict[str, tuple[State, bytes]] | None = None
        self._digests: dict[str, tuple[State, bytes]] = {}
        self._young: set[str] = set()

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
        # Whoever forges a result may forge its type too.
        query = "SELECT CAST(value AS BLOB) FROM results WHERE stage = ? AND scope = ? AND key = ?"
        row = self._do(lambda database: database.execute(query, (stage, scope, key)).fetchone())
        return None if row is None else _unsealed(row[0], stage, scope, key)

    def keys(self, stage: str) -> dict[str, bytes]:
        """The key of every result of a stage, by its scope."""
        query = "SELECT scope, key FROM results WHERE stage = ?"
        return self._do(lambda database: dict(database.execute(query, (stage,)).fetchall()))

    def put(self, stage: str, scope: str, key: bytes, value: bytes) -> None:
        """Keep a result in the place of the one before."""
        row = (stage, scope, key, _sealed(value, stage, scope, key))
        self._do(lambda database: database.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", row))

    def keep_only(self, stage: str, scopes: Collection[str]) -> None:
        """Forget the results of a stage for all other scopes."""
        gone = [(stage, scope) for scope in self.keys(stage) if scope not in scopes]
        delete = "DELETE FROM results WHERE stage = ? AND scope = ?"
        if gone:
            self._do(lambda database: database.executemany(delete, gone))

    def commit(self) -> None:
        """Make sure that what was put is there for the next run, should this one be killed."""

        def write(database: sqlite3.Connection) -> None:
            if self._path is not None:
                self._remember_files(database)
            database.commit()

        self._do(write)

    def close(self) -> None:
        """Write what is left, as far as it can be written, and close the file."""
        self.commit()
        self._database.close()

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Something done with the database; where that fails, with an empty one in memory."""
        try:
            return work(self._database)
        except sqlite3.Error as error:
            if self._path is None:
                raise
            self._say(f"going on without the store {self._path}: {error}")
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            if _damaged(error):
                with contextlib.suppress(OSError):
                    _remove(self._path)
            self._path, self._database, self._known = None, _in_memory(), {}
            return work(self._database)

    def digest(self, path: Path) -> bytes:
        """The digest of a file's bytes; a file that is as it was is not read again. Raises OSError."""
        name = str(path.absolute())
        if self._known is None:
            rows = self._do(lambda database: database.execute("SELECT * FROM files").fetchall())
            self._known = {row[0]: ((row[1], row[2], row[3], row[4]), row[5]) for row in rows}
        state = state_of(path)
        known = self._digests.get(name) or self._known.get(name)
        if known is None or known[0] != state:
            limit = time.time_ns() - _FRESH
            known = (state, file_digest(path))
            if state_of(path) != state:
                return known[1]
            (self._young.discard if max(state[1], state[2]) < limit else self._young.add)(name)
        self._digests[name] = known
        return known[1]

    def unchanged(self, path: Path) -> bool:
        """Whether a file is as it was when its digest was last asked for; a file that had none counts as such."""
        known = self._digests.get(str(path.absolute()))
        try:
            return known is None or known[0] == state_of(path)
        except OSError:
            return False

    def _remember_files(self, database: sqlite3.Connection) -> None:
        """Keep the digests of this run's files, but for those that were too young for their times to be believed."""
        known = self._known or {}
        rows = [
            (name, *state, digest)
            for name, (state, digest) in self._digests.items()
            if name not in self._young and known.get(name) != (state, digest)
        ]
        database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._known = {**known, **{name: self._digests[name] for name, *_ in rows}}


def state_of(path: Path) -> State:
    """What the system knows of a file without opening it. Raises OSError."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def file_digest(path: Path) -> bytes:
    """The digest of a file's bytes. Raises OSError."""
    checksum = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            checksum.update(chunk)
    return checksum.digest()


def digest_of(*parts: bytes | str) -> bytes:
    """A key for these parts in this order; no two different lists of parts have the same."""
    checksum = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        checksum.update(len(data).to_bytes(8, "big"))
        checksum.update(data)
    return checksum.digest()


def _damaged(error: Exception) -> bool:
    """Whether an error is about the bytes of the file, and not about what the system lets us do."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)


@cache
def code_digest(*rooms: str) -> bytes:
    """The digest of the program's own files in these rooms, and of the libraries and the Python that run them.

    A result made by other code has another key, and nobody has to remember to raise a version.
    """
    package = Path(__file__).parent
    parts: list[bytes | str] = [sys.version, *_libraries()]
    for room in sorted(rooms):
        folder = package / room
        paths = sorted(folder.rglob("*")) if folder.is_dir() else [folder.with_suffix(".py")]
        for path in paths:
            if path.is_file() and path.suffix in {".py", ".toml", ".txt"}:
                parts += [path.relative_to(package).as_posix(), path.read_bytes()]
    return digest_of(*parts)


def _libraries() -> list[str]:
    """The names and versions of all installed libraries, as the names of their folders say them."""
    folders = (Path(entry) for entry in sys.path if entry)
    return sorted({path.name for folder in folders for path in folder.glob("*.dist-info")})


class ForeignError(Exception):
    """A file that is not ours, or one of a later program."""


def _connected(path: Path) -> sqlite3.Connection:
    """A store that can be written. Raises sqlite3.Error, OSError, ForeignError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ignore = path.parent / ".gitignore"
    if not ignore.exists():
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
        return _made(database)
    except BaseException:
        database.close()
        raise


def _in_memory() -> sqlite3.Connection:
    return _made(sqlite3.connect(":memory:"))


def _made(database: sqlite3.Connection) -> sqlite3.Connection:
    """A database with our tables."""
    with closing(database.cursor()) as cursor:
        cursor.executescript(_TABLES)
        cursor.execute(f"PRAGMA application_id = {OURS}")
        cursor.execute(f"PRAGMA user_version = {FORM}")
    database.commit()
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
