"""Threads that the corpus has already, looked up by ids, addresses and words, so that a new one is not compared with
all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from extractor.linking.merging import host, same, traces
from extractor.model import Source, Thread
from extractor.pipeline import stages
from extractor.problems import ThreadfaqError

_TRIED = 20  # threads that are looked at for one new thread, those that share most first


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A thread of the corpus that a new one is a copy or a page of."""

    id: str
    """Its id."""
    because: str
    """How that shows."""
    exact: bool
    """Whether a file of it has the very same bytes."""
    thread: Thread
    """The thread, with all its pages."""


class Known:
    """Threads by what they can be recognised by. Keeps no thread in memory that can be read again."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._bytes: dict[bytes, str] = {}
        self._traces: dict[int, list[str]] = defaultdict(list)
        self._again: dict[str, Callable[[], Thread]] = {}
        self.hosts: dict[str, str] = {}
        """Folders of forums by their host."""
        self.unread: list[str] = []
        """Threads of the corpus that cannot be read, and so not compared."""
        for source in sources:
            id = source.id or source.name
            for file in (source, *source.more):
                self._bytes[checksum(file)] = id
            try:
                self.add(id, stages.read(source), partial(stages.read, source))
            except ThreadfaqError:
                self.unread.append(id)

    def add(self, id: str, thread: Thread, again: Callable[[], Thread], file: Source | None = None) -> None:
        """Remember a thread; what was known under this id is known still."""
        if file is not None:
            self._bytes[checksum(file)] = id
        self._again[id] = again
        for trace in traces(thread):
            known = self._traces[hash(trace)]
            if id not in known[-_TRIED:]:
                known.append(id)
        site = host(thread.url)
        if site is not None:
            self.hosts.setdefault(site, id.partition("/")[0])

    def find(self, thread: Thread, piece: Source) -> Twin | None:
        """The thread that this one is a copy or a page of."""
        exact = self._bytes.get(checksum(piece))
        if exact is not None:
            # A thread that cannot be read is still the same bytes.
            there = self._again[exact]() if exact in self._again else thread
            return Twin(id=exact, because="its bytes are the same", exact=True, thread=there)
        shared = Counter(id for trace in traces(thread) for id in self._traces.get(hash(trace), ())[-_TRIED:])
        for id, _ in shared.most_common(_TRIED):
            other = self._again[id]()
            because = same(other, thread)
            if because:
                return Twin(id=id, because=because, exact=False, thread=other)
        return None


def checksum(source: Source) -> bytes:
    """What two files share when all their bytes are the same."""
    if source.stream is None:
        return sha256(source.data).digest()
    digest = sha256()
    with source.stream() as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.digest()
