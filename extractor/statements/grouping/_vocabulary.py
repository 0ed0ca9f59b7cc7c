"""What a language's words have to do with one another: read from `language/<code>/sayings.toml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from extractor.language import file_name, file_text
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import words
from extractor.text.word_forms import WordForms, word_forms

Key = tuple[str, ...]
"""The roots of a word or a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """What a language's words have to do with one another; words and phrases are given by their roots.

    Equal to itself alone, for what is made of it to be kept by it.
    """

    forms: WordForms
    """Which words are forms of one word."""
    contractions: Mapping[str, tuple[str, ...]]
    """Words that stand for several; a key that begins with a hyphen is an ending."""
    openers: frozenset[str]
    """Words that, alone before a comma or a stop, answer somebody (`No, that works.`)."""
    stop: frozenset[Key]
    common: frozenset[Key]
    negators: frozenset[Key]
    through: frozenset[Key]
    """Words through which a negation passes on."""
    heads: tuple[str, ...]
    whole: frozenset[str]
    classes: Mapping[Key, frozenset[int]]
    """The classes of words that say the same."""
    poles: Mapping[Key, frozenset[tuple[int, int]]]
    """On which axes a word stands, and on which side (1 or -1)."""
    praise: frozenset[Key]
    blame: frozenset[Key]
    turners: frozenset[Key]
    """Verbs that turn praise of their object into blame, and blame into praise."""
    clauses: frozenset[str]
    """Words at which a clause ends, as they are written."""
    versus: frozenset[str]
    """Of these, words after which the other side is named (`more harm than good`)."""

    def phrases(self, roots: Sequence[str]) -> Iterator[tuple[int, Key]]:
        """The words of a text and where each begins, the longest known phrase at each place."""
        by_first = _phrases(self)
        place = 0
        while place < len(roots):
            key: Key = (roots[place],)
            for phrase in by_first.get(roots[place], ()):
                if tuple(roots[place : place + len(phrase)]) == phrase:
                    key = phrase
                    break
            yield place, key
            place += len(key)


@lru_cache(maxsize=4)
def _phrases(vocabulary: Vocabulary) -> Mapping[str, Sequence[Key]]:
    """The phrases of a vocabulary by their first roots, the longest first."""
    by_first: dict[str, list[Key]] = defaultdict(list)
    known = (vocabulary.classes, vocabulary.poles, vocabulary.negators)
    for key in {*chain(*known, vocabulary.stop, vocabulary.through, vocabulary.common)}:
        if len(key) > 1:
            by_first[key[0]].append(key)
    return {first: sorted(keys, key=lambda key: (-len(key), key)) for first, keys in by_first.items()}


def key_of(entry: str, forms: WordForms) -> Key:
    """The roots of a word or phrase of a vocabulary."""
    return tuple(forms.root(part) for word in words(entry) for part in word.norm.split("'"))


@cache
def vocabulary_of(code: str, opposite: tuple[str, ...] = ()) -> Vocabulary:
    """The vocabulary of a language, by spaCy's code of it, with more opposites as a community has them.

    Raises ThreadfaqError when its file is wrong.
    """
    text, file = file_text(code, "sayings.toml"), file_name(code, "sayings.toml")
    vocabulary, problems = read(text, file, word_forms(code), opposite)
    if problems:
        raise ThreadfaqError(*problems)
    return vocabulary


def read(text: str, file: str, forms: WordForms, opposite: Iterable[str] = ()) -> tuple[Vocabulary, list[Problem]]:
    """A vocabulary from the text of its `sayings.toml`, the language's forms of words, and more opposites."""
    values, problems = parse(text, file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    contractions = top.word_lists("contractions")

    def keys(entries: Iterable[str]) -> frozenset[Key]:
        return frozenset(key_of(entry, forms) for entry in entries)

    classes: dict[Key, set[int]] = defaultdict(set)
    for number, entry in enumerate(top.texts("same")):
        for key in keys(entry.split(",")):
            classes[key].add(number)
    poles: dict[Key, set[tuple[int, int]]] = defaultdict(set)
    for number, entry in enumerate([*top.texts("opposite"), *opposite]):
        sides = entry.split("|")
        if len(sides) != 2:
            top.complain("E203", f"`opposite` {entry!r} has no two sides", "put one bar between them")
            continue
        for side, entries in zip((1, -1), sides, strict=True):
            for key in keys(entries.split(",")):
                poles[key].add((number, side))
    stop, common = keys(top.texts("stop", required=True)), keys(top.texts("common"))
    negators, through = keys(top.texts("negators", required=True)), keys(top.texts("through"))
    vocabulary = Vocabulary(
        forms=forms,
        contractions=contractions,
        openers=frozenset(top.texts("openers")),
        stop=stop,
        common=common,
        negators=negators,
        through=through,
        heads=top.texts("heads"),
        whole=frozenset(top.texts("whole")),
        classes={key: frozenset(numbers) for key, numbers in classes.items()},
        poles={key: frozenset(sides) for key, sides in poles.items()},
        praise=keys(top.texts("praise")),
        blame=keys(top.texts("blame")),
        turners=keys(top.texts("turners")),
        clauses=frozenset(top.texts("clauses")),
        versus=frozenset(top.texts("versus")),
    )
    top.done()
    return vocabulary, problems
