"""How alike two words are by their letters: typing errors, and pairs and triples of letters that they share."""

from __future__ import annotations

from extractor.search._weights import ONE_EDIT, TWO_EDITS


def grams(word: str) -> frozenset[str]:
    """The pairs and triples of letters of a word, its beginning and its end among them."""
    framed = f"^{word}$"
    return frozenset(framed[at : at + size] for size in (2, 3) for at in range(len(framed) - size + 1))


def forgiven(word: str) -> int:
    """How many typing errors are forgiven in a word of this length."""
    return 2 if len(word) >= TWO_EDITS else 1 if len(word) >= ONE_EDIT else 0
