"""Examples of rules: whether they test the rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractor.lab.warning import warning
from extractor.labels import Classifier, Findings, Judgement
from extractor.model import Problem
from extractor.rules import Rule, Status
from extractor.rules.languages import ACTS, MARKS, Language
from extractor.rules.packs import Topic
from extractor.text.characters import folded

ENOUGH = 2
"""Fewer sentences of a kind than this are too few to test a rule."""


def sort(rule: Rule) -> str:
    """Which of the three sorts a rule is of: `modifier`, `cue` or `topic`."""
    if rule.reach is not None:
        return "modifier"
    return "cue" if rule.claims in (*ACTS, *MARKS) else "topic"


def counted(rules: Iterable[Rule], background: Iterable[Iterable[str]] = ()) -> str:
    """How many rules, examples and lines of background files there are, in words."""
    listed = list(rules)
    known = sum(len(rule.known_miss) for rule in listed)
    tried = sum(len(rule.match) + len(rule.no_match) for rule in listed)
    counts = [(len(listed), "rule", "rules"), (tried, "example", "examples"), (known, "known miss", "known misses")]
    if lines := sum(bool(line.strip()) for file in background for line in file):
        counts.append((lines, "background sentence", "background sentences"))
    return ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in counts)


def redundant(classifier: Classifier, rules: Iterable[Rule] | None = None) -> list[Rule]:
    """Rules without effect on their own examples: if one is taken away, all its `match` sentences get the same
    labels.

    What is compared: topics, act, questions, stances, marks, whether anything speaks for advice, and what modifiers
    do. Experimental rules judge nothing and are left out.
    """
    rules_to_try = classifier.rules.values() if rules is None else rules
    return [rule for rule in rules_to_try if rule.status is not Status.EXPERIMENTAL and not _missed(classifier, rule)]


def _missed(classifier: Classifier, rule: Rule) -> bool:
    """Whether an example of a rule is judged otherwise without it."""
    # Findings leave out what a modifier cancels or a rule beats, so they must be made again.
    rest = without(classifier, rule.id) if rule.reach is not None or rule.beats else None
    for sentence in rule.match:
        findings = classifier.findings(sentence)
        less = rest.findings(sentence) if rest else _less(findings, rule.id)
        before, after = classifier.judged(findings), (rest or classifier).judged(less)
        if _compared(before, rule.id) != _compared(after, rule.id):
            return True
    return False


def _less(findings: Findings, id: str) -> Findings:
    return findings._replace(fired=tuple(hit for hit in findings.fired if hit.id != id))


def _compared(judged: Judgement, id: str) -> tuple[object, ...]:
    """What counts of a judgement, apart from what it says of the rule itself."""
    return (
        judged.topics,
        judged.act,
        judged.advises > 0,
        judged.questions,
        judged.stances,
        judged.marks.intersection(MARKS),
        [(each.id, each.kind, each.words) for each in judged.modified if each.id != id],
        [(each.id, each.reason) for each in judged.vetoed if each.id != id],
    )


def without(classifier: Classifier, id: str) -> Classifier:
    """The same rules but one."""

    def rest(rules: Sequence[Rule]) -> tuple[Rule, ...]:
        return tuple(rule for rule in rules if rule.id != id)

    language: Language = classifier.language
    topics: list[Topic] = [replace(topic, rules=rest(topic.rules)) for topic in classifier.topics]
    return Classifier(topics, replace(language, cues=rest(language.cues), modifiers=rest(language.modifiers)))


def few(rule: Rule) -> Iterator[Problem]:
    """The warning that a rule has too few examples."""
    for key, sentences in (("match", rule.match), ("no_match", rule.no_match)):
        if len(sentences) < ENOUGH:
            yield warning(
                rule,
                "W317",
                f"only one sentence stands under `{key}`",
                "add one that it nearly gets wrong" if key == "no_match" else "add one in other words",
                *sentences,
            )


def shared(rules: Iterable[Rule]) -> Iterator[tuple[str, Problem]]:
    """Sentences that are examples of two rules of a sort, reported at the second: the copy tests nothing more."""
    first_holders: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        for sentence in rule.match:
            other = first_holders.setdefault((sort(rule), folded(sentence).casefold()), rule)
            if other is not rule:
                cause = f"a sentence under `match` also proves {other.id}"
                yield rule.id, warning(rule, "W318", cause, "write another sentence for one of them", sentence)
        for key, sentences in (("match", rule.match), ("no_match", rule.no_match)):
            for number, sentence in enumerate(sentences):
                if folded(sentence) in map(folded, sentences[:number]):
                    cause = f"a sentence stands under `{key}` twice"
                    yield rule.id, warning(rule, "W318", cause, "remove one of them", sentence)


def needless(rule: Rule) -> Problem:
    """The warning that a rule has no effect on its own examples."""
    return warning(
        rule,
        "W319",
        "without this rule, each of its own examples would get the same labels",
        "give it an example that no other rule understands, or remove the rule",
        *rule.match[:1],
    )
