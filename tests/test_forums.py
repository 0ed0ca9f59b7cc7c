"""The file of a forum: checked, used at reading, proposed by `add`, and a part of what results are kept by."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import corpus
from extractor.corpus import forums
from extractor.model import Forum, Role
from extractor.pipeline import stages
from extractor.pipeline.keys import Keys
from extractor.problems import ThreadfaqError
from tests.command import run

TABLE = """thread_id,title,author,rank,posted,message_text
7,Kiln trips,Maren,Member,2024-02-03 09:15,How do I find out whether the element is worn?
7,Kiln trips,Vera,Studio Team,2024-02-03 10:15,The element is worn when it reads ten percent more.
7,Kiln trips,Otto,Kiln Guru,2024-02-03 11:15,Measure it cold and write it down.
"""
FILE = """name = "Kiln friends"
url = "https://kilns.example/"
licence = "CC BY 4.0"
attribution = "Names as printed"
staff_ranks = ["Studio Team"]
expert_ranks = ["Kiln Guru"]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A corpus with one thread and the file of its forum."""
    folder = tmp_path / "corpus/threads/kilns"
    folder.mkdir(parents=True)
    (folder / "trips.csv").write_text(TABLE)
    (folder / forums.NAME).write_text(FILE)
    return tmp_path


def test_ranks_say_who_is_staff_and_who_is_expert(home: Path) -> None:
    loaded = corpus.load(home / "corpus")
    assert list(loaded.index.threads) == ["kilns/trips"] and not loaded.index.problems
    thread = stages.read(loaded.source("kilns/trips"))
    assert [(post.role, post.expert) for post in thread.posts] == [
        (Role.ASKER, False),
        (Role.STAFF, False),
        (Role.MEMBER, True),
    ]


def test_a_side_file_wins(home: Path) -> None:
    side = home / "corpus/threads/kilns/trips.toml"
    side.write_text('licence = "none"\n[roles]\nVera = "member"\nOtto = "staff"\n')
    source = corpus.load(home / "corpus").source("kilns/trips")
    assert (source.side.licence, source.side.attribution) == ("none", "Names as printed")
    assert [(post.role, post.expert) for post in stages.read(source).posts[1:]] == [
        (Role.MEMBER, False),
        (Role.STAFF, False),
    ]


def test_another_rank_is_another_key(home: Path) -> None:
    before = Keys(corpus.load(home / "corpus")).read("kilns/trips")
    file = home / "corpus/threads/kilns" / forums.NAME
    file.write_text(FILE.replace("Kiln Guru", "Guru"))
    changed = Keys(corpus.load(home / "corpus")).read("kilns/trips")
    file.unlink()
    assert len({before, changed, Keys(corpus.load(home / "corpus")).read("kilns/trips")}) == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('staf_ranks = ["a"]', "E202"),
        ('staff_ranks = "a"', "E203"),
        ('staff_ranks = ["a"]\nexpert_ranks = ["a"]', "E203"),
        ('url = "kilns"', "E204"),
        ("url = ", "E201"),
    ],
)
def test_a_wrong_file_is_told_and_holds_its_threads_back(home: Path, text: str, code: str) -> None:
    (home / "corpus/threads/kilns" / forums.NAME).write_text(text)
    with pytest.raises(ThreadfaqError) as refusal:
        corpus.load(home / "corpus").source("kilns/trips")
    assert [problem.code for problem in refusal.value.problems] == [code]
    done = run("check", cwd=home)
    assert done.returncode == 1 and f"[{code}] corpus/threads/kilns/forum.toml" in done.stderr


def test_no_thread_may_be_called_forum(home: Path) -> None:
    (home / "corpus/threads/kilns/forum.csv").write_text(TABLE)
    index = corpus.load(home / "corpus").index
    assert [problem.code for problem in index.problems] == ["E207"] and "kilns/forum" in index.unread_threads


def test_no_thread_may_be_called_as_a_device_of_windows(home: Path) -> None:
    (home / "corpus/threads/kilns/aux.csv").write_text(TABLE)
    index = corpus.load(home / "corpus").index
    assert [problem.code for problem in index.problems] == ["E207"] and "kilns/aux" in index.unread_threads


def test_what_is_written_is_read_again() -> None:
    forum = Forum(name="a", url="https://a.example/", staff_ranks=("x", "y"), expert_ranks=("z",), licence="l")
    assert forums.read(forums.written(forum), "forum.toml") == (forum, [])


def test_add_proposes_the_ranks_that_it_saw(tmp_path: Path) -> None:
    (tmp_path / "corpus/threads").mkdir(parents=True)
    (tmp_path / "posts.csv").write_text(TABLE)
    path = tmp_path / "corpus/threads/kilns" / forums.NAME
    shown = run("add", "posts.csv", "--forum", "kilns", "--dry-run", cwd=tmp_path)
    assert "would write corpus/threads/kilns/forum.toml (staff: Studio Team; experts: Kiln Guru)" in shown.stderr
    assert not path.exists()
    done = run("add", "posts.csv", "--forum", "kilns", "--yes", cwd=tmp_path)
    assert done.returncode == 0 and "wrote corpus/threads/kilns/forum.toml" in done.stderr
    assert forums.of_folder(path.parent) == Forum(staff_ranks=("Studio Team",), expert_ranks=("Kiln Guru",))
    path.write_text('# mine\nstaff_ranks = ["Owner"]\n')
    (tmp_path / "more.csv").write_text(TABLE.replace("7,", "8,").replace("element", "lid"))
    assert run("add", "more.csv", "--forum", "kilns", "--yes", cwd=tmp_path).returncode == 0
    assert path.read_text() == '# mine\nstaff_ranks = ["Owner"]\n', "ranks that somebody wrote stay"
    path.write_text("# mine\n")
    (tmp_path / "more.csv").write_text(TABLE.replace("7,", "9,").replace("element", "shelf"))
    assert run("add", "more.csv", "--forum", "kilns", "--yes", cwd=tmp_path).returncode == 0
    assert path.read_text().startswith("# mine\n") and forums.of_folder(path.parent).staff_ranks == ("Studio Team",)
