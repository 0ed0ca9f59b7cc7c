"""The keys of results: digests of everything that a stage made them from.

| stage | made from | scope |
|---|---|---|
| read | the bytes of a thread's files | thread |
| propose | that, and the packs | thread |
| mine | the same as propose | thread |
| decide | that, and the thread's decisions | thread |
| group | what people ask in all threads, the packs, what was set aside | corpus |
| prove | packs and background | corpus |
| arrange | all of these, the date, the settings | corpus |

Each key also stands for the program's own code in the rooms that a stage uses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from extractor.corpus import Corpus
from extractor.digests import code_digest, digest_of
from extractor.model import Publish, wire

READING = ("model", "markup", "language", "text", "tables", "problems", "linking", "readers", "asks", "corpus")
"""The rooms whose code reads and links a thread."""
LABELLING = (*READING, "rules", "statements", "labels", "pipeline")
"""The rooms whose code says what stands in it."""
MINING = (*LABELLING, "answers")
"""The rooms whose code finds what people ask in it, and what answers."""
ARRANGING = (*MINING, "search", "faq")
"""The rooms whose code makes the FAQ of it."""


@dataclass(frozen=True)
class Keys:
    """The keys of one corpus as it is now. Raises FileNotFoundError where a file has gone since it was listed."""

    corpus: Corpus
    _read: dict[str, bytes] = field(default_factory=dict)

    def read(self, id: str) -> bytes:
        """Of a linked thread."""
        if id not in self._read:
            first, *more = self.corpus.files_of(id)
            parts: list[bytes | str] = [self._files([first])]
            for path in more:
                parts += [str(path), self._perhaps(path)]
            self._read[id] = digest_of(code_digest(*READING), *parts)
        return self._read[id]

    def propose(self, id: str) -> bytes:
        """Of what the rules propose of a thread."""
        return self.propose_by(self.packs, id)

    def propose_by(self, packs: bytes, id: str) -> bytes:
        """Of what the rules of these packs propose of a thread; `packs` is a key as `packs` gives it."""
        return digest_of(self.read(id), packs)

    def mine(self, id: str) -> bytes:
        """Of what people ask in a thread, and what answers."""
        return self.mine_by(self.packs, id)

    def mine_by(self, packs: bytes, id: str) -> bytes:
        """Of the same by these packs."""
        return digest_of(code_digest(*MINING), self.propose_by(packs, id))

    def group(self, ids: Iterable[str]) -> bytes:
        """Of what many people ask in these threads."""
        return digest_of(wire.packed(self.corpus.set_aside), self.packs, *map(self.mine, ids))

    def ask(self, ids: Iterable[str]) -> bytes:
        """Of which of these threads ask which question."""
        return digest_of(code_digest(*ARRANGING), self.group(ids))

    def decide(self, id: str) -> bytes:
        """Of what stands under the questions in a thread."""
        path = self.corpus.index.decisions.get(id)
        unread = [shown for thread, shown in self.corpus.index.unread_decisions if thread == id]
        return digest_of(code_digest(*ARRANGING), self.mine(id), self._files([path] if path else []), *sorted(unread))

    def astray(self, id: str) -> bytes:
        """Of decisions about a thread that is not there."""
        return digest_of(id, self._files([self.corpus.index.decisions[id]]))

    @cached_property
    def prove(self) -> bytes:
        """Of what is wrong with the rules."""
        return digest_of(self.packs, self._files(self.corpus.index.background))

    def arrange(self, as_of: date, publish: Publish, decided: Iterable[bytes]) -> bytes:
        """Of the whole FAQ; `decided` are the keys of its threads, and of decisions on no thread."""
        problems = wire.packed([*self.corpus.settings_problems, *self.corpus.index.problems])
        set_aside = wire.packed(self.corpus.set_aside)
        settings = f"{as_of} {publish}"
        return digest_of(code_digest(*ARRANGING), self.prove, problems, settings, set_aside, *decided)

    @cached_property
    def packs(self) -> bytes:
        """Of what sentences are judged by."""
        return digest_of(code_digest(*LABELLING), self._files(self.corpus.index.rules))

    @property
    def judging(self) -> bytes:
        """Of the rules as they are noted."""
        return digest_of(self.packs, self.judging_code)

    @property
    def judging_code(self) -> bytes:
        """The digest of the code that judges sentences."""
        return code_digest(*LABELLING)

    def _files(self, paths: Iterable[Path]) -> bytes:
        """The names of these files as messages give them, and their bytes."""
        parts: list[bytes | str] = []
        for path in paths:
            parts += [str(path), self._bytes(path)]
        return digest_of(*parts)

    def _perhaps(self, path: Path) -> bytes:
        """What lies beside a thread's file: nothing, a file, or something that is refused for what it is."""
        kind = b"link " if path.is_symlink() else b""
        try:
            return kind + self._bytes(path)
        except FileNotFoundError:
            return kind + b"missing"

    def _bytes(self, path: Path) -> bytes:
        try:
            return self.corpus.store.digest(path)
        except FileNotFoundError:
            raise
        except OSError as error:
            # Whoever opens it says that it cannot be read.
            return f"unreadable: {error.errno}".encode()
