"""What a built site must say, put together for the checker from the corpus and the theme."""

from __future__ import annotations

from pathlib import Path

import mkdocs

from extractor.checker import Expected, Speech, theme_files
from extractor.model import Faq, wire
from extractor.pipeline.built import Build
from extractor.site.project import FAQ
from extractor.site.words import ENGLISH, Words, headed


def faq_file(faq: Faq) -> bytes:
    """`faq.json` as it lies in the site."""
    return f"{wire.written(wire.faq(faq), indent=1)}\n".encode()


def expected(built: Build, templates: Path, words: Words = ENGLISH, written: bytes | None = None) -> Expected:
    """What the checker compares a whole site with.

    `templates` is the folder with `pages/` and `theme/`, `words` is what the site says by itself, `written` what
    `faq_file` gave for its FAQ, where that is at hand.
    """
    faq, topics = headed(built.faq, words), built.corpus.topics
    return Expected(
        faq=faq,
        threads={summary.id: summary for summary in built.summaries},
        topics={topic.id: topic.title for topic in topics},
        questions={question.address: question for topic in topics for question in topic.questions},
        decisions=built.decisions,
        templates=templates,
        speech=Speech(language=words.language, messages=words.messages),
        copied={**theme_files(_search()), **theme_files(templates / "theme")},
        written={FAQ: faq_file(faq) if written is None else written},
    )


def _search() -> Path:
    """What MkDocs' search plugin puts beside a theme."""
    return Path(mkdocs.__file__).parent / "contrib" / "search" / "templates"
