"""Token patterns in spaCy's form: what is wrong with one, said before spaCy meets it. Knows no spaCy.

spaCy takes some patterns without a word and never matches them, or matches them everywhere; others it refuses, but
only when the first sentence reaches them, far from the editor who wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractor.rules.expressions import ExpressionError, checked
from extractor.tables import shown

LOWERED = ("LOWER", "NORM")
"""Keys whose values are compared in lower case."""
TEXTS = (*LOWERED, "ORTH", "TEXT", "SHAPE")
FLAGS = (
    *("LIKE_NUM", "LIKE_URL", "LIKE_EMAIL", "IS_ALPHA", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE"),
    *("IS_PUNCT", "IS_CURRENCY", "IS_QUOTE"),
)
KEYS = frozenset((*TEXTS, *FLAGS, "LENGTH", "OP"))
"""What a token may ask."""
CHOICES = ("IN", "NOT_IN", "REGEX", "FUZZY", *(f"FUZZY{number}" for number in range(1, 10)))
"""What the table of a text may ask."""
COMPARED = ("==", "!=", ">=", "<=", ">", "<")
"""What the table of a length may ask, besides IN and NOT_IN."""

MOST_TOKENS = 100
"""Tokens of a pattern, and how often an operator may want one: no sentence that anybody reads has more."""
LONGEST = 1_000
"""Letters of a token that a LENGTH may speak of."""

Fault = tuple[str, str]
"""What is wrong, and how to mend it."""


def faults(pattern: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """What is wrong with a pattern, whatever its values are; empty when spaCy can use it as its author means it."""
    faults_of_pattern = [fault for token in pattern for key, value in token.items() for fault in _faults(key, value)]
    if any(token == {"OP": "!"} for token in pattern):
        faults_of_pattern.append(('`OP = "!"` without a condition never matches', "say what the token is not"))
    if len(pattern) > MOST_TOKENS:
        faults_of_pattern.append((f"a pattern of {len(pattern)} tokens", f"at most {MOST_TOKENS} are looked for"))
    return faults_of_pattern


def optional(token: Mapping[str, Any]) -> bool:
    """Whether the pattern can do without this token."""
    return str(token.get("OP", "1")) in ("?", "*") or bool(re.match(r"\{0?,", str(token.get("OP", ""))))


def literals(token: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The words a token names, each with its key; words that it excludes are among them."""
    for key in ("LOWER", "NORM", "ORTH", "TEXT"):
        value = token.get(key)
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            for choice in ("IN", "NOT_IN"):
                words = value.get(choice)
                yield from ((key, word) for word in words or () if isinstance(words, list) and isinstance(word, str))


def anchored(token: Mapping[str, Any]) -> bool:
    """Whether the index can find sentences by this token: a word that must be there, by its NORM."""
    value = token.get("NORM")
    named = value.get("IN") if isinstance(value, dict) else value
    return bool(named) and not optional(token) and token.get("OP") != "!"


def _faults(key: str, value: Any) -> Iterator[Fault]:
    if key not in KEYS:
        yield f"`{key}` is no key of a token", f"one of: {', '.join(sorted(KEYS))}"
    elif key == "OP":
        yield from _operator(value)
    elif key in FLAGS:
        if not isinstance(value, bool):
            yield f"`{key}` is {shown(value)}", f"write {key} = true or {key} = false"
    elif key == "LENGTH":
        yield from _length(value)
    elif isinstance(value, str):
        yield from _literal(key, value)
    elif isinstance(value, dict):
        yield from _table(key, value)
    else:
        yield f"`{key}` is {shown(value)}", f'it should be a text or a table, like {key} = "fee"'


def _operator(value: Any) -> Iterator[Fault]:
    help = "one of ? * + ! or {2}, {2,5}, {2,}, {,5}; leave it out for exactly one"
    span = re.fullmatch(r"\{([0-9]{0,9})(,?)([0-9]{0,9})\}", value) if isinstance(value, str) else None
    if span is not None and (span[1] or span[3]):
        least = int(span[1] or 0)
        most = int(span[3]) if span[3] else (None if span[2] else least)
        if max(least, most or 0) > MOST_TOKENS:
            yield f"OP = {shown(value)} counts too far", f"count to {MOST_TOKENS} at most, or write {{1,}} or {{0,}}"
        elif most is not None and most < least:
            yield f"OP = {shown(value)} counts backwards", f"write {{{most},{least}}}"
        elif most == 0:
            yield f"OP = {shown(value)} never matches", "remove the token"
    elif value not in ("?", "*", "+", "!"):
        yield f"OP = {shown(value)} is no operator", help


