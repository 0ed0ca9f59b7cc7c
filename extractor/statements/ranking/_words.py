"""The evidence for an answer in a comment's words alone, and the phrases of a language that show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extractor.language import file_name, file_text
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import norms
from extractor.text.sentences import split
from extractor.text.word_forms import WordForms, word_forms

_NUMBERS, _NAMES, _ADVICE = 2, 4, 2  # how many are all of it
_YOU_SHARE, _WRITER_SHARE = 1 / 5, 1 / 8
_ALONE_WORDS = 8

_ANYWHERE = ("states", "believes", "places", "laughs", "cries", "about_thread", "joins", "pleads")
_AT_HEAD = ("decides", "goes_on")
_IN_SENTENCES = ("deflects", "case", "points", "fails")
_LISTS = (
    *_ANYWHERE,
    *_AT_HEAD,
    *_IN_SENTENCES,
    "advises",
    "decides_nothing",
    "you",
    "writer",
    "courtesies",
    "thanks",
)

_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<![\w-])[\w-]{1,63}+\.(?:com|org|net|gov|edu|info)\b\S*", re.IGNORECASE
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.\w+")
_PHONE = re.compile(r"(?<!\d)\d(?:[ -]?\d){6,}(?!\d)")
_NUMBER = re.compile(r"(?<![\w.])\d[\d.,:/]*\w{0,3}")
_FACE = re.compile(r"[:;=][-']?[)(DPpOo/\\|*]+(?!\w)|[\U0001f600-\U0001f64f]")
_NAME = re.compile(r"(?<=[\w,;:&/-] )(?:[A-Z][\w&]*[a-z]\w*|[A-Z]{2,}\b)")
_CALL = re.compile(r"\W*@ ?\w|\s*[A-Z]\w+ ?(?:,|\.\.+|:|-)\s")
_DOTS = re.compile(r"\.\.+|…")
_ENDS_ASKING = re.compile(r"\?[^\w?]*\Z")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's phrases, to be looked for in folded words joined by single spaces."""

    lists: Mapping[str, re.Pattern[str]]
    """A pattern for each list."""
    heads: Mapping[str, Heads]
    """How the phrases of each list begin."""
    common: frozenset[str]
    """Words that say nothing when two posts share them."""
    forms: WordForms
    """Which words are forms of one word."""

    def in_words(self, words: Sequence[str]) -> Callable[[str], bool]:
        """Whether any phrase of a list, given by its name, stands in these folded words."""
        line, known = " ".join(words), frozenset(words)
        return lambda name: self.heads[name].may_stand_in(known) and self.lists[name].search(line) is not None

    def roots(self, words: Iterable[str]) -> frozenset[str]:
        """Folded words that carry meaning, each cut to what its forms share."""
        return frozenset([self.forms.root(word) for word in words if len(word) > 1 and word not in self.common])


class Heads(NamedTuple):
    """The first words of phrases: most texts have none of them, and need not be searched."""

    whole: frozenset[str]
    """Whole words."""
    begun: tuple[str, ...]
    """Words of which only the beginning is given."""

    def may_stand_in(self, words: frozenset[str]) -> bool:
        """Whether any phrase can stand in a text of these words."""
        return not self.whole.isdisjoint(words) or (
            bool(self.begun) and any(word.startswith(self.begun) for word in words)
        )


@dataclass(frozen=True, slots=True)
class TextWords:
    """A text with what is asked of it more than once."""

    words: tuple[str, ...]
    line: str
    """The words, joined by spaces."""
    stems: frozenset[str]
    """The words that carry meaning, each cut to what its forms share."""


def read(text: str, file: str, function_words: Iterable[str], forms: WordForms) -> tuple[Phrases, list[Problem]]:
    """A language's phrases from the text of its `answering.toml` and the function words of its `words.toml`."""
    values, problems = parse(text, file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    common = top.texts("common", required=True)
    lists = Table(file, "phrases", top.mapping("phrases"), problems, stage=Stage.PACKS)
    texts = {name: lists.texts(name, required=True) for name in _LISTS}
    lists.done()
    top.done()
    patterns = {name: _pattern(phrases) for name, phrases in texts.items()}
    heads = {name: _heads(phrases) for name, phrases in texts.items()}
    common = frozenset((*common, *function_words))
    return Phrases(lists=patterns, heads=heads, common=common, forms=forms), problems


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


def _heads(phrases: Iterable[str]) -> Heads:
    firsts = [phrase.split(" ", 1)[0] for phrase in phrases]
    whole = frozenset(first for first in firsts if not first.endswith("*"))
    return Heads(whole, tuple(first[:-1] for first in firsts if first.endswith("*")))


def part(count: float, whole: float) -> float:
    """A count as a share of `whole`, at most 1."""
    return min(1.0, count / whole)


def words_of(text: str, phrases: Phrases) -> TextWords:
    """A text's words, folded, and those of them that carry meaning."""
    words = tuple(norms(text))
    return TextWords(words, " ".join(words), phrases.roots(words))


def word_amounts(
    text: str, text_words: TextWords, phrases: Phrases, people: set[str], asker: set[str]
) -> dict[str, float]:
    """The evidence in a comment's words, given the words of people's names: names of weights and amounts."""
    lists = phrases.lists
    unlinked = _MAIL.sub(" ", _LINK.sub(" ", text))
    plain = _FACE.sub(" ", unlinked)
    names = {
        name for name in _NAME.findall(plain) if (folded := name.casefold()) not in people and folded not in asker
    }
    runs = plain.split()
    capitals = sum(run[0].isupper() for run in runs)
    asks = "?" in unlinked
    count = len(text_words.words)
    says = phrases.in_words(text_words.words)
    amounts = {name: float(says(name)) for name in _ANYWHERE}
    amounts |= {name: float(lists[name].match(text_words.line) is not None) for name in _AT_HEAD}
    if lists["decides_nothing"].match(text_words.line):
        amounts["decides"] = 0.0
    mine = len(lists["writer"].findall(text_words.line)) if says("writer") else 0
    return amounts | {
        "dense": len(text_words.stems) / count if count else 0.0,
        "contact": float(unlinked != text or _PHONE.search(unlinked) is not None),
        "numbers": part(len(_NUMBER.findall(plain)), _NUMBERS),
        "names": part(len(names), _NAMES),
        "alone": float(0 < count <= _ALONE_WORDS and not asks and capitals >= len(runs) / 2),
        "advises": part(len(lists["advises"].findall(text_words.line)), _ADVICE),
        "asks": float(asks),
        "asks_back": float(_ENDS_ASKING.search(text) is not None),
        "you": part(len(lists["you"].findall(text_words.line)), count * _YOU_SHARE) if count else 0.0,
        "smiles": float(plain != unlinked),
        "courtesies": float(says("courtesies") or says("thanks")),
        "writer": part(mine, count * _WRITER_SHARE) if count else 0.0,
        "trails": part(len(_DOTS.findall(text)), 1 + len(split(text))),
        "calls": float(_calls(text, text_words, phrases, people, asker)),
    }


def _calls(text: str, text_words: TextWords, phrases: Phrases, people: set[str], asker: set[str]) -> bool:
    """Whether a comment begins with the name of somebody who is not known to be the asker."""
    if not text_words.words or text_words.words[0] in asker:
        return False
    if text_words.words[0] in people:
        return True
    heads = (phrases.lists[name] for name in ("decides", "cries", "thanks"))
    word = text_words.words[0] in phrases.common or any(head.match(text_words.line) for head in heads)
    return not word and _CALL.match(text) is not None
