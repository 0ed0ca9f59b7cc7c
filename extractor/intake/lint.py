"""Personal data in posts, found before anything is written: shown to a person, never changed.

Every search is linear in the length of a post: patterns have fixed lengths and begin at a sign that is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban, luhn

from extractor.intake.people import IntakeWords, intake_words
from extractor.linking.merging import host
from extractor.model import Post, Source, Thread
from extractor.rules.languages import Language
from extractor.text.sentences import split


class Kind(StrEnum):
    """The kind, in words that can follow a number."""

    EMAIL = "e-mail address"
    PHONE = "telephone number"
    POSTAL = "postal address"
    BANK = "bank or card number"
    PRIVATE = "private message"
    ACCUSATION = "accusation beside a full name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stretch of a post that an editor should look at."""

    kind: Kind
    """What it is."""
    post: int
    """The post's number."""
    line: int | None
    """The line of the source, where it is known."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    words: str
    """The words themselves."""


_LOCAL, _DOMAIN = 64, 255  # the longest parts of an e-mail address, by RFC 5321
_BEFORE_AT = re.compile(r"[\w.+'-]{1,64}\Z")
_AFTER_AT = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_DIGITS = re.compile(r"(?<![\w.,/-])[+(]{0,2}\d(?:[ \t.()/-]{0,2}\d){6,17}(?![\w-])")
_CARD = re.compile(r"(?<![\w.,-])[3-6]\d{3}(?:[ -]?\d){9,15}(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?!\w)")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{7,18}(?!\d)")
_REACH = 40
"""Characters before a number in which a word may say what it counts."""
_POSTCODE = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"  # London SW1A 1AA
    r"|[A-Z][a-z]{2,20},? [A-Z]{2},? \d{5}(?:-\d{4})?)(?!\w)"  # Springfield, IL 62704
)
_CHAT = re.compile(r"\[?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AaPp][Mm])?\]?[ \t,-]{1,3}[^\W\d_][\w .'-]{0,30}:[ \t]\S")
_NAME = re.compile(r"(?<![\w'’])[^\W\d_a-z][\w'’-]{1,20} (?:[^\W\d_a-z]\.? )?[^\W\d_a-z][\w'’-]{1,24}(?![\w'’])")
_WORD = re.compile(r"(?<!\w)[^\W\d_]{2,24}(?!\w)")
_DAY = re.compile(r"\d{4}[-/.]\d\d?[-/.]\d\d?(?!\d)|\d\d?[-/.]\d\d?[-/.]\d{4}(?!\d)")
_ANNOUNCED = re.compile(r"[^\n.!?]{0,80}?(?::[ \t]*(?:\n|[\"“„«]|\S)|[\"“„«])")


def find(thread: Thread, language: Language, posts: Iterable[int] | None = None) -> tuple[Finding, ...]:
    """What to look at in a thread, in the order of its posts; only in some of them, where their numbers are given."""
    words = intake_words(language.code)
    chosen = None if posts is None else frozenset(posts)
    own = Own.of(thread)
    people = {post.author for post in thread.posts if post.author and len(post.author.split()) > 1}
    small = _small_words(thread.posts)
    findings: list[Finding] = []
    named: set[str | None] = {None}
    for post in thread.posts:
        if chosen is None or post.number in chosen:
            findings += () if post.author in named else _name(post, words)
            named.add(post.author)
            spans = [span for span in _data(post.text, words) if not own.has(post.text, *span, words)]
            spans += _private(post.text, words)
            spans += _accusations(post.text, language, people, small)
            findings += _findings(post, spans)
    return tuple(findings)


@dataclass(frozen=True, slots=True)
class Own:
    """What of a thread's data is its forum's own, and nobody's in person."""

    hosts: frozenset[str]
    """The last two labels of the forum's hosts, like `pottery.example`."""
    numbers: frozenset[str]
    """Numbers in addresses of the forum: articles, threads, posts."""

    @classmethod
    def of(cls, thread: Thread) -> Own:
        """The forum's own, by the addresses of a thread and of its posts."""
        own = {host(thread.url), *(host(post.permalink) for post in thread.posts)} - {None}
        domains = frozenset(".".join((name or "").split(".")[-2:]) for name in own)
        addresses = [thread.url, *(post.permalink for post in thread.posts)]
        addresses += [link.url for post in thread.posts for link in post.links if _ends(host(link.url), domains)]
        ids = [thread.source_id or "", *(post.id for post in thread.posts)]
        written = (address for address in (*addresses, *ids) if address)
        return cls(domains, frozenset(number for text in written for number in _LONG_NUMBER.findall(text[:2000])))

    def has(self, text: str, kind: Kind, start: int, end: int, words: IntakeWords) -> bool:
        """Whether a finding is the forum's own: its support's address, or the number of an article or a post."""
        if kind is Kind.EMAIL:
            local, _, domain = text[start:end].casefold().partition("@")
            return local in words.offices and _ends(domain, self.hosts)
        if kind is not Kind.PHONE:
            return False
        if re.sub(r"\D", "", text[start:end]) in self.numbers:
            return True
        return (
            bool(words.numbered) and _before(words.numbered).search(text, max(0, start - _REACH), start) is not None
        )


