"""Digests: short values that are the same for the same bytes and for no others, of values, files and our own code."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path


def digest_of(*parts: bytes | str) -> bytes:
    """A key for these parts in this order; no two different lists of parts have the same."""
    checksum = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        checksum.update(len(data).to_bytes(8, "big"))
        checksum.update(data)
    return checksum.digest()


def file_digest(path: Path) -> bytes:
    """The digest of a file's bytes. Raises OSError."""
    checksum = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            checksum.update(chunk)
    return checksum.digest()


def folder_digest(folder: Path) -> bytes:
    """The digest of all files below a folder, with their names. Raises OSError."""
    parts: list[bytes | str] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            parts += [path.relative_to(folder).as_posix(), file_digest(path)]
    return digest_of(*parts)


@cache
def code_digest(*rooms: str) -> bytes:
    """The digest of the program's own files in these rooms, and of the libraries and the Python that run them.

    A result made by other code has another key, and nobody has to remember to raise a version.
    """
    return digest_of(sys.version, *_libraries(), *map(_room_digest, sorted(rooms)))


@cache
def _room_digest(room: str) -> bytes:
    """The digest of the files of one room, with their names."""
    package = Path(__file__).parent
    parts: list[bytes | str] = [room]
    folder = package / room
    for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder.with_suffix(".py")]:
        if path.suffix in {".py", ".toml", ".txt"} and path.is_file():
            parts += [path.relative_to(package).as_posix(), path.read_bytes()]
    return digest_of(*parts)


@cache
def _libraries() -> list[str]:
    """The names and versions of all installed libraries, as the names of their folders say them."""
    folders = (Path(entry) for entry in sys.path if entry)
    return sorted({path.name for folder in folders for path in folder.glob("*.dist-info")})
