"""Phrases of a language that are looked for in a line of folded words, and how a text becomes such a line.

A phrase is whole words in small letters. `a|b` is either word, `(a|b)` may be missing, `*` in a word stands for any
letters, `*` alone for up to two words. No phrase reaches over a MARK.
"""

from __future__ import annotations

import re

MARK = ","
"""Stands in a line for whatever mark stands between two words of the text."""

_PARTS = re.compile(r"(\w+(?:'\w+)*)|[,;:.!?()\"“”«»…\n\r/*]|(?<=\s)[-–—]+(?=\s)|[-–—]{2,}")


def line_of(text: str) -> str:
    """The folded words of a text, joined by single spaces, with a MARK at both ends and between words that a mark
    parts. `Hi! How do I?` becomes `, hi , how do i ,`."""
    folded = text.replace("’", "'").replace("ʼ", "'").casefold()
    parts = [MARK]
    for word in _PARTS.findall(folded):
        # What is no word is empty here, and a mark.
        if word:
            parts.append(word)
        elif parts[-1] != MARK:
            parts.append(MARK)
    if parts[-1] != MARK:
        parts.append(MARK)
    return " ".join(parts)


def way_of(phrase: str, lead: str = "(?!)") -> str:
    """One phrase as a regular expression over a line; `lead` is one for the words that may lead in behind a mark."""
    way = ""
    for slot in phrase.split():
        if slot == MARK:
            # Behind a mark a few words may lead in: `, and so , how do i`.
            way += rf"{MARK}(?: {MARK}| {lead}(?!\S)){{0,4}} "
        elif slot == "*":
            way += r"(?:[^\s,]+ ){1,2}"
        else:
            optional = slot.startswith("(") and slot.endswith(")")
            words = slot.strip("()").split("|")
            either = "|".join(re.escape(word).replace(r"\*", r"[^\s,]*") for word in words)
            way += f"(?:(?:{either}) )?" if optional else f"(?:{either}) "
    # Every slot leaves a space behind it; the last one ends at what follows.
    return way.removesuffix(" ") if not way.endswith(")?") else way