def _ends(name: str | None, domains: Iterable[str]) -> bool:
    return name is not None and any(name == domain or name.endswith(f".{domain}") for domain in domains)


def located(findings: Iterable[Finding], piece: Source) -> tuple[Finding, ...]:
    """Findings with the lines of the file that a person has: a piece of an export has other ones."""
    where = piece.line_of
    if where is None:
        return tuple(findings)
    return tuple(
        replace(finding, line=where(finding.line)) if finding.line is not None else finding for finding in findings
    )


def _name(post: Post, words: IntakeWords) -> Iterator[Finding]:
    """Personal data in the printed name of an author, told once a person; it has no place in the text."""
    for kind, start, end in _data(post.author or "", words):
        name = (post.author or "")[start:end]
        yield Finding(kind=kind, post=post.number, line=None, start=0, end=0, words=name)


def _findings(post: Post, spans: Sequence[tuple[Kind, int, int]]) -> Iterator[Finding]:
    """Findings in order; of those that overlap, the one of the kind that was looked for first."""
    order = list(Kind)
    taken: list[tuple[Kind, int, int]] = []
    for kind, start, end in sorted(spans, key=lambda span: (order.index(span[0]), span[1])):
        clash = any(start < other[2] and other[1] < end for other in taken[-200:])
        if kind in (Kind.PRIVATE, Kind.ACCUSATION) or not clash:
            taken.append((kind, start, end))
    for kind, start, end in sorted(taken, key=lambda span: (span[1], span[2])):
        line = post.line + post.text.count("\n", 0, start) if post.line is not None else None
        yield Finding(
            kind=kind, post=post.number, line=line, start=start, end=end, words=post.text[start:end].strip()
        )


def _data(text: str, words: IntakeWords) -> Iterator[tuple[Kind, int, int]]:
    yield from ((Kind.EMAIL, *span) for span in _emails(text, words))
    for match in _IBAN.finditer(text):
        if (end := _iban_end(match.group())) is not None:
            yield Kind.BANK, match.start(), match.start() + end
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 13 <= len(digits) <= 19 and luhn.is_valid(digits) and len(set(digits)) > 1:
            yield Kind.BANK, *match.span()
    for match in _phrases(words.accounts).finditer(text):
        number = _number(words.between).match(text, match.end())
        if number is not None:
            yield Kind.BANK, match.start(), number.end()
    for match in _DIGITS.finditer(text):
        if _phone(match.group(), words.regions):
            yield Kind.PHONE, *match.span()
    for match in _streets(words.streets).finditer(text):
        yield Kind.POSTAL, *match.span()
    for match in _POSTCODE.finditer(text):
        yield Kind.POSTAL, *match.span()


def _emails(text: str, words: IntakeWords) -> Iterator[tuple[int, int]]:
    for match in _at(words.at).finditer(text):
        before = _BEFORE_AT.search(text[max(0, match.start() - _LOCAL) : match.start()])
        pattern = _AFTER_AT if match.group() == "@" else _spelt(words.dot)
        after = pattern.match(text, match.end(), match.end() + _DOMAIN)
        if before is not None and after is not None:
            yield match.start() - len(before.group()), after.end()


def _iban_end(written: str) -> int | None:
    """Where the account number ends; words in capital letters may stand right behind it."""
    for end in range(len(written), 14, -1):
        if written[end - 1] != " " and iban.is_valid(written[:end], check_country=False):
            return end
    return None


@lru_cache(maxsize=1024)
def _phone(written: str, regions: tuple[str, ...]) -> bool:
    """Whether somebody could be called there. The library knows sums and the number plans of all countries."""
    if _DAY.match(written):
        return False
    tried = (None,) if written.startswith("+") else regions
    return any(PhoneNumberMatcher(written, region, Leniency.VALID, 3).has_next() for region in tried)


