"""Words that a style sheet puts beside those of a page, takes back or turns round (E524)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.text.characters import shortened

_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?+")
_DECLARED = re.compile(
    r"(?<![\w-])(?P<name>content|unicode-bidi|direction|text-decoration(?:-line)?|-webkit-text-security|quotes"
    r"|counter-(?:increment|reset|set)|list-style(?:-type)?)\s*+:"
    r"(?P<value>(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^;{}\"'])*+)",
    re.I,
)
_STRING = re.compile(r"\"([^\"\n]*+)\"|'([^'\n]*+)'")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\r\n\f]?|\\(.)", re.S)
_NAMED = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\r\n\f]?|\\(.)|\"[^\"\n]*+\"|'[^'\n]*+'", re.S)
_HARMLESS = {
    "content": frozenset(
        {"none", "normal", "open-quote", "close-quote", "no-open-quote", "no-close-quote", "attr(href)"}
    ),
    "unicode-bidi": frozenset({"normal", "isolate", "plaintext", "embed"}),
    "direction": frozenset({"inherit"}),
    "-webkit-text-security": frozenset({"none"}),
    "quotes": frozenset({"none", "auto"}),
    "counter-increment": frozenset({"none"}),
    "counter-reset": frozenset({"none"}),
    "counter-set": frozenset({"none"}),
}
"""Values that neither add nor change a word. `attr(href)` prints a link's own address, on paper."""
_ANYWHERE = frozenset({"inherit", "initial", "unset", "revert", "!important"})
_STRIKES = frozenset({"line-through"})


def causes(text: str) -> Iterator[str]:
    """What a style sheet says in words of its own; `text` is the whole sheet."""
    text = _COMMENT.sub(" ", text)
    # A name may be written with escapes (`c\\6fntent`); those in strings are read where strings are.
    plain = _NAMED.sub(lambda match: match[0] if match[0][0] in "\"'" else _unescaped(match), text)
    yield from dict.fromkeys(cause for reading in dict.fromkeys([text, plain]) for cause in _causes(reading))


def _causes(text: str) -> Iterator[str]:
    for match in _DECLARED.finditer(text):
        name, value = match["name"].lower(), match["value"].strip()
        strings = ["".join(groups) for groups in _STRING.findall(value)]
        rest = set(_STRING.sub(" ", value).lower().split()) - _ANYWHERE
        if any(letter.isalnum() for string in strings for letter in _ESCAPED.sub(_unescaped, string)):
            yield f"the style sheet adds words: {shortened(f'{name}: {value}')}"
        elif (name in _HARMLESS and rest - _HARMLESS[name]) or rest & _STRIKES:
            yield f"the style sheet may change what is read: {shortened(f'{name}: {value}')}"


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
