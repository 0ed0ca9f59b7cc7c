"""How a warning says that a page is one of several, so that whoever joins pages can tell when all are there."""

from __future__ import annotations

import re
from collections.abc import Iterable

NEXT = "the thread goes on: this page has a link to the next one"
"""What is said where nothing numbers the pages."""
BEFORE = "the thread begins on another page: this page has a link to the one before it"
"""What is said of a later page where nothing numbers the pages."""
_PAGE = re.compile(r"this is page (?P<page>\d{1,6}) of (?P<of>\d{1,6}) of the thread")


def page_of(page: int, of: int) -> str:
    """What is said of a numbered page, from 1."""
    return f"this is page {page} of {of} of the thread"


def absent(causes: Iterable[str]) -> tuple[list[int], int] | None:
    """Which of the thread's pages none of these sentences is about, and how many pages it has; None where no sentence
    numbers a page."""
    matches = [match for cause in causes if (match := _PAGE.match(cause))]
    if not matches:
        return None
    here, of = {int(match["page"]) for match in matches}, max(int(match["of"]) for match in matches)
    return [page for page in range(1, min(of, 10_000) + 1) if page not in here], of
