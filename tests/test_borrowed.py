"""Passages that begin with words of somebody else in their thread are held back, unless an editor keeps them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from extractor import corpus
from extractor.model import Publish
from extractor.pipeline import running
from extractor.pipeline.built import Build
from tests.cases import FOLDER

FIRST = "You should never ask for a refund of a small amount because it costs you more time than it is worth"
AGAIN = "You should never ask for a refund of a small amount unless the client owes you for many other jobs."
OTHER = "You should always ask for a refund of a large amount, because that is worth your time."

BEGINNING = "You should never ask for a refund of a small amount"
ALWAYS = f"{BEGINNING} before you have read the rules of this place."
"""What staff say in other threads."""
ENDS = (
    "because it costs you more time than it is worth to anybody here.",
    "when you still hope that this person will one day work for you again.",
    "or you will find that nobody who is any good wants to hear from you.",
)
"""How three people go on with the same words."""


def built(folder: Path, *posts: dict[str, str], decisions: str = "", elsewhere: int = 0) -> Build:
    """The FAQ of one thread, judged by the founding topics, with so many others in which staff say BEGINNING once."""
    root = folder / "corpus"
    shutil.rmtree(root, ignore_errors=True)
    (root / "threads/kilns").mkdir(parents=True)
    shutil.copytree(FOLDER.parent / "corpus/topics", root / "topics")
    shutil.copytree(FOLDER.parent / "corpus/background", root / "background")
    opening = {"author": "Maren", "text": "Is it worth it to open a dispute over twenty dollars?"}
    rows = [{"posted": f"2024-02-03T{hour:02}:00:00"} | row for hour, row in enumerate([opening, *posts], 9)]
    (root / "threads/kilns/one.json").write_text(json.dumps({"posts": rows}))
    for number in range(elsewhere):
        said = [{"id": "1", "author": "Ida", "text": "What now?"}, {"id": "2", "author": "Staff", "text": ALWAYS}]
        (root / f"threads/kilns/other-{number}.json").write_text(json.dumps({"posts": said}))
    if decisions:
        (root / "decisions/kilns").mkdir(parents=True)
        (root / "decisions/kilns/one.toml").write_text(decisions)
    return running.run(corpus.load(root), date(2026, 11, 22), Publish.ALL)


def printed(build: Build) -> set[str]:
    """Every passage that stands under a question."""
    entries = [entry for section in build.faq.sections for entry in section.entries]
    return {answer.passage.text for entry in entries for answer in entry.answers}


def codes(build: Build) -> list[str]:
    return [problem.code for problem in build.problems if problem.code == "W411"]


@pytest.mark.parametrize("elsewhere", [0, 2, 3, 5])
def test_words_that_stand_in_many_threads_are_nobodys_own(tmp_path: Path, elsewhere: int) -> None:
    posts = {"author": "Otto", "text": f"{FIRST}."}, {"author": "Robin", "text": AGAIN}
    build = built(tmp_path, *posts, elsewhere=elsewhere)
    assert (AGAIN in printed(build)) == (elsewhere >= 3)
    assert codes(build) == ([] if elsewhere >= 3 else ["W411"])


def test_an_answer_that_is_held_back_says_why(tmp_path: Path) -> None:
    posts = {"author": "Otto", "text": f"{FIRST}."}, {"author": "Robin", "text": AGAIN}
    answered = built(tmp_path, *posts).mined("kilns/one").answered
    reasons = {row.passage.text: row.because for row in answered.passages}
    assert reasons[AGAIN][0].name == "borrowed"
    assert "borrowed" not in {reason.name for reason in reasons[f"{FIRST}."]}


def test_words_of_somebody_else_are_held_back(tmp_path: Path) -> None:
    build = built(tmp_path, {"author": "Otto", "text": f"{FIRST}."}, {"author": "Robin", "text": AGAIN})
    assert f"{FIRST}." in printed(build) and AGAIN not in printed(build)
    assert codes(build) == ["W411"]


def test_an_editor_may_keep_them(tmp_path: Path) -> None:
    posts = {"author": "Otto", "text": f"{FIRST}."}, {"author": "Robin", "text": AGAIN}
    address = next(
        entry.question.address
        for section in built(tmp_path, posts[0]).faq.sections
        for entry in section.entries
        if entry.answers
    )
    keep = f"""[[decision]]
verdict = "keep"
author = "Robin"
posted = "2024-02-03T11:00:00"
words = "{AGAIN}"
question = "{address}"
because = "his own"
by = "Vera"
on = 2026-01-02
"""
    build = built(tmp_path, *posts, decisions=keep)
    assert AGAIN in printed(build) and not codes(build)


@pytest.mark.parametrize(
    "posts",
    [
        [("Otto", AGAIN), ("Otto", AGAIN.replace("many other", "two"))],
        [("Otto", OTHER), ("Robin", AGAIN)],
        [
            *((name, f"{BEGINNING} {end}") for name, end in zip(("Otto", "Lea", "Vera"), ENDS, strict=True)),
            ("Robin", AGAIN),
        ],
    ],
    ids=["the same person", "other words", "a set phrase"],
)
def test_others_are_printed(tmp_path: Path, posts: list[tuple[str, str]]) -> None:
    build = built(tmp_path, *({"author": author, "text": text} for author, text in posts))
    assert posts[-1][1] in printed(build)
    assert not codes(build)
