"""Where a page stands, from the root of the site, and how one page points at another.

Directory addresses are off: every link names a file, and every link is relative, so that the site works in
a sub-folder and from a disk.
"""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from extractor.model import Question

HOME = "index.html"
SOURCES = "threads/index.html"


def topic_path(topic: str) -> str:
    """The page of a topic, by its id."""
    return f"{topic}/index.html"


def question_path(question: Question) -> str:
    """The page of a question."""
    return f"{question.topic}/{question.id}.html"


def thread_path(thread_id: str) -> str:
    """The page of a thread, by its id `<forum>/<name>`."""
    return f"threads/{thread_id}.html"


def relative(target: str, page: str) -> str:
    """The link from `page` to `target` (`path` or `path#id`), both from the root of the site; ready for an href."""
    path, hash_sign, fragment = target.partition("#")
    if path == page and hash_sign:
        return f"#{quote(fragment)}"
    link = quote(posixpath.relpath(path, posixpath.dirname(page) or "."))
    return f"{link}#{quote(fragment)}" if hash_sign else link
