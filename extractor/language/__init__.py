"""What the package knows of languages, as data: a folder for each, and in it a file for each room that reads one."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent

DEFAULT = "en"
"""The language of texts where nothing says another, by spaCy's code of it."""


def file_name(code: str, name: str) -> str:
    """How messages name a file of a language: `extractor/language/en/words.toml`."""
    return f"extractor/language/{code}/{name}"


def file_text(code: str, name: str) -> str:
    """The text of a file of a language, by spaCy's code of the language and the file's name."""
    return (FOLDER / code / name).read_text("utf-8")
