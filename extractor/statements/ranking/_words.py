"""The evidence for an answer in a comment's words alone, and the phrases of a language that show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from extractor.language import file_name, file_text
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import words
from extractor.text.sentences import split
from extractor.text.word_forms import WordForms, word_forms

_NUMBERS, _NAMES, _ADVICE = 2, 4, 2  # how many are all of it
_YOU_SHARE = 1 / 5
_ALONE_WORDS = 8

_ANYWHERE = ("states", "believes", "places", "laughs", "cries", "about_thread", "joins")
_AT_HEAD = ("decides", "goes_on")
_LISTS = (*_ANYWHERE, *_AT_HEAD, "advises", "decides_nothing", "you", "courtesies", "thanks")

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
    common: frozenset[str]
    """Words that say nothing when two posts share them."""
    forms: WordForms
    """Which words are forms of one word."""


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
    patterns = {name: _pattern(lists.texts(name, required=True)) for name in _LISTS}
    lists.done()
    top.done()
    return Phrases(lists=patterns, common=frozenset((*common, *function_words)), forms=forms), problems


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


def part(count: float, whole: float) -> float:
    """A count as a share of `whole`, at most 1."""
    return min(1.0, count / whole)


def words_of(text: str, phrases: Phrases) -> TextWords:
    """A text's words, folded, and those of them that carry meaning."""
    norms = tuple(word.norm for word in words(text))
    stems = frozenset(phrases.forms.root(word) for word in norms if len(word) > 1 and word not in phrases.common)
    return TextWords(norms, " ".join(norms), stems)


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
    amounts = {name: float(lists[name].search(text_words.line) is not None) for name in _ANYWHERE}
    amounts |= {name: float(lists[name].match(text_words.line) is not None) for name in _AT_HEAD}
    if lists["decides_nothing"].match(text_words.line):
        amounts["decides"] = 0.0
    polite = lists["courtesies"].search(text_words.line) or lists["thanks"].search(text_words.line)
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
        "courtesies": float(polite is not None),
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
