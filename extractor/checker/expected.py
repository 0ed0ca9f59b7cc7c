"""What a whole site must say, besides the words of posts: values of the corpus, and files that are only copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from extractor.checker.speech import ENGLISH, Speech
from extractor.model import AskedBy, AskQuotes, Decision, Faq, Passage, Question, StillOpen, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the corpus, the packs, the decisions and the theme say that a site must hold."""

    faq: Faq
    """Which passages stand where, arranged from the corpus as it is now."""
    threads: Mapping[str, Summary]
    """What lists and counts say of each thread, by its id."""
    topics: Mapping[str, str]
    """The title of each topic by its id, as its pack has it."""
    questions: Mapping[str, Question]
    """The questions of all packs by their addresses."""
    decisions: Sequence[tuple[Decision, Passage]]
    """The editors' decisions, each with the words it judges."""
    asked: Mapping[str, AskedBy] = field(default_factory=dict)
    """Who asks each question, by the question's address."""
    open: StillOpen | None = None
    """What nobody answers, what one person alone answers, and about what people differ."""
    quoted: Mapping[str, AskQuotes] = field(default_factory=dict)
    """What the page of each question quotes of people who ask, by the question's address."""
    templates: Path
    """The folder of all templates, for what pages say by themselves."""
    speech: Speech = ENGLISH
    """The language of what they say by themselves."""
    copied: Mapping[str, Path] = field(default_factory=dict)
    """Files that a build only copies: path from the root of the site, and the file it must equal."""
    written: Mapping[str, bytes] = field(default_factory=dict)
    """Files that are written from the corpus alone, with the bytes they must have."""


_LEFT_OUT = (".*", "*/.*", "*.py", "*.pyc", "*.html", "*readme*", "mkdocs_theme.yml")
"""What MkDocs leaves out of a theme's folder, as it names it itself."""


def theme_files(theme: Path) -> dict[str, Path]:
    """The files of a theme folder that a build copies: all but templates, hidden files and notes.

    Keys are paths from the root of the site.
    """
    paths = {path.relative_to(theme).as_posix(): path for path in sorted(theme.rglob("*")) if path.is_file()}
    return {name: path for name, path in paths.items() if not any(fnmatch(name.lower(), row) for row in _LEFT_OUT)}
