"""The index: plain data, and what is worked out from it when it is loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.search._asked import Asked
from extractor.search._likeness import grams
from extractor.search._weights import LENGTH, SATURATION
from extractor.search._words import Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry as a hit shows it."""

    id: str
    """Unique among the entries."""
    title: str
    """What it is called."""
    url: str
    """Where it stands, from the root of the site."""
    topic: str
    """The topic's id."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """Long texts of the entries, and which terms stand in each. Texts are numbered in the order of their entries."""

    owners: Sequence[int]
    """The entry of each text."""
    postings: Mapping[int, Sequence[int]]
    """The texts in which a term stands, by the term."""
    lengths: Sequence[int]
    """Words of all texts of each entry."""
    mean: int
    """Words of an entry's texts, on average; at least one."""

    @cached_property
    def drags(self) -> Sequence[float]:
        """What is held against the length of each entry's texts: a part of BM25, in hundredths."""
        return [SATURATION * (100 - LENGTH + LENGTH * length / self.mean) / 100 for length in self.lengths]


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """An index as it is written: texts, whole numbers, and lists and tables of these. Terms and entries are numbered
    in their order."""

    entries: Sequence[Listed]
    """In the order of their ids."""
    terms: Sequence[str]
    """Roots of words, in the order of the alphabet."""
    weights: Sequence[int]
    """What each term counts, in hundredths."""
    light: Sequence[int]
    """Terms that hold a question together."""
    words: Mapping[str, int]
    """The term of each word and phrase that is known."""
    classes: Sequence[Sequence[int]]
    """Terms that are taken for one another."""
    others: Mapping[str, Sequence[int]]
    """Classes of words that no entry has."""
    wordings: Sequence[tuple[int, Sequence[int]]]
    """The entry of each wording, and its terms, each once."""
    quotations: Field
    """What the entries say."""
    second: Field
    """What is asked where their quotations stand."""
    endings: Sequence[tuple[str, str]]
    """Ends of words, and what may stand instead."""
    spellings: Sequence[str]
    """Phrases among the known words that stand for one word."""
    unknown: int
    """What a word counts that no entry has."""
    rare: int
    """What a word counts that one entry has."""


class Index:
    """An index that can be asked."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.light = frozenset(data.light)
        self.roots = {root: number for number, root in enumerate(data.terms)}
        self.phrases = Phrases(
            (word for word in (*data.words, *data.others) if " " in word), frozenset(data.spellings)
        )
        self.lengths = [sum(data.weights[term] for term in terms) for _, terms in data.wordings]
        """What the terms of each wording count together."""
        self.sets = [frozenset(terms) for _, terms in data.wordings]
        """The terms of each wording."""
        self.postings: dict[int, list[int]] = defaultdict(list)
        """The wordings that have a term."""
        for number, (_, terms) in enumerate(data.wordings):
            for term in terms:
                self.postings[term].append(number)
        self.classes: dict[int, list[int]] = defaultdict(list)
        """The classes that a term stands in."""
        for number, members in enumerate(data.classes):
            for term in members:
                self.classes[term].append(number)
        self.sizes = [len(grams(root)) for root in data.terms]
        """Pairs and triples of each term's letters."""
        self.grams: dict[str, list[int]] = defaultdict(list)
        """The terms that have a pair or triple of letters."""
        for number, root in enumerate(data.terms):
            if number not in self.light and " " not in root:
                for gram in grams(root):
                    self.grams[gram].append(number)
        self.spelt: dict[str, list[str]] = defaultdict(list)
        """The known words that have a pair of letters, by the pair; they are compared with what is mistyped."""
        for word in data.words:
            if " " not in word and data.words[word] not in self.light:
                for gram in grams(word):
                    if len(gram) == 2:
                        self.spelt[gram].append(word)
        self.alphabet = sorted(data.words)
        """The known words in their order."""
        self.asked: dict[str, Asked] = {}
        """What words that were asked can mean; see `_lookup`."""
        self._having: dict[int, frozenset[int]] = {}

    def has(self, entry: int, term: int) -> bool:
        """Whether a term stands in any text of an entry, both by their numbers."""
        if term not in self._having:
            asking = {self.data.wordings[wording][0] for wording in self.postings.get(term, ())}
            fields = (self.data.quotations, self.data.second)
            telling = {field.owners[text] for field in fields for text in field.postings.get(term, ())}
            self._having[term] = frozenset(asking | telling)
        return entry in self._having[term]
