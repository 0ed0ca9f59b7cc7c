"""What search knows of a language: read from `language/<code>/search.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.language import file_text
from extractor.text.word_forms import WordForms, word_forms


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """A language's words, for search."""

    forms: WordForms
    """Which words are forms of one word."""
    light: frozenset[str]
    """Words that hold a question together."""
    common: frozenset[str]
    """Roots of words that stand in questions about anything."""
    endings: tuple[tuple[str, str], ...]
    """Ends of words, and what may stand instead."""
    spellings: Mapping[str, str]
    """Spellings of a word, phrases among them, and the one that stands for all."""
    same: tuple[tuple[str, ...], ...]
    """Classes of words and phrases."""

    def root(self, word: str) -> str:
        """What the forms and spellings of a word have in common; a phrase that is no spelling is its own root."""
        word = self.spellings.get(word, word)
        return word if " " in word else self.forms.root(word)

    def forms_of(self, word: str) -> Iterable[str]:
        """Forms of a word that its ending does not tell."""
        return self.forms.irregular.get(word, ())


def listed(line: str) -> tuple[str, ...]:
    """Words and phrases that stand in one line, with commas between."""
    return tuple(" ".join(each.split()) for each in line.split(","))


@cache
def language_of(code: str) -> Language:
    """The words of a language, by spaCy's code of it."""
    values: Mapping[str, Any] = tomllib.loads(file_text(code, "search.toml"))
    forms = word_forms(code)
    return Language(
        forms=forms,
        light=frozenset(values["light"]),
        common=frozenset(map(forms.root, values["common"])),
        endings=tuple((ending, instead) for ending, instead in values["endings"]),
        spellings={each: first for first, *others in map(listed, values["spellings"]) for each in others},
        same=tuple(map(listed, values["same"])),
    )
