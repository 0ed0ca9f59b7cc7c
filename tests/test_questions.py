"""A question renamed, moved or retired keeps its old addresses, its rules and its decisions; every step is undone."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from extractor import corpus
from extractor.corpus import Corpus
from extractor.editing import history, questions
from extractor.model import Publish
from extractor.pipeline import running
from extractor.problems import ThreadfaqError
from tests.cases import FOLDER
from tests.command import run

GLAZES = """title = "Glazes"
summary = "All about glazes."

# the first one
[[question]]
id = "cost"   # short
title = "What does it cost?"

[[rule]]
id = "rent"
question = ["kilns/rent-or-buy", "cost"]
any = ["rent a wheel"]
match = ["Rent a wheel."]
no_match = ["A wheel."]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A corpus with two topics, whose rules claim one another's question, and a decision."""
    copytree(FOLDER / "corpora/decision-found/corpus", tmp_path / "corpus")
    (tmp_path / "corpus/topics/glazes.toml").write_text(GLAZES, "utf-8")
    path = tmp_path / "corpus/decisions/pottery/kiln.toml"
    path.write_text(path.read_text("utf-8") + 'question = "kilns/rent-or-buy"\n', "utf-8")
    return tmp_path / "corpus"


def loaded(root: Path) -> Corpus:
    return corpus.load(root)


STEPS: dict[str, tuple[Callable[[Corpus], object], str | None]] = {
    "rename": (lambda c: questions.rename(c, "kilns/rent-or-buy", "hire", "Hire or buy?"), "kilns/hire"),
    "title alone": (lambda c: questions.rename(c, "kilns/rent-or-buy", title="Or buy?"), "kilns/rent-or-buy"),
    "move": (lambda c: questions.move(c, "kilns/rent-or-buy", "glazes"), "glazes/rent-or-buy"),
    "retire into": (lambda c: questions.retire(c, "kilns/rent-or-buy", "glazes/cost"), "glazes/cost"),
    "retire": (lambda c: questions.retire(c, "kilns/rent-or-buy"), None),
}


def files(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {str(path): path.read_bytes() for path in paths}


@pytest.mark.parametrize("name", STEPS)
def test_the_old_address_leads_on_and_decisions_go_on_working(name: str, root: Path) -> None:
    step, now = STEPS[name]
    before = files(root)
    step(loaded(root))
    after = loaded(root)
    built = running.run(after, date(2026, 11, 22), Publish.ALL)
    assert not built.problems
    entries = {e.question.address: e for section in built.faq.sections for e in section.entries}
    if now != "kilns/rent-or-buy":
        assert after.former == {"kilns/rent-or-buy": now}
        assert "kilns/rent-or-buy" not in entries
    judged = [answer for answer in entries[now].answers if answer.ruling] if now else []
    assert [answer.passage.text for answer in judged] == (["Hire a kiln by the day."] if now else [])
    rules = {rule.id: rule.questions for topic in after.topics for rule in topic.rules}
    assert rules["kilns/rent-or-buy"] == ((now,) if now else ())
    assert rules["glazes/rent"] == tuple(dict.fromkeys(filter(None, (now, "glazes/cost"))))
    glazes = (root / "topics/glazes.toml").read_text("utf-8")
    assert "# the first one" in glazes and "# short" in glazes
    history.undo(root)
    assert files(root) == before


def test_every_former_address_is_kept(root: Path) -> None:
    questions.rename(loaded(root), "kilns/rent-or-buy", "hire")
    questions.move(loaded(root), "kilns/hire", "glazes")
    questions.retire(loaded(root), "glazes/hire", "glazes/cost")
    olds = ("kilns/rent-or-buy", "kilns/hire", "glazes/hire")
    assert loaded(root).former == dict.fromkeys(olds, "glazes/cost")
    (row,) = tomllib.loads((root / "topics/glazes.toml").read_text("utf-8"))["question"]
    assert row["also_asked"] == ["Rent or buy?"]


@pytest.mark.parametrize(
    ("address", "id", "code"),
    [
        ("kilns/rent-or-buy", "old", "E618"),
        ("kilns/rent-or-buy", "Not An Id", "E618"),
        ("kilns/rent-or-buy", "index", "E618"),
        ("kilns/gone", "new", "E404"),
    ],
)
def test_no_address_is_used_again(address: str, id: str, code: str, root: Path) -> None:
    path = root / "topics/kilns.toml"
    path.write_text('formerly = ["kilns/old"]\n' + path.read_text("utf-8"), "utf-8")
    before = files(root)
    with pytest.raises(ThreadfaqError) as refusal:
        questions.rename(loaded(root), address, id)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert files(root) == before


def test_the_commands(root: Path) -> None:
    home = root.parent
    assert "kilns/hire" in run("questions", "rename", "kilns/rent-or-buy", "--id", "hire", cwd=home).stdout
    assert run("questions", "rename", "kilns/rent-or-buy", cwd=home).returncode == 2
    assert "glazes/hire" in run("questions", "move", "kilns/hire", "glazes", cwd=home).stdout
    assert run("questions", "move", "kilns/hire", "glazes", cwd=home).returncode == 1
    assert (
        "leads to glazes/cost" in run("questions", "retire", "glazes/hire", "--into", "glazes/cost", cwd=home).stdout
    )
    assert run("check", cwd=home).returncode == 0
    assert "undone: merged the question glazes/hire" in run("undo", cwd=home).stdout


def test_who_retires_a_question_hears_which_decisions_rule_nothing_any_more(root: Path) -> None:
    home = root.parent
    done = run("questions", "retire", "kilns/rent-or-buy", cwd=home)
    assert "1 decision names it" in done.stdout and "kiln.toml, decision 1" in done.stdout
    assert "--into" in done.stdout
    assert run("check", cwd=home).returncode == 0, "they are no mistake"
    run("undo", cwd=home)
    done = run("questions", "retire", "kilns/rent-or-buy", "--into", "glazes/cost", cwd=home)
    assert "decision" not in done.stdout, "they go with it"
