"""Where words begin and end: no quotation may begin or end inside one, because half a word says something else.

Words are those of the Unicode standard (UAX 29), so `don't`, `3.5` and `1,000` are one word, a family emoji is one
sign, and every Chinese character is a word. Besides, what is written together is one word here: with a hyphen
(`non-refundable`), with another sign for an apostrophe, as a number with its sign or unit (`$5`, `-5`, `5%`), a time,
a fraction or a range, as initials (`R&D`) or an address. What a lost space glued together (`the date.You can`)
is two.

Limits: words of Thai, Lao, Khmer and Burmese, which only a dictionary tells apart, may be divided between any two
letters; a slash between words (`and/or`) divides them; so does a colon (`note:this`).
"""

from __future__ import annotations

from unicodedata import category

import regex

_BOUNDARY = regex.compile(r"(?w)\b")
_WORD = regex.compile(r"[\p{L}\p{N}_]")
# Signs that join what stands on both sides of them.
_JOINS = {
    **dict.fromkeys("-‐‑`´′&@", _WORD),
    **dict.fromkeys(":/", regex.compile(r"\p{Nd}")),
}
# A number with the sign before it or the unit behind it.
_AMOUNT = regex.compile(r"\p{Sc}\p{Nd}|\p{Nd}[\p{Sc}%‰°]")
_SIGNED = regex.compile(r"(?<![\p{L}\p{M}\p{N}_)\]])[-+−±]\p{Nd}")
_EMOTICON = regex.compile(r"[:;=]['’]?-?[DPpO]")
_MARK = regex.compile(r"[\p{M}\p{Cf}]")
# What makes one sign of an emoji and what follows it.
_EMOJI_MARK = regex.compile(r"[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_ADDRESS = regex.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[!-~]+")
_TRAILING = ".,;:!?)]}'\"*_~"
_REACH = 2000
"""How many characters are looked at on either side: what is longer is no word."""


def divides(text: str, offset: int) -> bool:
    """Whether a quotation may begin or end at this offset: it stands in no word, number or sign.

    `offset` counts the code points of `text`, which has no control characters (`folded`).
    """
    if not 0 < offset < len(text):
        return True
    left, right = text[offset - 1], text[offset]
    if left.isspace() or right.isspace() or _emoticon(text, offset):
        return True
    if not _BOUNDARY.match(text, offset):
        return _glued(text, offset)
    return not (_joined(text, offset) or _amount(text, offset))


def cuts(text: str, offset: int) -> bool:
    """Whether a quotation that begins or ends at this offset cuts a word or a web address in two."""
    return not divides(text, offset) or in_address(text, offset)


def in_address(text: str, offset: int) -> bool:
    """Whether this offset stands inside a web address that names its scheme."""
    first, last = max(offset - _REACH, 0), offset + _REACH
    if text.find("://", first, last) < 0:
        return False
    start = max((place for place in range(first, offset) if text[place].isspace()), default=first - 1) + 1
    for match in _ADDRESS.finditer(text, start, min(last, len(text))):
        end = match.start() + len(match.group().rstrip(_TRAILING))
        if match.start() < offset < end:
            return True
    return False


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The range with the whole of the words and addresses that it begins and ends in, as far as we look."""
    first, last = start - _REACH, end + _REACH
    while start > first and cuts(text, start):
        start -= 1
    while end < last and cuts(text, end):
        end += 1
    return start, end


def _emoticon(text: str, offset: int) -> bool:
    """Whether a face drawn with a letter ends here: what follows it is no part of it."""
    end = _base(text, offset) + 1
    return any(_EMOTICON.fullmatch(text, max(end - length, 0), end) for length in (2, 3, 4))


def _base(text: str, offset: int) -> int:
    """The place of the character before this offset that the marks before it hang on."""
    base, first = offset - 1, max(offset - _REACH, 0)
    while base > first and _MARK.match(text, base):
        base -= 1
    return base


def _glued(text: str, offset: int) -> bool:
    """Whether what Unicode takes for one word was glued together, or laid out, by its writer."""
    if _stray_mark(text, offset):
        return True
    for place in (offset - 1, offset):
        sign = text[place]
        before, behind = text[max(place - 2, 0) : place], text[place + 1 : place + 2]
        if sign == ":":
            return True
        # Initials (`U.S.A`) go on; a word of more letters ends, where a capital follows.
        if sign == "." and behind.isupper() and len(before) == 2 and not (before[0].isspace() or before[0] == "."):
            return True
        # An underline that closes behind a mark is layout: `a lot._You`.
        if sign == "_" and place == offset - 1 and not _WORD.match(text[place - 1 : place]):
            return True
    return False


def _stray_mark(text: str, offset: int) -> bool:
    """Whether a mark beside this offset hangs on no letter: on punctuation, or on a sign that it does not change."""
    base = _base(text, offset)
    if base == offset - 1 and not _MARK.match(text, offset):
        return False
    kind = category(text[base])
    return kind[0] == "P" or (kind[0] == "S" and not _EMOJI_MARK.match(text, offset) and base == offset - 1)


def _joined(text: str, offset: int) -> bool:
    for place in (offset - 1, offset):
        side = _JOINS.get(text[place])
        inside = side is not None and 0 < place < len(text) - 1
        if side and inside and side.match(text[_base(text, place)]) and side.match(text[place + 1]):
            return True
    return False


def _amount(text: str, offset: int) -> bool:
    return bool(_AMOUNT.match(text, offset - 1) or _SIGNED.match(text, offset - 1))
