"""What labels and proofs depend on of topic packs, and which threads a change of the rules can reach: those that hold
all the words that a changed rule cannot do without.

A rule does something only in a sentence in which one of its phrases stands, vetoes and modifiers too: what it changes
there reaches the rest of the thread, and no other thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.digests import digest_of
from extractor.model import wire
from extractor.rules import Rule
from extractor.rules.elsewhere import foreign, vocabulary_of
from extractor.rules.languages import Language
from extractor.rules.packs import Topic
from extractor.rules.phrases import Phrase

Needed = tuple[tuple[str, ...], ...]
"""What a phrase cannot do without: one of each of these groups of words, as tokens are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedRule:
    """What is kept of a rule, to be compared with what it is later."""

    rest: str
    """The digest of everything in it that a label depends on, but for its phrases."""
    phrases: dict[str, Needed]
    """By the digest of each of its phrases, what that needs; nothing for one that may stand anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedRules:
    """What is kept of all rules that judged a corpus."""

    frame: str
    """The digest of what every label depends on: topics and questions that rules claim, and their order."""
    rules: dict[str, NotedRule]
    """By the rule's id."""


def noted(topics: Sequence[Topic], language: Language) -> NotedRules:
    """What is to be kept of these rules."""
    own = vocabulary_of(topics)
    packed = [rule for topic in topics for rule in topic.rules]
    rules = (*language.cues, *language.modifiers, *packed)
    looked = (foreign(rule, own) if rule.claims == "elsewhere" else rule for rule in rules)
    # What no rule claims is claimed of no sentence: a question more changes no label.
    claimed = {name for rule in rules for name in (rule.claims, *rule.questions)}
    named = [(topic.id, *(question.address for question in topic.questions)) for topic in topics]
    frame = [[name for name in names if name in claimed] for names in named]
    return NotedRules(
        frame=digest_of(language.code, wire.packed([names for names in frame if names])).hex(),
        rules={rule.id: _noted(rule) for rule in looked},
    )


def proving(topics: Sequence[Topic], noted_rules: NotedRules) -> bytes:
    """The digest of everything in packs that the proof of their rules depends on, given what is kept of these."""
    rows = [
        [rule.id, rule.file, rule.match, rule.no_match, rule.known_miss, rule.why]
        + [[phrase.written for phrase in group] for group in (rule.phrases, rule.without, rule.unless)]
        for topic in topics
        for rule in topic.rules
    ]
    return digest_of(wire.packed(noted_rules), wire.packed(rows))


def reach(old: NotedRules, new: NotedRules) -> tuple[Needed, ...] | None:
    """What a thread must hold for a change from the old rules to the new ones to do anything in it: one of these.

    None where the change can reach every thread.
    """
    if old.frame != new.frame:
        return None
    changed = [id for id in old.rules.keys() | new.rules.keys() if old.rules.get(id) != new.rules.get(id)]
    phrases = {phrase for id in changed for phrase in _between(old.rules.get(id), new.rules.get(id))}
    return None if () in phrases else tuple(sorted(phrases))


def reaches(phrases: Iterable[Needed], words: Collection[str]) -> bool:
    """Whether a thread with these words holds all that one of these phrases needs."""
    there = frozenset(words)
    return any(all(not there.isdisjoint(forms) for forms in phrase) for phrase in phrases)


def _between(old: NotedRule | None, new: NotedRule | None) -> Iterator[Needed]:
    """What the phrases need by which a rule can judge otherwise than before."""
    if old is None or new is None or old.rest != new.rest:
        for version in filter(None, (old, new)):
            yield from version.phrases.values()
        return
    for digest in old.phrases.keys() ^ new.phrases.keys():
        yield (old.phrases | new.phrases)[digest]


def _noted(rule: Rule) -> NotedRule:
    facts = [rule.id, rule.claims, rule.topic, rule.questions, rule.stance, rule.weight, rule.speakers, rule.beats]
    reach_of_rule = rule.reach and [rule.reach.before, rule.reach.after, rule.reach.tokens, sorted(rule.reach.stops)]
    looked = [[_written(phrase) for phrase in group] for group in (rule.without, rule.unless)]
    phrases = {digest_of(wire.packed(_written(phrase))).hex(): _needed(phrase) for phrase in rule.phrases}
    # spaCy's own patterns may ask anything of a word.
    patterns: dict[str, Needed] = {digest_of(repr(pattern)).hex(): () for pattern in rule.tokens}
    rest = digest_of(wire.packed([*facts, rule.status, reach_of_rule, looked])).hex()
    return NotedRule(rest=rest, phrases=phrases | patterns)


def _needed(phrase: Phrase) -> Needed:
    needed = {tuple(sorted(piece.forms)) for piece in phrase.pieces if piece.forms and not piece.optional}
    return tuple(sorted(needed))


def _written(phrase: Phrase) -> list[object]:
    pieces = [[sorted(piece.forms), piece.optional, piece.sign] for piece in phrase.pieces]
    return [pieces, phrase.starts, phrase.ends]
