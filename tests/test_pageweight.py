"""How heavy pages are, and how much of their words is the program's own, as `benchmarks/pageweight.py` measures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from benchmarks import manyvoices
from benchmarks.inventing import write
from benchmarks.pageweight import weight
from tests.command import build_site, run
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


def test_a_page_of_very_many_people_is_built_and_folded(tmp_path: Path) -> None:
    """Sixty passages by twenty-five people, some with very long names."""
    project = copy_project(tmp_path / "faq")
    shutil.rmtree(project / "corpus")
    manyvoices.write(project / "corpus")
    done = build_site(project)
    assert done.returncode == 0, done.stderr
    page = (project / "site/kilns/pay.html").read_text("utf-8")
    assert page.count('class="voice"') == manyvoices.PEOPLE and "more people</summary>" in page
    edited = page.replace('class="more people" open=""', 'class="more people"').replace(
        " more people<", "1 more people<"
    )
    (project / "site/kilns/pay.html").write_text(edited, "utf-8")
    checked = run("check", "--site", "site", cwd=project)
    assert {"E507", "E508"} <= set(re.findall(r"error\[(E\d+)\]", checked.stderr)), checked.stderr
