"""Tests of rules: the examples of each rule, and the background, in which no rule may find its topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from extractor.model import Problem, Stage
from extractor.rules import Rule

if TYPE_CHECKING:
    from extractor.labels.classifier import Classifier


def unproved(classifier: Classifier, background: Mapping[str, Sequence[str]]) -> tuple[Problem, ...]:
    """What is wrong with the rules of a classifier's packs: its `failures` and its `strays`.

    Kept while packs and background stay the same, since `make serve` builds again and again.
    """
    return _unproved(classifier, tuple((file, tuple(lines)) for file, lines in background.items()))


@lru_cache(maxsize=2)
def _unproved(classifier: Classifier, background: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Problem, ...]:
    rules = [rule for topic in classifier.topics for rule in topic.rules]
    return (*failures(classifier, rules), *strays(classifier, rules, dict(background)))


def failures(classifier: Classifier, rules: Iterable[Rule]) -> list[Problem]:
    """Every example that its rule gets wrong, and every known miss that it matches now."""
    examples = [
        (rule, sentence, code)
        for rule in rules
        for sentences, code in ((rule.match, "E302"), (rule.no_match, "E303"), (rule.known_miss, "E307"))
        for sentence in sentences
    ]
    all_findings = classifier.findings_all(sentence for _, sentence, _ in examples)
    problems = []
    for (rule, sentence, code), findings in zip(examples, all_findings, strict=True):
        if any(hit.id == rule.id for hit in findings.fired) is (code == "E302"):
            continue
        cause, help = FAILURES[code]
        detail = "see `threadfaq why` for the words"
        if code == "E302":
            detail = (
                f'silent because of "{findings.vetoed[rule.id].reason}"' if rule.id in findings.vetoed else NOTHING
            )
        problems.append(
            Problem(
                stage=Stage.PACKS,
                code=code,
                file=rule.file,
                place=f"rule {rule.id}",
                cause=cause,
                details=(sentence, detail),
                help=help,
            )
        )
    return problems


NOTHING = "no phrase of it is there"
FAILURES = {
    "E302": ("it should match this and does not", "correct the phrase, or move the sentence to the other list"),
    "E303": ("it matches what it should not", "correct the phrase, or move the sentence to the other list"),
    "E307": ("it matches a known miss now", "well done: move the sentence from `known_miss` to `match`"),
}
"""By code, the message for an example that fails, and what to do."""


SHOWN = 3
"""Sentences that a problem shows; it counts the others."""


def strays(classifier: Classifier, rules: Iterable[Rule], background: Mapping[str, Sequence[str]]) -> list[Problem]:
    """Each rule that finds its topic, or an answer to its question, in the background.

    `background`: the lines of each file of sentences that are about no topic; empty lines are none.
    """
    lines = [
        (f"{file}, line {number}", line)
        for file, written in background.items()
        for number, line in enumerate(written, 1)
        if line.strip()
    ]
    wrong: dict[str, dict[str, str]] = {}
    for (where, line), judged in zip(lines, classifier.judge_all(line for _, line in lines), strict=True):
        for hit in judged.fired:
            rule = classifier.rules[hit.id]
            if (rule.topic and rule.claims in judged.topics) or set(rule.questions) & set(judged.questions):
                wrong.setdefault(hit.id, {}).setdefault(where, f'{where}, "{line[hit.start : hit.end]}": {line}')
    return [
        Problem(
            stage=Stage.PACKS,
            code="E309",
            file=rule.file,
            place=f"rule {rule.id}",
            cause=f"it finds something in {len(results)} of {len(lines)} sentences that are about no topic",
            details=(
                *list(results.values())[:SHOWN],
                *([f"… and {len(results) - SHOWN} more"] if len(results) > SHOWN else []),
            ),
            help="say more exactly what the rule looks for, or add what it should not find to `without`",
        )
        for rule in rules
        if (results := wrong.get(rule.id))
    ]
