"""Which rules fire in sentences, after vetoes and modifiers are applied: a batch of sentences, rule by rule."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from extractor.labels._judgement import SILENCES, STRONGEST, Findings, vetoed_by
from extractor.labels._looking import Key, Scope, Use, reached_by
from extractor.model import Fired, Modified, Silence, Vetoed
from extractor.rules import Rule
from extractor.rules.engine import Batch, Engine, Hit, Tokens
from extractor.rules.languages import Language
from extractor.text.sentences import head

Span = tuple[int, int]
"""Tokens of a sentence, the second exclusive."""


NOTHING: Mapping[str, Scope] = {}
"""What reaches a rule in a sentence without modifiers."""


class _Looked(NamedTuple):
    """A rule, and what is asked of it in every sentence."""

    rule: Rule
    claim: Key
    veto: Key
    pseudo: Key
    silencers: tuple[str, ...]
    """Kinds of modifiers that silence it."""
    turns: bool
    """Whether a modifier means anything to it at all."""


class _Sentence:
    """What the patterns found in one sentence."""

    __slots__ = ("claims", "triggers", "vetoes")

    def __init__(self) -> None:
        self.claims: dict[str, Span] = {}
        """By rule, in their order, its leftmost longest place."""
        self.vetoes: dict[str, Span] = {}
        self.triggers: list[tuple[Rule, list[Hit[Key]]]] = []
        """Modifiers with all their places."""


class Finder:
    """Rules and the engine that looks for them, each rule's patterns known there by the keys of `_looking`."""

    def __init__(self, rules: Mapping[str, Rule], engine: Engine[Key], language: Language) -> None:
        self._engine = engine
        self._language = language
        self._looked = {rule.id: _looked(rule) for rule in rules.values()}

    def all(self, texts: Iterable[tuple[str, int]]) -> Iterator[Findings]:
        """The findings of each sentence, in order: its text, and what its offsets are counted from.

        Texts are taken as they are needed, some hundreds ahead.
        """
        begins: deque[int] = deque()

        def addressed() -> Iterator[str]:
            for text, place in texts:
                begin, end = self.judged_part(text)
                begins.append(place + begin)
                yield text[begin:end]

        for batch in self._engine.batches(addressed()):
            for number, sentence in enumerate(self._sentences(batch)):
                yield self._made(batch, number, sentence, begins.popleft())

    def judged_part(self, text: str) -> tuple[int, int]:
        """Where what is judged of a sentence begins, behind a greeting, and ends: see LONGEST in `sentences`."""
        begin = self._language.addressed(text)
        return begin, head(text, begin)

    def _sentences(self, batch: Batch[Key]) -> list[_Sentence]:
        """What is in each sentence of a batch. What a rule is silent beside is looked for only where it claims."""
        sentences = [_Sentence() for _ in batch.sentences]
        for rule_id, use in list(batch.keys):
            if use is not Use.CLAIM:
                continue
            looked = self._looked[rule_id]
            claims = batch.first(looked.claim)
            if not claims:
                continue
            if looked.rule.reach is not None:
                claims = self._triggered(batch, looked, claims, sentences)
            for number, span in claims.items():
                sentences[number].claims[rule_id] = span
            if looked.rule.without:
                for number, span in batch.any_of(looked.veto, claims).items():
                    sentences[number].vetoes[rule_id] = span
        return sentences

    def _triggered(
        self, batch: Batch[Key], looked: _Looked, claims: Mapping[int, Span], sentences: list[_Sentence]
    ) -> dict[int, Span]:
        """A modifier's claims, without those in words that `unless` names; its places are put down as triggers."""
        kept: dict[int, Span] = {}
        for number in claims:
            hits = [Hit(looked.claim, *span) for span in batch.every(looked.claim, number)]
            if looked.rule.unless:
                around = [Hit(looked.pseudo, *span) for span in batch.every(looked.pseudo, number)]
                hits = [hit for hit in hits if not any(map(hit.meets, around))]
            if hits:
                kept[number] = _leftmost(hit[1:] for hit in hits)
                sentences[number].triggers.append((looked.rule, hits))
        return kept

    def _made(self, batch: Batch[Key], number: int, sentence: _Sentence, begin: int) -> Findings:
        """The findings of a sentence. `begin` is where what is judged of it begins, in what offsets count in."""
        tokens = batch.sentences[number]
        vetoes = sentence.vetoes
        scopes: list[Scope] = []
        if sentence.triggers:
            norms = tokens.norms
            scopes = [
                Scope(rule.claims, trigger, *scope)
                for rule, triggers in sentence.triggers
                if rule.id not in vetoes and rule.reach is not None
                for trigger in triggers
                for scope in rule.reach.scopes(norms, trigger.start, trigger.end)
            ]
        fired: list[Fired] = []
        vetoed: dict[str, Vetoed] = {}
        modified: dict[str, Modified] = {}
        beats: list[Rule] = []
        for rule_id, place in sentence.claims.items():
            looked = self._looked[rule_id]
            rule = looked.rule
            if rule_id in vetoes:
                vetoed[rule_id] = vetoed_by(rule_id, Silence.WORDS, _words(tokens, *vetoes[rule_id]))
                continue
            span, reached = place, NOTHING
            if scopes and looked.turns:
                heard = _heard(batch, number, looked, place, scopes)
                if isinstance(heard, Scope):
                    words = _words(tokens, heard.trigger.start, heard.trigger.end)
                    vetoed[rule_id] = vetoed_by(rule_id, Silence.MODIFIER, words)
                    continue
                span, reached = heard
            start, end = tokens.span(*span)
            fired.append(Fired(rule_id, begin + start, begin + end, rule.weight))
            if rule.beats:
                beats.append(rule)
            kind = next((kind for kind in STRONGEST if kind in reached), None) if rule.questions else None
            if kind is not None:
                modified[rule_id] = _modified(rule_id, reached[kind], tokens, begin)
        for winner in beats:
            for beaten in winner.beats:
                if any(other.id == beaten for other in fired):
                    fired = [other for other in fired if other.id != beaten]
                    vetoed[beaten] = vetoed_by(beaten, Silence.BEATEN, winner.id)
        fired.sort(key=_by_place)
        return Findings(tuple(fired), vetoed, modified)


