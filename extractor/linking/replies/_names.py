"""Which participants a post calls by name, and how."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from rapidfuzz import fuzz, process

from extractor.language import DEFAULT
from extractor.linking.replies import _weights
from extractor.linking.words import any_of, linking_words

SIMILAR = 80
"""Least likeness of a called name to a participant's, of 100: one or two letters in a name of seven (`Jonathon`)."""
_FUZZY_LETTERS = 4  # shorter names differ too much when one letter does
_MOST_MEANT = 4  # a name that three people or more have calls none of them, whoever of them writes
_FIRSTS_TRIED = 1_000
"""First names that a misspelt one is compared with, the nearest in the alphabet: threads of more people are rare, and
a thread in which everybody misspells everybody would take the square of its length."""
_HANDLE_LETTERS = 3  # `ann` calls `ann_writes`, `an` nobody

_NAME = r"(?P<name>@?[^\W\d_][\w'’.-]{0,30}(?: [^\W\d_][\w'’-]{0,30})?)"
_HEADED = re.compile(rf"\W{{0,3}}{_NAME}(?=\s*[,:!–—]|\s+-\s|\s*$)")
_AT = re.compile(r"(?<!\w)@(?P<name>[\w.-]{2,40})")
_ABOVE = re.compile(r"^(?P<line>[^>\n][^\n]{3,160}):[ \t]*\n\s*(?=>)", re.MULTILINE)
_MINUTES = re.compile(r"\b\d{1,2}:(\d\d)(?::\d\d)?\b")
_CAPITAL = re.compile(r"\b[^\W\d_a-z][\w'’]{2,30}")


@dataclass(frozen=True, slots=True)
class Call:
    """A name in a post that means one of the participants."""

    author: str
    """The participant's printed name."""
    weight: float
    """CALLED, ADDRESSED or MENTIONED."""
    words: str
    """The name as it is called."""
    minutes: int | None = None
    """For `On 3 May 10:42, X wrote:`, the minutes of that time: zones mostly differ by whole hours."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    """A language's words, each where a line has them."""

    greeted: re.Pattern[str]
    responds: re.Pattern[str]
    wrote: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    words = linking_words(language)
    greeting = f"{any_of(words.greetings)}(?: {any_of(words.greetings_go_on)})*"
    dated = rf"(?P<when>{any_of(words.dates_of_mail)} [^\n]{{4,80}}, )?"
    wrote = rf"(?P<name>[^\W\d_][^\n:<>]{{0,50}}?)(?:[ ]*<[^<>\n]*>)? {any_of(words.wrote)} ?:"
    return _Patterns(
        greeted=re.compile(rf"\W{{0,3}}(?i:{greeting})[ ,!]+{_NAME}"),
        responds=re.compile(rf"\W{{0,3}}(?i:{any_of(words.responds)})\b"),
        wrote=re.compile(rf"^[ \t]*{dated}{wrote}", re.MULTILINE),
    )


def responds(lines: Sequence[str], language: str = DEFAULT) -> bool:
    """Whether a post begins with words that only make sense towards somebody else (`Thanks for`, `Exactly.`)."""
    return bool(lines) and _patterns(language).responds.match(lines[0]) is not None


