"""Which words are forms of one word: the one notion of it, for rules, statements and whatever else compares words.

Regular forms are found by Snowball's stemmer of the language, irregular ones stand in `language/<code>/forms.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

import snowballstemmer

from extractor.language import file_text


class WordForms:
    """One language's forms of words."""

    def __init__(self, stemmer: str, irregular: Mapping[str, list[str]], others: Mapping[str, list[str]]) -> None:
        self.irregular = {word: tuple(forms) for word, forms in irregular.items()}
        """Words by all of their forms, where endings do not tell them."""
        self._stem = snowballstemmer.stemmer(stemmer).stemWord
        self._word = {form: word for table in (irregular, others) for word, forms in table.items() for form in forms}
        self._roots: dict[str, str] = {}

    def root(self, word: str) -> str:
        """What the forms of a word, given in small letters, have in common; it need be no word.

        Stemmed twice: words made of one another (`nation`, `nationalise`) come to one root more often than by once.
        """
        root = self._roots.get(word)
        if root is None:
            root = self._stem(self._stem(self._word.get(word, word)))
            if len(self._roots) < ROOTS:
                self._roots[word] = root
        return root


ROOTS = 100_000
"""Roots that are kept; strangers can write any number of words."""


@cache
def word_forms(code: str) -> WordForms:
    """The forms of a language, by spaCy's code of it."""
    return WordForms(**tomllib.loads(file_text(code, "forms.toml")))
