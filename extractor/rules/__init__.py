"""Rules: which phrases make a pack or a language claim something of a sentence, and the examples that test it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from extractor.model import Problem, Role, Stage, Stance
from extractor.rules import token_patterns
from extractor.rules.phrases import Lexicon, Phrase, PhraseError, phrase
from extractor.tables import Table, nearest

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a topic, a question or a rule may be called: addresses and `beats` put such names together with a slash."""
SCOPE = 8
"""How many tokens a modifier reaches when its file does not say: about one clause."""


class Status(StrEnum):
    """How far a rule is trusted."""

    EXPERIMENTAL = "experimental"
    """Tried by the rule lab; labels nothing yet."""
    STABLE = "stable"
    """In force."""
    DEPRECATED = "deprecated"
    """Still in force, to be removed: `rules lint` lists it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a modifier reaches, as in ConText (Harkema et al. 2009): direction, scope, terminators."""

    before: bool
    """Whether it works on what stands before it."""
    after: bool
    """Whether it works on what follows it."""
    tokens: int
    """How many tokens far."""
    stops: frozenset[str]
    """Words and signs (norms) at which it ends sooner."""

    def scopes(self, norms: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
        """The token ranges in which a trigger at `start` to `end` works."""
        ranges = []
        if self.after:
            last = min(end + self.tokens, len(norms))
            ranges.append((end, next((place for place in range(end, last) if norms[place] in self.stops), last)))
        if self.before:
            first = max(start - self.tokens, 0)
            stop = next((place + 1 for place in range(start - 1, first - 1, -1) if norms[place] in self.stops), first)
            ranges.append((stop, start))
        return ranges


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it looks for, what it claims, and its example sentences."""

    id: str
    """`<topic>/<name>` or `<cue>/<name>`."""
    claims: str
    """The topic's id, or the cue (`advice`, `leans` …)."""
    topic: bool
    """Whether a match gives the sentence the topic (a rule may only claim questions)."""
    questions: tuple[str, ...] = ()
    """Addresses of the questions that a match answers."""
    stance: Stance | None = None
    """Where a matching passage stands towards those questions."""
    weight: float = 1.0
    """What a match adds."""
    phrases: tuple[Phrase, ...] = ()
    """Any of these."""
    tokens: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    """Or any of these spaCy patterns."""
    everywhere: bool = False
    """Whether a pattern that names no word, and so is tried on every sentence, is intended."""
    without: tuple[Phrase, ...] = ()
    """Vetoes: the rule does not count when any of these matches anywhere in the sentence."""
    speakers: tuple[Role, ...] = ()
    """The speakers in whose posts the rule counts; everybody when empty."""
    beats: tuple[str, ...] = ()
    """Ids of rules that do not count in a sentence in which this one fires."""
    status: Status = Status.STABLE
    """How far it is trusted."""
    reach: Reach | None = None
    """For a modifier: where it works."""
    unless: tuple[Phrase, ...] = ()
    """For a modifier: words in which its trigger does nothing (`not only`), the pseudo-triggers of ConText."""
    why: str = ""
    """Why its author wrote it."""
    match: tuple[str, ...] = ()
    """Sentences it must match."""
    no_match: tuple[str, ...] = ()
    """Sentences it must not match."""
    known_miss: tuple[str, ...] = ()
    """Sentences it should match one day and does not; a failure as soon as it does."""
    file: str = ""
    """Where it is written."""


@dataclass
class RuleReader:
    """Reads the `[[rule]]` and `[[cue]]` tables of one file."""

    lexicon: Lexicon
    file: str
    names: set[str] = field(default_factory=set)

    def read(
        self,
        table: Table,
        claims: str,
        questions: Iterable[str] = (),
        modifier: bool = False,
        more_of: Rule | None = None,
    ) -> Rule | None:
        """One rule, or None with its problems noted in the table; a `modifier` has a reach besides.

        With `more_of`, that rule with the phrases, patterns and examples of the table added to its own.

        `questions` are the ids that this file itself defines; `topic/question` names another file's and is
        checked when all packs are known.
        """
        own = set(questions)
        name = table.text("id", required=True) or "?"
        if name != "?" and not NAME.fullmatch(name):
            table.complain("E207", f"`{name}` cannot be a rule's id", "use small letters, digits and single hyphens")
        if name in self.names:
            table.complain("E306", f"there are two rules `{name}`", "give each its own id")
        self.names.add(name)
        if more_of is not None:
            return self._added(table, more_of)
        addresses = self._questions(table, claims, own)
        topic = table.flag("topic")
        stance = table.choice("stance", [stance.value for stance in Stance])
        status = table.choice("status", [status.value for status in Status])
        given = table.number("weight")
        weight = 1.0 if given is None else given
        if weight <= 0:
            table.complain("E203", "`weight` must be more than 0", "a rule that should not count is removed")
        rule = Rule(
            id=f"{claims}/{name}",
            claims=claims,
            topic=topic is not False,
            questions=addresses,
            stance=Stance(stance) if stance else None,
            weight=weight,
            phrases=self._phrases(table, "any"),
            tokens=self._tokens(table),
            everywhere=bool(table.flag("everywhere")),
            without=self._phrases(table, "without"),
            speakers=self._speakers(table),
            beats=tuple(name if "/" in name else f"{claims}/{name}" for name in table.texts("beats")),
            status=Status(status) if status else Status.STABLE,
            reach=self._reach(table) if modifier else None,
            unless=self._phrases(table, "unless") if modifier else (),
            why=table.text("why") or "",
            match=table.texts("match", required=True),
            no_match=table.texts("no_match", required=True),
            known_miss=table.texts("known_miss"),
            file=self.file,
        )
        # A takedown may leave a rule without an example; it says so in the file.
        excused = bool(table.flag("examples_removed"))
        for key, examples in (("match", rule.match), ("no_match", rule.no_match)):
            if table.values.get(key) == [] and not examples and not excused:
                table.complain("E203", f"`{key}` is empty", "a rule needs examples; give at least one")
        if not rule.phrases and not rule.tokens:
            if not table.values.get("any") and not table.values.get("tokens"):  # else it was told what is wrong there
                table.complain("E304", "this rule looks for nothing", 'add `any = ["some words"]`')
            return None
        return rule

    def _added(self, table: Table, rule: Rule) -> Rule:
        # Nothing is asked of examples here: the rule has its own, and a takedown may leave it no more.
        table.flag("examples_removed")
        return replace(
            rule,
            phrases=(*rule.phrases, *self._phrases(table, "any")),
            tokens=(*rule.tokens, *self._tokens(table)),
            without=(*rule.without, *self._phrases(table, "without")),
            unless=(*rule.unless, *(self._phrases(table, "unless") if rule.reach is not None else ())),
            match=(*rule.match, *table.texts("match")),
            no_match=(*rule.no_match, *table.texts("no_match")),
            known_miss=(*rule.known_miss, *table.texts("known_miss")),
        )

    def _speakers(self, table: Table) -> tuple[Role, ...]:
        roles = [role.value for role in Role]
        named = table.texts("speakers")
        for name in named:
            if name not in roles:
                table.complain("E203", f"`speakers` cannot hold {name!r}", f"any of: {', '.join(roles)}")
        return tuple(Role(name) for name in named if name in roles)

    def _reach(self, table: Table) -> Reach:
        side = table.choice("reach", ["after", "before", "both"], required=True)
        tokens = table.number("scope")
        if tokens is not None and (tokens < 1 or tokens != int(tokens)):
            table.complain("E203", "`scope` counts tokens: a whole number from 1", f"it is {tokens:g}")
        stops: list[str] = []
        for word in table.texts("stops"):
            if not word.startswith("@"):
                stops.append(word)
            elif word[1:] in self.lexicon.lists:
                stops += self.lexicon.lists[word[1:]]
            else:
                table.complain("E304", f"there is no word list `{word[1:]}`", "add it under [words]")
        return Reach(
            before=side in ("before", "both"),
            after=side in ("after", "both"),
            tokens=int(tokens or SCOPE),
            stops=frozenset(stops),
        )

    def _questions(self, table: Table, claims: str, own: set[str]) -> tuple[str, ...]:
        values = table.values.get("question")
        single = isinstance(values, str)
        names = (table.text("question"),) if single else table.texts("question")
        addresses = []
        for name in filter(None, names):
            if "/" in name:
                addresses.append(name)
            elif name in own:
                addresses.append(f"{claims}/{name}")
            else:
                table.complain(
                    "E305", f"there is no question `{name}` in this file", "add it, or name topic/question"
                )
        return tuple(addresses)

    def _phrases(self, table: Table, key: str) -> tuple[Phrase, ...]:
        written_phrases = []
        for written in table.texts(key):
            try:
                written_phrases.append(phrase(written, self.lexicon))
            except PhraseError as error:
                table.complain("E304", f"the phrase {written!r} can never match", str(error))
        return tuple(written_phrases)

    def _tokens(self, table: Table) -> tuple[tuple[Mapping[str, Any], ...], ...]:
        patterns = []
        for pattern in table.items("tokens"):
            if not isinstance(pattern, list) or not all(isinstance(token, dict) for token in pattern):
                table.complain("E304", "`tokens` is a list of patterns", 'like [[{LOWER = "fee"}, {LOWER = "is"}]]')
                continue
            if not pattern:
                table.complain("E304", "a pattern of `tokens` is empty", "give it at least one token")
                continue
            tokens = [self._listed(token) for token in pattern]
            faults = token_patterns.faults(tokens)
            for cause, help in faults:
                table.complain("E304", cause, help)
            # What spaCy would refuse must not reach it: the corpus is read on, to tell all problems at once.
            if not faults:
                patterns.append(tuple(tokens))
        return tuple(patterns)

    def _listed(self, token: dict[str, Any]) -> dict[str, Any]:
        """A token of a pattern with the words of each list that its choices name in the place of the name."""
        return {
            key: {
                choice: [other for word in words for other in self._words(word)]
                if choice in ("IN", "NOT_IN") and isinstance(words, list)
                else words
                for choice, words in value.items()
            }
            if isinstance(value, dict)
            else value
            for key, value in token.items()
        }

    def _words(self, word: Any) -> Sequence[Any]:
        return self.lexicon.lists.get(word[1:], [word]) if isinstance(word, str) and word[:1] == "@" else [word]


def unknown_rules(rules: Iterable[Rule], lost: Container[str] = ()) -> list[Problem]:
    """Rules that would beat a rule which does not exist; of the topics that are `lost` nobody can tell."""
    known = {rule.id: rule for rule in rules}
    return [
        Problem(
            stage=Stage.PACKS,
            code="E308",
            file=rule.file,
            place=f"rule {rule.id}",
            cause=f"it beats `{id}`, which is no rule",
            help=f"did you mean `{right}`?" if (right := nearest(id, sorted(known))) else "name a rule of this file",
        )
        for rule in known.values()
        for id in rule.beats
        if id not in known and id.partition("/")[0] not in lost
    ]
