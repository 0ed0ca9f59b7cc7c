"""What lies in a folder of the corpus. The one module that lists folders: what it cannot read it tells."""

from __future__ import annotations

import errno
import stat
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from extractor.model import Problem, Stage

_KINDS = (
    (stat.S_ISDIR, "a folder with the name of a file"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(slots=True)
class Listing:
    """What lies in a folder, each in the order of its names."""

    files: list[Path] = field(default_factory=list)
    """Files that can be opened, and links to such files."""
    folders: list[Path] = field(default_factory=list)
    """Folders; links to folders are problems, and so there are no circles."""
    unread: list[Path] = field(default_factory=list)
    """What stands where a file or a folder could, and is none."""
    problems: list[Problem] = field(default_factory=list)
    """What cannot be read (E214), is neither a file nor a folder (E212), or has no printable name (E207)."""


def hidden(name: str) -> bool:
    """Whether a name is one that editors and systems give to what is not meant for others: `.x`, `x~`, `#x#`."""
    return name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#"))


def listing(folder: Path, stage: Stage, ending: str = "", files_only: bool = False) -> Listing:
    """What lies directly in a folder; nothing where there is none. Raises nothing.

    Of what is no folder, only names with this ending count. With `files_only`, a folder that is named like a file is
    a problem. Hidden names are left out. Problems of single files are of this stage; a folder that cannot be listed
    holds back all (`Stage.SETTINGS`), as nobody knows what is missing.
    """
    result = Listing()
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        if error.errno != errno.ENOENT or folder.is_symlink():
            result.problems.append(cannot_be_read(folder, error, Stage.SETTINGS))
        return result
    for name in names:
        if not hidden(name):
            _sort(result, folder / name, stage, ending, files_only)
    return result


def _sort(result: Listing, path: Path, stage: Stage, ending: str, files_only: bool) -> None:
    """Put one name of a folder where it belongs."""
    counts = path.name.endswith(ending)
    mode, problem = _mode(path, stage)
    if mode is not None and stat.S_ISDIR(mode):
        if not path.name.isprintable():
            problem = _unprintable(path, stage)
        elif path.is_symlink():
            problem = _odd(path, "a link to a folder, which is not followed", stage)
        elif not (files_only and counts and path.suffix):
            result.folders.append(path)
            return
        else:
            problem = _odd(path, _kind(mode), stage)
    elif not counts:
        return
    elif not path.name.isprintable():
        problem = _unprintable(path, stage)
    elif mode is not None and stat.S_ISREG(mode):
        result.files.append(path)
        return
    elif mode is not None:
        problem = _odd(path, _kind(mode), stage)
    assert problem is not None
    result.unread.append(path)
    result.problems.append(problem)


def below(folder: Path, stage: Stage = Stage.COMMAND, ending: str = "") -> Listing:
    """What lies in a folder and in all folders below it, in the order of paths."""
    result = Listing()
    waiting = [folder]
    while waiting:
        here = listing(waiting.pop(), stage, ending)
        waiting += here.folders
        result.files += here.files
        result.folders += here.folders
        result.unread += here.unread
        result.problems += here.problems
    result.files.sort()
    result.folders.sort()
    return result


def is_file(path: Path, stage: Stage) -> tuple[bool, list[Problem]]:
    """Whether a file lies there that can be opened; where something else does, the problem (E214, E212) with it."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False, []
    except PermissionError as error:
        return False, [cannot_be_read(path, error, stage)]
    except (OSError, ValueError):
        # A name that is too long, or holds what no name can.
        return False, []
    mode, problem = _mode(path, stage)
    if mode is not None and not stat.S_ISREG(mode):
        problem = _odd(path, _kind(mode), stage)
    return problem is None, [] if problem is None else [problem]


def unreadable(folder: Path) -> list[Problem]:
    """The problem (E214) that a folder cannot be listed or entered; none where there is no folder."""
    try:
        for path in folder.iterdir():
            # What may be listed but not entered fails only here.
            path.lstat()
            break
    except PermissionError as error:
        return [cannot_be_read(folder, error, Stage.SETTINGS)]
    except OSError:
        return []
    return []


def state(*folders: Path) -> bytes:
    """A digest of names, sizes and times of all files below these folders: another one when anything was changed."""
    digest = sha256()
    for folder in folders:
        for path in below(folder).files:
            try:
                status = path.stat()
            except OSError:
                continue
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ino}\0".encode())
    return digest.digest()


def shown(path: Path) -> str:
    """A path as a person can read it: signs that cannot be printed written out."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in str(path))


def cannot_be_read(path: Path, error: OSError, stage: Stage) -> Problem:
    """The problem (E214) with a file or folder that the system does not open."""
    return Problem(
        stage=stage,
        code="E214",
        file=shown(path),
        cause=f"it cannot be read: {error.strerror or error}",
        help="give yourself the right to read it, or move it out of the corpus",
    )


def _mode(path: Path, stage: Stage) -> tuple[int | None, Problem | None]:
    """What stands behind a path, links followed; the problem where nothing does."""
    try:
        return path.stat().st_mode, None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return None, _odd(path, "a link that leads back to itself", stage)
        if error.errno == errno.ENOENT and path.is_symlink():
            return None, _odd(path, "a link to nothing", stage)
        return None, cannot_be_read(path, error, stage)


def _kind(mode: int) -> str:
    return next((word for test, word in _KINDS if test(mode)), "no file")


def _odd(path: Path, kind: str, stage: Stage) -> Problem:
    return Problem(
        stage=stage,
        code="E212",
        file=shown(path),
        cause=f"this is {kind}",
        help="put the file itself here, or move this out of the corpus; what begins with a dot is left alone",
    )


def _unprintable(path: Path, stage: Stage) -> Problem:
    return Problem(
        stage=stage,
        code="E207",
        file=shown(path),
        cause="its name is not UTF-8, or holds signs that cannot be printed",
        help="use small letters and digits, joined by single hyphens, dots or underscores",
    )
