"""A site built beside the one that is published, and put in its place when it has passed."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from extractor.site.turn import Turn

_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux."""


class Exchange:
    """One build's folder beside its site. Raises OSError where the file system refuses.

    What lies at `site`, whenever the build is killed:

    - on Linux, the old site or the new one: the system exchanges two folders at once;
    - elsewhere, and on file systems that cannot do that, the same, but for a moment between two renames, at which
      nothing lies there: the old one lies beside it, and the next build puts it back;
    - in a folder that cannot be renamed, such as one that a container mounts, perhaps a mixture: it is filled file
      by file, and the next build fills it anew.

    Files of the old site whose names begin with a dot come over right after the exchange, by the next build at last.
    """

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        """Where the site is published; a link to it stays one."""
        self.building = self.site.with_name(f".{self.site.name}.building")
        """Where the new one is built."""
        self.refused = self.site.with_name(f"{self.site.name}.refused")
        """Where one lies that was refused, to be looked at; the next build removes it."""
        self._before = self.site.with_name(f".{self.site.name}.before")
        self._turn = Turn(self.site.with_name(f".{self.site.name}.lock"))

    def begin(self, go_on: bool = False, say: Callable[[str], None] = lambda _: None) -> None:
        """An empty folder to build in, whatever a killed build left; with `go_on`, one with the old site in it.

        While another process builds the same site this waits, and tells `say` for whom. The turn is given back by
        `publish`, `refuse` and `abandon`.
        """
        self.site.parent.mkdir(parents=True, exist_ok=True)
        self._turn.take(say)
        self._settle()
        for leftover in (self.building, self.refused):
            shutil.rmtree(leftover, ignore_errors=True)
        if go_on and self.site.is_dir():
            shutil.copytree(self.site, self.building, symlinks=True)
        self.building.mkdir(parents=True, exist_ok=True)

    def publish(self) -> None:
        """Put the new site in the place of the old one."""
        try:
            self._take_its_place()
        except OSError as error:
            if error.errno not in (errno.EBUSY, errno.EXDEV):
                raise
            self._pour()
        self._settle()
        self._turn.give()

    def refuse(self) -> None:
        """Leave the old site, and put the new one where somebody can look at it."""
        if self._turn.held and self.building.exists():
            self.building.rename(self.refused)
        self._turn.give()

    def abandon(self) -> None:
        """Leave the old site, and nothing of the new one."""
        if self._turn.held:
            shutil.rmtree(self.building, ignore_errors=True)
        self._turn.give()

    def _take_its_place(self) -> None:
        if not self.site.exists():
            self.building.rename(self.site)
            return
        # Under the name of what goes, whichever of the two it is: settling is right before the exchange and after it.
        self.building.rename(self._before)
        try:
            swap(self._before, self.site)
        except OSError:
            self._before.rename(self.building)
            self.site.rename(self._before)
            self.building.rename(self.site)

    def _settle(self) -> None:
        """Finish what `publish` began: the site before goes, but for hidden files, which no build has written."""
        if not self._before.exists():
            return
        if not self.site.exists():
            self._before.rename(self.site)
            return
        for path in self._before.glob(".*"):
            if not (self.site / path.name).exists():
                path.rename(self.site / path.name)
        shutil.rmtree(self._before)

    def _pour(self) -> None:
        """Fill a folder that cannot be renamed, like one that a container mounts."""
        for path in self.site.iterdir():
            if not path.name.startswith("."):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.copytree(self.building, self.site, dirs_exist_ok=True)
        shutil.rmtree(self.building, ignore_errors=True)


def swap(one: Path, other: Path) -> None:
    """Let each of two folders have the other's name, at one moment. Raises OSError, where nothing was done."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if renameat2 is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(one), None, str(other))