def _looked(rule: Rule) -> _Looked:
    silencers = tuple(kind for kind, acts in SILENCES.items() if rule.claims in acts)
    claim, veto, pseudo = ((rule.id, use) for use in (Use.CLAIM, Use.VETO, Use.PSEUDO))
    return _Looked(rule, claim, veto, pseudo, silencers, bool(silencers or rule.questions))


def _heard(
    batch: Batch[Key], number: int, looked: _Looked, span: Span, scopes: Iterable[Scope]
) -> Scope | tuple[Span, Mapping[str, Scope]]:
    """The first place of a rule that no modifier silences, with what reaches it; else what silences the first one."""
    first = _silencer(looked, reached := reached_by(Hit(looked.claim, *span), scopes))
    if first is None:
        return span, reached
    for place in sorted(batch.every(looked.claim, number), key=lambda place: (place[0], -place[1])):
        reached = reached_by(Hit(looked.claim, *place), scopes)
        if _silencer(looked, reached) is None:
            return place, reached
    return first


def _silencer(looked: _Looked, reached: Mapping[str, Scope]) -> Scope | None:
    return next((reached[kind] for kind in looked.silencers if kind in reached), None)


def _modified(rule_id: str, scope: Scope, tokens: Tokens, begin: int) -> Modified:
    trigger = scope.trigger
    start, end = tokens.span(scope.start, scope.end)
    return Modified(
        id=rule_id,
        kind=scope.kind,
        by=trigger.key[0],
        words=_words(tokens, trigger.start, trigger.end),
        start=begin + start,
        end=begin + end,
    )


def _leftmost(spans: Iterable[Span]) -> Span:
    """The first to begin, of those the longest."""
    return min(spans, key=lambda span: (span[0], -span[1]))


def _by_place(hit: Fired) -> tuple[int, int, str]:
    return hit.start, hit.end, hit.id


def _words(tokens: Tokens, start: int, end: int) -> str:
    first, last = tokens.span(start, end)
    return tokens.text[first:last]
