"""The package knows no subject: no noun of any corpus's topics stands in its data.

What counts as such a word is what the topics are called and ask: titles, wordings, lists of words.
`subjects/general.toml` says which of these are words of any forum, and which may stand in the language's dictionaries
alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor import corpus
from extractor.language import DEFAULT, FOLDER
from tests.command import ROOT

CORPORA = [ROOT / "corpus", *sorted(ROOT.glob("examples/*/corpus"))]
GENERAL: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "subjects/general.toml").read_text("utf-8"))
SHORT = 6
"""Words of a wording that names its question; longer ones tell a case."""
DICTIONARIES = {
    "cues.toml": {"words"},
    "forms.toml": {"irregular"},
    "grouping.toml": {"same"},
    "ledger.toml": {"words"},
    "sayings.toml": {"same", "opposite", "whole", "praise", "blame", "turners", "negators"},
    "search.toml": {"same", "endings", "spellings"},
    "words.toml": {"nouns", "rigid"},
}
"""Keys under which English words stand as in a dictionary: which are forms of one, which mean alike, which praise,
which can be an order."""


def topic_words(root: Path) -> set[str]:
    """The words of what a corpus's topics are called and ask, but for whole sentences of askers."""
    texts: list[str] = []
    for topic in corpus.load(root).topics:
        texts += [topic.title, topic.summary, *(word for words in topic.words.values() for word in words)]
        for question in topic.questions:
            texts += [question.title, *(text for text in question.also_asked if len(text.split()) <= SHORT)]
    return {word for text in texts for word in _words(text)}


def subject_words(root: Path) -> set[str]:
    """Those of them that are not words of any forum."""
    return topic_words(root) - set(GENERAL["anywhere"])


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"[a-z]{3,}", text.lower())}


def _data() -> Iterator[tuple[str, bool, str]]:
    """Each file of the language, whether a text of it is an entry of a dictionary, and the text."""
    for path in sorted((FOLDER / DEFAULT).glob("*.toml")):
        for key, value in tomllib.loads(path.read_text("utf-8")).items():
            for text in _texts(value, key):
                yield path.name, key in DICTIONARIES.get(path.name, set()), text


def _texts(value: Any, key: str = "") -> Iterator[str]:
    yield key
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("root", CORPORA, ids=lambda root: root.parent.name)
def test_no_word_of_a_subject_stands_in_the_package(root: Path) -> None:
    subject = subject_words(root)
    assert len(subject) > 5
    wrong = {
        (file, word)
        for file, is_entry, text in _data()
        for word in _words(text) & (subject - set(GENERAL["dictionaries"]) if is_entry else subject)
    }
    assert not wrong


def test_a_corpus_without_words_of_its_own_silences_nothing() -> None:
    assert not [cue for cue in corpus.judging.load_language(DEFAULT)[0].cues if cue.claims == "elsewhere"]


def test_what_is_called_general_is_needed() -> None:
    """Each of these words is one of some corpus's topics; a word that is no longer one is taken out."""
    listed = {word for root in CORPORA for word in topic_words(root)}
    assert {word for words in GENERAL.values() for word in words} <= listed


def test_no_more_is_allowed_than_stands_there() -> None:
    """A word that dictionaries alone have may stand in no rule."""
    in_rules = {word for _, is_entry, text in _data() if not is_entry for word in _words(text)}
    in_dictionaries = {word for _, is_entry, text in _data() if is_entry for word in _words(text)}
    assert set(GENERAL["anywhere"]) <= in_rules
    assert set(GENERAL["dictionaries"]) <= in_dictionaries - in_rules
