"""How heavy pages are, and how much of their words is the program's own, as `benchmarks/pageweight.py` measures."""

from __future__ import annotations

from pathlib import Path

from benchmarks.pageweight import weight

REFUND = "refund-thinking/ask-for-refund.html"
"""The founding corpus's page with most passages."""


def test_a_page_of_quotations_is_mostly_quotations(project: Path) -> None:
    assert weight(project / "site", REFUND).own <= 0.4


def test_a_question_page_is_light(project: Path) -> None:
    assert weight(project / "site", REFUND).bytes <= 60_000
