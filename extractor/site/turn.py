"""One build of a site at a time. The system gives the turn to the next when its holder ends, however it ends."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

# What file systems answer that know no locks: there, nobody can wait for anybody.
_NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP)


class Turn:
    """A turn, by the lock on one file, which lies there as long as the turn lasts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Without flock, the library would fall back to a file that a killed holder leaves behind.
        self._lock = FileLock(path, preserve_lock_file=True)
        self.held = False
        """Whether it is ours."""

    def take(self, say: Callable[[str], None]) -> None:
        """Wait for it; before waiting, say for whom in one line. Raises OSError."""
        try:
            try:
                self._lock.acquire(blocking=False)
            except Timeout:
                say(f"waiting: {self._holder()} is building this site")
                self._lock.acquire()
            self._path.write_text(str(os.getpid()), "ascii")
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                self._lock.release()
                raise
        self.held = True

    def give(self) -> None:
        """Let the next one build."""
        self.held = False
        if self._lock.is_locked:
            # Whoever waits at a file that has gone opens the next one.
            with suppress(OSError):
                self._path.unlink()
            self._lock.release()

    def _holder(self) -> str:
        try:
            return f"process {int(self._path.read_text('ascii'))}"
        except (OSError, ValueError):
            return "another process"
