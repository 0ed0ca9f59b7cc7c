"""Words that the program says by itself on pages, marked where they stand, for catalogues of other languages."""

from __future__ import annotations


def N_(message: str) -> str:
    """The same message. The name is gettext's: whoever collects what is to be translated looks for it."""
    return message
