"""What a language's words are worth when asks are compared: read from `language/<code>/grouping.toml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.language import file_name, file_text
from extractor.model import Stage
from extractor.problems import ThreadfaqError
from extractor.statements.grouping import vocabulary_of
from extractor.tables import Table, parse
from extractor.text.characters import norms
from extractor.text.word_forms import WordForms

Roots = tuple[str, ...]
"""The roots of a word, or of the words of a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingWords:
    """One language's words."""

    forms: WordForms
    """Which words are forms of one word."""
    stop: frozenset[str]
    """Roots that carry no content."""
    faint: frozenset[str]
    """Roots that plead, or that any question may hold."""
    classes: Mapping[Roots, tuple[str, ...]]
    """The names of the classes of each word or phrase."""
    phrases: Mapping[str, Sequence[Roots]]
    """The phrases of classes by their first roots, the longest first."""
    leaning: frozenset[str]
    """Words that lean on something before them, as they are written."""
    asking: frozenset[Roots]
    """What stands at the head of a question, as it is written."""
    before_asking: frozenset[str]
    """What a question may begin with before that."""
    tale: frozenset[str]
    """Words of somebody's own tale, as they are written."""
    first_person: frozenset[str]
    """Words of the first person, as they are written."""

    def roots(self, text: str) -> list[str]:
        """The roots of all words of a text, in order; the parts of `don't` are two."""
        return [self.forms.root(part) for word in norms(text) for part in word.split("'") if part]

    def keys(self, roots: Sequence[str]) -> Iterator[Roots]:
        """The words of a text, the longest known phrase at each place."""
        place = 0
        while place < len(roots):
            key: Roots = (roots[place],)
            for phrase in self.phrases.get(roots[place], ()):
                if tuple(roots[place : place + len(phrase)]) == phrase:
                    key = phrase
                    break
            yield key
            place += len(key)


@cache
def grouping_words(code: str) -> GroupingWords:
    """The words of a language, by spaCy's code of it. Raises ThreadfaqError when its file is wrong."""
    vocabulary = vocabulary_of(code)
    forms = vocabulary.forms
    values, problems = parse(file_text(code, "grouping.toml"), file_name(code, "grouping.toml"), Stage.PACKS)
    top = Table(file_name(code, "grouping.toml"), "top", values, problems, stage=Stage.PACKS)

    def key(entry: str) -> Roots:
        return tuple(forms.root(part) for word in norms(entry) for part in word.split("'") if part)

    classes: dict[Roots, list[str]] = defaultdict(list)
    for number, entry in enumerate(top.texts("same", required=True)):
        for word in dict.fromkeys(map(key, entry.split(","))):
            classes[word].append(f"={number}")
    by_first: dict[str, list[Roots]] = defaultdict(list)
    for word in classes:
        if len(word) > 1:
            by_first[word[0]].append(word)
    lists = {name: top.texts(name, required=True) for name in ("leaning", "before_asking", "tale", "first_person")}
    words = GroupingWords(
        forms=forms,
        stop=frozenset(root for phrase in vocabulary.stop if len(phrase) == 1 for root in phrase),
        faint=frozenset(root for entry in top.texts("faint", required=True) for root in key(entry)),
        classes={word: tuple(names) for word, names in classes.items()},
        phrases={first: sorted(keys, key=lambda each: (-len(each), each)) for first, keys in by_first.items()},
        asking=frozenset(tuple(norms(entry)) for entry in top.texts("asking", required=True)),
        **{name: frozenset(entries) for name, entries in lists.items()},
    )
    top.done()
    if problems:
        raise ThreadfaqError(*problems)
    return words
