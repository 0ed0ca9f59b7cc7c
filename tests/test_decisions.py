"""Decisions: each case is a file, with the problems it must cause in its first line."""

from __future__ import annotations

import shutil
import tomllib
from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest

from extractor import corpus
from extractor.corpus import decisions
from extractor.lab import proposing
from extractor.lab.evidence import told
from extractor.model import Publish
from extractor.pipeline import running
from extractor.pipeline.built import Build
from extractor.problems import render

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "tests/decisions").glob("*.toml"))
THREAD = "upwork/dispute-second-opinion"


def with_decisions(tmp_path: Path, text: str | None) -> Build:
    root = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", root)
    file = root / f"decisions/{THREAD}.toml"
    file.unlink()
    if text is not None:
        file.write_text(text, "utf-8")
    with chdir(tmp_path):
        return running.run(corpus.load(Path("corpus")), date(2026, 11, 22), Publish.ALL)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_decision_is_found_or_its_problem_told(case: Path, tmp_path: Path) -> None:
    text = case.read_text("utf-8")
    expected = text.splitlines()[0].removeprefix("# expect: ").split()
    problems = with_decisions(tmp_path, text).problems
    assert [problem.code for problem in problems] == [code for code in expected if code != "none"]
    for problem in problems:
        assert problem.file.endswith(f"{THREAD}.toml")
        assert problem.help
        assert problem.place or problem.code == "E201"


def test_lost_words_are_told_with_the_nearest(tmp_path: Path) -> None:
    text = (ROOT / "tests/decisions/lost-words.toml").read_text("utf-8")
    (problem,) = with_decisions(tmp_path, text).problems
    message = render(problem)
    assert 'says     "helps to save the money"' in message
    assert "helps to save money" in message.split("nearest")[1] and "(post 7)" in message


def test_a_decisions_file_of_no_thread_is_told(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", root)
    folder = root / "decisions/upwork"
    (folder / "dispute-second-opinion.toml").rename(folder / "no-such-thread.toml")
    problems = running.run(corpus.load(root), date(2026, 11, 22), Publish.ALL).problems
    assert {problem.code for problem in problems} == {"E406"}


def test_what_is_proposed_can_be_pasted(tmp_path: Path) -> None:
    """The tables for what nobody has judged, filled in, are decisions without a problem that leave none over."""
    before = with_decisions(tmp_path / "before", None)
    thread = before.conversations[THREAD].thread
    text = "\n".join(decisions.table(row, thread, told) for row in proposing.proposals(before)[THREAD])
    filled = text.replace('because = ""', 'because = "tested"').replace('by = ""', 'by = "a test"')
    filled = filled.replace("# on = 2026-11-22     # the day of your decision", "on = 2026-11-22")
    assert len(tomllib.loads(filled)["decision"]) > 20
    after = with_decisions(tmp_path / "after", filled)
    assert after.problems == ()
    assert proposing.proposals(after) == {}
    answers = [answer for section in after.faq.sections for entry in section.entries for answer in entry.answers]
    assert answers and all(answer.ruling is not None for answer in answers)


def test_half_a_word_is_refused_with_the_whole_words() -> None:
    folder = ROOT / "tests/corpora/half-word"
    (problem,) = running.run(corpus.load(folder / "corpus"), date(2026, 11, 22), Publish.ALL).problems
    assert [problem.code] == tomllib.loads((folder / "expected.toml").read_text("utf-8"))["check"]
    assert 'whole words  "unable to pay before the firing."' in render(problem)
