"""The proofs of pages, kept in the store of the corpus: which pages need not be read back again.

The key of a proof stands for the bytes of the page and for all that the check of such a page looks at: the page of a
thread is compared with its thread, the page of a question with its answers and their threads, an overview with the
whole FAQ, and `faq.json` with that and all threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.checker import Expected, Proof
from extractor.digests import code_digest, digest_of
from extractor.model import Answer, Entry, Section, StillOpen, wire
from extractor.model.addresses import HOME, OVERVIEWS, question_path, thread_path, topic_path
from extractor.pipeline.built import Build, kept
from extractor.site.project import FAQ

PROOF = "proof"
"""The name of the stage in the store."""
CHECKING = ("checker", "language", "markup", "model", "text")
"""The rooms whose code checks pages."""


class StoredProofs:
    """The proofs of one site."""

    def __init__(self, build: Build, must: Expected, context: bytes, scripts: Sequence[str]) -> None:
        """`context` is the digest of the templates, and of what else all pages are made with."""
        self._store, self._keys = build.corpus.store, build.keys
        questions = [entry.question for section in must.faq.sections for entry in section.entries]
        titles = [[question.address, question.title, list(question.formerly)] for question in questions]
        titles += [[section.id, "", list(section.formerly)] for section in must.faq.sections]
        self._common = digest_of(code_digest(*CHECKING), context, *scripts, wire.packed(titles))
        self._threads = {thread_path(id): id for id in must.threads}
        self._must = must
        self._ids = [summary.id for summary in build.summaries]
        self._entries = {
            question_path(entry.question): (section, entry)
            for section in must.faq.sections
            for entry in section.entries
        }
        known = [dict(must.asked), must.open]
        whole = digest_of(wire.packed([must.faq, list(must.threads.values()), dict(must.topics), known]))
        topics = [topic_path(section.id) for section in must.faq.sections]
        self._overviews = dict.fromkeys([*OVERVIEWS, *topics], whole)

    def get(self, address: str, page: bytes) -> Proof | None:
        """As in `Proofs`."""
        return kept(self._store, PROOF, address, self._key(address, page), Proof)

    def put(self, address: str, page: bytes, proof: Proof) -> None:
        """As in `Proofs`. Nothing is kept of a page of the manual that quotes a thread, as nobody knows which."""
        if not proof.quotes or address in self._entries:
            self._store.put(PROOF, address, self._key(address, page), wire.packed(proof))

    def keep_only(self, addresses: Sequence[str]) -> None:
        """Forget the proofs of all other pages."""
        self._store.keep_only(PROOF, set(addresses))

    def _key(self, address: str, page: bytes) -> bytes:
        if address in self._threads:
            id = self._threads[address]
            source = digest_of(self._keys.read(id), wire.packed(self._must.threads[id].terms))
        elif address in self._entries:
            source = self._question(*self._entries[address])
        elif address == FAQ:
            source = digest_of(self._overviews[HOME], *map(self._keys.read, self._ids))
        else:
            source = self._overviews.get(address, b"")
        return digest_of(self._common, source, page)

    def _question(self, section: Section, entry: Entry) -> bytes:
        """All that the page of a question is compared with."""
        threads = sorted({thread for answer in entry.answers for thread in _threads_of(answer)})
        address = entry.question.address
        decisions = [
            [decision, passage]
            for decision, passage in self._must.decisions
            if passage.thread in threads and (decision.question in {None, address} or decision.to == address)
        ]
        asked = self._must.asked.get(address)
        threads = sorted(
            {*threads, *(ask.thread for ask in asked.asks if ask.thread in self._must.threads)} if asked else threads
        )
        known = [asked, self._must.quoted.get(address), _open_of(address, self._must.open)]
        frame = [section.title, section.summary, section.notice, self._must.topics.get(section.id)]
        return digest_of(
            wire.packed([entry, frame, decisions, self._must.questions.get(address), self._must.faq.as_of, known]),
            *map(self._keys.read, threads),
        )


def _open_of(address: str, open: StillOpen | None) -> list[bool]:
    """What the page of a question says of what is open."""
    return [address in open.single_voice, address in open.contradicted] if open is not None else []


def _threads_of(answer: Answer) -> Iterator[str]:
    yield answer.passage.thread
    yield from (passage.thread for passage in answer.also_in)
