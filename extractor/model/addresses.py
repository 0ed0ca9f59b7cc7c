"""Where things stand in the site, from its root: explicit file names, so that it also works from a folder."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.model import Faq, Question


def topic_path(topic: str) -> str:
    """The page of a topic, by its id."""
    return f"{topic}/index.html"


def question_path(question: Question) -> str:
    """The page of a question; its ids are its address."""
    return f"{question.topic}/{question.id}.html"


def topic_of(address: str) -> str:
    """The id of the topic of a question's address `<topic>/<question>`."""
    return address.partition("/")[0]


def thread_path(thread: str) -> str:
    """The page of a thread, by its id `<forum>/<name>`."""
    return f"threads/{thread}.html"


HOME = "index.html"
"""The site's first page."""
QUESTIONS = "search.html"
"""All questions by topic, and the results of a search."""
SOURCES = "sources.html"
"""All threads."""
PEOPLE = "people.html"
"""Everybody who is quoted."""
OPEN = "open.html"
"""What nobody answers, what one person alone answers, and about what people differ."""
OVERVIEWS = (HOME, QUESTIONS, SOURCES, PEOPLE, OPEN)
"""The pages about the whole FAQ."""


def generated_paths(faq: Faq, threads: Iterable[str]) -> list[str]:
    """Every page that is made of a corpus, as paths from the root of the site; `threads` are ids."""
    paths = [*OVERVIEWS]
    for section in faq.sections:
        paths += [topic_path(section.id), *(question_path(entry.question) for entry in section.entries)]
    return [*paths, *map(thread_path, threads)]
