"""How the index is made of entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import log

from extractor.language import DEFAULT
from extractor.search._entries import Entry
from extractor.search._index import Data, Field, Index, Listed
from extractor.search._language import Language, language_of
from extractor.search._weights import COMMON, LIGHT, UNKNOWN
from extractor.search._words import Phrases, folded, words


def index(entries: Iterable[Entry], classes: Iterable[Sequence[str]] = (), language: str = DEFAULT) -> Index:
    """An index of entries, whose ids differ, in a language given by spaCy's code of it.

    `classes` are words and phrases that are taken for one another, besides the language's own.
    """
    return Index(_Builder(sorted(entries, key=lambda entry: entry.id), classes, language_of(language)).data())


class _Builder:
    """What is gathered while an index is made."""

    def __init__(self, entries: Sequence[Entry], classes: Iterable[Sequence[str]], language: Language) -> None:
        self.language = language
        self.entries = entries
        ours = {tuple(folded(word) for word in members) for members in classes}
        self.classes = [*language.same, *sorted(ours)]
        members = chain.from_iterable(self.classes)
        phrases = {word for word in (*language.spellings, *members) if " " in word}
        self.phrases = Phrases(phrases, language.spellings)
        self.light = {*language.light, *map(language.root, language.light)}
        texts = chain.from_iterable((*entry.wordings, *entry.quotations, *entry.second) for entry in entries)
        self.read = {text: words(text, (), self.phrases) for text in texts}
        self.closed = set(chain.from_iterable(self.read.values()))
        self.roots: dict[str, str] = {}
        wordings = [(number, self.bag(text)) for number, entry in enumerate(entries) for text in entry.wordings]
        self.wordings = list(dict.fromkeys((number, tuple(sorted(set(bag)))) for number, bag in wordings if bag))
        self.quotations = [list(map(self.bag, entry.quotations)) for entry in entries]
        known = set(chain(*(bag for _, bag in self.wordings), *chain(*self.quotations)))
        # Ten thousand threads use more words than a reader should have to load.
        self.second = [
            [[root for root in self.bag(text) if root in known] for text in entry.second] for entry in entries
        ]

    def bag(self, text: str) -> list[str]:
        """The roots of the words of a text."""
        written = words(text, self.closed, self.phrases) if "-" in text else self.read[text]
        return [self.root(word) for word in written]

    def root(self, word: str) -> str:
        """The root of a word of the entries, which are remembered."""
        root = self.roots.get(word)
        if root is None:
            root = self.roots[word] = self.language.root(word)
        return root

    def data(self) -> Data:
        """The index as it is written."""
        weights = self.weights()
        terms = sorted(weights)
        numbers = {root: number for number, root in enumerate(terms)}
        light = {root for root in terms if root in self.light}
        spelt = self.words(numbers)
        members = self.numbered_classes(numbers, light)
        others = self.others(numbers, spelt, members)
        return Data(
            entries=[
                Listed(id=entry.id, title=entry.title, url=entry.url, topic=entry.topic) for entry in self.entries
            ],
            terms=terms,
            weights=[weights[root] for root in terms],
            light=sorted(numbers[root] for root in light),
            words=spelt,
            classes=list(members.values()),
            others=others,
            wordings=sorted((entry, tuple(numbers[root] for root in bag)) for entry, bag in self.wordings),
            quotations=_field(self.quotations, numbers),
            second=_field(self.second, numbers),
            endings=self.language.endings,
            spellings=sorted(
                word for word in self.language.spellings if " " in word and (word in spelt or word in others)
            ),
            unknown=_rarity(len(self.entries), 0) * UNKNOWN // 100,
            rare=_rarity(len(self.entries), min(1, len(self.entries))),
        )

    def weights(self) -> dict[str, int]:
        """What each term counts, in hundredths: by how few entries ask with it, or else say it."""
        asking: dict[str, set[int]] = defaultdict(set)
        for number, bag in self.wordings:
            for root in bag:
                asking[root].add(number)
        telling = Counter(
            root
            for one, other in zip(self.quotations, self.second, strict=True)
            for root in {*chain(*one), *chain(*other)}
            if root not in asking
        )
        having = {**telling, **{root: len(numbers) for root, numbers in asking.items()}}
        count = len(self.entries)
        common = self.language.common
        shares = {root: LIGHT if root in self.light else COMMON if root in common else 100 for root in having}
        return {root: max(1, _rarity(count, n) * shares[root] // 100) for root, n in having.items()}

    def words(self, numbers: Mapping[str, int]) -> dict[str, int]:
        """The term of every word that is written here, and of forms and spellings that no ending tells."""
        spelt = dict(numbers)
        written = {*self.roots, *self.language.spellings, *self.language.spellings.values()}
        for word in sorted(written):
            for form in (word, *self.language.forms_of(word)):
                root = self.language.root(form)
                if root in numbers:
                    spelt[form] = numbers[root]
        return dict(sorted(spelt.items()))

    def numbered_classes(self, numbers: Mapping[str, int], light: Iterable[str]) -> dict[int, tuple[int, ...]]:
        """The terms of each class that has any, by the number it has among all classes."""
        light = set(light)
        members = {}
        for number, words_of_class in enumerate(self.classes):
            roots = {self.language.root(word) for word in words_of_class} - light
            terms = sorted(numbers[root] for root in roots if root in numbers)
            if terms:
                members[number] = tuple(terms)
        return members

    def others(
        self, numbers: Mapping[str, int], spelt: Mapping[str, int], members: Mapping[int, Sequence[int]]
    ) -> dict[str, tuple[int, ...]]:
        """The classes, by their places among those that have terms, of words that no entry has."""
        places = {number: place for place, number in enumerate(members)}
        others: dict[str, list[int]] = defaultdict(list)
        for number, place in places.items():
            for word in self.classes[number]:
                if self.language.root(word) not in numbers:
                    for form in {word, self.language.root(word), *self.language.forms_of(word)} - set(spelt):
                        others[form].append(place)
        return {word: tuple(dict.fromkeys(found)) for word, found in sorted(others.items())}


def _rarity(entries: int, having: int) -> int:
    """What a word counts that so many of the entries have, in hundredths."""
    return round(100 * log(1 + (entries - having + 0.5) / (having + 0.5)))


def _field(bags: Sequence[Sequence[Sequence[str]]], numbers: Mapping[str, int]) -> Field:
    owners: list[int] = []
    postings: dict[int, list[int]] = defaultdict(list)
    for entry, texts in enumerate(bags):
        # The order in which an entry's texts are told is no evidence.
        for bag in sorted(map(sorted, texts)):
            for root in dict.fromkeys(bag):
                postings[numbers[root]].append(len(owners))
            owners.append(entry)
    lengths = [sum(map(len, texts)) for texts in bags]
    return Field(
        owners=owners,
        postings={term: tuple(postings[term]) for term in sorted(postings)},
        lengths=lengths,
        mean=max(1, sum(lengths) // max(1, len(lengths))),
    )
