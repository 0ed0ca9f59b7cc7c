"""What a language's words have to do with one another: read from `language/<code>/sayings.toml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.language import file_name, file_text
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import words
from extractor.text.word_forms import WordForms, word_forms

Key = tuple[str, ...]
"""The roots of a word or a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a language's words have to do with one another; words and phrases are given by their roots."""

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
    """Words that turn praise of what they are done to into blame, and blame into praise."""
    clauses: frozenset[str]
    """Words at which a clause ends, as they are written."""
    versus: frozenset[str]
    """Of these, words after which the other side is named (`more harm than good`)."""
    longest: int
    """Words in the longest phrase."""

    def phrases(self, roots: Sequence[str]) -> Iterator[tuple[int, Key]]:
        """The words of a text and where each begins, the longest known phrase at each place."""
        place = 0
        while place < len(roots):
            for length in range(min(self.longest, len(roots) - place), 0, -1):
                key = tuple(roots[place : place + length])
                if length == 1 or self._knows(key):
                    break
            yield place, key
            place += length

    def _knows(self, key: Key) -> bool:
        return any(
            key in known for known in (self.classes, self.poles, self.negators, self.stop, self.through, self.common)
        )


def key_of(entry: str, forms: WordForms) -> Key:
    """The roots of a word or phrase of a vocabulary."""
    return tuple(forms.root(part) for word in words(entry) for part in word.norm.split("'"))


@cache
def vocabulary_of(code: str) -> Vocabulary:
    """The vocabulary of a language, by spaCy's code of it. Raises ThreadfaqError when its file is wrong."""
    vocabulary, problems = read(file_text(code, "sayings.toml"), file_name(code, "sayings.toml"), word_forms(code))
    if problems:
        raise ThreadfaqError(*problems)
    return vocabulary


def read(text: str, file: str, forms: WordForms) -> tuple[Vocabulary, list[Problem]]:
    """A vocabulary from the text of its `sayings.toml` and the language's forms of words."""
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
    for number, entry in enumerate(top.texts("opposite")):
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
        classes={key: frozenset(found) for key, found in classes.items()},
        poles={key: frozenset(found) for key, found in poles.items()},
        praise=keys(top.texts("praise")),
        blame=keys(top.texts("blame")),
        turners=keys(top.texts("turners")),
        clauses=frozenset(top.texts("clauses")),
        versus=frozenset(top.texts("versus")),
        longest=max(map(len, {*classes, *poles, *negators, *stop, *through, *common}), default=1),
    )
    top.done()
    return vocabulary, problems
