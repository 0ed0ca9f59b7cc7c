"""What is taken down is gone from every file, stays away when it is added again, and what is left is found."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tomllib
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import corpus
from extractor.corpus import takedowns
from extractor.corpus.takedowns import ENVIRONMENT, REMOVED, Takedown, Takedowns, digests_of
from extractor.editing import history
from extractor.text.characters import norms
from tests.command import ROOT, build_site, on_a_terminal, run
from tests.conftest import copy_settings

SECRET = "I paid the studio in Ashford forty crowns for a cracked bowl."
POSTS = [
    {"id": "1", "author": "Ola N", "posted": "2026-03-01T10:00:00", "text": "Where do you fire a bowl?"},
    {"id": "2", "author": "Mara Pots", "posted": "2026-03-02T10:00:00", "text": f"{SECRET} Never go there.\n— Mara"},
    {
        "id": "3",
        "author": "Jon W",
        "posted": "2026-03-03T10:00:00",
        "text": f"Hi Marra,\n\n{SECRET}\n\nThat is a lot. Mara's was mine. Marble is not it. You should complain.",
        "blocks": [{"kind": "quote", "start": 11, "end": 11 + len(SECRET), "declared_author": "Mara Pots"}],
    },
]
PACK = f"""title = "Kilns"
summary = "All about kilns."   # as mara pots asked

[[question]]
id = "studio"
title = "Which studio?"
also_asked = ["{SECRET}", "Is it safe?"]

[[question.asked]]
thread = "pottery/kiln"
post = "2"
words = "Never go there."

[[question.asked]]
thread = "pottery/kiln"
post = "1"
words = "Where do you fire a bowl?"

[[rule]]
id = "studio"
question = "studio"
any = ["the studio", "should complain"]
match = ["{SECRET}"]
no_match = ["A kiln."]
"""
DECISIONS = """# Mara Pots said so
[[decision]]
verdict = "keep"
post = "2"
words = "Never go there."
by = "Ann"
on = 2026-04-01

