"""Where sentences of forum text begin and end: ranges, never cut text.

A hard line break always ends a sentence. Inside a line, a terminator ends one when what follows looks like a
beginning; so `okay with the loss? because I fired her.` is one sentence, as its writer meant it.
No sentence is longer than LONGEST characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.language import DEFAULT
from extractor.text.sentence_words import SentenceWords, sentence_words

LONGEST = 2_000
"""Characters of the longest sentence; a longer one is cut, at white space where there is any. Nobody writes such a
sentence (of seven million characters of posts the longest has 1,280), and what rules cost grows with its square."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")

_EMOJI = "\u203c\u2049\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff"
_EMOTICON = r"[:;=]['’]?-?[)(DPpO/|\\*](?!\w)"

_END = re.compile(
    # `?!?` and `...` are one mark; written with one set in front, because the search then leaps from mark to mark.
    r"(?P<mark>[.!?…。！？](?:(?<=[.!?…])[.!?…]*|[。！？]*))"
    r"(?P<closing>[\"'”’»)\]}*_~]*)"  # quotation marks and brackets close behind it
    rf"(?P<mood>(?:[ \t\xa0]*(?:[{_EMOJI}]+|{_EMOTICON}))*)"  # a face behind the end belongs to the end
)

# What a sentence can begin with, besides a letter that is not a small one and a digit.
_OPENING = frozenset("\"“„«‘'([{$€£¥@#¿¡•▪◦‣")
_DASH_BULLET = re.compile(r"[-*–—]\s+[^\W\d_a-z]")


_WORD_BACKWARDS = re.compile(r"[\w.'’&-]*")
_WORD_AFTER = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ITEM = re.compile(r"\d{1,2}|[a-z]")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_FACE = re.compile(f"[{_EMOJI}]")
_ADDRESS_SIGN = re.compile(r"[/@\\_:=#&<>]")
# Longest stretch that is looked at before a mark; keeps the work linear in floods without a space.
_REACH = 40


def split(text: str, start: int = 0, end: int | None = None, language: str = DEFAULT) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` as ranges in `text`.

    Ranges are in order and disjoint, have no white space at their ends, are at most LONGEST long, and together cover
    every character that is not white space. Offsets are code points. `language` is spaCy's code of the
    text's. Linear in the length of the text; raises nothing whatever the text.
    """
    known = sentence_words(language)
    stop = len(text) if end is None else min(end, len(text))
    ranges: list[tuple[int, int]] = []
    for first, last in _lines(text, max(start, 0), stop):
        begin = first
        for match in _END.finditer(text, first, last):
            cut = match.end()
            if cut < last and _ends(text, begin, match, last, known):
                ranges.append((begin, cut))
                begin = cut
        ranges.append((begin, last))
    trimmed = (_trimmed(text, begin, end) for begin, end in ranges)
    return [piece for begin, end in trimmed if begin < end for piece in _pieces(text, begin, end)]


def head(text: str, start: int = 0) -> int:
    """Where the first LONGEST characters of `text[start:]` end: at white space where there is any."""
    stop = start + LONGEST
    if len(text) <= stop:
        return len(text)
    # The sign at `stop` may be the white space itself.
    return next((place for place in range(stop, start, -1) if text[place].isspace()), stop)


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut where it is too long."""
    while end - begin > LONGEST:
        yield _trimmed(text, begin, head(text, begin))
        begin, _ = _trimmed(text, head(text, begin), end)
    yield begin, end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _LINE_BREAK.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends(text: str, begin: int, match: re.Match[str], last: int, known: SentenceWords) -> bool:
    mark, closing, mood = match.groups()
    place = match.end()
    if mark[0] in "。！？":
        return True
    if not text[place].isspace():
        return bool(mood) or _space_missing(text, begin, match, last, known)
    place += 1
    while place < last and text[place].isspace():
        place += 1
    if place == last or not _begins(text, place, last):
        return False
    return mark != "." or bool(closing or mood) or not _goes_on(text, begin, match.start(), place, known)


def _word_before(text: str, begin: int, end: int) -> str:
    """The word or abbreviation that stands right before a place, as far as we look."""
    backwards = text[max(begin, end - _REACH) : end][::-1]
    match = _WORD_BACKWARDS.match(backwards)
    return match.group()[::-1] if match else ""


def _begins(text: str, place: int, last: int) -> bool:
    """Whether what stands here looks like the beginning of a sentence."""
    sign = text[place]
    if sign.isalpha():
        return not sign.islower()
    if sign.isdigit() or sign in _OPENING:
        return True
    return bool(_DASH_BULLET.match(text, place, last) or _FACE.match(sign))


def _next_word(text: str, place: int) -> str:
    match = _WORD_AFTER.match(text, place, place + _REACH)
    return match.group().casefold().replace("’", "'") if match else ""


def _goes_on(text: str, begin: int, dot: int, place: int, known: SentenceWords) -> bool:
    """Whether a single full stop before a beginning belongs to an abbreviation or to a number of a list."""
    word = _word_before(text, begin, dot)
    plain = word.casefold().strip("'’-")
    if plain in known.before_number:
        return text[place].isdigit()
    if plain in known.never_ends:
        return True
    if _ITEM.fullmatch(plain) and _lists(text, begin, dot - len(word)):
        return True
    # Initials and dotted capitals: `John R. C`, `the U.S. They`.
    if plain in known.may_end or (_INITIALS.fullmatch(plain) and plain not in known.letters):
        return _next_word(text, place) not in known.beginners
    return False


def _lists(text: str, begin: int, place: int) -> bool:
    """Whether a number here numbers an item: it opens the sentence, or follows a colon, comma, semicolon or dash."""
    before = text[max(begin, place - _REACH) : place].rstrip(" \t\xa0([")
    return not before or before[-1] in ":;,-–—•*"


def _space_missing(text: str, begin: int, match: re.Match[str], last: int, known: SentenceWords) -> bool:
    """Whether `date.You can` is meant: two sentences whose space was lost, and no address or file name."""
    if not text[match.end()].isupper() or match.start() == begin:
        return False
    following = _WORD_AFTER.match(text, match.end(), min(last, match.end() + _REACH))
    if not following:
        return False
    common = _next_word(text, match.end()) in known.beginners
    after = text[following.end() : min(last, following.end() + 1)]
    # `lot.Thanks!` is a sentence of one word; `node.Js!` is none.
    whole = not after or after.isspace() or after in ",;" or (common and after in ".!?")
    if not whole or _ADDRESS_SIGN.search(_run(text, begin, match.start())):
        return False
    if match["mark"] != "." or match["closing"]:
        return True
    word = _word_before(text, begin, match.start())
    if "." in word or len(word) < 2:
        return False
    return common or (word.islower() and len(following.group()) > 1 and following.group()[1:].islower())


def _run(text: str, begin: int, end: int) -> str:
    """What stands before `end` without a space, as far as we look."""
    return re.split(r"\s", text[max(begin, end - _REACH) : end])[-1]
