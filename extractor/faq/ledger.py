"""What changes: the amounts, shares, spans of time and references to written rules that printed passages state.

A fact is stated for everybody. What is told of one case, asked, or thought up as an example is none. Where passages
of different days give different values for what looks like one fact, they stand together, the newest first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

from extractor.language import file_text
from extractor.model import Answer, Entry, Fact, FactKind, FactLine
from extractor.text.characters import folded
from extractor.text.word_forms import word_forms

LONGEST = 600
"""Letters of a sentence; a longer one is none."""
MOST = 12
"""Facts of one passage."""
SHARED = 2
"""How many words two sentences share at least that state values of one fact."""

_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*|\d[\d.,]*|[^\w\s]")
_MONEY = re.compile(
    r"(?P<sign>[$€£¥])[ \t\xa0]?(?P<sum>\d(?:[\d.,]*\d)?)(?P<more>[kKmM]\b)?"
    r"|(?<![\w.,])(?P<plain>\d(?:[\d.,]*\d)?)[ \t\xa0]?(?P<after>[€£¥]|(?:USD|EUR|GBP|dollars?|euros?|pounds?)\b)"
)
_SHARE = re.compile(r"(?<![\w.,])(?P<share>\d(?:[\d.,]*\d)?)[ \t\xa0]?(?:%|percent\b|per cent\b)")
_SIGNS = {"usd": "$", "dollar": "$", "eur": "€", "euro": "€", "gbp": "£", "pound": "£"}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CLAUSE = re.compile(r"[,;:()]|\s[-–—]\s|\.\.\.|…")


@dataclass(frozen=True, slots=True)
class _Words:
    """A language's words, as `ledger.toml` has them."""

    units: Mapping[str, str]
    numbers: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    terms: tuple[str, ...]
    span: re.Pattern[str]


@cache
def _words(code: str) -> _Words:
    table = tomllib.loads(file_text(code, "ledger.toml"))
    units = {form: unit for unit, forms in table["units"].items() for form in forms}
    numbers = table["numbers"]
    counts = "|".join(map(re.escape, numbers))
    names = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    # One word may stand between: `5 business days`. So may a second bound: `7-10 days`.
    count = rf"(?P<count>\d{{1,4}}|{counts})(?P<to>\s?[-–]\s?\d{{1,4}})?"
    span = rf"(?<![\w.,$€£]){count}[\s-](?P<kind>[a-z]+ )?(?P<unit>{names})\b"
    return _Words(
        units=units,
        numbers=numbers,
        words={name: frozenset(values) for name, values in table["words"].items()},
        terms=tuple(table["terms"]["phrases"]),
        span=re.compile(span, re.I),
    )


def facts_of(entry: Entry, code: str = "en") -> tuple[FactLine, ...]:
    """The facts that a question's printed passages state: each with its values, the newest first."""
    facts = [fact for answer in entry.answers for fact in islice(_stated(answer, code), MOST)]
    lines: list[list[Fact]] = []
    for fact in facts:
        line = next((row for row in lines if _alike(row[0], fact, code)), None)
        if line is None:
            lines.append([fact])
        elif all(fact.value != other.value or fact.answer.person != other.answer.person for other in line):
            line.append(fact)
    return tuple(FactLine(facts=tuple(_in_time(line))) for line in lines)


def _in_time(line: Sequence[Fact]) -> Iterable[Fact]:
    """One fact a value: the newest that gives it; the newest value first."""
    newest: dict[str, Fact] = {}
    for fact in sorted(line, key=_age):
        newest.setdefault(fact.value, fact)
    return newest.values()


def _age(fact: Fact) -> tuple[int, float]:
    posted = fact.answer.posted
    return (1, 0.0) if posted is None else (0, -posted.replace(tzinfo=None).toordinal() - posted.hour / 24)


def _stated(answer: Answer, code: str) -> Iterator[Fact]:
    words = _words(code)
    text = answer.passage.text
    start = 0
    for part in [*_SENTENCE.finditer(text), None]:
        end = part.start() if part else len(text)
        if end - start <= LONGEST:
            yield from _of_sentence(answer, start, text[start:end], words)
        start = part.end() if part else end


