"""The invented community of dog owners: what its threads ask most is found, in whatever words they ask it, and its
FAQ is built.

Its threads were written before anything was tried on them; `examples/puppies/asked.toml` says which ask what.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extractor import corpus, readers
from extractor.labels import compiled
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


EXAMPLE = ROOT / "examples/puppies"


def test_the_example_builds_and_is_checked(tmp_path: Path) -> None:
    home = tmp_path / "puppies"
    shutil.copytree(EXAMPLE, home, ignore=shutil.ignore_patterns(".cache", "site", "sources"))
    done = run("build", str(home), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run("check", "--site", "site", cwd=home)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "no problems: 54 threads, 261 posts, 14 decisions")
    asked = {question["title"] for question in ASKED["question"]}
    for section in json.loads(run("faq", cwd=home).stdout)["topics"]:
        assert {question["title"] for question in section["questions"]} == asked
        assert all(question["answers"] for question in section["questions"])
    assert not list((home / "site").rglob("E[1-6]*.html"))


def test_a_question_without_answers_quotes_who_asks_it_and_needs_no_notice(tmp_path: Path) -> None:
    home = tmp_path / "puppies"
    shutil.copytree(EXAMPLE, home, ignore=shutil.ignore_patterns(".cache", "site", "sources", "decisions"))
    pack, settings = home / "corpus/topics/new-puppies.toml", home / "mkdocs.yml"
    pack.write_text('notice = "No vet wrote this"\n' + pack.read_text("utf-8"), "utf-8")
    settings.write_text(settings.read_text("utf-8").replace("publish: strong", "publish: judged"), "utf-8")
    done = run("build", str(home), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (home / "site/new-puppies/settle-at-night.html").read_text("utf-8")
    assert "<blockquote" in page and "No vet wrote this" not in page and "Nobody has answered this yet" in page


def test_the_example_holds_its_sources_in_eight_formats_and_one_merge() -> None:
    loaded = corpus.load(EXAMPLE / "corpus")
    formats = {readers.identify(loaded.source(id)).NAME for id in loaded.index.threads}
    assert len(formats) >= 8
    assert [id for id in loaded.index.threads if loaded.pages_of(id)] == ["puppies/is-this-aggression-or-normal"]


def test_no_sentence_of_the_example_is_silenced_by_a_word_of_another_subject() -> None:
    loaded = corpus.load(EXAMPLE / "corpus")
    classifier = compiled(loaded.topics, loaded.language)
    texts = [line for path in SOURCES.glob("*.csv") for line in path.read_text("utf-8").splitlines()]
    assert len(texts) > 100
    assert not any("elsewhere" in judged.marks for judged in classifier.judge_all(texts))


def test_the_manual_walks_from_nothing_to_this_faq(tmp_path: Path) -> None:
    page = (ROOT / "docs/own-faq.md").read_text("utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```$", page, re.M | re.S)
    (rows,) = re.findall(r"^```text\n(.*?)^```$", page, re.M | re.S)
    install, *lines = [shlex.split(line) for line in block.splitlines()]
    assert install == ["pip", "install", "threadfaq"] and len(lines) < 6
    shutil.copytree(SOURCES, tmp_path / "sources")
    folder, printed = tmp_path, ""
    for program, *words in lines:
        if program == "cd":
            folder /= words[0]
            continue
        done = run(*words, cwd=folder)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        printed += done.stdout
    assert rows in printed, "docs/own-faq.md shows an id that `threadfaq questions` does not print"
    question = folder / "site/new-puppies/how-do-i-stop-my-puppy-biting.html"
    assert "<blockquote" in question.read_text("utf-8")
