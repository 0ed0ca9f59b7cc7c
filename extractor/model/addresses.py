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


def moved_paths(faq: Faq) -> dict[str, str]:
    """The pages that questions had before, each with the page that it leads on to; none that another page has now."""
    taken = {question_path(entry.question) for section in faq.sections for entry in section.entries}
    taken |= {topic_path(section.id) for section in faq.sections}
    moved: dict[str, str] = {}
    for section in faq.sections:
        for entry in section.entries:
            moved.update({f"{old}.html": question_path(entry.question) for old in entry.question.formerly})
        moved.update({f"{old}.html": topic_path(section.id) for old in section.formerly})
    return {path: target for path, target in sorted(moved.items()) if path not in taken}


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
    return [*paths, *moved_paths(faq), *map(thread_path, threads)]