[[decision]]
verdict = "keep"
author = "Jon W"
posted = "2026-03-03T10:00:00"
words = "You should complain."
question = "kilns/studio"
by = "Ann"
on = 2026-04-01
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an invented thread, and everything that editors may have made of it."""
    # There, no store of an earlier run is believed.
    monkeypatch.delenv("CI", raising=False)
    copy_settings(tmp_path)
    root = tmp_path / "corpus"
    for name in ("threads/pottery", "decisions/pottery", "topics", "background"):
        (root / name).mkdir(parents=True)
    (root / "corpus.toml").write_text("format = 1\n", "utf-8")
    thread = {"title": "Mara Pots and the studio", "url": "https://pots.example/kiln", "posts": POSTS}
    (root / "threads/pottery/kiln.json").write_text(json.dumps(thread), "utf-8")
    (root / "threads/pottery/kiln.toml").write_text('[roles]\n"Mara Pots" = "member"\n"Jon W" = "member"\n', "utf-8")
    (root / "topics/kilns.toml").write_text(PACK, "utf-8")
    (root / "decisions/pottery/kiln.toml").write_text(DECISIONS, "utf-8")
    (root / "background/talk.txt").write_text(f"The sun shines.\n{SECRET}\n", "utf-8")
    return tmp_path


def every_file(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.name.startswith("store.sqlite"):
                data = b"".join(results(folder))
            yield path, data.decode("utf-8", "replace")


def results(folder: Path) -> Iterator[bytes]:
    """What a store holds, unpacked."""
    for path in folder.rglob("store.sqlite"):
        with sqlite3.connect(path) as database:
            for (value,) in database.execute("SELECT value FROM results"):
                yield zlib.decompress(value[9:]) if value[8:9] == b"z" else value[9:]


def take_down(home: Path, *arguments: str) -> None:
    done = run("takedown", *arguments, "--ground", "asked for it", "--yes", cwd=home)
    assert done.returncode == 0, done.stderr


def test_a_person_goes_with_quotations_mentions_and_everything_editors_made_of_them(home: Path) -> None:
    take_down(home, "--person", "Mara Pots")
    for path, text in every_file(home / "corpus"):
        for words in ("mara", "Marra", "forty crowns", "Never go there"):
            assert words not in (text if words != "mara" else text.lower().replace("marble", "")), (path, words)
    (source,) = (home / "corpus/threads/pottery").glob("*.json")
    texts = [post["text"] for post in json.loads(source.read_text("utf-8"))["posts"]]
    assert texts[:2] == ["Where do you fire a bowl?", REMOVED]
    assert "That is a lot." in texts[2] and "Marble is not" in texts[2]
    pack = tomllib.loads((home / "corpus/topics/kilns.toml").read_text("utf-8"))
    assert pack["question"][0]["also_asked"] == ["Is it safe?"]
    assert [row["post"] for row in pack["question"][0]["asked"]] == ["1"]
    assert pack["rule"][0]["examples_removed"] is True
    (decision,) = tomllib.loads((home / "corpus/decisions/pottery/kiln.toml").read_text("utf-8"))["decision"]
    assert decision["words"] == "You should complain."
    assert run("check", cwd=home).returncode == 0
    assert run("check", "--takedowns", cwd=home).returncode == 0
    (row,) = tomllib.loads((home / "corpus/takedowns.toml").read_text("utf-8"))["takedown"]
    assert (row["scope"], row["ground"], row["posts"]) == ("person", "asked for it", 1)
    assert "takedowns.key" in (home / "corpus/.gitignore").read_text("utf-8")


def test_a_post_goes_and_its_author_stays(home: Path) -> None:
    take_down(home, "--post", "pottery/kiln", "2")
    text = (home / "corpus/threads/pottery/kiln.json").read_text("utf-8")
    assert "forty crowns" not in text and "Mara Pots" in text
    assert run("check", "--takedowns", cwd=home).returncode == 0


def test_words_go_wherever_they_stand(home: Path) -> None:
    take_down(home, "--words", "studio in Ashford")
    assert not any("Ashford" in text for _, text in every_file(home / "corpus"))
    text = (home / "corpus/threads/pottery/kiln.json").read_text("utf-8")
    assert text.count(f"I paid the {REMOVED} forty crowns") == 2
    assert run("check", "--takedowns", cwd=home).returncode == 0


def test_history_and_store_are_purged_and_nothing_can_be_undone(home: Path) -> None:
    run("faq", cwd=home)
    path = home / "corpus/topics/kilns.toml"
    before = path.read_bytes()
    edit = history.Edit(path=path, before=before, after=before + b"# x\n")
    history.write(home / "corpus", "changed", [edit])
    assert any(b"forty crowns" in data for data in results(home))
    take_down(home, "--person", "Mara Pots")
    assert not list((home / "corpus/.cache/history").glob("*")) and not list(results(home))
    assert run("undo", cwd=home).returncode == 1


def test_it_asks_and_says_that_there_is_no_undo(home: Path) -> None:
    before = dict(every_file(home / "corpus"))
    shown = on_a_terminal(home, "takedown", "--person", "Mara Pots", "--ground", "asked", answers="n\n")
    assert "cannot be undone" in shown and "post 2" in shown and "forty crowns" in shown
    after = {path: text for path, text in every_file(home / "corpus") if ".cache" not in path.parts}
    assert after == {path: text for path, text in before.items() if ".cache" not in path.parts}


@pytest.mark.parametrize(
    "arguments",
    [["--person", "Nobody"], ["--words", "never said by anybody here"], ["--post", "pottery/kiln", "9"]],
    ids=lambda row: str(row[0]),
)
def test_what_is_not_there_is_refused(arguments: list[str], home: Path) -> None:
    done = run("takedown", *arguments, "--ground", "x", "--yes", cwd=home)
    assert done.returncode == 1 and "E619" in done.stderr
    assert not (home / "corpus/takedowns.toml").exists()


def test_one_target_and_a_ground_are_needed(home: Path) -> None:
    assert run("takedown", "--ground", "x", "--yes", cwd=home).returncode == 2
    assert "E619" in run("takedown", "--person", "Mara Pots", "--yes", cwd=home).stderr


@pytest.mark.parametrize("again", ["a later copy", "the thread anew"])
def test_it_stays_away_when_the_thread_is_added_again(again: str, home: Path) -> None:
    old = json.loads((home / "corpus/threads/pottery/kiln.json").read_text("utf-8"))
    take_down(home, "--person", "Mara Pots")
    if again == "the thread anew":
        for path in (home / "corpus/threads/pottery").glob("*"):
            path.unlink()
        (home / "corpus/decisions/pottery/kiln.toml").unlink()
    else:
        old["posts"].append({"id": "4", "author": "Ola N", "posted": "2026-03-04T10:00:00", "text": "Thank you all."})
    (home / "saved.json").write_text(json.dumps(old), "utf-8")
    done = run("add", "saved.json", "--forum", "pottery", "--name", "kiln", "--yes", cwd=home)
    assert done.returncode == 0, done.stderr
    if again == "a later copy":
        assert any("Thank you all." in text for _, text in every_file(home / "corpus/threads"))
    assert not any("forty crowns" in text or "Mara" in text for _, text in every_file(home / "corpus/threads"))
    assert run("check", "--takedowns", cwd=home).returncode == 0


def test_without_the_key_nothing_is_passed_over(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_down(home, "--person", "Mara Pots")
    key = (home / "corpus/takedowns.key").read_text("utf-8").strip()
    (home / "corpus/takedowns.key").unlink()
    done = run("check", "--takedowns", cwd=home)
    assert done.returncode == 4 and "E622" in done.stderr
    (home / "saved.json").write_text(json.dumps({"posts": POSTS}), "utf-8")
    assert run("add", "saved.json", "--yes", cwd=home).returncode == 1
    monkeypatch.setenv(ENVIRONMENT, key)
    assert run("check", "--takedowns", cwd=home).returncode == 0


LEFTOVERS = {
    "a source": ("corpus/threads/pottery/other.txt", f"May 1, 2026 10:00:00 AM by Jon W\n{SECRET}\n"),
    "a decision": ("corpus/decisions/pottery/kiln.toml", f"# {SECRET}\n"),
    "a topic": ("corpus/topics/kilns.toml", "# Mara Pots said so\n"),
    "a page": ("site/kilns/studio.html", "<p>I paid the studio <mark>in Ashford</mark> forty crowns for a bowl.</p>"),
    "the feed": ("site/feed.xml", "<author>Mara Pots</author>"),
    "the export": ("site/faq.json", json.dumps({"text": SECRET.replace(" in ", "\nin ")})),
    "the search index": ("site/search/1.js", f"threadfaqPiece(1, {json.dumps([SECRET.replace('I', 'Í')])})"),
    "an address": ("site/kilns/studio.html", '<a href="https://p.example/#:~:text=Mara%20Pots">x</a>'),
    "escaped letters": ("site/x.json", '"Mara \\u0050ots"'),
    "the page of its thread": ("site/threads/pottery/kiln.html", "<p>Hi Marra, hello</p>"),
    "the refused site": ("site.refused/index.html", "Mara Pots"),
    "the history": (
        "corpus/.cache/history/000001.json",
        '{"files": [{"path": "x", "before": "TWFyYSBQb3Rz", "after": null}]}',
    ),
}


@pytest.mark.parametrize("where", LEFTOVERS)
def test_a_leftover_is_found_wherever_it_is(where: str, home: Path) -> None:
    take_down(home, "--person", "Mara Pots")
    name, text = LEFTOVERS[where]
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(before + text, "utf-8")
    done = run("check", "--takedowns", cwd=home)
    assert done.returncode == 4 and "E621" in done.stderr, where
    assert path.name in done.stderr
    assert "Mara" not in done.stderr and "crowns" not in done.stderr


def test_a_leftover_in_the_store_is_found(home: Path) -> None:
    take_down(home, "--person", "Mara Pots")
    with corpus.stored(home / "corpus", print)._database as database:
        value = b"12345678z" + zlib.compress(SECRET.encode() * 20)
        database.execute("INSERT INTO results VALUES ('read', 'x', x'00', ?)", (value,))
    done = run("check", "--takedowns", cwd=home)
    assert done.returncode == 4 and "store.sqlite" in done.stderr


@given(st.lists(st.sampled_from(["kiln", "Glaze", "bowl.", "clay,", "they're", "1,000"]), min_size=1, max_size=30))
def test_every_stretch_of_a_removed_text_is_found_and_removed(parts: list[str]) -> None:
    text = " ".join(parts)
    key = b"k" * 32
    row = Takedown(
        on=date(2026, 1, 1),
        ground="x",
        scope="words",
        threads=("f/t",),
        digests=tuple(digests_of(key, text, ["f/t"])),
    )
    removed = Takedowns(key=key, rows=(row,))
    around = f"Before it stood this: {text} And this stood behind."
    (span, *more) = removed.spans(around, ["f/t"])
    assert not more and norms(around[span[0] : span[1]]) == norms(text)
    assert removed.without(text, ["f/t"]) == REMOVED
    assert not removed.spans(removed.without(around, ["f/t"]), ["f/t"])
    assert not Takedowns(key=b"l" * 32, rows=(row,)).spans(around, ["f/t"])


def test_a_file_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    rows, problems = takedowns.read(
        '[[takedown]]\non = 2026-01-01\nground = "x"\nscope = "all"\ndigests = ["x"]\n', "f"
    )
    assert len(rows) == 1 and [problem.code for problem in problems] == ["E203", "E203"]


@pytest.fixture
def founding(tmp_path: Path) -> Path:
    copy_settings(tmp_path)
    ignore = shutil.ignore_patterns(".cache")
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus", ignore=ignore)
    shutil.copytree(ROOT / "docs", tmp_path / "docs", dirs_exist_ok=True)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(("person", "called"), [("Sabrina A", ["sabrina"]), ("Jonathan L", ["jonathan", "jonathon"])])
def test_a_person_of_the_founding_corpus_goes_from_every_built_file(
    person: str, called: list[str], founding: Path
) -> None:
    """Measure 5: words, names, mentions and what answered under them are gone from every file of the site."""
    thread = json.loads(run("read", "corpus/threads/upwork/dispute-second-opinion.txt", cwd=founding).stdout)
    texts = [post["text"] for post in thread["posts"] if post["author"] == person]
    rows = [row for text in texts for row in windows(text)]
    others = {
        row
        for post in thread["posts"]
        if post["author"] != person
        for stretch in own(post)
        for row in windows(stretch)
    }
    assert texts and rows
    done = build_site(founding)
    assert done.returncode == 0, done.stderr
    assert any(name in text.lower() for _, text in every_file(founding / "site") for name in called)
    take_down(founding, "--person", person)
    done = build_site(founding)
    assert done.returncode == 0, done.stderr
    kept = {row for row in rows if row in others}
    for path, text in every_file(founding / "site"):
        assert not any(name in text.lower() for name in called), path
        present = set(windows(text))
        assert not present & (set(rows) - kept), path
    faq = json.loads((founding / "site/faq.json").read_text("utf-8"))
    answers = [a for t in faq["topics"] for q in t["questions"] for a in q["answers"]]
    assert answers and not any(answer["author"] == person for answer in answers)
    assert run("check", "--takedowns", cwd=founding).returncode == 0
    assert run("check", "--site", "site", cwd=founding).returncode == 0


def own(post: dict[str, Any]) -> Iterator[str]:
    """The stretches of a post that are no quotations."""
    start = 0
    for quote in post["quotes"]:
        yield post["text"][start : quote["start"]]
        start = quote["end"]
    yield post["text"][start:]


def windows(text: str) -> list[tuple[str, ...]]:
    row = norms(text)
    return [tuple(row[place : place + 7]) for place in range(len(row) - 6)]
