"""Every example of every rule, tried."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extractor.model import Problem
from extractor.rules import Rule

if TYPE_CHECKING:
    from extractor.classify import Classifier


def failures(classifier: Classifier, rules: Iterable[Rule]) -> list[Problem]:
    """Every example that its rule gets wrong, and every known miss that it finds by now."""
    problems = []
    for rule in rules:
        examples = [(s, "E302") for s in rule.match]
        examples += [(s, "E303") for s in rule.no_match] + [(s, "E307") for s in rule.known_miss]
        for sentence, code in examples:
            found = classifier.findings(sentence)
            if any(hit.id == rule.id for hit in found.fired) is (code == "E302"):
                continue
            cause, help = FAILURES[code]
            detail = "see `threadfaq why` for the words"
            if code == "E302":
                detail = f'silent because of "{found.vetoed[rule.id]}"' if rule.id in found.vetoed else NOTHING
            problems.append(
                Problem(
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
    "E302": ("it should match this and does not", "mend the phrase, or move the sentence to the other list"),
    "E303": ("it matches what it should not", "mend the phrase, or move the sentence to the other list"),
    "E307": ("it matches a known miss by now", "well done: move the sentence from `known_miss` to `match`"),
}
"""What is said of an example that fails, and what to do."""
