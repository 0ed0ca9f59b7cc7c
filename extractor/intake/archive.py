"""What was named on the command line as single files: a file, a folder, a zip, or standard input.

An archive comes from strangers. Nothing of it is unpacked to disk, no name in it is used as a path, and its sizes are
counted while it is read: what a header says of them is what an attacker wrote there.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from extractor import corpus
from extractor.corpus import folders
from extractor.intake.bundles import Bundle, Entry, bundles
from extractor.model import HEAD, LARGEST, Problem, Source, Stage
from extractor.problems import ThreadfaqError

MOST_FILES = 200_000
"""Files that an archive may hold."""
MOST_BYTES = 1 << 30
"""What an archive may hold unpacked, in bytes."""
MOST_TIMES = 100
"""How often larger than itself an archive may be unpacked; a page of HTML packs to a tenth."""
SMALL = 1 << 18
"""Archives that hold no more than this are no danger, however well they pack."""

_ZIP = b"PK\x03\x04"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
# What browsers save beside a page: no threads, and no reason to complain.
_SCENERY = re.compile(
    r"\.(?:css|m?js|map|png|jpe?g|gif|svg|webp|ico|avif|bmp|woff2?|ttf|otf|eot|mp[34]|webm|pdf|download|ds_store|ini|lock)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFile:
    """A file that may hold threads."""

    source: Source
    """The file."""
    saved: date | None = None
    """The day on which it was last changed, where that is known."""


def saved_files(
    names: Sequence[str], read_standard_input: Callable[[], bytes]
) -> Iterator[SavedFile | ThreadfaqError]:
    """Every file behind these names, folders and archives opened; what is refused comes as its refusal."""
    for name in names:
        try:
            if name == "-":
                yield from _whole("standard input", read_standard_input())
            elif Path(name).is_dir():
                yield from _folder(Path(name))
            else:
                yield from _file(Path(name))
        except ThreadfaqError as refusal:
            yield refusal


def _whole(name: str, data: bytes) -> Iterator[SavedFile | ThreadfaqError]:
    """What came through standard input."""
    if len(data) > LARGEST:
        raise ThreadfaqError(
            Problem(
                stage=Stage.INTAKE,
                code="E112",
                file=name,
                cause=f"more than {LARGEST >> 20} MB came through standard input",
                help="save it as a file and name that; an export is read from a file at any size",
            )
        )
    if data.startswith(_ZIP):
        yield from _zip(name, len(data), lambda: BytesIO(data))
    else:
        yield SavedFile(source=Source(name=name, data=data))


def _folder(folder: Path) -> Iterator[SavedFile | ThreadfaqError]:
    """The files of a folder and of those below it; what cannot be read comes as its refusal."""
    here = folders.below(folder, Stage.INTAKE)
    for problem in here.problems:
        yield ThreadfaqError(problem)
    stems = {path.with_suffix("") for path in here.files if path.suffix != ".toml"}
    plain = [path for path in here.files if not path.is_symlink()]
    entries = [
        Entry(PurePosixPath(path.relative_to(folder).as_posix()), partial(_head_of, path), _changed(path))
        for path in plain
    ]
    together: set[PurePosixPath] = set()
    for bundle in bundles(str(folder), entries):
        together |= bundle.paths
        yield (
            bundle.source
            if isinstance(bundle.source, ThreadfaqError)
            else SavedFile(source=bundle.source, saved=bundle.saved)
        )
    for path in here.files:
        if _SCENERY.fullmatch(path.suffix) or PurePosixPath(path.relative_to(folder).as_posix()) in together:
            continue
        if path.is_symlink():
            yield ThreadfaqError(_refused(str(path), "this is a symbolic link", "put the file itself here"))
        elif path.suffix != ".toml" or path.with_suffix("") not in stems:
            try:
                yield from _file(path)
            except ThreadfaqError as refusal:
                yield refusal


def _file(path: Path) -> Iterator[SavedFile | ThreadfaqError]:
    source = corpus.source(path)
    if source.data.startswith(_ZIP):
        yield from _zip(str(path), path.stat().st_size, partial(_open, path))
    else:
        yield SavedFile(source=source, saved=datetime.fromtimestamp(path.stat().st_mtime, UTC).date())


def _bundled(bundle: Bundle) -> SavedFile | ThreadfaqError:
    source = bundle.source
    return source if isinstance(source, ThreadfaqError) else SavedFile(source=source, saved=bundle.saved)


def _head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _changed(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _zip(name: str, size: int, opened: Callable[[], BinaryIO]) -> Iterator[SavedFile | ThreadfaqError]:
    """The files of a zip, after all of it has been looked through. Raises ThreadfaqError (E605)."""
    try:
        # It stays open as long as one of its files may be read again; it closes itself with the last of them.
        archive = zipfile.ZipFile(opened())
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _look_through(name, size, archive, entries)
        chosen = {entry.filename: entry for entry in entries if _is_thread(entry.filename)}
        together: set[PurePosixPath] = set()
        packed = [
            Entry(PurePosixPath(key), partial(_bytes, archive, entry), _day(entry)) for key, entry in chosen.items()
        ]
        for bundle in bundles(name, packed):
            together |= bundle.paths
            if isinstance(bundle.source, ThreadfaqError):
                yield bundle.source
            else:
                yield SavedFile(source=bundle.source, saved=bundle.saved)
        for entry in chosen.values():
            if PurePosixPath(entry.filename) in together:
                continue
            yield SavedFile(source=_entry(name, archive, chosen, entry.filename), saved=_day(entry))
    except _BROKEN as error:
        raise ThreadfaqError(_refused(name, f"this zip is broken: {error}", "make it anew")) from error


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        return file.read(LARGEST + 1)


def _is_thread(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix != ".toml" and not _SCENERY.fullmatch(path.suffix)


def _look_through(name: str, size: int, archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse an archive as a whole: names, kinds, and what really comes out of it, counted."""
    if len(entries) > MOST_FILES:
        raise ThreadfaqError(_refused(name, f"it holds more than {MOST_FILES} files", "take it apart first"))
    counted = 0
    for entry in entries:
        trouble = _trouble(entry)
        if trouble:
            raise ThreadfaqError(
                _refused(name, f"{trouble}: {entry.filename[:80]!r}", "take it apart yourself first")
            )
        with archive.open(entry) as file:
            begun = False
            while chunk := file.read(1 << 16):
                if not begun and chunk.startswith(_ZIP):
                    raise ThreadfaqError(
                        _refused(name, f"it holds another archive: {entry.filename[:80]!r}", "take that out first")
                    )
                begun = True
                counted += len(chunk)
                if counted > MOST_BYTES or counted > max(SMALL, size * MOST_TIMES):
                    raise ThreadfaqError(
                        _refused(
                            name,
                            f"it unpacks to more than {counted >> 20} MB out of {max(size >> 10, 1)} kB",
                            "no saved page packs so well; if you trust it, unpack it yourself and add the folder",
                        )
                    )


