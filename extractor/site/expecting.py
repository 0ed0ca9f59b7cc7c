"""What a built site must say, put together for the checker from the corpus and the theme."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from extractor.checker import Expected, Speech, theme_files
from extractor.model import Faq, wire
from extractor.pipeline.built import Build
from extractor.site.forprograms import SCHEMA
from extractor.site.overviews import Known, known_of
from extractor.site.project import FAQ
from extractor.site.searching import search_files
from extractor.site.words import ENGLISH, Words, headed


def faq_file(faq: Faq) -> bytes:
    """`faq.json` as it lies in the site."""
    return f"{wire.written(wire.faq(faq), indent=1)}\n".encode()


def expected(
    built: Build,
    templates: Path,
    words: Words = ENGLISH,
    written: Mapping[str, bytes] | None = None,
    known: Known | None = None,
) -> Expected:
    """What the checker compares a whole site with.

    `templates` is the folder with `pages/` and `theme/`, `words` is what the site says by itself, `written` the
    files of its search and for programs where they have been made already, and `known` likewise who asks what and
    what is open.
    """
    known = known or known_of(built)
    faq, topics = headed(built.faq, words), built.corpus.topics
    return Expected(
        faq=faq,
        threads={summary.id: summary for summary in built.summaries},
        topics={topic.id: topic.title for topic in topics},
        questions={question.address: question for topic in topics for question in topic.questions},
        decisions=built.decisions,
        asked=known.asked,
        open=known.open,
        quoted=known.quoted,
        templates=templates,
        speech=Speech(language=words.language, messages=words.messages),
        copied=theme_files(templates / "theme"),
        written={FAQ: faq_file(faq), SCHEMA: wire.schema(), **(search_files(built) if written is None else written)},
    )
