"""Phrases: what an editor writes in a rule, and the words it stands for. Knows no spaCy.

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
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

GAP = 6
"""How many tokens `*` may skip: about one clause; a longer gap joined words of different statements."""

CURRENCY = ("$", "us$", "usd")
"""What may stand before a number, a token of its own; `$` stands for the sign of any currency."""

_VOWELS = "aeiou"

# What is a form already has no further ones: `funded`, `parts`; but `need`, `pass`, `focus`, `basis`.
_ENDED = re.compile(r"..[^e]ed$|[^sui]s$")
# An adverb has none; what looks like one and has (`reply`, `family`) stands in the language's words.
_ADVERB = re.compile(r"...ly$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What is known of a language's words, as data."""

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
        if _ENDED.search(word) or _ADVERB.search(word):
            return (word,)
        if _is_gerund(word):
            return (word, plural)
        return tuple(dict.fromkeys((word, plural, _past(word), _participle(word))))


def _is_gerund(word: str) -> bool:
    """Whether a word is a form in -ing, which may have a plural (`hearing`) and no verb forms; not so `string`."""
    return word.endswith("ing") and not set("aeiouy").isdisjoint(word[:-3])


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
class PhrasePiece:
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
    pieces: tuple[PhrasePiece, ...]
    """Its pieces without the anchors."""
    starts: bool
    """Whether the match must begin the sentence."""
    ends: bool
    """Whether it must end it; a closing mark may follow."""

    def tokens(self) -> list[dict[str, Any]]:
        """The whole phrase as a spaCy pattern: what `find` must agree with."""
        return [piece.token() for piece in self.pieces]

    def find(
        self, norms: Sequence[str], numbers: Sequence[bool], first: int, last: int, every: bool = False
    ) -> list[tuple[int, int]]:
        """Its matches in a sentence as token offsets: the leftmost, of those the longest, then what follows it.

        `norms` are the sentence's tokens, `numbers` says which are numbers, `first` and `last` are its first and
        last words. Without `every`, at most one match. The same hits as spaCy's matcher, in a fraction of its
        time: all ways are followed at once.
        """
        matches: list[tuple[int, int]] = []
        start, stop = 0, first + 1 if self.starts else len(norms)
        while start < stop:
            places = {start}
            for piece in self.pieces:
                places = piece.steps(places, norms, numbers)
                if not places:
                    break
            if self.ends:
                places = {place for place in places if place > last}
            if places:
                matches.append((start, max(places)))
                if not every:
                    break
                start = max(places) - 1
            start += 1
        return matches

    def required(self) -> list[PhrasePiece]:
        """The words without which it cannot match."""
        return [piece for piece in self.pieces if piece.forms and not piece.optional]

    def lacks(
        self, norms: Sequence[str], numbers: Sequence[bool], first: int, last: int, light: Set[str]
    ) -> tuple[int, str] | None:
        """The one word with which it would match a sentence, and how many of its words of weight are there already.

        Arguments as for `find`; `light` are words without weight. None where it matches, where more than one word is
        missing, where the others stand in another order or too far apart, and where all that is there is light.
        """
        there = set(norms)
        missing = [piece for piece in self.required() if there.isdisjoint(piece.forms)]
        if len(missing) != 1:
            return None
        weight = sum(not (there & piece.forms) <= light for piece in self.required())
        # Whatever stands in the place of the missing word, or nothing: that is what a gap matches.
        pieces = tuple(PhrasePiece(sign="*") if piece is missing[0] else piece for piece in self.pieces)
        if not weight or not replace(self, pieces=pieces).find(norms, numbers, first, last):
            return None
        return weight, min(missing[0].forms, key=lambda form: (len(form), form))


class PhraseError(ValueError):
    """A phrase that could never match; the message is for its author."""


def phrase(written: str, lexicon: Lexicon) -> Phrase:
    """Compile one written phrase.

    Raises PhraseError where it could never match, and says how to write it instead.
    """
    pieces: list[PhrasePiece] = []
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
            pieces.append(PhrasePiece(sign=item))
        elif item == "#":
            pieces += [PhrasePiece(forms=frozenset(CURRENCY), optional=True), PhrasePiece(sign=item)]
        else:
            pieces += _word(item, lexicon)
    if not any(piece.forms and not piece.optional for piece in pieces):
        raise PhraseError("it has no word that must be there")
    if pieces[0].sign == "*" or pieces[-1].sign == "*":
        raise PhraseError("`*` stands between words; at the beginning or end of a phrase it does nothing")
    return Phrase(written=written, pieces=tuple(pieces), starts=starts, ends=ends)


def _word(item: str, lexicon: Lexicon) -> list[PhrasePiece]:
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
            PhrasePiece(forms=frozenset("-–‑"), optional=True),
            *_word(only + right, lexicon),
        ]
    return [PhrasePiece(forms=frozenset(forms), optional=optional)]


def needless(written: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Words of a phrase's choices that are a form of another word there, and that word: `opened` in `open/opened`."""
    for item in written.split():
        choices = item.removesuffix("?").split("/")
        for word in choices:
            form = word.lstrip("=")
            for other in choices:
                if other == word or other.startswith(("=", "@")) or form not in lexicon.forms(other):
                    continue
                if form == word and other in lexicon.forms(form):
                    continue  # each is a form of the other
                yield word, other
                break


def _expanded(choice: str, lexicon: Lexicon) -> tuple[str, ...]:
    exact, word = choice.startswith("="), choice.lstrip("=")
    if not word:
        raise PhraseError("there is an empty word")
    if word != word.lower():
        raise PhraseError(f"`{word}`: write words in lower case; capitals in the text are found all the same")
    if "'" in word or "’" in word:
        raise PhraseError(f"`{word}` is two tokens: write `do not` for don't, `i am` for I'm, nothing for 's")
    if re.search(r"[^\w\-.:;,%$€£&–—]", word):
        raise PhraseError(f"`{word}` has a sign that cannot be part of a word")
    return (word,) if exact else lexicon.forms(word)
