"""What each phrase of a rule finds in real sentences, and how often it is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.lab.stats import fired, rightly
from extractor.lab.texts import Sentence
from extractor.labels import Classifier
from extractor.model import Role
from extractor.rules import Rule
from extractor.rules.engine import Engine, Pattern
from extractor.rules.phrases import Phrase

PhrasePlace = tuple[str, int]
"""A phrase: its rule's id, and its number in the rule, phrases first and token patterns behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseFigures:
    """What one phrase does."""

    rule: Rule
    """Its rule."""
    written: str
    """The phrase as it is written; `tokens 1` is the rule's first token pattern."""
    coverage: int
    """Sentences in which its rule fires and it is there."""
    unique: int
    """Of those, sentences in which no other phrase of its rule is."""
    labelled: int
    """Labelled sentences in which its rule fires and it is there, and whose label says whether rightly."""
    right: int
    """Of those, sentences whose label says so."""

    @property
    def precision(self) -> float | None:
        """The share of labelled sentences in which it is right; None where none says."""
        return self.right / self.labelled if self.labelled else None


def measured(
    classifier: Classifier,
    rules: Sequence[Rule],
    sentences: Iterable[Sentence],
    gold: Iterable[Mapping[str, Any]] = (),
) -> list[PhraseFigures]:
    """Every phrase of these rules on these sentences, in the order of the files; `gold` says what is right."""
    looks: dict[str, tuple[Phrase | tuple[Mapping[str, Any], ...], ...]] = {
        rule.id: (*rule.phrases, *rule.tokens) for rule in rules
    }
    engine: Engine[PhrasePlace] = Engine(
        classifier.language.code,
        [
            Pattern(key=(id, number), phrase_or_tokens=look)
            for id, all_ in looks.items()
            for number, look in enumerate(all_)
        ],
    )
    coverage: Counter[PhrasePlace] = Counter()
    unique: Counter[PhrasePlace] = Counter()
    labelled: Counter[PhrasePlace] = Counter()
    right: Counter[PhrasePlace] = Counter()

    def there(text: str, role: Role | None = None) -> Iterator[tuple[Rule, list[PhrasePlace]]]:
        """The rules that fire in a sentence, each with its phrases that are in it."""
        begin = classifier.language.addressed(text)
        hits = [hit.key for hit in engine.find(engine.tokens(text[begin:]))]
        for rule in fired(classifier, classifier.findings(text), role):
            if rule.id in looks:
                yield rule, [place for place in dict.fromkeys(hits) if place[0] == rule.id]

    for sentence in sentences:
        for _, places in there(sentence.text, sentence.role):
            coverage.update(places)
            unique.update(places if len(places) == 1 else ())
    for row in gold:
        for rule, places in there(row["text"]) if not row.get("quote") else ():
            verdict = rightly(rule, row)
            if verdict is not None:
                labelled.update(places)
                right.update(places if verdict else ())
    return [
        PhraseFigures(
            rule=rule,
            written=written,
            coverage=coverage[rule.id, number],
            unique=unique[rule.id, number],
            labelled=labelled[rule.id, number],
            right=right[rule.id, number],
        )
        for rule in rules
        for number, written in enumerate(_written(rule))
    ]


def _written(rule: Rule) -> Iterator[str]:
    yield from (phrase.written for phrase in rule.phrases)
    yield from (f"tokens {number}" for number, _ in enumerate(rule.tokens, 1))


def rendered(figures: Sequence[PhraseFigures]) -> str:
    """Rule by rule, the phrases that were found, first those that were wrong most often; then those that were not."""
    by_rule: dict[str, list[PhraseFigures]] = {}
    for one in figures:
        by_rule.setdefault(one.rule.id, []).append(one)
    parts = []
    for id, rows in by_rule.items():
        live = sorted(
            (row for row in rows if row.coverage or row.labelled),
            key=lambda row: (row.right - row.labelled, -row.coverage, -row.labelled),
        )
        lines = [id]
        if live:
            lines.append(_line("fires", "only", "right", "of", "phrase"))
            lines += [
                _line(
                    str(row.coverage),
                    str(row.unique),
                    "" if row.precision is None else f"{row.precision:.2f}",
                    str(row.labelled or ""),
                    row.written,
                )
                for row in live
            ]
        silent = [row.written for row in rows if not row.coverage and not row.labelled]
        if silent:
            lines += [f"  never found: {len(silent)}", *(f"    {written}" for written in silent)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _line(fires: str, only: str, right: str, of: str, phrase: str) -> str:
    return f"{fires:>7} {only:>5} {right:>5} {of:>4}  {phrase}"


def row(figures: PhraseFigures) -> dict[str, Any]:
    """One phrase as `--json` prints it."""
    precision = figures.precision
    return {
        "rule": figures.rule.id,
        "phrase": figures.written,
        "coverage": figures.coverage,
        "unique": figures.unique,
        "labelled": figures.labelled,
        "right": figures.right,
        "precision": None if precision is None else round(precision, 3),
    }
