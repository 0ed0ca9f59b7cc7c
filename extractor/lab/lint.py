"""What an editor may want to improve in valid rules: a warning each, with file, place and next step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.lab import examples, foreign, inclusion
from extractor.lab.warning import warning
from extractor.lab.words import Words
from extractor.labels import Classifier
from extractor.model import Problem
from extractor.rules import Rule, Status, token_patterns
from extractor.rules.phrases import CURRENCY, Lexicon, Phrase, needless

_GIVEN = (frozenset(CURRENCY), frozenset("-–‑"))
"""Signs that the rule language puts into phrases by itself."""
_Form = tuple[object, ...]
"""What a phrase stands for, however it is written."""


def warnings(
    classifier: Classifier, rules: Sequence[Rule], background: Mapping[str, Sequence[str]] | None = None
) -> list[Problem]:
    """All warnings about these rules; each is compared with all rules of the classifier, and tried on the background,
    the lines of each file."""
    every = list(classifier.rules.values())
    words = Words(classifier.language.code)
    problems: list[Problem] = []
    for rule in rules:
        for check in (_twice, _shadowed, _silenced, _unanchored, _status, examples.few):
            problems += check(rule)
        problems += _idle(rule, words)
        problems += _split(rule, words)
        problems += _forms(rule, classifier.language.lexicon)
    ids = {rule.id for rule in rules}
    problems += [problem for rule, problem in _shared(every) if rule in ids]
    problems += [problem for rule, problem in examples.shared(every) if rule in ids]
    problems += [examples.needless(rule) for rule in examples.redundant(classifier, rules)]
    problems += foreign.warnings(classifier, rules, background or {})
    return problems


def _lists(rule: Rule) -> list[tuple[str, tuple[Phrase, ...]]]:
    return [("any", rule.phrases), ("without", rule.without), ("unless", rule.unless)]


def _form(phrase: Phrase) -> _Form:
    return phrase.pieces, phrase.starts, phrase.ends


def _twice(rule: Rule) -> Iterator[Problem]:
    for key, phrases in _lists(rule):
        phrases_by_form: dict[_Form, Phrase] = {}
        for phrase in phrases:
            first = phrases_by_form.setdefault(_form(phrase), phrase)
            if first is not phrase:
                written = f"`{first.written}`" + (
                    f" and `{phrase.written}`" if first.written != phrase.written else ""
                )
                yield warning(rule, "W311", f"`{key}` says the same twice: {written}", "remove one of them")
    for number, pattern in enumerate(rule.tokens):
        if pattern in rule.tokens[:number]:
            yield warning(rule, "W311", f"pattern {number + 1} of `tokens` is there twice", "remove one of them")


def _shared(rules: Sequence[Rule]) -> Iterator[tuple[str, Problem]]:
    """One phrase in two rules that claim the same; reported at the second."""
    first_holders: dict[object, tuple[Rule, Phrase]] = {}
    for rule in rules:
        claim = (rule.claims, rule.topic, frozenset(rule.questions), rule.stance, rule.speakers)
        for phrase in rule.phrases:
            other, _ = first_holders.setdefault((claim, _form(phrase)), (rule, phrase))
            if other is not rule:
                yield (
                    rule.id,
                    warning(
                        rule,
                        "W311",
                        f"`{phrase.written}` is in {other.id} too, which claims the same",
                        "keep it in one of them: in both, it only adds up their weights",
                    ),
                )


def _shadowed(rule: Rule) -> Iterator[Problem]:
    """Phrases that find nothing which another of the same list does not find."""
    for key, phrases in _lists(rule):
        # Where a veto stands does not matter; where a claim begins does, because modifiers reach it or not.
        around = key == "without"
        if rule.reach is not None and key == "any":
            continue  # a shorter trigger ends sooner, and what it reaches begins there
        distinct = list({_form(phrase): phrase for phrase in phrases}.values())
        for narrow in distinct:
            for wide in distinct:
                if wide is narrow or not inclusion.includes(wide, narrow, around):
                    continue
                if inclusion.includes(narrow, wide, around) and distinct.index(narrow) < distinct.index(wide):
                    continue
                yield warning(
                    rule,
                    "W312",
                    f"`{narrow.written}` finds nothing that `{wide.written}` does not find",
                    f"remove `{narrow.written}` from `{key}`",
                )
                break


def _forms(rule: Rule, lexicon: Lexicon) -> Iterator[Problem]:
    """Words that stand in a choice beside the word whose form they are."""
    for key, phrases in _lists(rule):
        for phrase in phrases:
            for word, other in needless(phrase.written, lexicon):
                yield warning(
                    rule,
                    "W323",
                    f"`{word}` in `{phrase.written}` finds nothing that `{other}` beside it does not find",
                    f"remove `{word}` from this phrase of `{key}`: every form of a word is found",
                )


def _silenced(rule: Rule) -> Iterator[Problem]:
    """Phrases that the rule's own `without` always stops."""
    for phrase in rule.phrases:
        for veto in rule.without:
            if inclusion.includes(veto, phrase, around=True):
                yield warning(
                    rule,
                    "W322",
                    f"`{phrase.written}` never counts: `{veto.written}` of `without` is in each of its matches",
                    "remove the phrase, or make the words of `without` more particular",
                )
                break


