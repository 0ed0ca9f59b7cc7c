"""What a rule costs: the time that the engine takes for its patterns, measured on real sentences.

The engine that labels threads is given the patterns and the sentences, and does what it does in a build: in each
batch it looks only for patterns whose words are there, and follows them through the whole batch at once. Cutting
sentences into tokens is not among it, because all rules share that; what patterns share beyond it (where a word
stands) is counted for each, as if the others were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.rules import Rule
from extractor.rules.engine import Engine, Pattern

SAMPLE = 500
"""Sentences that are timed: enough for a figure, and a second for all rules of a corpus."""


def measured(code: str, rules: Iterable[Rule], sentences: Sequence[str]) -> Mapping[str, float]:
    """By rule id, microseconds for each 1,000 words of these sentences. `code` is the language's."""
    timed = list(rules)
    engine = Engine(code, (pattern for rule in timed for pattern in _patterns(rule)))
    sample = sentences[:SAMPLE]
    words = sum(len(engine.tokens(text).kinds) for text in sample)
    seconds = engine.seconds(sample)
    return {rule.id: seconds.get(rule.id, 0.0) * 1e6 / words * 1000 if words else 0.0 for rule in timed}


def _patterns(rule: Rule) -> Iterator[Pattern[str]]:
    """A rule's patterns as labelling looks for them: all places of what claims, one of what forbids."""
    for phrase in (*rule.phrases, *rule.unless):
        yield Pattern(key=rule.id, phrase_or_tokens=phrase, every=True)
    for tokens in rule.tokens:
        yield Pattern(key=rule.id, phrase_or_tokens=tokens, every=True)
    for phrase in rule.without:
        yield Pattern(key=rule.id, phrase_or_tokens=phrase)