def _of_sentence(answer: Answer, offset: int, sentence: str, words: _Words) -> Iterator[Fact]:
    low = sentence.lower().replace("’", "'")
    if low.rstrip().endswith("?"):
        return

    def fact(kind: FactKind, match: re.Match[str], value: str, unit: str) -> Fact:
        start, end = offset + match.start(), offset + match.end()
        return Fact(kind=kind, value=value, unit=unit, start=start, end=end, answer=answer)

    for match in _MONEY.finditer(sentence):
        if _is_stated(low, match.start(), match.end(), words):
            sign = match["sign"] or _SIGNS.get(match["after"].lower().rstrip("s"), match["after"])
            number = (match["sum"] or match["plain"]).rstrip(".,").replace(",", "") + (match["more"] or "").lower()
            yield fact(FactKind.AMOUNT, match, sign + number, sign)
    for match in _SHARE.finditer(sentence):
        if _is_stated(low, match.start(), match.end(), words):
            yield fact(FactKind.SHARE, match, match["share"].rstrip(".,").replace(",", "") + "%", "%")
    for match in words.span.finditer(low):
        if _is_bound(low, match.start(), match.end(), words):
            unit = words.units[match["unit"]]
            count = words.numbers.get(match["count"], match["count"]) + re.sub(r"\s", "", match["to"] or "")
            kind = f"{match['kind'].strip()} " if match["kind"] else ""
            yield fact(FactKind.DEADLINE, match, f"{count} {kind}{unit}", unit)
    for phrase in words.terms:
        place = re.search(rf"\b{re.escape(phrase)}\b", low)
        if place and not _is_own_story(_tokens(low), words):
            yield fact(FactKind.TERMS, place, phrase, "")
            break


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_own_story(tokens: Sequence[str], words: _Words) -> bool:
    return not (words.words["speakers"] | words.words["telling"]).isdisjoint(tokens)


def _is_told(low: str, words: _Words) -> bool:
    """Whether a sentence tells of its speaker or of what happened, or supposes something."""
    tokens = _tokens(low)
    table = words.words
    if _is_own_story(tokens, words):
        return True
    if any(two in table["unchanged"] and one in table["singular"] for one, two in pairwise(tokens)):
        return True
    past = (
        token.endswith("ed") and len(token) > 4 and (place == 0 or tokens[place - 1] not in table["auxiliaries"])
        for place, token in enumerate(tokens)
    )
    # A participle may follow a noun (`the amount paid`), so one alone proves nothing when the mood is a rule's.
    return any(past) and table["rule"].isdisjoint(tokens) and table["states"].isdisjoint(tokens)


def _clause(low: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a place within its clause."""
    before = [match.end() for match in _CLAUSE.finditer(low, 0, start)]
    behind = _CLAUSE.search(low, end)
    return low[before[-1] if before else 0 : start], low[end : behind.start() if behind else len(low)]


def _is_example(before: Sequence[str], behind: Sequence[str], words: _Words) -> bool:
    """Whether a value is one thing of a kind (`a $1000 project`)."""
    last = before[-1] if before else ""
    following = behind[0] if behind else ""
    return last in words.words["articles"] and following.isalpha() and following not in words.words["bounds"]


def _is_stated(low: str, start: int, end: int, words: _Words) -> bool:
    table = words.words
    first, second = _clause(low, start, end)
    before, behind = _tokens(first), _tokens(second)
    near = {*before, *behind}
    if _is_told(low, words) or _is_example(before, behind, words):
        return False
    if not table["somebody"].isdisjoint(_tokens(low)):
        return False
    if not table["supposing"].isdisjoint(_tokens(low[:start])) or not table["conditions"].isdisjoint(before):
        return False
    return not table["states"].isdisjoint(near)


def _is_bound(low: str, start: int, end: int, words: _Words) -> bool:
    table = words.words
    first, second = _clause(low, start, end)
    before, behind = _tokens(first), _tokens(second)
    last = before[-1] if before else ""
    if last in table["leaning"] and behind and behind[0] in table["bounds"]:
        last = "within"
    if last not in table["before"] or _is_told(low, words):
        return False
    if not table["supposing"].isdisjoint(_tokens(low[:start])):
        return False
    mood = not table["rule"].isdisjoint(_tokens(low))
    return mood and (last not in table["weak_before"] or not table["rule"].isdisjoint(before))


def _alike(one: Fact, two: Fact, code: str) -> bool:
    """Whether two facts give values for the same: alike in kind and unit, and in what they are said of."""
    if (one.kind, one.unit) != (two.kind, two.unit):
        return False
    if one.kind is FactKind.TERMS:
        return one.value == two.value
    return one.answer.saying == two.answer.saying != 0 or len(_about(one, code) & _about(two, code)) >= SHARED


def _about(fact: Fact, code: str) -> frozenset[str]:
    """What a fact is said of: the roots of the longer words of its sentence, without its value."""
    text = fact.answer.passage.text[: 4 * LONGEST]
    rest = folded(f"{text[: fact.start]} {text[fact.end :]}").lower()
    forms, common = word_forms(code), _words(code).words["common"]
    return frozenset(forms.root(word) for word in re.findall(r"[^\W\d_]{4,}", rest) if word not in common)
