"""Words that are lost are offered where they stand now, written only when somebody says so, and taken back whole."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import reanchoring as benchmark
from extractor import corpus
from extractor.editing import history, reanchoring
from extractor.editing.reanchoring import AnchorKind, LostAnchor
from extractor.model import Block, BlockKind, Decision, Post, Role, Thread, Verdict, folded
from extractor.pipeline import running
from extractor.pipeline.built import Build
from extractor.pipeline.stages import link
from extractor.problems import ThreadfaqError
from extractor.text.worddiff import Fate, excerpt, marked, word_diff
from tests.cases import FOLDER
from tests.command import on_a_terminal, run
from tests.conftest import copy_settings

CASES = sorted((FOLDER / "reanchoring").glob("*.toml"))
LOST = FOLDER / "corpora/decision-lost-words"
KEYS = {"about", "offered", "post", "decision", "posts"}


def thread(rows: list[dict[str, Any]]) -> Thread:
    posts = tuple(
        Post(
            number=number,
            id=row["id"],
            author=row["author"],
            author_certain=True,
            edited_by=None,
            role=Role.MEMBER,
            posted=None,
            printed=row.get("printed"),
            edited=None,
            text=row["text"],
            blocks=tuple(Block(kind=BlockKind.QUOTE, start=s, end=e) for s, e in [row["quote"]] if "quote" in row)
            if "quote" in row
            else (),
        )
        for number, row in enumerate(rows, 1)
    )
    return Thread(id="pottery/kiln", name="kiln", title=None, url=None, platform=None, format="neutral", posts=posts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.stem))
def test_the_passage_that_is_meant_is_offered(case: Path) -> None:
    values = tomllib.loads(case.read_text("utf-8"))
    assert set(values) <= KEYS
    decision = Decision(
        verdict=Verdict.KEEP,
        thread="pottery/kiln",
        because="",
        by="Ida",
        on=date(2026, 5, 1),
        file="kiln.toml",
        number=1,
        **values["decision"],
    )
    (lost,) = reanchoring.of_thread("pottery/kiln", [decision], link(thread(values["posts"])))
    offer = lost.offer
    assert (offer and offer.passage.text) == values.get("offered")
    if offer is not None:
        assert offer.passage.post == values["post"]
        assert " ".join(part.text for part in offer.difference if part.fate is not Fate.NEW) == folded(lost.words)


@given(st.lists(st.sampled_from(["a", "b", "c d", "é"])), st.lists(st.sampled_from(["a", "b", "c d", "f"])))
def test_a_difference_gives_both_texts_back(first: list[str], second: list[str]) -> None:
    before, after = " ".join(first), " ".join(second)
    parts = word_diff(before, after)
    assert " ".join(part.text for part in parts if part.fate is not Fate.NEW) == before
    assert " ".join(part.text for part in parts if part.fate is not Fate.GONE) == after
    assert all(one.fate is not other.fate for one, other in pairwise(parts))


def test_a_difference_is_shown_with_the_words_around_it() -> None:
    parts = word_diff("one two three four five six seven", "one two three four five nine seven")
    assert marked(excerpt(parts, 1)) == "… five [-six-] {+nine+} seven"


WORDS = ("kiln", "glaze", "bowl", "clay", "they", "paid", "before", "after", "never", "cold", "we", "you", "it", "is")


@pytest.mark.parametrize("seed", range(3))
def test_decisions_outlast_edits_of_their_thread(seed: int) -> None:
    """As `benchmarks/reanchoring.py` measures it on real threads, here on invented ones."""
    chance = random.Random(seed)

    def text() -> Iterator[str]:
        for _ in range(chance.randint(1, 5)):
            row = " ".join(chance.choice(WORDS) + str(chance.randrange(40)) for _ in range(chance.randint(5, 25)))
            yield row.capitalize() + "."

    threads = [
        thread(
            [
                {
                    "id": f"p{number}",
                    "author": f"Potter {number % 5}",
                    "printed": f"May {number}",
                    "text": " ".join(text()),
                }
                for number in range(1, chance.randint(4, 9))
            ]
        )
        for _ in range(8)
    ]
    tally = benchmark.tallied(threads, 60, seed)
    assert tally.counts["surviving"] > 80 and tally.counts["offered"] > 20
    assert tally.counts["attached to a wrong one"] == tally.counts["missing in the list"] == 0
    assert tally.share() >= 0.99, tally.wrong


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with a decision that has lost its words, and a question whose ask has."""
    copy_settings(tmp_path)
    copytree(LOST / "corpus", tmp_path / "corpus")
    pack = tmp_path / "corpus/topics/kilns.toml"
    asked = '\n[[question.asked]]   # from the first week\nthread = "pottery/kiln"\nauthor = "Ola N"\n'
    asked += 'words = "Whre do you rent a kiln?"\n'
    text = pack.read_text("utf-8")
    place = text.index("\n[[rule]]") if "\n[[rule]]" in text else len(text)
    pack.write_text(text[:place] + asked + text[place:], "utf-8")
    return tmp_path


