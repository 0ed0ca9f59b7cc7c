"""Another look at the corpus, taken by a process of its own, so that nobody at the desk waits for it."""

from __future__ import annotations

import asyncio
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from extractor.corpus.folders import hidden
from extractor.desk import git
from extractor.desk.memory import Memory
from extractor.desk.snapshot import Snapshot, taken
from extractor.model import Problem
from extractor.pipeline.workers import processes
from extractor.problems import ThreadfaqError

CALM = 1.5
"""Seconds without a decision after which another look is taken."""
LONGEST = 20.0
"""Seconds after which one is taken although the editor goes on."""
PATIENCE = 30.0
"""The most seconds between two looks of which the first was broken off."""


class Refresher:
    """Keeps the memory of a desk near to what lies on the disk."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._wanted = asyncio.Event()
        self.pool = processes(1)
        """The process that takes looks, and tries rules."""
        self._observer = Observer()
        self.first = asyncio.Event()
        """Set once the corpus was looked at."""
        self._broken = 0

    def wanted(self) -> None:
        """Something was written here or elsewhere."""
        self._wanted.set()

    async def run(self) -> None:
        """Take a look now, and another whenever something has changed; ends when it is cancelled."""
        loop = asyncio.get_running_loop()
        handler = _Changes(self._memory.root, partial(loop.call_soon_threadsafe, self.wanted))
        self._observer.schedule(handler, str(self._memory.root), recursive=True)
        self._observer.daemon = True
        self._observer.start()
        try:
            while True:
                self._wanted.clear()
                await self._look(loop)
                await self._wanted.wait()
                begun = time.monotonic()
                while (now := time.monotonic()) < min(self._memory.written + CALM, begun + LONGEST):
                    await asyncio.sleep(min(0.2, self._memory.written + CALM - now + 0.01))
        finally:
            self._observer.stop()
            self.pool.shutdown(wait=False, cancel_futures=True)

    async def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        version = self._memory.version
        self._memory.looking = True
        try:
            looked = await loop.run_in_executor(self.pool, _looked, self._memory.root)
            if isinstance(looked, Snapshot):
                self._memory.adopt(looked, version)
            else:
                self._memory.failure = looked
            self._broken = 0
        except Exception as error:
            # Killed from outside, out of memory, or a mistake of ours: whoever waits is not left waiting for ever.
            if isinstance(error, BrokenProcessPool):
                self.pool = processes(1)
            else:
                traceback.print_exception(error)
            self._broken += 1
            pause = min(PATIENCE, 2.0**self._broken)
            print(f"a look at the threads was broken off; the next one is in {pause:.0f} s", file=sys.stderr)
            loop.call_later(pause, self.wanted)
        finally:
            self._memory.looking = False
        self._memory.git = await asyncio.to_thread(git.state, self._memory.root)
        self.first.set()


def _looked(root: Path) -> Snapshot | tuple[Problem, ...]:
    """The corpus as it is now, or why it cannot be looked at: problems travel between processes, errors do not."""
    try:
        return taken(root)
    except ThreadfaqError as error:
        return tuple(error.problems)


class _Changes(FileSystemEventHandler):
    """Tells of changed files, but for hidden ones, which nobody reads."""

    def __init__(self, folder: Path, tell: Callable[[], object]) -> None:
        self._folder, self._tell = str(folder), tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """A file or folder was touched."""
        paths = [str(event.src_path), str(getattr(event, "dest_path", "") or event.src_path)]
        inside = [Path(path.removeprefix(self._folder)).parts for path in paths]
        visible = any(not any(map(hidden, parts)) for parts in inside)
        if event.event_type in {"modified", "created", "deleted", "moved"} and not event.is_directory and visible:
            self._tell()
