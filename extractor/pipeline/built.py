"""What a run gives: the FAQ, and the threads behind it, which stay in the store until somebody asks for them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from extractor import holdback
from extractor.corpus import ChangedError, Corpus
from extractor.model import Conversation, Decision, Faq, Mined, Passage, Problem, Summary, wire
from extractor.pipeline.keys import Keys
from extractor.pipeline.values import Arranged, Linked
from extractor.problems import ThreadfaqError
from extractor.store import Store

READ, PROPOSE, MINE, DECIDE = "read", "propose", "mine", "decide"
ANSWER = "answer"
PROVE, ARRANGE, LIST = "prove", "arrange", "list"
SURVEY = "survey"
"""The names of the stages in the store."""
JUDGED_BY = "judged by"
"""The name under which the store keeps what judged the threads in the last run."""
KEPT = 20_000
"""Posts of threads that stay in memory after they were used: some 60 MB."""
T = TypeVar("T")


def linked_of(keys: Keys, id: str) -> Linked:
    """A thread of a corpus, read and linked: from the store where its files are as they were, else from these."""
    corpus = keys.corpus
    key = keys.read(id)
    linked = kept(corpus.store, READ, id, key, Linked)
    if linked is None:
        from extractor.pipeline.stages import read_and_linked

        try:
            linked = read_and_linked(corpus.source(id))[0]
        except ThreadfaqError as error:
            linked = Linked(thread=None, problems=tuple(error.problems))
        if all(map(corpus.store.unchanged, corpus.files_of(id))):
            corpus.store.put(READ, id, key, wire.packed(linked))
    return linked


class Conversations(Mapping[str, Conversation]):
    """Linked threads by id, in the order of ids: each is taken from the store when it is asked for."""

    def __init__(self, keys: Keys, listed: Iterable[Summary]) -> None:
        self._keys = keys
        self._ids = {summary.id: None for summary in listed}
        self._recent: OrderedDict[str, Conversation] = OrderedDict()
        self._posts = 0

    def __getitem__(self, id: str) -> Conversation:
        if id in self._recent:
            self._recent.move_to_end(id)
            return self._recent[id]
        if id not in self._ids:
            raise KeyError(id)
        thread = linked_of(self._keys, id).thread
        if thread is None:
            raise ChangedError(id)
        conversation = self._recent[id] = wire.conversation(thread)
        self._posts += len(conversation.thread.posts)
        while self._posts > KEPT and len(self._recent) > 1:
            self._posts -= len(self._recent.popitem(last=False)[1].thread.posts)
        return conversation

    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What all threads of a corpus give, before an FAQ is arranged of it."""

    summaries: tuple[Summary, ...]
    """The threads for lists and counts, in the order of ids."""
    problems: tuple[Problem, ...]
    """Every problem of the corpus at once."""
    conversations: Mapping[str, Conversation]
    """The threads, linked, by id; each is read from the store when it is asked for."""
    keys: Keys
    """The keys under which they are kept."""

    @property
    def corpus(self) -> Corpus:
        """The corpus it was made from."""
        return self.keys.corpus


@dataclass(frozen=True, kw_only=True)
class Build:
    """Everything that a site is made from."""

    arranged: Arranged
    """What the whole corpus comes to."""
    summaries: tuple[Summary, ...]
    """The threads for lists and counts, in the order of ids."""
    conversations: Mapping[str, Conversation]
    """The same threads, linked, by id; each is read from the store when it is asked for."""
    keys: Keys
    """The keys under which they are kept."""

    @property
    def faq(self) -> Faq:
        """What is printed."""
        return self.arranged.faq

    @property
    def corpus(self) -> Corpus:
        """The corpus it was made from."""
        return self.keys.corpus

    @property
    def decisions(self) -> tuple[tuple[Decision, Passage], ...]:
        """The decisions whose words were found, by thread."""
        return self.arranged.decisions

    @property
    def unread(self) -> tuple[str, ...]:
        """Ids of threads that nobody can read; they are held back."""
        return self.arranged.unread

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the corpus at once."""
        return self.arranged.problems

    @property
    def languages(self) -> Mapping[str, str]:
        """The language of each thread by its id, as a code; threads in a language that the rules do not know are
        missing."""
        return {summary.id: summary.language for summary in self.summaries if summary.language}

    @property
    def held_back(self) -> str:
        """What is held back of it, in one line; empty when nothing is."""
        return holdback.sentence(len(self.unread), self.arranged.held_decisions)

    def cited(self) -> Build:
        """The same without the threads that no answer is from."""
        answers = (answer for section in self.faq.sections for entry in section.entries for answer in entry.answers)
        ids = {passage.thread for answer in answers for passage in (answer.passage, *answer.also_in)}
        summaries = tuple(summary for summary in self.summaries if summary.id in ids)
        return replace(self, summaries=summaries, conversations=Conversations(self.keys, summaries))

    def mined(self, id: str) -> Mined:
        """What people ask in a thread, and what answers."""
        mined = kept(self.corpus.store, MINE, id, self.keys.mine(id), Mined)
        if mined is None:
            raise ChangedError(id)
        return mined


def kept(store: Store, stage: str, scope: str, key: bytes, kind: type[T]) -> T | None:
    """What the store has of a stage, if it was made from the same."""
    data = store.get(stage, scope, key)
    return None if data is None else wire.unpacked(data, kind)


def last(store: Store, stage: str, kind: type[T]) -> T | None:
    """What the store has of a stage of the whole corpus, whatever it was made from; None where another version of
    this program put it there in another form."""
    key = store.keys(stage).get("")
    try:
        return None if key is None else kept(store, stage, "", key, kind)
    except ValueError:
        return None
