"""What rules need of a language, read from `language/<code>/`: words, and cues in the form of rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def read(code: str, texts: Sequence[str], folder: str) -> tuple[Language, list[Problem]]:
    """A language from the texts of its FILES, in their order."""
    words_text, cues_text = texts
    values, problems = parse(words_text, f"{folder}/words.toml", Stage.PACKS)
    top = Table(f"{folder}/words.toml", "top", values, problems, stage=Stage.PACKS)
    irregular, nouns = word_forms(code).irregular, top.texts("nouns")
    # What is a form of an irregular word has no regular ones (`made`, not `maded`); one in -ing has its plural.
    forms = {form for forms in irregular.values() for form in forms if not form.endswith("ing")}
    lexicon = Lexicon(
        lists=top.word_lists("words"),
        irregular=irregular,
        rigid=frozenset({*top.texts("rigid"), *(forms - {*irregular, *nouns})}),
        nouns=frozenset(nouns),
    )
    name, function_words = top.text("name", required=True), top.texts("function_words", required=True)
    greetings = top.texts("greetings", required=True)
    top.done()
    cues, modifiers, more = _cues(cues_text, f"{folder}/cues.toml", lexicon)
    language = Language(
        code=code,
        name=name or code,
        function_words=frozenset(function_words),
        greeting=_greeting(greetings),
        lexicon=lexicon,
        cues=cues,
        modifiers=modifiers,
    )
    return language, [*problems, *more]


def _greeting(greetings: Sequence[str]) -> re.Pattern[str]:
    """One of these words, up to four more (a name), and a mark, where six or more words follow.

    What is taken is never given back (`++`, `(?>`): a flood of marks or letters would cost the square of its length.
    """
    greeting = "|".join(map(re.escape, sorted(greetings, key=len, reverse=True)))
    name, mark = r"(?:[^\S\n]+[\w.'’-]+){0,4}[^\S\n]*", r"[,!:;–-]++\s*+"
    return re.compile(rf"\W{{0,3}}(?:{greeting})\b{name}{mark}(?=(?>\S*?\w\S*)(?:\s++\S++){{5}})", re.IGNORECASE)


def _cues(text: str, file: str, lexicon: Lexicon) -> tuple[tuple[Rule, ...], tuple[Rule, ...], list[Problem]]:
    values, problems = parse(text, file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    lexicon = replace(lexicon, lists={**lexicon.lists, **top.word_lists("words")})
    readers: dict[str, RuleReader] = {}
    rules: dict[str, list[Rule]] = {"cue": [], "modifier": []}
    for name, kinds in (("cue", [*ACTS, *MARKS]), ("modifier", list(MODIFIERS))):
        for table in top.tables(name, name):
            kind = table.choice("kind", kinds, required=True)
            if kind is None:
                continue
            reader = readers.setdefault(kind, RuleReader(lexicon, file))
            rule = reader.read(table, kind, modifier=name == "modifier")
            table.done()
            if rule is not None:
                rules[name].append(rule)
    top.done()
    return tuple(rules["cue"]), tuple(rules["modifier"]), problems
