"""Numbers and lists as a language writes them, by Babel: `1,234` in English, `1.234` in German."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import regex
from babel.lists import format_list
from babel.numbers import format_decimal, get_group_symbol

from extractor.language import DEFAULT

COMMAS_ALONE = frozenset({"en"})
"""Languages that join all members of a list by commas; the others have their word for `and` before the last."""
_MEMBER = "\ufdd0"  # a noncharacter, which no language puts between members


@lru_cache(maxsize=4096)
def number(value: int, language: str = DEFAULT) -> str:
    """A count as pages print it."""
    return format_decimal(value, locale=language)


def numbers(text: str, language: str = DEFAULT, not_beside: str = "") -> list[int]:
    """The counts that a text prints, in order; parts of words and of decimals are none.

    A number that touches one of the characters of `not_beside` is none either.
    """
    return [int(re.sub(r"\D", "", match)) for match in _printed(language, not_beside).findall(text)]


@lru_cache(maxsize=64)
def _printed(language: str, not_beside: str) -> regex.Pattern[str]:
    # Chinese, Thai and others put no space between a number and the word for what is counted.
    other = regex.escape(not_beside)
    before, behind = rf"[[\w.{other}]--\p{{Lo}}]", rf"[[\w{other}]--\p{{Lo}}]"
    return regex.compile(rf"(?<!{before}){pattern(language)}(?!{behind})", regex.V1)


def pattern(language: str = DEFAULT) -> str:
    """A regular expression for a count, to stand between others; white space may have been folded."""
    group = get_group_symbol(language)
    between = r"\s" if group.isspace() else re.escape(group)
    return rf"[0-9]+(?:{between}[0-9]{{2,3}}(?![0-9]))*"


@lru_cache(maxsize=1024)
def joints(members: int, language: str = DEFAULT) -> Sequence[str]:
    """What stands behind each of so many members of a list: `, ` or ` und `, and nothing behind the last."""
    commas = language.partition("_")[0] in COMMAS_ALONE
    before, *behind = format_list([_MEMBER] * members, "unit" if commas else "standard", language).split(_MEMBER)
    # Some languages hang their `and` on every member, which a word that stands between two cannot say.
    return [", "] * (members - 1) + [""] if before or behind[-1] else behind
