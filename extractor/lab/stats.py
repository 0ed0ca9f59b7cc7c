"""What each rule does on real sentences: how much it finds, how much of that only it finds, and how much is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from extractor.lab import cost
from extractor.lab.examples import sort
from extractor.lab.texts import Sentence
from extractor.labels import TURNED, Classifier, Findings
from extractor.model import Role, Stance
from extractor.rules import Rule, Status
from extractor.rules.languages import ACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one rule does."""

    rule: Rule
    """The rule."""
    coverage: int = 0
    """Sentences in which it fires."""
    unique: int = 0
    """Of those, sentences in which no other rule in force gives what it gives: its topic or a question; for a cue,
    its kind."""
    beside: str | None = None
    """The rule of its sort with which it fires most often."""
    shared: int = 0
    """Sentences in which both fire."""
    conflict: int = 0
    """Sentences in which another rule in force claims a question of its with another stance, or another act."""
    against: str | None = None
    """The rule with which it conflicts most often."""
    labelled: int = 0
    """Labelled sentences in which it fires, and whose label says whether rightly."""
    right: int = 0
    """Of those, sentences whose label says so."""
    judged: bool = False
    """Whether labels can say anything of this rule: they name topics and acts, no marks and no modifiers."""
    cost: float = 0.0
    """Microseconds for 1,000 words."""

    @property
    def precision(self) -> float | None:
        """The share of labelled sentences in which it fires rightly; None where none says."""
        return self.right / self.labelled if self.labelled else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What the rules do on some sentences."""

    rules: tuple[Measured, ...]
    """Every rule, in the order of the files."""
    sentences: int
    """How many sentences there were."""
    timed: int
    """How many of them the costs were measured on."""
    labelled: int
    """How many labelled sentences there were."""


@dataclass
class _Tally:
    """Counts while sentences go by: nothing is kept of a sentence, so that a large file can be measured."""

    coverage: Counter[str] = field(default_factory=Counter)
    unique: Counter[str] = field(default_factory=Counter)
    conflict: Counter[str] = field(default_factory=Counter)
    pairs: dict[str, Counter[str]] = field(default_factory=dict)
    against: dict[str, Counter[str]] = field(default_factory=dict)
    labelled: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)


def measured(classifier: Classifier, sentences: Iterable[Sentence], gold: Iterable[Mapping[str, Any]] = ()) -> Stats:
    """Every rule on these sentences, experimental ones too; `gold` are labelled rows for its precision alone."""
    tally = _Tally()
    sample: list[str] = []
    count = labelled = 0
    for sentence in sentences:
        count += 1
        if len(sample) < cost.SAMPLE:
            sample.append(sentence.text)
        findings = classifier.findings(sentence.text)
        _count(tally, fired(classifier, findings, sentence.role), findings)
    for row in gold:
        if not row.get("quote"):
            labelled += 1
            _judge(tally, fired(classifier, classifier.findings(row["text"])), row)
    rules = classifier.rules.values()
    costs = cost.measured(classifier.language.code, rules, sample)
    return Stats(
        rules=tuple(replace(_measured(rule, tally), cost=costs[rule.id]) for rule in rules),
        sentences=count,
        timed=len(sample),
        labelled=labelled,
    )


def fired(classifier: Classifier, findings: Findings, role: Role | None = None) -> list[Rule]:
    """The rules that fire and count for this speaker, experimental ones too."""
    rules = [classifier.rules[hit.id] for hit in findings.fired]
    return [rule for rule in rules if not rule.speakers or role is None or role in rule.speakers]


def _count(tally: _Tally, rules: Sequence[Rule], findings: Findings) -> None:
    claims = {rule.id: _claims(rule, findings) for rule in rules}
    for rule in rules:
        tally.coverage[rule.id] += 1
        others = [other for other in rules if other is not rule and other.status is not Status.EXPERIMENTAL]
        tally.unique[rule.id] += _alone(rule, others, claims)
        opposed = [other.id for other in others if _opposed(rule, other, claims)]
        tally.conflict[rule.id] += bool(opposed)
        tally.against.setdefault(rule.id, Counter()).update(opposed)
    for one, other in combinations(rules, 2):
        if sort(one) == sort(other):
            tally.pairs.setdefault(one.id, Counter())[other.id] += 1
            tally.pairs.setdefault(other.id, Counter())[one.id] += 1


def _claims(rule: Rule, findings: Findings) -> Mapping[str, Stance | None]:
    """The questions that a rule claims in a sentence, each with its stance as modifiers leave it."""
    kind = findings.modified[rule.id].kind if rule.id in findings.modified else ""
    stance = rule.stance
    if kind == "negated" and stance is not None:
        stance = TURNED.get(stance, stance)
    return (
        {} if kind == "denied" else dict.fromkeys(rule.questions, Stance.OPTIONAL if kind == "optional" else stance)
    )


def _alone(rule: Rule, others: Sequence[Rule], claims: Mapping[str, Mapping[str, Stance | None]]) -> bool:
    """Whether no other rule gives something that this one gives."""
    if sort(rule) != "topic":
        return not any(other.claims == rule.claims for other in others)
    if rule.topic and not any(other.topic and other.claims == rule.claims for other in others):
        return True
    given = {question for other in others for question in claims[other.id]}
    return any(question not in given for question in claims[rule.id])


def _opposed(rule: Rule, other: Rule, claims: Mapping[str, Mapping[str, Stance | None]]) -> bool:
    """Whether two rules say different things of one sentence."""
    if rule.claims in ACTS and other.claims in ACTS:
        return rule.claims != other.claims
    mine, theirs = claims[rule.id], claims[other.id]
    return any(None not in (mine[q], theirs[q]) and mine[q] != theirs[q] for q in mine.keys() & theirs.keys())


def rightly(rule: Rule, row: Mapping[str, Any]) -> bool | None:
    """Whether a rule that fires in a labelled sentence says what its label says; None where the label says nothing of
    it. A topic that people accept without requiring it counts neither way."""
    if rule.claims in ACTS and "act" in row:
        return bool(row["act"] == rule.claims)
    if sort(rule) == "topic" and rule.topic and rule.claims not in row.get("also", ()) and "topics" in row:
        return rule.claims in row["topics"]
    return None


def _judge(tally: _Tally, rules: Sequence[Rule], row: Mapping[str, Any]) -> None:
    """One labelled sentence."""
    for rule in rules:
        right = rightly(rule, row)
        if right is not None:
            tally.labelled[rule.id] += 1
            tally.right[rule.id] += right


def _measured(rule: Rule, tally: _Tally) -> Measured:
    beside, shared = _most(tally.pairs.get(rule.id))
    against, _ = _most(tally.against.get(rule.id))
    return Measured(
        rule=rule,
        coverage=tally.coverage[rule.id],
        unique=tally.unique[rule.id],
        beside=beside,
        shared=shared,
        conflict=tally.conflict[rule.id],
        against=against,
        labelled=tally.labelled[rule.id],
        right=tally.right[rule.id],
        judged=rule.claims in ACTS or (sort(rule) == "topic" and rule.topic),
    )


def _most(counts: Counter[str] | None) -> tuple[str | None, int]:
    """The name with the greatest count; of equal ones the first in the alphabet, so that runs agree."""
    if not counts:
        return None, 0
    name = min(counts, key=lambda name: (-counts[name], name))
    return name, counts[name]
