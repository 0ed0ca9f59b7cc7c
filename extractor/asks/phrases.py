"""The phrases of a language by which people ask, read from `language/<code>/asking.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from extractor.language import file_name, file_text
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.phrase_lines import MARK, way_of

_NEVER = re.compile(r"(?!)")


class Kind(StrEnum):
    """What a phrase in a sentence shows; the names of the lists."""

    ASKS = "asks"
    """Has the order of words of a question."""
    EMBEDDED = "embedded"
    """Has a question inside a sentence."""
    REQUESTS = "requests"
    """Asks somebody to tell or to do something."""
    WANTS = "wants"
    """Says what the writer wants to know."""
    UNSURE = "unsure"
    """Says that the writer does not know something."""
    PLEAS = "pleas"
    """Pleads, without saying what for."""
    JOINS = "joins"
    """Has the same question or trouble as somebody before."""
    TROUBLES = "troubles"
    """Tells that something does not go as it should."""
    GOALS = "goals"
    """Says what the writer is about to do."""
    RETORTS = "retorts"
    """Says something in the form of a question."""
    BACKS = "backs"
    """Points at what somebody has just said."""
    ADVISES = "advises"
    """Tells somebody what to do."""
    SETTLED = "settled"
    """Says that it is over."""
    OWN = "own"
    """The writer, and what belongs to the writer."""
    YOU = "you"
    """Whom the writer speaks to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's phrases, to be looked for in a line as `line_of` makes it."""

    by_word: Mapping[str, Begun]
    """The phrases of sentences by their first words: what most words of a line begin is not looked for at all."""
    asides: re.Pattern[str]
    """Behind the words of a goal: it is about the talk itself."""
    greetings: re.Pattern[str]
    """Greets; a name may follow."""
    greetings_go_on: re.Pattern[str]
    """May stand between a greeting and a name."""
    everybody: re.Pattern[str]
    """Everybody, in place of a name."""
    common: re.Pattern[str]
    """Stands with a capital before a comma or a colon, and is no name."""
    responds: re.Pattern[str]
    """Begins a post that thanks for what stands before it, agrees, or answers yes or no."""

    def kinds(self, line: str, words: Sequence[str]) -> frozenset[Kind]:
        """What the phrases in a line show, given its words too. Linear in these."""
        found: set[Kind] = set()
        place = 0
        for number, word in enumerate(words, 1):
            begun = self.by_word.get(word)
            if begun is not None:
                for kind, pattern in begun.patterns(words[number] if number < len(words) else ""):
                    if kind not in found and (match := pattern.match(line, place)):
                        aside = kind is Kind.GOALS and self.asides.match(line, line.rfind(" ", 0, match.end()) + 1)
                        if not aside:
                            found.add(kind)
            place += len(word) + 1
        return frozenset(found)


class Begun:
    """The phrases that begin with one word. Of these, only those are looked for that may go on with the next word."""

    def __init__(self, phrases: Mapping[Kind, Sequence[str]], lead: Lead) -> None:
        self._lead = lead
        self._phrases = [(kind, [(text, _seconds(text, lead)) for text in texts]) for kind, texts in phrases.items()]
        nexts = (seconds for _, rows in self._phrases for _, seconds in rows if seconds is not None)
        self._nexts = frozenset(chain.from_iterable(nexts))
        self._patterns: dict[str, tuple[tuple[Kind, re.Pattern[str]], ...]] = {}

    def patterns(self, following: str) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
        """What to look for where this word follows, by kind."""
        following = following if following in self._nexts else ""
        known = self._patterns.get(following)
        if known is None:
            possible = (
                (kind, tuple(text for text, seconds in rows if seconds is None or following in seconds))
                for kind, rows in self._phrases
            )
            known = tuple((kind, _pattern(texts, self._lead)) for kind, texts in possible if texts)
            self._patterns[following] = known
        return known


class Lead(NamedTuple):
    """Words that may lead in a phrase behind a mark."""

    way: str
    """As a regular expression."""
    first: frozenset[str]
    """The first word of each."""


_ALONE = ("asides", "greetings", "greetings_go_on", "everybody", "common", "responds")


def read(text: str, file: str) -> tuple[Phrases, list[Problem]]:
    """A language's phrases from the text of its `asking.toml`, every key checked."""
    values, problems = parse(text, file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    lists = Table(file, "phrases", top.mapping("phrases"), problems, stage=Stage.PACKS)
    leads = lists.texts("leads", required=True)
    way = rf"(?:{'|'.join(map(re.escape, sorted(leads, key=len, reverse=True))) or '(?!)'})"
    lead = Lead(way, frozenset(text.split()[0] for text in leads))
    alone = {name: _pattern(tuple(lists.texts(name, required=True)), lead) for name in _ALONE}
    by_kind = {kind: lists.texts(kind, required=True) for kind in Kind}
    lists.done()
    top.done()
    return Phrases(by_word=_by_word(by_kind, lead), **alone), problems


@cache
def phrases_of(code: str) -> Phrases:
    """The phrases of a language, by spaCy's code of it. Raises ThreadfaqError when its file is wrong."""
    phrases, problems = read(file_text(code, "asking.toml"), file_name(code, "asking.toml"))
    if problems:
        raise ThreadfaqError(*problems)
    return phrases


@lru_cache(maxsize=4096)
def _pattern(phrases: tuple[str, ...], lead: Lead) -> re.Pattern[str]:
    ways = [way_of(phrase, lead.way) for phrase in phrases]
    return re.compile(rf"(?<!\S)(?:{'|'.join(ways)})(?!\S)") if ways else _NEVER


def _by_word(phrases: Mapping[Kind, Sequence[str]], lead: Lead) -> dict[str, Begun]:
    """Phrases by the words, and the mark, that they begin with."""
    ways: dict[str, dict[Kind, list[str]]] = {}
    for kind, texts in phrases.items():
        for text in texts:
            for word in text.split()[0].strip("()").split("|"):
                ways.setdefault(word, {}).setdefault(kind, []).append(text)
    return {word: Begun(kinds, lead) for word, kinds in ways.items()}


def _seconds(phrase: str, lead: Lead) -> frozenset[str] | None:
    """The words that may stand second in a phrase; None for any."""
    first, *slots = phrase.split()
    seconds = {MARK, *lead.first} if first == MARK else set()
    for slot in slots:
        words = slot.strip("()").split("|")
        if any("*" in word for word in words):
            return None
        seconds.update(words)
        if not (slot.startswith("(") and slot.endswith(")")):
            return frozenset(seconds)
    return None
