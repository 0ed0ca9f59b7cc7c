"""Words as parts of an address: small letters, digits and hyphens alone, whatever a post or a title holds."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
"""Characters of such a part; a longer title is cut at a word."""

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})

_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))]
)
"""No file may be called so on Windows, whatever ends its name."""


def is_device(name: str) -> bool:
    """Whether Windows keeps a name of a file or folder for a device: `nul`, `con.html`, `COM1`."""
    return name.partition(".")[0].strip().lower() in _DEVICES


def slug(words: str) -> str:
    """Words as a part of an address; empty when no letter of them can be one."""
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_LETTERS))
    plain = plain.replace("'", "").replace("’", "").encode("ascii", "ignore").decode("ascii")
    parts = re.findall(r"[a-z0-9]+", plain)
    kept: list[str] = []
    for part in parts:
        if sum(map(len, kept)) + len(kept) + len(part) > LONGEST:
            break
        kept.append(part)
    name = "-".join(kept) or (parts[0][:LONGEST] if parts else "")
    return f"{name}-1" if is_device(name) else name