def _private(text: str, words: IntakeWords) -> Iterator[tuple[Kind, int, int]]:
    """Words that announce somebody's message and are followed by it, and runs of lines from a chat."""
    done = 0
    for match in _phrases(words.private).finditer(text):
        announced = _ANNOUNCED.match(text, match.end())
        if announced is not None and match.start() >= done:
            done = announced.end()
            yield Kind.PRIVATE, match.start(), done
    place = 0
    run: list[tuple[int, int]] = []
    for line in [*text.split("\n"), ""]:
        if _CHAT.match(line):
            run.append((place, place + len(line)))
        else:
            if len(run) > 1:
                yield Kind.PRIVATE, run[0][0], run[-1][1]
            run = []
        place += len(line) + 1


def _accusations(
    text: str, language: Language, people: Iterable[str | None], small: frozenset[str]
) -> Iterator[tuple[Kind, int, int]]:
    """Sentences in which an accusing word stands beside somebody's full name."""
    accusing = _phrases(intake_words(language.code).accusing)
    if not accusing.search(text):
        return
    known = _exactly(frozenset(name for name in people if name))
    for start, end in split(text, language=language.code):
        if not accusing.search(text, start, end):
            continue
        named = known is not None and known.search(text, start, end)
        if named or any(_is_name(match.group(), language, small) for match in _NAME.finditer(text, start, end)):
            yield Kind.ACCUSATION, start, end


def _is_name(words: str, language: Language, small: frozenset[str]) -> bool:
    """Whether two capitalised words may be a person: neither is a common word, nor small elsewhere in the thread."""
    parts = [part.strip(".").casefold() for part in words.split()]
    common = language.function_words | intake_words(language.code).no_names
    return not any(part in small or part in common for part in parts)


def _small_words(posts: Iterable[Post]) -> frozenset[str]:
    return frozenset(
        word for post in posts for word in re.findall(r"\b[^\W\d_]{2,24}\b", post.text) if word.islower()
    )


@lru_cache(maxsize=16)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    ways = [
        r"[ \t]+".join(re.escape(word).replace(r"\*", r"\w{0,20}") for word in phrase.split())
        for phrase in sorted(phrases, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w'])(?:{'|'.join(ways)})(?![\w'])", re.IGNORECASE)


@lru_cache(maxsize=4)
def _before(words: tuple[str, ...]) -> re.Pattern[str]:
    """A word that says what the number behind it counts: `article 360001234567`, `ticket no. 12345678`."""
    counted = r"(?:[ \t]{1,3}(?:no|nr|number|id)\b\.?)?[ \t]{0,3}[:#(]{0,2}[ \t]{0,2}$"
    return re.compile(rf"(?<!\w){_any_of(words)}s?{counted}", re.IGNORECASE)


@lru_cache(maxsize=4)
def _at(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"@|[ \t]?[(\[{{][ \t]?{_any_of(words)}[ \t]?[)\]}}][ \t]?", re.IGNORECASE)


@lru_cache(maxsize=4)
def _spelt(words: tuple[str, ...]) -> re.Pattern[str]:
    """A host whose dots may be words."""
    dot = rf"[ \t]?[(\[{{]?[ \t]?{_any_of(words)}[ \t]?[)\]}}]?[ \t]?"
    return re.compile(rf"[\w-]{{1,63}}(?:(?:\.|{dot})[\w-]{{2,63}}){{1,4}}", re.IGNORECASE)


@lru_cache(maxsize=4)
def _number(between: tuple[str, ...]) -> re.Pattern[str]:
    """What an account's number looks like behind the words that announce it."""
    joined = rf"[ \t]{{0,9}}(?:{_any_of(between)}|:|#|=|-)?[ \t]{{0,9}}"
    return re.compile(rf"{joined}(?=[\d -]{{0,3}}\d)[A-Z]{{0,4}}[\d -]{{5,24}}\d", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words)) or '(?!)'})"


@lru_cache(maxsize=4)
def _streets(words: tuple[str, ...]) -> re.Pattern[str]:
    ways = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    # A house number, one to three names, and the word for a street, capitalised as on a letter.
    return re.compile(rf"(?<![\w$€£#.,])\d{{1,5}}[A-Za-z]? (?:[A-Z][\w'’.-]{{1,20}} ){{1,3}}(?i:{ways})(?!\w)")


@lru_cache(maxsize=4)
def _exactly(names: frozenset[str]) -> re.Pattern[str] | None:
    ways = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)") if ways else None
