"""The phrases of a language by which people ask, read from `language/<code>/asking.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache

from extractor.language import file_name, file_text
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import words

MARK = ","
"""Stands in a line for whatever mark stands between two words of the text."""

_MARKS = re.compile(r"[,;:.!?()\"“”«»…\n\r/*]|\s[-–—]+\s|[-–—]{2,}")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's phrases, to be looked for in a line as `line_of` makes it."""

    leads: re.Pattern[str]
    """May stand before the first word of a question and change nothing."""
    asks: re.Pattern[str]
    """Has the order of words of a question."""
    embedded: re.Pattern[str]
    """Has a question inside a sentence."""
    requests: re.Pattern[str]
    """Asks somebody to tell or to do something."""
    wants: re.Pattern[str]
    """Says what the writer wants to know."""
    unsure: re.Pattern[str]
    """Says that the writer does not know something."""
    pleas: re.Pattern[str]
    """Pleads, without saying what for."""
    joins: re.Pattern[str]
    """Has the same question or trouble as somebody before."""
    troubles: re.Pattern[str]
    """Tells that something does not go as it should."""
    goals: re.Pattern[str]
    """Says what the writer is about to do."""
    asides: re.Pattern[str]
    """Behind the words of a goal: it is about the talk itself."""
    retorts: re.Pattern[str]
    """Says something in the form of a question."""
    backs: re.Pattern[str]
    """Points at what somebody has just said."""
    advises: re.Pattern[str]
    """Tells somebody what to do."""
    settled: re.Pattern[str]
    """Says that it is over."""
    own: re.Pattern[str]
    """The writer, and what belongs to the writer."""
    you: re.Pattern[str]
    """Whom the writer speaks to."""
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


def read(text: str, file: str) -> tuple[Phrases, list[Problem]]:
    """A language's phrases from the text of its `asking.toml`, every key checked."""
    values, problems = parse(text, file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    lists = Table(file, "phrases", top.mapping("phrases"), problems, stage=Stage.PACKS)
    names = [field.name for field in fields(Phrases)]
    leads = lists.texts("leads", required=True)
    lead = rf"(?:{'|'.join(map(re.escape, sorted(leads, key=len, reverse=True))) or '(?!)'})"
    patterns = {name: _pattern(lists.texts(name, required=True), lead) for name in names if name != "leads"}
    lists.done()
    top.done()
    return Phrases(leads=re.compile(lead), **patterns), problems


@cache
def phrases_of(code: str) -> Phrases:
    """The phrases of a language, by spaCy's code of it. Raises ThreadfaqError when its file is wrong."""
    phrases, problems = read(file_text(code, "asking.toml"), file_name(code, "asking.toml"))
    if problems:
        raise ThreadfaqError(*problems)
    return phrases


def line_of(text: str) -> str:
    """The folded words of a text, joined by single spaces, with a MARK at both ends and between words that a mark
    parts. `Hi! How do I?` becomes `, hi , how do i ,`."""
    parts = [MARK]
    place = 0
    for word in words(text):
        if parts[-1] != MARK and _MARKS.search(text, place, word.start):
            parts.append(MARK)
        parts.append(word.norm)
        place = word.end
    if parts[-1] != MARK:
        parts.append(MARK)
    return " ".join(parts)


def _pattern(phrases: Iterable[str], lead: str) -> re.Pattern[str]:
    ways = [_way(phrase, lead) for phrase in phrases]
    return re.compile(rf"(?<!\S)(?:{'|'.join(ways)})(?!\S)") if ways else _NEVER


def _way(phrase: str, lead: str) -> str:
    """One phrase as a regular expression over a line."""
    way = ""
    for slot in phrase.split():
        if slot == MARK:
            # Behind a mark a few words may lead in: `, and so , how do i`.
            way += rf"{MARK}(?: {MARK}| {lead}(?!\S)){{0,4}} "
        elif slot == "*":
            way += r"(?:[^\s,]+ ){1,2}"
        else:
            optional = slot.startswith("(") and slot.endswith(")")
            words = slot.strip("()").split("|")
            either = "|".join(re.escape(word).replace(r"\*", r"[^\s,]*") for word in words)
            way += f"(?:(?:{either}) )?" if optional else f"(?:{either}) "
    # Every slot leaves a space behind it; the last one ends at what follows.
    return way.removesuffix(" ") if not way.endswith(")?") else way
