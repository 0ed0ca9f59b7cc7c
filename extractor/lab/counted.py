"""Worker processes that say how much processor time they have used.

The system counts a process's children for it once they have ended and it has waited for them; here the server that
workers are forked from waits for them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, ParamSpec, TypeVar

from extractor.pipeline.workers import processes

P = ParamSpec("P")
T = TypeVar("T")
Timed = tuple[T, int, float]
"""A result, the process that made it, and the seconds that it had used by then."""


class CountedProcesses(Executor):
    """As many worker processes as `jobs`."""

    def __init__(self, jobs: int) -> None:
        self._pool = processes(jobs)
        self._seconds_by_process: dict[int, float] = {}

    @property
    def cpu(self) -> float:
        """Seconds of processor time of all of them, from their start to the last result of each."""
        return sum(self._seconds_by_process.values())

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As every executor does it."""
        mine: Future[T] = Future()
        theirs = self._pool.submit(_timed, call, args, kwargs)
        theirs.add_done_callback(partial(self._pass_on, mine))
        return mine

    def _pass_on(self, mine: Future[T], theirs: Future[Timed[T]]) -> None:
        if theirs.cancelled():
            mine.cancel()
        elif error := theirs.exception():
            mine.set_exception(error)
        else:
            result, process, seconds = theirs.result()
            self._seconds_by_process[process] = max(seconds, self._seconds_by_process.get(process, 0.0))
            mine.set_result(result)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As every executor does it."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


def _timed(call: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Timed[T]:
    result = call(*args, **kwargs)
    return result, os.getpid(), time.process_time()