def _trouble(entry: zipfile.ZipInfo) -> str:
    """What makes an entry unfit to be read at all."""
    # `orig_filename` is what the archive says; `filename` ends at a NUL and has its separators changed.
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or not name.isprintable():
        return "a name in it leads out of the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it holds a symbolic link"
    if entry.flag_bits & 1:
        return "it is encrypted"
    return ""


def _entry(name: str, archive: zipfile.ZipFile, chosen: dict[str, zipfile.ZipInfo], entry: str) -> Source:
    """A file of an archive that has been looked through."""

    def stream() -> BinaryIO:
        return cast("BinaryIO", archive.open(chosen[entry]))

    def beside(other: str) -> Source | None:
        sibling = str(PurePosixPath(entry).parent / other)
        bare = "/" not in other and other not in ("", ".", "..")
        return _entry(name, archive, chosen, sibling) if bare and sibling in chosen else None

    with stream() as file:
        data = file.read(LARGEST + 1)
    large = len(data) > LARGEST
    return Source(
        name=f"{name}/{entry}",
        data=data[:HEAD] if large else data,
        stream=stream if large else None,
        beside=beside,
    )


def _day(entry: zipfile.ZipInfo) -> date | None:
    """The day an entry was changed; an archive that knows none says 1980."""
    try:
        day = date(*entry.date_time[:3])
    except ValueError:
        return None
    return day if day.year > 1980 else None


def _refused(name: str, cause: str, help: str) -> Problem:
    return Problem(stage=Stage.INTAKE, code="E605", file=name, cause=cause, help=help)
