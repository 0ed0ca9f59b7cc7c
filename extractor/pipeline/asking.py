"""Which threads ask which question of the FAQ: by the groups that its questions own, and by their own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor import search
from extractor.corpus import ChangedError, Corpus
from extractor.linking.asked import AskPlaces
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
    """Whether it is what the thread is about: its title or the first ask asks it, or half of all asks do."""
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
        places: dict[str, AskPlaces] = {}
        posts: dict[str, dict[str, _Posts]] = defaultdict(lambda: defaultdict(_Posts))
        for address, score, ask, here in _alike(keys, ids, telling):
            places[ask.thread] = here
            row = posts[address][ask.thread]
            (row.surely if score >= JOINS else row.perhaps).add(here.of(ask))
        if is_wanted(corpus):
            for group in grouped(keys, ids, telling):
                if group.question is None:
                    continue
                for ask in group.asks:
                    if ask.thread not in places:
                        places[ask.thread] = AskPlaces(_asks(keys, ask.thread))
                    posts[group.question][ask.thread].surely.add(places[ask.thread].of(ask))
        asked = {
            address: {id: _in_thread(places[id], threads[id]) for id in sorted(threads)}
            for address, threads in sorted(posts.items())
        }
        corpus.store.put(ASK, "", key, wire.packed(asked))
    return asked


@dataclass(frozen=True, slots=True)
class _Posts:
    """The posts of one thread that ask one question, as AskedIn has them."""

    surely: set[int | None] = field(default_factory=set)
    perhaps: set[int | None] = field(default_factory=set)


def _in_thread(places: AskPlaces, row: _Posts) -> AskedIn:
    posts = row.surely or row.perhaps
    return AskedIn(
        posts=tuple(sorted(posts, key=lambda post: post or 0)),
        about=places.subject in posts or 2 * len(posts) >= len(places.all),
        surely=bool(row.surely),
    )


def _asks(keys: Keys, id: str) -> Sequence[Ask]:
    """What is asked in a thread."""
    mined = kept(keys.corpus.store, MINE, id, keys.mine(id), Mined)
    if mined is None:
        raise ChangedError(id)
    return mined.asked.asks


def _alike(keys: Keys, ids: Sequence[str], progress: Progress) -> Iterable[tuple[str, float, Ask, AskPlaces]]:
    """Questions, by their addresses, how near asks come to them, these asks, and where their threads ask."""
    index = _index(keys.corpus)
    progress.begin("looking for questions in threads", len(ids))
    for id in ids:
        asks = _asks(keys, id)
        places = AskPlaces(asks)
        for ask in asks:
            if ask.weight < OPENS:
                continue
            hits = search.rank(index, f"{ask.title} {ask.text}", most=1).answering
            if ask.post == places.subject:
                titled = search.rank(index, ask.title, most=1).hits
                hits = titled if titled and titled[0].score >= SAME else hits
            if hits:
                yield hits[0].entry.id, hits[0].score, ask, places
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
