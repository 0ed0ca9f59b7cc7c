"""What counts as the same words: which characters a text is made of, for every comparison and every address."""

from __future__ import annotations

import re

# The listed control characters: never shown, and dropped before any comparison.
# C0 but tab, line feed, carriage return; DEL; C1; directional controls (they reorder what
# follows them on the page); byte order mark; interlinear annotation; surrogates; noncharacters.
# Joiners (U+200C, U+200D) stay: Persian and many emoji need them.
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


def visible(text: str) -> str:
    """The text without the listed control characters; white space as it was."""
    # Every one of them is unprintable to Python, and so are line feeds, which most posts have.
    return text if text.replace("\n", "").isprintable() else _DROPPED.sub("", text)


def folded(text: str) -> str:
    """What counts as equal: control characters dropped, runs of white space one space, none at the ends.

    The rule that readers are told: docs/how-it-is-made.md.
    """
    return " ".join(visible(text).split())
