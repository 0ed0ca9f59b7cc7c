"""Where things stand in the site, from its root: explicit file names, so that it also works from a folder."""

from __future__ import annotations

from extractor.model import Question


def topic_path(topic: str) -> str:
    """The page of a topic, by its id."""
    return f"{topic}/index.html"


def question_path(question: Question) -> str:
    """The page of a question; its ids are its address."""
    return f"{question.topic}/{question.id}.html"


def thread_path(thread: str) -> str:
    """The page of a thread, by its id `<forum>/<name>`."""
    return f"threads/{thread}.html"
