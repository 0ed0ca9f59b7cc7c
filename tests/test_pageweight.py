"""How heavy pages are, and how much of their words is the program's own, as `benchmarks/pageweight.py` measures."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.inventing import write
from benchmarks.pageweight import weight
from tests.command import build_site
from tests.conftest import copy_project

REFUND = "refund-thinking/ask-for-refund.html"
"""The founding corpus's page with most passages."""


def test_a_page_of_quotations_is_mostly_quotations(project: Path) -> None:
    assert weight(project / "site", REFUND).own <= 0.4


def test_a_question_page_is_light(project: Path) -> None:
    assert weight(project / "site", REFUND).bytes <= 60_000


def test_the_page_of_a_hundred_posts_is_light(tmp_path: Path) -> None:
    """Posts of some sixty words, as most forums have them."""
    project = copy_project(tmp_path / "faq")
    shutil.rmtree(project / "corpus")
    write(project / "corpus", threads=1, posts=100, seed=1)
    done = build_site(project)
    assert done.returncode == 0, done.stderr
    assert weight(project / "site", "threads/forum/thread-000000.html").bytes <= 150_000