def _unanchored(rule: Rule) -> Iterator[Problem]:
    for number, pattern in enumerate(rule.tokens, 1):
        if all(token_patterns.optional(token) for token in pattern):
            yield warning(
                rule,
                "W314",
                f"every token of pattern {number} may be missing",
                "leave OP away from the token that makes the pattern what it is",
            )
        elif not rule.everywhere and not any(map(token_patterns.anchored, pattern)):
            yield warning(
                rule,
                "W313",
                f"pattern {number} of `tokens` names no word that must be there",
                'it is tried on every sentence and costs time; name a word: NORM = "fee" or NORM = {IN = […]}',
            )


def _status(rule: Rule) -> Iterator[Problem]:
    if rule.status is Status.DEPRECATED:
        yield warning(
            rule, "W315", f"{rule.id} is deprecated and still in force", "see `threadfaq rules stats`, then remove it"
        )
    elif rule.status is Status.EXPERIMENTAL:
        yield warning(
            rule,
            "W316",
            f"{rule.id} is experimental and labels nothing",
            "measure it with `threadfaq rules stats`, then remove the line `status`, or the rule",
        )


def _idle(rule: Rule, words: Words) -> Iterator[Problem]:
    """Words of `without` that can stand in no sentence in which the rule has anything to say."""
    if rule.tokens or not rule.phrases:
        return
    for veto in rule.without:
        if all(inclusion.never_meet(veto, phrase, words.numeric) for phrase in rule.phrases):
            yield warning(
                rule,
                "W320",
                f"`{veto.written}` of `without` can never apply",
                "remove it: no sentence can begin with it and with a phrase of `any`",
            )


def _split(rule: Rule, words: Words) -> Iterator[Problem]:
    """Words that are never one token."""
    for key, phrases in _lists(rule):
        for phrase in phrases:
            forms = {form for piece in phrase.pieces if piece.forms not in _GIVEN for form in piece.forms}
            for form in sorted(form for form in forms if not words.whole(form)):
                yield warning(
                    rule,
                    "W321",
                    f"`{form}` in `{phrase.written}` of `{key}` never matches",
                    words.advice(form),
                    words.tokenised(form),
                )
    for stop in sorted(rule.reach.stops if rule.reach else ()):
        if not words.whole(stop):
            yield warning(
                rule, "W321", f"`{stop}` in `stops` never stops it", words.stopping(stop), words.tokenised(stop)
            )
    for number, pattern in enumerate(rule.tokens, 1):
        for key, literal in (literal_pair for token in pattern for literal_pair in token_patterns.literals(token)):
            if not words.whole(literal, norm=key == "NORM"):
                cause = f'{key} = "{literal}" in pattern {number} of `tokens` never matches'
                yield warning(rule, "W321", cause, words.spelt(literal), words.tokenised(literal))
