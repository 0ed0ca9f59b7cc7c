"""The rule language: what an editor writes, and the token patterns it stands for. Knows no spaCy.

A phrase is written as people write, one sign a meaning:

    ask refund          these words next to one another, each in any of its forms (ask, asks, asked, asking)
    ask * refund        up to six other tokens between them
    fee/cost            one or the other
    the?                perhaps
    =asks               this form only
    @worker             any word of the list `worker` in [words]; =@worker without their other forms
    ^  $                the sentence begins, ends here
    #                   a number, also $337 or 25 %
    non-binding         also `non binding`, and with any dash

`don't` is two tokens to the tokenizer, whose second one means `not`: write `do not`, and it finds both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.model import Stance
from extractor.tables import Table, nearest

GAP = 6
"""How many tokens `*` may skip: about one clause; a longer gap joined words of different statements."""

CURRENCY = ("$", "€", "£", "us$", "usd")
"""Signs that may stand before a number; the tokenizer makes them tokens of their own."""

TOKEN_KEYS = frozenset(
    ("LOWER", "NORM", "ORTH", "TEXT", "SHAPE", "LENGTH", "PREFIX", "SUFFIX", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL")
) | {"IS_ALPHA", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_CURRENCY", "IS_QUOTE", "OP"}
"""What a token pattern may ask. No lemma and no part of speech: nothing here has a trained model to know them."""

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What a language knows of its words, as data."""

    lists: Mapping[str, tuple[str, ...]]
    """Word lists for `@name`."""
    irregular: Mapping[str, tuple[str, ...]]
    """Forms of words that no rule gives, by base form."""
    rigid: frozenset[str]
    """Words that have no other form (pronouns, prepositions, modal verbs …)."""
    nouns: frozenset[str]
    """Words that take a plural and no verb forms: `fee` is not `feed`."""

    def forms(self, word: str) -> tuple[str, ...]:
        """Every form of a word, the word itself first."""
        if word in self.irregular:
            return (word, *self.irregular[word])
        if word in self.rigid or not word.isalpha() or len(word) < 3:
            return (word,)
        plural = _plural(word)
        if word in self.nouns:
            return (word, plural)
        return tuple(dict.fromkeys((word, plural, _past(word), _participle(word))))


