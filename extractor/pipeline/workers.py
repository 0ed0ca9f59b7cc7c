"""Threads worked on by one process or by many: any executor of `concurrent.futures` takes the shares.

What is sent to a worker and what comes back are plain values, so workers may be other processes, or other machines.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from extractor.faq.sides import Sides
    from extractor.labels import Classifier
    from extractor.pipeline.tasks import Outcome, Task
    from extractor.rules.languages import Language
    from extractor.rules.packs import Topic

P = TypeVar("P")
R = TypeVar("R")

SHARE = 16
"""Threads that are sent together: sending costs little beside them, and little is lost with a worker."""
WORTH = 64
"""Threads from which a second process pays for its start: it imports spaCy and compiles the packs."""
UNTOLD = 4
"""Jobs of an executor that somebody brings and does not tell of."""
MOST_BROKEN = 2
"""Times that workers are started anew."""
SELDOM = (100_000, 50, 50)
"""How many objects more than before make Python look for circles among them, for each of its generations."""
WAITING = 3
"""Shares for each worker that are under way at the same time, so that memory does not grow with the corpus."""


@dataclass(frozen=True)
class Packs:
    """What sentences are judged by, as one value that is sent with every share and unpacked once a worker."""

    topics: tuple[Topic, ...]
    """Topic packs in their order."""
    language: Language
    """The language whose cues classify the threads."""

    def classifier(self) -> Classifier:
        """The classifier of them, compiled when it is first asked for."""
        # spaCy costs most of a second to import; reading and linking alone must do without it.
        from extractor.labels import compiled

        return compiled(self.topics, self.language)

    @cached_property
    def sides(self) -> Sides:
        """The sides that ask their questions."""
        from extractor.faq.sides import Sides
        from extractor.rules.packs import sides

        return Sides.of(sides(self.topics), self.language.code)

    def __reduce__(self) -> tuple[Callable[[bytes], Packs], tuple[bytes]]:
        return _unpacked, (self._bytes,)

    def __dask_tokenize__(self) -> str:
        """What stands for them in Dask, which otherwise looks at every phrase again with every share."""
        return self._token

    @cached_property
    def _token(self) -> str:
        return sha256(self._bytes).hexdigest()

    @cached_property
    def _bytes(self) -> bytes:
        return zlib.compress(pickle.dumps((self.topics, self.language), protocol=pickle.HIGHEST_PROTOCOL))


@lru_cache(maxsize=2)
def _unpacked(data: bytes) -> Packs:
    # Only what this program itself has just packed comes here; a store never holds it.
    return Packs(*pickle.loads(zlib.decompress(data)))


def share(tasks: Sequence[Task], packs: Packs, questions: Sequence[str]) -> list[Outcome]:
    """One share of the work, in this process."""
    from extractor.pipeline.stages import carried_out

    return list(carried_out(tasks, packs.classifier, questions, packs.sides))


@dataclass
class Workers:
    """Who carries out tasks: this process alone, several processes, or an executor that somebody brings."""

    jobs: int | None = None
    """How many processes; None for as many as there are cores, where there is enough to do."""
    executor: Executor | None = None
    """An executor to use instead, like Dask's; it is not shut down here."""
    say: Callable[[str], None] = field(default=lambda _: None)
    """Told in one line when a worker was killed."""

    def outcomes(
        self, tasks: Iterable[Task], total: int, packs: Packs, questions: Sequence[str]
    ) -> Generator[Outcome]:
        """What becomes of each task, in order. `total` is how many there are.

        Closed, it waits for the shares under way and ends its processes.
        """
        jobs = cores() if self.jobs is None and total >= WORTH else self.jobs or 1
        work = partial(share, packs=packs, questions=questions)
        for outcomes in self.each(work, _shares(tasks), jobs if total > 1 else 1):
            yield from outcomes

    def each(self, work: Callable[[P], R], parts: Iterable[P], jobs: int | None = None) -> Iterator[R]:
        """What `work` makes of each part, in the order of the parts, which are taken as they are needed.

        With one job it is done here, when the result is asked for. `jobs` is how many processes, where it is not said
        otherwise. What is sent are plain values; `work` is a function of a module.
        """
        if self.executor is not None:
            executor = self.executor
            yield from _spread(lambda: executor, work, parts, self.jobs or UNTOLD, self.say)
            return
        jobs = jobs or self.jobs or 1
        if jobs == 1:
            yield from map(work, parts)
            return
        pool: list[Executor] = []

        def begun() -> Executor:
            pool.append(processes(jobs))
            return pool[-1]

        try:
            yield from _spread(begun, work, parts, jobs, self.say)
        finally:
            for executor in pool:
                executor.shutdown(wait=True, cancel_futures=True)


def _spread(
    make: Callable[[], Executor],
    work: Callable[[P], R],
    parts: Iterable[P],
    jobs: int,
    say: Callable[[str], None],
) -> Iterator[R]:
    """`Workers.each` by an executor that `make` gives, anew when a worker was killed."""
    executor = make()
    upcoming = enumerate(parts)
    next_parts: deque[tuple[int, P]] = deque()
    running: dict[Future[R], tuple[int, P]] = {}
    done: dict[int, R] = {}
    turn = broken = 0
    while True:
        try:
            while len(running) + len(done) < jobs * WAITING:
                if not next_parts:
                    next_parts.extend(islice(upcoming, 1))
                if not next_parts:
                    break
                running[executor.submit(work, next_parts[0][1])] = next_parts[0]
                next_parts.popleft()
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done[running[future][0]] = future.result()
                del running[future]
        except BrokenProcessPool:
            # Every share that was under way is lost with the pool.
            next_parts = deque(sorted([*running.values(), *next_parts], key=lambda lost: lost[0]))
            running.clear()
            broken += 1
            say("a worker was killed; its share of the threads is done again")
            executor = make() if broken <= MOST_BROKEN else _Here()
        while turn in done:
            yield done.pop(turn)
            turn += 1


def processes(jobs: int) -> ProcessPoolExecutor:
    """So many worker processes of this machine; whoever asks for them shuts them down."""
    # Forked from a server that has no threads: a fork of a process with threads can hang.
    return ProcessPoolExecutor(jobs, get_context("forkserver"), _in_service)


class _Here(Executor):
    """This process: what is left when workers are killed again and again."""

    def submit(self, work: Callable[..., R], /, *args: object, **named: object) -> Future[R]:
        """The result, once it is made."""
        future: Future[R] = Future()
        future.set_result(work(*args, **named))
        return future


@contextmanager
def collected_seldom() -> Iterator[None]:
    """During a run Python looks for circles of objects less often: to look through the packs again and again took a
    fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _in_service() -> None:
    """What a worker process begins with: it ends with the process that sent for it, and by nothing else."""
    gc.set_threshold(*SELDOM)
    # Ctrl-C on a terminal reaches every process; who asked for the work says what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=[parent_process()], daemon=True).start()


def _end_with(parent: BaseProcess | None) -> None:
    # A process that was killed tells its workers nothing, and they would wait for ever.
    if parent is not None:
        parent.join()
        os._exit(1)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shares(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    rest = iter(tasks)
    while part := list(islice(rest, SHARE)):
        yield part
