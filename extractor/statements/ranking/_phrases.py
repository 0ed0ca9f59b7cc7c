"""The phrases of a language that tell answers from talk, and whether they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from extractor.language import file_name, file_text
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.word_forms import WordForms, word_forms

ANYWHERE = ("states", "believes", "places", "laughs", "cries", "about_thread", "joins", "pleads")
"""Lists of which a phrase counts wherever it stands in a post."""
AT_HEAD = ("decides", "goes_on")
"""Lists of which it counts at the beginning."""
_COUNTED = ("advises", "decides_nothing", "you", "writer", "courtesies", "thanks")
_IN_SENTENCES = ("deflects", "case", "points", "fails", "offers")

_NEVER = re.compile(r"(?!)")
_KEPT = 100_000
"""Words that are kept with the phrases that begin so; strangers can write any number of words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's phrases, to be looked for in folded words joined by single spaces."""

    lists: Mapping[str, re.Pattern[str]]
    """A pattern for each list."""
    heads: Mapping[str, Head]
    """Which lists have phrases with this first word."""
    begun: tuple[tuple[str, str], ...]
    """The same where only the beginning of the first word is given: that, and the name of the list."""
    common: frozenset[str]
    """Words that say nothing when two posts share them."""
    forms: WordForms
    """Which words are forms of one word."""
    _heads_of: dict[str, Head] = field(default_factory=dict, compare=False, repr=False)

    def in_words(self, words: Sequence[str]) -> Callable[[str], bool]:
        """Whether any phrase of a list, given by its name, stands in these folded words."""
        line = " ".join(words)
        # Most texts have the first two words of no phrase of most lists, and need not be searched.
        possible: set[str] = set()
        for word, following in zip_longest(words, words[1:], fillvalue=""):
            head = self._heads_of.get(word) or self._head(word)
            if head is _NO_HEAD:
                continue
            possible |= head.alone
            if following in head.before:
                possible |= head.before[following]
        return lambda name: name in possible and self.lists[name].search(line) is not None

    def roots(self, words: Iterable[str]) -> frozenset[str]:
        """Folded words that carry meaning, each cut to what its forms share."""
        return frozenset([self.forms.root(word) for word in words if len(word) > 1 and word not in self.common])

    def _head(self, word: str) -> Head:
        head = self.heads.get(word, _NO_HEAD)
        if begun := {name for beginning, name in self.begun if word.startswith(beginning)}:
            head = Head(head.alone | begun, head.before)
        if len(self._heads_of) < _KEPT:
            self._heads_of[word] = head
        return head


class Head(NamedTuple):
    """A first word of phrases."""

    alone: frozenset[str]
    """The names of lists with a phrase that may begin so, whatever follows."""
    before: Mapping[str, frozenset[str]]
    """The names of lists with a phrase that begins so where this second word follows."""


_NO_HEAD = Head(frozenset(), {})


def read(text: str, file: str, function_words: Iterable[str], forms: WordForms) -> tuple[Phrases, list[Problem]]:
    """A language's phrases from the text of its `answering.toml` and the function words of its `words.toml`."""
    values, problems = parse(text, file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    common = top.texts("common", required=True)
    table = Table(file, "phrases", top.mapping("phrases"), problems, stage=Stage.PACKS)
    lists = {name: table.texts(name, required=True) for name in (*ANYWHERE, *AT_HEAD, *_COUNTED, *_IN_SENTENCES)}
    table.done()
    top.done()
    pairs = [((*phrase.split(" ", 2), "")[:2], name) for name, phrases in lists.items() for phrase in phrases]
    phrases = Phrases(
        lists={name: _pattern(phrases) for name, phrases in lists.items()},
        heads=_heads(pairs),
        begun=tuple((first[:-1], name) for (first, _), name in pairs if first.endswith("*")),
        common=frozenset((*common, *function_words)),
        forms=forms,
    )
    return phrases, problems


@cache
def phrases_of(code: str, function_words: frozenset[str]) -> Phrases:
    """The phrases of a language, by spaCy's code of it. Raises ThreadfaqError when its file is wrong."""
    file = file_name(code, "answering.toml")
    phrases, problems = read(file_text(code, "answering.toml"), file, function_words, word_forms(code))
    if problems:
        raise ThreadfaqError(*problems)
    return phrases


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of these phrases as whole words; the longer ones first, so that one place counts once."""
    ways = [re.escape(phrase).replace(r"\*", r"\w*") for phrase in sorted(phrases, key=len, reverse=True)]
    return re.compile(rf"(?<![\w'])(?:{'|'.join(ways)})(?![\w'])") if ways else _NEVER


def _heads(pairs: Iterable[tuple[Sequence[str], str]]) -> dict[str, Head]:
    """Phrases by their first word, given the first two words of each, the second empty where there is none, and the
    name of its list."""
    alone: dict[str, set[str]] = {}
    before: dict[str, dict[str, set[str]]] = {}
    for (first, second), name in pairs:
        if not second or second.endswith("*"):
            alone.setdefault(first, set()).add(name)
        else:
            before.setdefault(first, {}).setdefault(second, set()).add(name)
    return {
        first: Head(
            frozenset(alone.get(first, ())),
            {second: frozenset(names) for second, names in before.get(first, {}).items()},
        )
        for first in {*alone, *before}
    }
