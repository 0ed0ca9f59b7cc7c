"""The keys of results: digests of everything that a stage made them from.

| stage | made from | scope |
|---|---|---|
| read | the bytes of a thread's files | thread |
| propose | that, and what labels depend on of the packs | thread |
| mine | the same as propose | thread |
| decide | that, the sides that ask, the thread's decisions; where it has any, which questions there are | thread |
| cluster | what people ask in all threads | corpus |
| group | what is mined of all threads, the questions' anchors, what was set aside | corpus |
| prove | rules with their examples, and background | corpus |
| arrange | all of these, the packs as they are written, the date, the settings | corpus |

So a title, a wording or an anchor that is changed, and a question more, leave every thread as it was judged.

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


NOTED = "noted"
"""The name in the store of what depends on the packs as they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedPacks:
    """Digests of parts of the packs, so that what reads one part alone stays where another is changed."""

    rules: bytes
    """Of what labels depend on."""
    proving: bytes
    """Of what the proof of the rules depends on."""
    anchors: bytes
    """Of the asks that questions came from."""
    addresses: bytes
    """Of which questions there are, and what they were called."""
    sides: bytes
    """Of the sides that ask them."""


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
        return self.propose_by(self.rules, id)

    def propose_by(self, rules: bytes, id: str) -> bytes:
        """Of what these rules propose of a thread; `rules` is a key as `rules` gives it."""
        return digest_of(self.read(id), rules)

    def mine(self, id: str) -> bytes:
        """Of what people ask in a thread, and what answers."""
        return self.mine_by(self.rules, id)

    def mine_by(self, rules: bytes, id: str) -> bytes:
        """Of the same by these rules."""
        return digest_of(code_digest(*MINING), self.propose_by(rules, id))

    def asked(self, id: str) -> bytes:
        """Of what people ask in a thread alone, which no rule has a part in."""
        return digest_of(code_digest(*MINING), self.read(id))

    def cluster(self, ids: Iterable[str]) -> bytes:
        """Of which asks of these threads are alike, whatever editors decided."""
        return digest_of(*map(self.asked, ids))

    def group(self, ids: Iterable[str]) -> bytes:
        """Of what many people ask in these threads."""
        return digest_of(wire.packed(self.corpus.set_aside), self._noted.anchors, *map(self.mine, ids))

    def ask(self, ids: Iterable[str]) -> bytes:
        """Of which of these threads ask which question."""
        return digest_of(code_digest(*ARRANGING), self.packs, self.group(ids))

    def decide(self, id: str) -> bytes:
        """Of what stands under the questions in a thread."""
        path = self.corpus.index.decisions.get(id)
        unread = [shown for thread, shown in self.corpus.index.unread_decisions if thread == id]
        # Where nobody ruled, only questions that rules claim stand there; their key is in that of the proposals.
        named = self._noted.addresses if path or unread else b""
        files = self._files([path] if path else [])
        return digest_of(code_digest(*ARRANGING), self.mine(id), self._noted.sides, named, files, *sorted(unread))

    def astray(self, id: str) -> bytes:
        """Of decisions about a thread that is not there."""
        return digest_of(id, self._files([self.corpus.index.decisions[id]]))

    @cached_property
    def prove(self) -> bytes:
        """Of what is wrong with the rules."""
        return digest_of(self._noted.proving, self._files(self.corpus.index.background))

    def arrange(self, as_of: date, publish: Publish, decided: Iterable[bytes]) -> bytes:
        """Of the whole FAQ; `decided` are the keys of its threads, and of decisions on no thread."""
        set_aside = wire.packed(self.corpus.set_aside)
        return digest_of(self.survey(decided), f"{as_of} {publish}", set_aside)

    def survey(self, decided: Iterable[bytes]) -> bytes:
        """Of what all threads give before an FAQ is arranged; `decided` as in `arrange`."""
        problems = wire.packed([*self.corpus.settings_problems, *self.corpus.index.problems])
        return digest_of(code_digest(*ARRANGING), self.packs, self.prove, problems, *decided)

    @cached_property
    def packs(self) -> bytes:
        """Of the topic packs, and the community's own words, as they are written."""
        return digest_of(code_digest(*LABELLING), self._files(self.corpus.index.rules))

    @property
    def rules(self) -> bytes:
        """Of everything in the packs that labels depend on."""
        return self._noted.rules

    @property
    def judging_code(self) -> bytes:
        """The digest of the code that judges sentences."""
        return code_digest(*LABELLING)

    @cached_property
    def _noted(self) -> NotedPacks:
        """Taken from the store as long as the packs are as they were. Raises ChangedError."""
        store = self.corpus.store
        data = store.get(NOTED, "", self.packs)
        if data is not None:
            return wire.unpacked(data, NotedPacks)
        # Where nothing has changed, what packs are read with is not even imported.
        from extractor.rules.noting import noted, proving
        from extractor.rules.packs import sides

        topics = self.corpus.topics
        rules = noted(topics, self.corpus.language)
        questions = [question for topic in topics for question in topic.questions]
        addresses = [
            (topic.formerly, [(each.address, each.formerly) for each in topic.questions]) for topic in topics
        ]
        row = NotedPacks(
            rules=digest_of(self.judging_code, wire.packed(rules)),
            proving=digest_of(self.judging_code, proving(topics, rules)),
            anchors=digest_of(wire.packed([(question.address, question.asked) for question in questions])),
            addresses=digest_of(wire.packed([addresses, sorted(self.corpus.lost_topics)])),
            sides=digest_of(wire.packed(sides(topics))),
        )
        store.put(NOTED, "", self.packs, wire.packed(row))
        return row

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