class Names:
    """The participants of a thread by what they may be called."""

    def __init__(self, authors: Sequence[str], language: str = DEFAULT) -> None:
        self._patterns = _patterns(language)
        self._possessive = linking_words(language).possessive
        self._authors = list(dict.fromkeys(authors))
        self._exact: dict[str, list[str]] = {}
        for author in self._authors:
            for name in dict.fromkeys((author.casefold(), *author.casefold().split()[:1])):
                self._exact.setdefault(name, []).append(author)
        self._full: dict[str, list[str]] = {}
        for author in self._authors:
            self._full.setdefault(author.casefold(), []).append(author)
        self._order = {author: place for place, author in enumerate(self._authors)}
        self._long = {name for name in self._full if " " in name}
        self._lengths = sorted({len(name) for name in self._long})
        self._sorted = sorted({author.casefold() for author in self._authors})
        firsts = {author.casefold().split()[0] for author in self._authors if author.split()}
        self._firsts = sorted(first for first in firsts if len(first) >= _FUZZY_LETTERS)
        self._known: dict[str, list[str]] = {}

    def meant(self, called: str) -> list[str]:
        """Participants that a called name can mean, the most alike alone; several when they are equally alike, and of
        many the first _MOST_MEANT."""
        name = called.casefold().strip("@.,'’-")
        name = name.removesuffix(next(filter(name.endswith, self._possessive), ""))
        if name not in self._known:
            self._known[name] = list(islice(self._exact.get(name) or self._alike(name), _MOST_MEANT))
        return self._known[name]

    def _alike(self, name: str) -> Iterator[str]:
        """Participants whose handle begins with a name, else whose first name is most like it."""
        if " " in name or len(name) < _HANDLE_LETTERS:
            return
        place = bisect_left(self._sorted, name)
        begun = [folded for folded in self._sorted[place : place + 3] if folded.startswith(name)]
        if begun:
            yield from (author for folded in begun for author in self._exact[folded])
        elif len(name) >= _FUZZY_LETTERS:
            start = bisect_left(self._firsts, name) - _FIRSTS_TRIED // 2
            start = max(0, min(start, len(self._firsts) - _FIRSTS_TRIED))
            tried = self._firsts[start : start + _FIRSTS_TRIED]
            alike = process.extract(name, tried, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3)
            yield from (author for first, score, _ in alike if score == alike[0][1] for author in self._exact[first])

    def calls(self, lines: Sequence[str], writer: str | None) -> list[Call]:
        """Whom a post calls, by its own lines without quotes; each participant once, at the heaviest."""
        best: dict[str, Call] = {}
        for weight, words in self._called(lines):
            meant = [author for author in self.meant(words) if author != writer]
            for author in meant if len(meant) <= 2 else ():
                if author not in best or best[author].weight < weight / len(meant):
                    best[author] = Call(author, weight / len(meant), words.strip("@ .,'’-"))
        return list(best.values())

    def declared(self, author: str, writer: str | None) -> list[Call]:
        """The participant that a quotation's source names as its author, by the whole name only."""
        known = self._full.get(author.casefold(), [])
        return [Call(known[0], _weights.CREDITED, author)] if len(known) == 1 and known[0] != writer else []

    def credited(self, text: str, writer: str | None) -> list[Call]:
        """Whom the first attribution above quoted lines names; deeper ones stand behind signs and are not seen."""
        if ":" not in text:
            return []
        match = self._patterns.wrote.search(text)
        above = _ABOVE.search(text)
        if above and (match is None or above.start() < match.start()):
            # In any language: the line that ends with a colon above the first sign, with a whole name in it.
            meant = self._whole(above["line"].casefold())
            when, name = above["line"], meant[0] if meant else ""
        elif match:
            when, name = match["when"] or "", match["name"].strip(" \"'")
            meant = self._exact.get(name.casefold(), [])[:_MOST_MEANT] or self.meant(name)
        else:
            return []
        meant = [author for author in meant if author != writer]
        time = _MINUTES.search(when)
        minutes = int(time[1]) if time else None
        return [Call(author, _weights.CREDITED, name, minutes) for author in meant] if len(meant) == 1 else []

    def _whole(self, line: str) -> list[str]:
        """Participants whose whole name, of several words, stands in a line; both folded."""
        there = {
            line[start : start + length]
            for length in self._lengths
            for start in range(len(line) - length + 1)
            if line[start : start + length] in self._long
        }
        return sorted((author for name in there for author in self._full[name]), key=self._order.__getitem__)

    def _called(self, lines: Sequence[str]) -> Iterator[tuple[float, str]]:
        for number, line in enumerate(lines):
            head = _weights.CALLED if number == 0 else _weights.ADDRESSED
            greeted, headed = self._patterns.greeted.match(line), _HEADED.match(line)
            if greeted:
                yield from ((head, name) for name in self._shorter(greeted["name"], True))
            if headed and (number == 0 or headed["name"].casefold() in self._exact):
                yield from ((head, name) for name in self._shorter(headed["name"], False))
            for match in _AT.finditer(line) if "@" in line else ():
                # Inside a line a name is mostly spoken about: `as @robin points out`.
                yield (head if match.start() < 2 else _weights.MENTIONED), match["name"]
            for match in _CAPITAL.finditer(line):
                if match.group().casefold() in self._exact:
                    yield _weights.MENTIONED, match.group()

    def _shorter(self, name: str, greeted: bool) -> list[str]:
        """Of a matched name of one or two words both, or the first alone when it is written as a name."""
        first = name.split(" ")[0]
        if self.meant(name):
            return [name]
        if (greeted or first == name) and (first[:1].isupper() or first.casefold().strip("@") in self._exact):
            return [first]
        return []
