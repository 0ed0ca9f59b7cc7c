"""What rules need of a language, read from `language/<code>/`: words, and cues in the form of rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.model import Act, Problem, Stage
from extractor.rules import Rule, RuleReader
from extractor.rules.phrases import Lexicon
from extractor.tables import Table, parse
from extractor.text.characters import norms
from extractor.text.word_forms import word_forms

ACTS = tuple(act.value for act in Act)
MARKS = ("leans", "addressee", "elsewhere", "habit", "remark")
"""Kinds of cues that decide no act (markers); `cues.toml` says what each means."""
MODIFIERS = ("condition", "aside", "negated", "optional", "denied")
"""What a modifier does to the rules within its reach; `cues.toml` says what each means."""

FILES = ("words.toml", "cues.toml")
"""The files of a language that rules are made with."""

SHARE = 1 / 8
"""A text with a smaller share of function words is in another language. English text has about 2 in 5."""
ENOUGH = 25
"""Below this many words nothing is said about the language: a short post may hold a name and a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What a corpus says of the words of its community, as it is written: `background/words.toml`."""

    file: str
    """The file, as messages name it."""
    text: str
    """What stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """One language's words and cues. Equal to itself alone, for what is compiled of it to be kept by it."""

    code: str
    """As spaCy names it."""
    name: str
    """As people name it."""
    function_words: frozenset[str]
    """Words that nearly every sentence has one of."""
    greeting: re.Pattern[str]
    """How a sentence greets before it says what it has to say: `Hi Robin, `."""
    lexicon: Lexicon
    """Its words, with no lists of any pack."""
    cues: tuple[Rule, ...]
    """Rules whose claim is an act or a mark."""
    modifiers: tuple[Rule, ...]
    """Rules with a reach, whose claim is one of MODIFIERS."""
    opposite: tuple[str, ...] = ()
    """Opposites that a community adds to the language's own, with a bar between the two sides."""

    def addressed(self, text: str) -> int:
        """Where a sentence begins behind its greeting, as an offset; 0 where there is none, or nothing else."""
        greeting = self.greeting.match(text)
        return greeting.end() if greeting else 0

    def speaks(self, text: str) -> bool:
        """Whether a text may be in this language; too short a text may."""
        in_text = norms(text)
        letters = sum(map(str.isalpha, text))
        if len(in_text) < ENOUGH and letters < ENOUGH * 4:
            return True
        return sum(map(self.function_words.__contains__, in_text)) >= SHARE * max(len(in_text), letters / 12)


def read(code: str, texts: Sequence[str], folder: str, own: OwnWords | None = None) -> tuple[Language, list[Problem]]:
    """A language from the texts of its FILES, in their order, with a community's own words added to it."""
    words_text, cues_text = texts
    values, problems = parse(words_text, f"{folder}/words.toml", Stage.PACKS)
    top = Table(f"{folder}/words.toml", "top", values, problems, stage=Stage.PACKS)
    added = _added(own)
    irregular, nouns = word_forms(code).irregular, {*top.texts("nouns"), *added.texts("nouns")}
    # What is a form of an irregular word has no regular ones (`made`, not `maded`); one in -ing has its plural.
    forms = {form for forms in irregular.values() for form in forms if not form.endswith("ing")}
    more_lists = added.word_lists("words")
    lexicon = Lexicon(
        lists=_joined(top.word_lists("words"), more_lists),
        irregular=irregular,
        rigid=frozenset({*top.texts("rigid"), *added.texts("rigid"), *(forms - {*irregular, *nouns})}),
        nouns=frozenset(nouns),
    )
    name, function_words = top.text("name", required=True), top.texts("function_words", required=True)
    greetings = top.texts("greetings", required=True)
    top.done()
    cues, modifiers, more = _cues(cues_text, f"{folder}/cues.toml", lexicon, more_lists, added)
    opposite = added.texts("opposite")
    for entry in opposite:
        if entry.count("|") != 1:
            added.complain("E203", f"`opposite` {entry!r} has no two sides", "put one bar between them")
    added.done()
    language = Language(
        code=code,
        name=name or code,
        function_words=frozenset(function_words),
        greeting=_greeting(greetings),
        lexicon=lexicon,
        cues=cues,
        modifiers=modifiers,
        opposite=opposite if not added.problems else (),
    )
    return language, [*problems, *more, *added.problems]


def _added(own: OwnWords | None) -> Table:
    """The table of a community's own words; an empty one where there is none."""
    values, problems = parse(own.text, own.file, Stage.PACKS) if own is not None else ({}, [])
    return Table(own.file if own is not None else "", "top", values, problems, stage=Stage.PACKS)


def _joined(lists: Mapping[str, tuple[str, ...]], more: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Lists of words with those of the same name behind them."""
    return {name: (*lists.get(name, ()), *more.get(name, ())) for name in {**lists, **more}}


def _greeting(greetings: Sequence[str]) -> re.Pattern[str]:
    """One of these words, up to four more (a name), and a mark, where six or more words follow.

    What is taken is never given back (`++`, `(?>`): a flood of marks or letters would cost the square of its length.
    """
    greeting = "|".join(map(re.escape, sorted(greetings, key=len, reverse=True)))
    name, mark = r"(?:[^\S\n]+[\w.'’-]+){0,4}[^\S\n]*", r"[,!:;–-]++\s*+"
    return re.compile(rf"\W{{0,3}}(?:{greeting})\b{name}{mark}(?=(?>\S*?\w\S*)(?:\s++\S++){{5}})", re.IGNORECASE)


def _cues(
    text: str, file: str, lexicon: Lexicon, more_lists: Mapping[str, tuple[str, ...]], added: Table
) -> tuple[tuple[Rule, ...], tuple[Rule, ...], list[Problem]]:
    """The cues and modifiers of a file, with those of a community's own words; of one id they are one rule."""
    values, problems = parse(text, file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    own_lists = top.word_lists("words")
    lists = _joined(own_lists, {name: more_lists[name] for name in own_lists if name in more_lists})
    lexicon = replace(lexicon, lists={**lexicon.lists, **lists})
    rules: dict[str, dict[str, Rule]] = {"cue": {}, "modifier": {}}
    for tables, its_file in ((top, file), (added, added.file)):
        readers: dict[str, RuleReader] = {}
        for name, kinds in (("cue", [*ACTS, *MARKS]), ("modifier", list(MODIFIERS))):
            for table in tables.tables(name, name):
                kind = table.choice("kind", kinds, required=True)
                if kind is None:
                    continue
                reader = readers.setdefault(kind, RuleReader(lexicon, its_file))
                first = rules[name].get(f"{kind}/{table.values.get('id')}") if tables is added else None
                rule = reader.read(table, kind, modifier=name == "modifier", more_of=first)
                table.done()
                if rule is not None:
                    rules[name][rule.id] = rule
    top.done()
    return tuple(rules["cue"].values()), tuple(rules["modifier"].values()), problems
