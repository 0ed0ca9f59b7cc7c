"""What a rule costs: the time its patterns take, measured on real sentences.

The engine looks at a pattern only where a sentence holds its words, so a rule costs what it does there. Measured is
that work, for each rule alone: asking whether all words of a pattern are there, and looking for the pattern where
they are. A pattern in spaCy's form is run by the engine itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter

from extractor.rules import Rule, token_patterns
from extractor.rules.engine import Engine, Pattern, Tokens
from extractor.rules.phrases import Phrase

SAMPLE = 500
"""Sentences that are timed: enough for a figure, and a second for a hundred rules."""
ROUNDS = 3
"""How often each is timed; the shortest counts, because a machine is only ever slower than it can be."""


def measured(code: str, rules: Iterable[Rule], sentences: Sequence[str]) -> Mapping[str, float]:
    """By rule id, microseconds for each 1,000 words of these sentences. `code` is the language's."""
    engine: Engine[str] = Engine(code, ())
    sample = [engine.tokens(text) for text in sentences[:SAMPLE]]
    words = sum(len(tokens.norms) for tokens in sample)
    holding: dict[str, list[tuple[Tokens, set[str]]]] = {}
    for tokens in sample:
        norms = set(tokens.norms)
        for norm in norms:
            holding.setdefault(norm, []).append((tokens, norms))
    costs = {}
    for rule in rules:
        tried = [_phrase(phrase, True, holding) for phrase in (*rule.phrases, *rule.unless)]
        tried += [_phrase(phrase, False, holding) for phrase in rule.without]
        if rule.tokens:
            tried.append(_tokens(code, rule, sample))
        seconds = sum(_best(run) for run in tried)
        costs[rule.id] = seconds * 1e6 / words * 1000 if words else 0.0
    return costs


def _best(run: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        run()
        times.append(perf_counter() - begun)
    return min(times)


def _phrase(
    phrase: Phrase, every: bool, holding: Mapping[str, Sequence[tuple[Tokens, set[str]]]]
) -> Callable[[], None]:
    """The work for one phrase in the sentences that its rarest word leads to."""
    anchors = [piece.forms for piece in phrase.required()]
    first = min(anchors, key=lambda forms: (len(forms), sorted(forms)))
    led = {id(tokens): (tokens, norms) for word in first for tokens, norms in holding.get(word, ())}
    candidates = list(led.values())

    def run() -> None:
        for tokens, norms in candidates:
            if not any(norms.isdisjoint(forms) for forms in anchors):
                phrase.find(tokens.norms, tokens.numbers, tokens.first, tokens.last, every)

    return run


def _tokens(code: str, rule: Rule, sample: Sequence[Tokens]) -> Callable[[], None]:
    """The work for a rule's patterns in spaCy's form; those without a word that must be there are run everywhere."""
    engine = Engine(code, [Pattern(key=rule.id, look=pattern, every=True) for pattern in rule.tokens])
    wanted = [_words(pattern) for pattern in rule.tokens]
    held = [tokens for tokens in sample if any(not words or not words.isdisjoint(tokens.norms) for words in wanted)]
    led = [engine.tokens(tokens.doc.text) for tokens in held]

    def run() -> None:
        for tokens in led:
            engine.find(tokens)

    for tokens in led[:20]:
        engine.find(tokens)  # makes the matcher, which happens once
    return run


def _words(pattern: Sequence[Mapping[str, object]]) -> set[str]:
    """The words by which the index finds a pattern; none when it has none."""
    return {
        word
        for token in pattern
        if token_patterns.anchored(token)
        for key, word in token_patterns.literals(token)
        if key == "NORM"
    }
