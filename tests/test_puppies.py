"""The invented community of dog owners: what its threads ask most is found, in whatever words they ask it.

Its threads were written before anything was tried on them; `examples/puppies/asked.toml` says which ask what.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extractor import corpus
from extractor.model import Publish
from extractor.pipeline import running
from extractor.pipeline.grouping import grouped
from tests.command import ROOT, run

SOURCES = ROOT / "examples/puppies/sources"
ASKED = tomllib.loads((ROOT / "examples/puppies/asked.toml").read_text("utf-8"))
FIRST = 8


@pytest.mark.slow
def test_six_questions_are_among_the_first_eight_groups(tmp_path: Path) -> None:
    for folder in ("threads", "topics", "decisions", "background"):
        (tmp_path / "corpus" / folder).mkdir(parents=True)
    assert run("migrate", "--yes", cwd=tmp_path).returncode == 0
    files = [str(path) for path in sorted(SOURCES.iterdir())]
    done = run("add", "--yes", "--personal-data-checked", "--forum", "puppies", *files, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    build = running.run(corpus.load(tmp_path / "corpus"), date(2026, 12, 1), Publish.STRONG)
    titles = {summary.id: summary.title for summary in build.summaries}
    asked = {title: question["title"] for question in ASKED["question"] for title in question["threads"]}
    commonest = set()
    for group in grouped(build.keys, list(titles))[:FIRST]:
        questions = Counter(asked.get(titles[id] or "", "") for id in {ask.thread for ask in group.asks})
        commonest.add(max(questions, key=lambda question: (questions[question], question)))
    assert {question["title"] for question in ASKED["question"]} <= commonest