def _plural(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _doubles(word: str) -> bool:
    """Whether the last letter doubles before -ed and -ing: one syllable, one vowel, one consonant (`stop`)."""
    return bool(re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", word))


def _past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ied"
    return word + (word[-1] if _doubles(word) else "") + "ed"


def _participle(word: str) -> str:
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    return word + (word[-1] if _doubles(word) else "") + "ing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One token, or gap, of a phrase."""

    forms: frozenset[str] = frozenset()
    """The words that may stand here, lower case; empty for a gap or a number."""
    optional: bool = False
    """Whether it may be missing."""
    sign: str = ""
    """`*` or `#`."""

    def steps(self, places: set[int], norms: Sequence[str], numbers: Sequence[bool]) -> set[int]:
        """Where one may stand behind this piece, coming from any of these places."""
        size = len(norms)
        if self.sign == "*":
            return {place + skip for place in places for skip in range(GAP + 1) if place + skip <= size}
        if self.sign == "#":
            return {place + 1 for place in places if place < size and numbers[place]}
        behind = {place + 1 for place in places if place < size and norms[place] in self.forms}
        return behind | places if self.optional else behind

    def token(self) -> dict[str, Any]:
        """This piece as a spaCy token pattern; anchors have none."""
        if self.sign == "*":
            return {"OP": f"{{0,{GAP}}}"}
        if self.sign == "#":
            return {"LIKE_NUM": True}
        # A single form is compared directly, which spaCy does many times faster than a set.
        literal = next(iter(self.forms)) if len(self.forms) == 1 else {"IN": sorted(self.forms)}
        pattern: dict[str, Any] = {"NORM": literal}
        if self.optional:
            pattern["OP"] = "?"
        return pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase as written, and what it stands for."""

    written: str
    """The editor's line."""
    pieces: tuple[Piece, ...]
    """Its pieces without the anchors."""
    starts: bool
    """Whether the match must begin the sentence."""
    ends: bool
    """Whether it must end it; a closing mark may follow."""

    def tokens(self) -> list[dict[str, Any]]:
        """The whole phrase as a spaCy pattern: what `find` must agree with."""
        return [piece.token() for piece in self.pieces]

    def find(self, norms: Sequence[str], numbers: Sequence[bool], first: int, last: int) -> tuple[int, int] | None:
        """The leftmost match in a sentence, and of those the longest, as token offsets; None without one.

        `norms` are the sentence's tokens, `numbers` says which are numbers, `first` and `last` are its first and
        last words. The same hits as spaCy's matcher, in a fraction of its time: all ways are followed at once.
        """
        for start in range(first + 1 if self.starts else len(norms)):
            places = {start}
            for piece in self.pieces:
                places = piece.steps(places, norms, numbers)
                if not places:
                    break
            if self.ends:
                places = {place for place in places if place > last}
            if places:
                return start, max(places)
        return None

    def required(self) -> list[Piece]:
        """The words without which it cannot match."""
        return [piece for piece in self.pieces if piece.forms and not piece.optional]


class PhraseError(ValueError):
    """A phrase that could never match; the message is for its author."""


def phrase(written: str, lexicon: Lexicon) -> Phrase:
    """Compile one written phrase.

    Raises PhraseError where it could never match, and says how to write it instead.
    """
    pieces: list[Piece] = []
    starts = ends = False
    for item in written.split():
        if item == "^":
            if pieces:
                raise PhraseError("`^` can only begin a phrase")
            starts = True
        elif item == "$":
            ends = True
        elif ends:
            raise PhraseError("`$` can only end a phrase")
        elif item == "*":
            pieces.append(Piece(sign=item))
        elif item == "#":
            pieces += [Piece(forms=frozenset(CURRENCY), optional=True), Piece(sign=item)]
        else:
            pieces += _word(item, lexicon)
    if not any(piece.forms and not piece.optional for piece in pieces):
        raise PhraseError("it has no word that must be there")
    if pieces[0].sign == "*" or pieces[-1].sign == "*":
        raise PhraseError("`*` stands between words; at an end it does nothing")
    return Phrase(written=written, pieces=tuple(pieces), starts=starts, ends=ends)


def _word(item: str, lexicon: Lexicon) -> list[Piece]:
    optional = item.endswith("?") and len(item) > 1
    item = item.removesuffix("?") if optional else item
    forms: list[str] = []
    for choice in item.split("/"):
        if choice.lstrip("=").startswith("@"):
            name, exact = choice.lstrip("=")[1:], choice.startswith("=")
            if name not in lexicon.lists:
                raise PhraseError(f"there is no word list `{name}`: add it under [words]")
            for word in lexicon.lists[name]:
                forms += (word,) if exact else _expanded(word, lexicon)
        else:
            forms += _expanded(choice, lexicon)
    if any("-" in form for form in forms):
        if len(item.split("/")) > 1 or optional:
            raise PhraseError(f"`{item}`: a word with a hyphen stands alone; write a second phrase")
        if item.lstrip("=").startswith("@"):
            raise PhraseError(
                f"the list of `{item}` holds a word with a hyphen; write that one as a phrase of its own"
            )
        only = "=" if item.startswith("=") else ""
        left, _, right = item.lstrip("=").partition("-")
        return [
            *_word(only + left, lexicon),
            Piece(forms=frozenset("-–‑"), optional=True),
            *_word(only + right, lexicon),
        ]
    return [Piece(forms=frozenset(forms), optional=optional)]


def _expanded(choice: str, lexicon: Lexicon) -> tuple[str, ...]:
    exact, word = choice.startswith("="), choice.lstrip("=")
    if not word:
        raise PhraseError("there is an empty word")
    if word != word.lower():
        raise PhraseError(f"`{word}`: write words in lower case; capitals in the text are found all the same")
    if "'" in word or "’" in word:
        raise PhraseError(f"`{word}` is two tokens: write `do not` for don't, `i am` for I'm, nothing for 's")
    if re.search(r"[^\w\-.:,%$€£&]", word):
        raise PhraseError(f"`{word}` holds a sign that no token holds")
    return (word,) if exact else lexicon.forms(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it looks for, what it claims, and the sentences that prove it."""

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
    without: tuple[Phrase, ...] = ()
    """Silent when any of these matches anywhere in the sentence."""
    why: str = ""
    """What its author knew."""
    match: tuple[str, ...] = ()
    """Sentences it must match."""
    no_match: tuple[str, ...] = ()
    """Sentences it must not match."""
    file: str = ""
    """Where it is written."""


@dataclass
class RuleReader:
    """Reads the `[[rule]]` and `[[cue]]` tables of one file."""

    lexicon: Lexicon
    file: str
    seen: set[str] = field(default_factory=set)

    def read(self, table: Table, claims: str, questions: Iterable[str] = ()) -> Rule | None:
        """One rule, or None with its problems noted in the table.

        `questions` are the ids that this file itself defines; `topic/question` names another file's and is
        checked when all packs are known.
        """
        own = set(questions)
        name = table.text("id", required=True) or "?"
        if name in self.seen:
            table.complain("E306", f"there are two rules `{name}`", "give each its own id")
        self.seen.add(name)
        asked = self._questions(table, claims, own)
        topic = table.flag("topic")
        stance = table.choice("stance", [stance.value for stance in Stance])
        given = table.number("weight")
        weight = 1.0 if given is None else given
        if weight <= 0:
            table.complain("E203", "`weight` must be more than 0", "a rule that should not count is removed")
        rule = Rule(
            id=f"{claims}/{name}",
            claims=claims,
            topic=topic is not False,
            questions=asked,
            stance=Stance(stance) if stance else None,
            weight=weight,
            phrases=self._phrases(table, "any"),
            tokens=self._tokens(table),
            without=self._phrases(table, "without"),
            why=table.text("why") or "",
            match=table.texts("match", required=True),
            no_match=table.texts("no_match", required=True),
            file=self.file,
        )
        for key, examples in (("match", rule.match), ("no_match", rule.no_match)):
            if table.values.get(key) == [] and not examples:
                table.complain("E203", f"`{key}` is empty", "a rule is proved by its examples; give at least one")
        if not rule.phrases and not rule.tokens:
            table.complain("E304", "this rule looks for nothing", 'add `any = ["some words"]`')
            return None
        return rule

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
        found = []
        for written in table.texts(key):
            try:
                found.append(phrase(written, self.lexicon))
            except PhraseError as error:
                table.complain("E304", f"the phrase {written!r} can never match", str(error))
        return tuple(found)

    def _tokens(self, table: Table) -> tuple[tuple[Mapping[str, Any], ...], ...]:
        patterns = []
        for pattern in table.items("tokens"):
            if not isinstance(pattern, list) or not all(isinstance(token, dict) for token in pattern):
                table.complain("E304", "`tokens` is a list of patterns", 'like [[{LOWER = "fee"}, {LOWER = "is"}]]')
                continue
            if not pattern:
                table.complain("E304", "a pattern of `tokens` is empty", "give it at least one token")
                continue
            for token in pattern:
                self._never_matches(table, token)
            patterns.append(tuple(pattern))
        return tuple(patterns)

    def _never_matches(self, table: Table, token: Mapping[str, Any]) -> None:
        """spaCy takes these without a word and never matches them, or fails only when a sentence reaches them."""
        for key, value in token.items():
            if key not in TOKEN_KEYS:
                right = nearest(key, sorted(TOKEN_KEYS))
                table.complain("E304", f"`{key}` is no key of a token", f"did you mean `{right}`?" if right else "")
            elif key == "OP" and not re.fullmatch(r"[?*+!1]|\{\d*,?\d*\}", str(value)):
                table.complain("E304", f"OP = {value!r} is no operator", "one of ? * + ! or {2,5}")
            elif key in ("LOWER", "NORM", "ORTH", "TEXT") and not isinstance(value, str | dict):
                table.complain("E304", f"`{key}` should be a text or a table", f"it is {value!r}")
        for key in ("LOWER", "NORM"):
            value = token.get(key)
            literals = value.get("IN", []) if isinstance(value, dict) else [value]
            if isinstance(literals, str):
                table.complain("E304", f"`IN` of {key} is a text", f'a list is meant: IN = ["{literals}"]')
                literals = []
            for literal in literals:
                if isinstance(literal, str) and (literal != literal.lower() or " " in literal or "n't" in literal):
                    table.complain(
                        "E304",
                        f'{key} = "{literal}" never matches: a token has no capital and no space, and n\'t is one',
                        "write it in lower case, one token for each word",
                    )


def nearly(rule: Rule, norms: set[str]) -> tuple[str, str] | None:
    """The phrase of a rule that lacks a single word in a sentence with these norms, and that word; else None."""
    for candidate in rule.phrases:
        needed = candidate.required()
        missing = [piece for piece in needed if not norms.intersection(piece.forms)]
        if len(needed) >= 2 and len(missing) == 1:
            return candidate.written, min(missing[0].forms, key=len)
    return None
