"""A line on standard error that says how far a long run is: one that is written over on a terminal, else a new one
now and then."""

from __future__ import annotations

import sys
import time
from typing import TextIO

AFTER = 1.0
"""Seconds before the first word on a terminal: nobody wants to read of what is over by then."""
TERMINAL_EVERY, LINES_EVERY = 0.2, 10.0
"""Seconds between two lines on a terminal, and elsewhere, where each stays."""


class ProgressLine:
    """What a run tells of itself, for people."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._over = self._stream.isatty()
        self._stage, self._done = "", 0
        self._total: int | None = 0
        self._began = self._next = 0.0
        self._width = 0

    def begin(self, stage: str, total: int | None) -> None:
        """A stage begins: what is done, and of how many; None where nobody knows."""
        self._stage, self._total, self._done = stage, total, 0
        self._began = time.monotonic()
        self._next = self._began + (AFTER if self._over else LINES_EVERY)

    def advance(self, done: int) -> None:
        """So many more are done."""
        self._done += done
        now = time.monotonic()
        if now >= self._next:
            self._next = now + (TERMINAL_EVERY if self._over else LINES_EVERY)
            self._write(self._line(now - self._began))

    def end(self) -> None:
        """The stage has ended; on a terminal nothing of it stays."""
        if self._over and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
        self._width = 0

    def say(self, line: str) -> None:
        """Something that a person should know, in one line."""
        self.end()
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def _line(self, seconds: float) -> str:
        rate = self._done / seconds if seconds else 0.0
        shown = f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"
        if self._total is None:
            return f"{self._stage}: {self._done:,}, {shown} a second"
        left = max(self._total - self._done, 0) / rate if rate else 0.0
        return f"{self._stage}: {self._done:,} of {self._total:,}, {shown} a second, {_span(left)} left"

    def _write(self, line: str) -> None:
        if self._over:
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()


def _span(seconds: float) -> str:
    """A time as people say it: `40 s`, `3 min 20 s`, `2 h 10 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
