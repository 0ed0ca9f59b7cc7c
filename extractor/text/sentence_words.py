"""Words by which it is told whether a full stop ends a sentence, read from `language/<code>/sentences.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from extractor.language import file_name, file_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceWords:
    """One language's words, in small letters; abbreviations without their full stop."""

    never_ends: frozenset[str]
    """Abbreviations after which a sentence goes on, whatever follows."""
    may_end: frozenset[str]
    """Abbreviations that end a sentence only where one of `beginners` follows."""
    before_number: frozenset[str]
    """Abbreviations before a number, words before anything else."""
    letters: frozenset[str]
    """Words of one letter that are no initials."""
    beginners: frozenset[str]
    """The commonest first words."""


@cache
def sentence_words(code: str) -> SentenceWords:
    """The words of a language, by spaCy's code of it. Raises ValueError when its file is wrong."""
    values = tomllib.loads(file_text(code, "sentences.toml"))
    lists = {name: values.pop(name, None) for name in SentenceWords.__annotations__}
    wrong = [name for name, words in lists.items() if not _is_words(words)]
    if wrong or values:
        file = file_name(code, "sentences.toml")
        raise ValueError(f"{file}: no list of words: {', '.join(wrong)}; unknown: {', '.join(values)}")
    return SentenceWords(**{name: frozenset(words) for name, words in lists.items()})


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word == word.casefold() for word in value)
