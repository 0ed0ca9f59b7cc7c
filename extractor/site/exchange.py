"""A site built beside the one that is published, and put in its place when it has passed."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path


class Exchange:
    """One build's folder beside its site. Raises OSError where the file system refuses.

    At every moment either the old site lies at `site`, or the new one does, or (between two renames, should the
    machine stop there) the old one lies beside it and the next build puts it back.
    """

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        """Where the site is published; a link to it stays one."""
        self.building = self.site.with_name(f".{self.site.name}.building")
        """Where the new one is built."""
        self.refused = self.site.with_name(f"{self.site.name}.refused")
        """Where one lies that was refused, to be looked at; the next build removes it."""
        self._before = self.site.with_name(f".{self.site.name}.before")

    def begin(self, go_on: bool = False) -> None:
        """An empty folder to build in, whatever a killed build left; with `go_on`, one with the old site in it."""
        self._settle()
        for leftover in (self.building, self.refused):
            shutil.rmtree(leftover, ignore_errors=True)
        if go_on and self.site.is_dir():
            shutil.copytree(self.site, self.building, symlinks=True)
        self.building.mkdir(parents=True, exist_ok=True)

    def publish(self) -> None:
        """Put the new site in the place of the old one."""
        try:
            if self.site.exists():
                self.site.rename(self._before)
        except OSError as error:
            if error.errno not in (errno.EBUSY, errno.EXDEV):
                raise
            self._pour()
            return
        self.building.rename(self.site)
        self._settle()

    def refuse(self) -> None:
        """Leave the old site, and put the new one where somebody can look at it."""
        if self.building.exists():
            self.building.rename(self.refused)

    def abandon(self) -> None:
        """Leave the old site, and nothing of the new one."""
        shutil.rmtree(self.building, ignore_errors=True)

    def _settle(self) -> None:
        """Finish what two renames began: the old site goes, but for hidden files, which no build has written."""
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
        self.abandon()
