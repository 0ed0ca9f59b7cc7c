"""Regular expressions that an editor writes for tokens: whether one is sound, and how long it may take.

Python's engine tries one way after the other; from `^(a+)+$` it goes through more of them than there are seconds.
So the ways are counted from the expression's own structure, before anything is matched.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from math import prod
from typing import Any

LONGEST = 500
"""Letters of an expression; the longest of the package has two hundred."""
SHORT = 100
"""Letters of a token on which every expression that is taken may be tried."""
MOST_STEPS = 2_000_000
"""Steps that an expression may take on one token, counted as the most that its structure allows."""

# What re itself parses with; it has no public name, and every copy of it would differ one day.
_parser: Any = import_module("re._parser")
_LENGTHS = (SHORT, 1_000, 10_000, 100_000)


class ExpressionError(ValueError):
    """Why an expression is refused, as what it is or does; the second argument says what to write instead."""


def checked(written: str) -> None:
    """Raise ExpressionError for what is no regular expression, or may take too long on a token of SHORT letters."""
    if len(written) > LONGEST:
        raise ExpressionError(f"has more than {LONGEST} letters", "write several patterns, or name the words in IN")
    try:
        # Python takes `[[a]` with a warning that its meaning will change.
        with warnings.catch_warnings(action="error"):
            re.compile(written)
        steps = _steps(written, SHORT)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise ExpressionError(f"is no regular expression: {error}", "correct it, or write a phrase instead") from None
    if steps > MOST_STEPS:
        raise ExpressionError(
            "may take hours on one word",
            "no repeat inside a repeat, at most two repeats, three behind a ^; or name the words in IN",
        )


@lru_cache(maxsize=1024)
def reach(written: str) -> int | None:
    """Up to how many letters a token may have for a `checked` expression to be tried on it; None is any number."""
    lengths = [length for length in _LENGTHS if _steps(written, length) <= MOST_STEPS]
    return None if len(lengths) == len(_LENGTHS) else max(lengths, default=SHORT)


def _steps(written: str, length: int) -> int:
    """The most steps that an expression can take to be looked for in a token of so many letters."""
    parsed = _parser.parse(written)
    begins = (
        bool(parsed) and parsed[0][0].name == "AT" and parsed[0][1].name in ("AT_BEGINNING", "AT_BEGINNING_STRING")
    )
    alone = begins and not parsed.state.flags & re.MULTILINE
    ways = _ways(parsed, length)
    return length + ways if alone else length * ways


def _ways(parts: Iterable[tuple[Any, Any]], length: int) -> int:
    """In how many ways a sequence may match from one place: so often is what follows it tried."""
    return prod(_ways_of(operator.name, value, length) for operator, value in parts)


def _ways_of(operator: str, value: Any, length: int) -> int:
    match operator:
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN" | "AT" | "FAILURE":
            return 1
        case "GROUPREF":
            return length
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, part = value
            most = min(int(most), length)
            inner = _ways(part, length)
            if inner > 1:
                # What is too much already is not raised to a power of thousands of digits.
                power: int = min(inner, MOST_STEPS) ** min(most, 30) + 1
                return power
            return 1 if operator == "POSSESSIVE_REPEAT" else max(most - int(least), 0) + 1
        case "SUBPATTERN":
            return _ways(value[-1], length)
        case "ATOMIC_GROUP":
            return _ways(value, length)
        case "ASSERT" | "ASSERT_NOT":
            return _ways(value[1], length)
        case "BRANCH":
            ways = [_ways(part, length) for part in value[1]]
            return max(ways) if _apart(value[1]) else sum(ways)
        case "GROUPREF_EXISTS":
            return sum(_ways(part, length) for part in value[1:] if part is not None)
        case _:
            return MOST_STEPS + 1


def _apart(alternatives: Sequence[Any]) -> bool:
    """Whether at most one of them can match at a place, as each begins with a letter of its own."""
    heads = [part[0] if len(part) else None for part in alternatives]
    first = [chr(head[1]).casefold() if head and head[0].name == "LITERAL" else "" for head in heads]
    return all(first) and len(set(first)) == len(first)
