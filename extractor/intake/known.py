"""Threads that the corpus has already, looked up by ids, addresses and words, so that a new one is not compared with
all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from extractor.corpus import Corpus
from extractor.digests import digest_of
from extractor.linking.merging import host, same, traces
from extractor.model import Source, Thread, wire
from extractor.pipeline import stages
from extractor.pipeline.built import kept
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a thread of the corpus can be recognised by; kept in the store while its files are as they were."""

    files: tuple[str, ...]
    """The digests of its files, in hex."""
    marks: tuple[int, ...]
    """Numbers that stand for its traces (`merging.traces`)."""
    host: str | None
    """The host that it was posted on."""
    read: bool
    """Whether it could be read."""


TRACES = "traces"
"""The name of the stage in the store."""


class Known:
    """Threads by what they can be recognised by. Keeps no thread in memory that can be read again."""

    def __init__(self, corpus: Corpus, progress: Progress) -> None:
        self._bytes: dict[bytes, str] = {}
        self._traces: dict[int, list[str]] = defaultdict(list)
        self._again: dict[str, Callable[[], Thread]] = {}
        self.hosts: dict[str, str] = {}
        """Folders of forums by their host."""
        self.unread: list[str] = []
        """Threads of the corpus that cannot be read, and so not compared."""
        keys = Keys(corpus)
        progress.begin("looking at the threads that are there", len(corpus.index.threads))
        for id in corpus.index.threads:
            recognised_by = _traces_of(corpus, keys, id)
            self._bytes.update((bytes.fromhex(file), id) for file in recognised_by.files)
            if recognised_by.read:
                self._note(id, recognised_by, partial(_read_again, corpus, id))
            else:
                self.unread.append(id)
            progress.advance(1)
        progress.end()
        corpus.store.keep_only(TRACES, corpus.index.threads.keys())
        corpus.store.commit()

    def add(self, id: str, thread: Thread, again: Callable[[], Thread], file: Source | None = None) -> None:
        """Remember a thread; what was known under this id is known still."""
        if file is not None:
            self._bytes[checksum(file)] = id
        self._note(id, _of_thread((), thread), again)

    def _note(self, id: str, recognised_by: Traces, again: Callable[[], Thread]) -> None:
        self._again[id] = again
        for mark in recognised_by.marks:
            known = self._traces[mark]
            if id not in known[-_TRIED:]:
                known.append(id)
        if recognised_by.host is not None:
            self.hosts.setdefault(recognised_by.host, id.partition("/")[0])

    def find(self, thread: Thread, piece: Source) -> Twin | None:
        """The thread that this one is a copy or a page of."""
        exact = self._bytes.get(checksum(piece))
        if exact is not None:
            # A thread that cannot be read is still the same bytes.
            there = self._again[exact]() if exact in self._again else thread
            return Twin(id=exact, because="its bytes are the same", exact=True, thread=there)
        shared = Counter(id for mark in _marks(thread) for id in self._traces.get(mark, ())[-_TRIED:])
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


def _traces_of(corpus: Corpus, keys: Keys, id: str) -> Traces:
    """What a thread of the corpus can be recognised by, from the store where its files are as they were."""
    key = keys.read(id)
    known = kept(corpus.store, TRACES, id, key, Traces)
    if known is None:
        known = _looked_up(corpus, id)
        if all(map(corpus.store.unchanged, corpus.files_of(id))):
            corpus.store.put(TRACES, id, key, wire.packed(known))
    return known


def _looked_up(corpus: Corpus, id: str) -> Traces:
    try:
        source = corpus.source(id)
    except ThreadfaqError:
        return Traces(files=(), marks=(), host=None, read=False)
    files = tuple(checksum(file).hex() for file in (source, *source.more))
    try:
        return _of_thread(files, stages.read(source))
    except ThreadfaqError:
        return Traces(files=files, marks=(), host=None, read=False)


def _of_thread(files: tuple[str, ...], thread: Thread) -> Traces:
    return Traces(files=files, marks=tuple(sorted(_marks(thread))), host=host(thread.url), read=True)


def _marks(thread: Thread) -> set[int]:
    """Numbers that stand for a thread's traces; two traces with one number cost a look, no more."""
    return {int.from_bytes(digest_of(trace)[:7], "big") for trace in traces(thread)}


def _read_again(corpus: Corpus, id: str) -> Thread:
    return stages.read(corpus.source(id))
