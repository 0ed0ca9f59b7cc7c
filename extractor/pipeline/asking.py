"""Which threads ask which question of the FAQ: by the groups that its questions own, and by their own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from extractor import search
from extractor.corpus import ChangedError, Corpus
from extractor.linking.asked import place_of, subject
from extractor.model import Ask, Mined, wire
from extractor.pipeline.built import MINE, kept
from extractor.pipeline.grouping import grouped, is_wanted
from extractor.pipeline.keys import Keys
from extractor.pipeline.progress import Progress, Silent

ASK = "ask"
"""The name in the store of what each thread asks."""
JOINS = 0.6
"""The score in the index from which an ask asks a question of the FAQ, with nobody to look at it: 92 in 100 foreign
messages of HINT3 stay below it, on the half that was read."""
SAME = 0.9
"""The score in the index from which a thread's title alone is a question's wording, word for word or nearly."""
OPENS = 0.8
"""The least weight of an ask that shows what its thread is about: those of the opening post, and of others who begin
there with a case of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedIn:
    """How one thread asks one question."""

    posts: tuple[int | None, ...]
    """The posts that ask it, by their numbers; None stands for the thread's title. What only joins an ask stands for
    that."""
    about: bool
    """Whether it is what the thread is about, not only what somebody asks in it."""
    surely: bool
    """Whether they surely ask it; else they ask something in like words."""


def asked_in(keys: Keys, ids: Iterable[str], progress: Progress | None = None) -> Mapping[str, Mapping[str, AskedIn]]:
    """Where each question is asked, by its address and the ids of those of these threads that ask it.

    A thread surely asks a question when one of its asks is in a group that the question owns, or comes very near to
    it in the index that answers readers; where it comes near enough to be shown to a reader there, it may. What each
    thread gives is taken from the store. Raises ChangedError where one is not there as it is now.
    """
    corpus, ids = keys.corpus, list(ids)
    key = keys.ask(ids)
    asked = kept(corpus.store, ASK, "", key, dict[str, dict[str, AskedIn]])
    if asked is None:
        telling = progress or Silent()
        surely, perhaps = _Places(), _Places()
        known: dict[str, Sequence[Ask]] = {}
        for address, score, ask, asks in _alike(keys, ids, telling):
            known[ask.thread] = asks
            (surely if score >= JOINS else perhaps).add(address, ask, asks)
        if is_wanted(corpus):
            for group in grouped(keys, ids, telling):
                for ask in group.asks if group.question is not None else ():
                    if ask.thread not in known:
                        known[ask.thread] = _asks(keys, ask.thread)
                    surely.add(group.question or "", ask, known[ask.thread])
        asked = {
            address: {
                id: _in_thread(known[id], surely.of(address, id), perhaps.of(address, id))
                for id in sorted({*surely.threads(address), *perhaps.threads(address)})
            }
            for address in sorted({*surely.addresses, *perhaps.addresses})
        }
        corpus.store.put(ASK, "", key, wire.packed(asked))
    return asked


class _Places:
    """The posts that ask questions, by the questions' addresses and their threads."""

    def __init__(self) -> None:
        self._posts: dict[str, dict[str, set[int | None]]] = {}

    @property
    def addresses(self) -> Iterable[str]:
        """The questions that are asked."""
        return self._posts

    def add(self, address: str, ask: Ask, asks: Sequence[Ask]) -> None:
        """An ask of a question, among all asks of its thread."""
        self._posts.setdefault(address, {}).setdefault(ask.thread, set()).add(place_of(ask, asks))

    def threads(self, address: str) -> Iterable[str]:
        """The threads that ask a question."""
        return self._posts.get(address, {})

    def of(self, address: str, thread: str) -> Set[int | None]:
        """The posts that ask it there."""
        return self._posts.get(address, {}).get(thread, frozenset())


def _in_thread(asks: Sequence[Ask], surely: Set[int | None], perhaps: Set[int | None]) -> AskedIn:
    posts = surely or perhaps
    return AskedIn(
        posts=tuple(sorted(posts, key=lambda post: post or 0)), about=_is_about(asks, posts), surely=bool(surely)
    )


def _is_about(asks: Sequence[Ask], posts: Set[int | None]) -> bool:
    """Whether these posts ask what their thread is about: the one that opens it does, or half of all that ask."""
    places = {place_of(ask, asks) for ask in asks}
    return subject(asks) in posts or 2 * len(posts) >= len(places)


def _asks(keys: Keys, id: str) -> Sequence[Ask]:
    """What is asked in a thread."""
    mined = kept(keys.corpus.store, MINE, id, keys.mine(id), Mined)
    if mined is None:
        raise ChangedError(id)
    return mined.asked.asks


def _alike(keys: Keys, ids: Sequence[str], progress: Progress) -> Iterable[tuple[str, float, Ask, Sequence[Ask]]]:
    """Questions, by their addresses, how near asks come to them, these asks, and all asks of their threads."""
    index = _index(keys.corpus)
    progress.begin("looking for questions in threads", len(ids))
    for id in ids:
        asks = _asks(keys, id)
        for ask in asks:
            if ask.weight < OPENS:
                continue
            hits = search.rank(index, f"{ask.title} {ask.text}", most=1).answering
            if ask.post == subject(asks):
                titled = search.rank(index, ask.title, most=1).hits
                hits = titled if titled and titled[0].score >= SAME else hits
            if hits:
                yield hits[0].entry.id, hits[0].score, ask, asks
        progress.advance(1)
    progress.end()


def _index(corpus: Corpus) -> search.Index:
    """All questions of the packs by their wordings alone."""
    entries = [
        search.Entry(id=question.address, title=question.title, wordings=(question.title, *question.also_asked))
        for topic in corpus.topics
        for question in topic.questions
    ]
    return search.index(entries, language=corpus.language.code)