def built(home: Path) -> Build:
    return running.run(corpus.load(home / "corpus"), date(2026, 11, 22))


def lost(home: Path) -> tuple[Build, tuple[LostAnchor, ...]]:
    build = built(home)
    return build, reanchoring.lost(build.corpus, build.conversations, build.problems)


def files(home: Path) -> dict[str, bytes]:
    paths = (path for path in (home / "corpus").rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {str(path): path.read_bytes() for path in paths}


def test_what_is_taken_is_written_and_undone_byte_for_byte(home: Path) -> None:
    build, anchors = lost(home)
    assert [anchor.kind for anchor in anchors] == [AnchorKind.DECISION, AnchorKind.ASKED]
    assert {anchor.id for anchor in anchors} and all(anchor.offer for anchor in anchors)
    before = files(home)
    for anchor in anchors:
        reanchoring.take(build.corpus, anchor, build.conversations[anchor.thread])
    assert not lost(home)[1] and not [problem for problem in built(home).problems if problem.code == "E401"]
    text = (home / "corpus/topics/kilns.toml").read_text("utf-8")
    assert "# from the first week" in text and "Whre" not in text
    history.undo(home / "corpus")
    history.undo(home / "corpus")
    assert files(home) == before


def test_nothing_is_written_where_the_file_says_something_else_by_now(home: Path) -> None:
    build, (anchor, _) = lost(home)
    anchor.file.write_text(anchor.file.read_text("utf-8").replace("Rent a kiln", "Borrow a kiln"), "utf-8")
    before = files(home)
    with pytest.raises(ThreadfaqError) as refusal:
        reanchoring.take(build.corpus, anchor, build.conversations[anchor.thread])
    assert [problem.code for problem in refusal.value.problems] == ["E617"]
    assert files(home) == before


def test_a_byte_order_mark_and_the_order_of_keys_stay(home: Path) -> None:
    path = home / "corpus/decisions/pottery/kiln.toml"
    path.write_bytes(b"\xef\xbb\xbf# mine\r\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    build, (anchor, _) = lost(home)
    reanchoring.take(build.corpus, anchor, build.conversations[anchor.thread])
    assert path.read_bytes() == before.replace(b"Rent a kiln", b"Hire a kiln")


def test_the_command_asks_before_it_writes(home: Path) -> None:
    before = files(home)
    shown = on_a_terminal(home, "check", "--accept", answers="n\nn\n")
    assert "[-Rent-] {+Hire+} a kiln by the day." in shown and "0 written, 2 left" in shown
    assert files(home) == before
    shown = on_a_terminal(home, "check", "--accept", answers="y\nn\n")
    assert "1 written, 1 left" in shown
    assert b"Hire a kiln" in (home / "corpus/decisions/pottery/kiln.toml").read_bytes()


def test_without_a_terminal_a_likeness_must_be_named(home: Path) -> None:
    before = files(home)
    assert run("check", "--accept", cwd=home).returncode == 2
    done = run("check", "--accept-likeness", "100", cwd=home)
    assert done.returncode == 1 and "0 written" in done.stderr
    assert files(home) == before
    done = run("check", "--accept-likeness", "60", cwd=home)
    assert done.returncode == 0 and "2 written, 0 left" in done.stderr
    assert run("check", cwd=home).returncode == 0


def test_a_later_copy_shows_what_changed_and_which_decisions_lose_their_words(home: Path) -> None:
    path = home / "corpus/decisions/pottery/kiln.toml"
    path.write_text(path.read_text("utf-8").replace("Rent a kiln", "Hire a kiln"), "utf-8")
    saved = home / "corpus/threads/pottery/kiln.json"
    copy = {**json.loads(saved.read_text("utf-8")), "url": "https://pots.example/t/1", "source_id": "1"}
    saved.write_text(json.dumps(copy), "utf-8")
    copy["posts"][1]["text"] = "You should ask at the studio. Borrow a kiln by the day."
    copy["posts"][1]["edited"] = "2026-05-02T10:00:00"
    copy["posts"].append({"author": "Ola N", "id": "m3", "text": "Thank you, I will ask."})
    (home / "later.json").write_text(json.dumps(copy), "utf-8")
    done = run("add", "later.json", "--dry-run", cwd=home)
    shown = done.stdout + done.stderr
    assert "[-Hire-] {+Borrow+} a kiln" in shown, shown
    assert 'loses its words: decision 1 (line 1): "Hire a kiln by the day."' in shown