def _length(value: Any) -> Iterator[Fault]:
    help = f'a whole number from 1 to {LONGEST}, or a table like LENGTH = {{">=" = 3}}'
    if isinstance(value, dict):
        if not value:
            yield "`LENGTH = {}` asks nothing", "fill it in or remove it"
        for name, number in value.items():
            if name in COMPARED and not _whole(number):
                yield f"`LENGTH` {name} is {shown(number)}", f"a whole number from 0 to {LONGEST}, without quotes"
            elif name in ("IN", "NOT_IN") and not (isinstance(number, list) and number and all(map(_whole, number))):
                yield f"`LENGTH` {name} is {shown(number)}", f"a list of whole numbers: {name} = [2, 3]"
            elif name not in (*COMPARED, "IN", "NOT_IN"):
                yield f"`{name}` compares no length", f"one of: {' '.join(COMPARED)} IN NOT_IN"
    elif not _whole(value) or value == 0:
        yield f"`LENGTH` is {shown(value)}", help


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST


def _table(key: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    if not table:
        yield f"`{key} = {{}}` matches every token", "name the words, or write {} for any token"
    for name, value in table.items():
        if name not in CHOICES:
            yield f"`{name}` is nothing that {key} can ask", "one of: IN, NOT_IN, REGEX, FUZZY"
        elif name in ("IN", "NOT_IN"):
            yield from _listed(key, name, value)
        elif isinstance(value, dict):
            if not value:
                yield f"`{name} = {{}}` of {key} asks nothing", "fill it in or remove it"
            for inner, words in value.items():
                if inner not in ("IN", "NOT_IN") or not isinstance(words, list) or not words:
                    yield f"`{name}` of {key} is {shown(value)}", f'a text, or {name} = {{IN = ["…"]}}'
                    continue
                for word in words:
                    yield from _worded(key, name, word)
        else:
            yield from _worded(key, name, value)


def _listed(key: str, name: str, value: Any) -> Iterator[Fault]:
    if isinstance(value, str):
        yield f"`{name}` of {key} is a text", f'a list is meant: {name} = ["{value}"]'
    elif not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        yield f"`{name}` of {key} is {shown(value)}", f'a list of texts is meant: {name} = ["fee", "cost"]'
    elif not value:
        yield f"`{name}` of {key} is empty", "it never matches" if name == "IN" else "it excludes nothing: remove it"
    else:
        for word in value:
            yield from _literal(key, word, excluded=name == "NOT_IN")


def _worded(key: str, name: str, value: Any) -> Iterator[Fault]:
    """A value of REGEX or FUZZY."""
    if not isinstance(value, str):
        yield f"`{name}` of {key} is {shown(value)}", f'a text is meant: {name} = "^re"'
    elif not name.startswith("FUZZY"):
        try:
            checked(value)
        except ExpressionError as error:
            cause, help = error.args
            yield f"`{name}` of {key} {cause}", help
        else:
            # Escapes like \W and the names of groups hold capitals that match none.
            signs = re.sub(r"\\.|\(\?P[<=]\w*", "", value)
            if key in LOWERED and "(?i" not in value and re.search(r"[A-Z]", signs):
                yield f'{key} = {{REGEX = "{value}"}} asks for a capital', f"{key} has none: write it in lower case"
    else:
        yield from _literal(key, value)
        if name[5:] and len(value) <= int(name[5:]):
            yield f"{name} = {shown(value)} finds every short word", "let fewer letters differ than the word has"


def _literal(key: str, word: str, excluded: bool = False) -> Iterator[Fault]:
    result = "excludes nothing" if excluded else "never matches"
    if not word:
        yield f"`{key}` is an empty text", "name a word, or remove the key"
    elif re.search(r"\s", word.strip() or "_"):
        yield f'{key} = "{word}" {result}: a token has no space', "write one token for each word"
    elif word != word.strip():
        yield f'{key} = "{word}" {result}: a token has no space', f'write "{word.strip()}"'
    elif key in LOWERED and word != word.lower():
        yield f'{key} = "{word}" {result}: {key} has no capital', f'write "{word.lower()}"'
    elif key != "SHAPE" and "n't" in word.lower().replace("’", "'") and word.lower() != "n't":
        yield f'{key} = "{word}" {result}: it is two tokens', 'one for the word and one for its end, NORM = "not"'
