"""Folders of a corpus: all that lies there is read, left alone as the manual says, or told; never passed over."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import corpus
from extractor.corpus import folders
from tests.command import run, unprivileged

THREAD = '{"title": "Kilns", "posts": [{"author": "Ola N", "text": "Where do you rent a kiln?"}]}'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A corpus of one thread."""
    for name in ("threads/pottery", "topics", "decisions/pottery", "background"):
        (tmp_path / "corpus" / name).mkdir(parents=True)
    (tmp_path / "corpus/corpus.toml").write_text("format = 1\n", "utf-8")
    (tmp_path / "corpus/threads/pottery/kilns.json").write_text(THREAD, "utf-8")
    return tmp_path


def bind(path: Path) -> None:
    """A socket in a folder; its address may only be short."""
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as opened:
        os.chdir(path.parent)
        opened.bind(path.name)
        os.chdir(here)


def undecodable(path: Path) -> None:
    """A name that is not UTF-8; some systems have none."""
    try:
        path.with_name(os.fsdecode(b"b\xff") + path.suffix).touch()
    except OSError:
        pytest.skip("names are UTF-8 here")


def link_to_a_pipe(path: Path) -> None:
    """A link behind which a pipe waits."""
    os.mkfifo(path.with_name(".pipe"))
    path.symlink_to(".pipe")


PLANTED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to nothing": (lambda path: path.symlink_to("nothing"), "E212"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "E212"),
    "a link to a folder": (lambda path: path.symlink_to("."), "E212"),
    "a link to a pipe": (link_to_a_pipe, "E212"),
    "a folder": (lambda path: path.mkdir(), "E212"),
    "a pipe": (os.mkfifo, "E212"),
    "a socket": (bind, "E212"),
    "a name with a line feed": (lambda path: path.with_name("a\nb" + path.suffix).touch(), "E207"),
    "a name that orders a terminal": (lambda path: path.with_name("a\x1b[2J" + path.suffix).touch(), "E207"),
    "a name that is not UTF-8": (undecodable, "E207"),
}


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.parametrize(
    "place", ["topics/x.toml", "decisions/pottery/x.toml", "background/x.txt", "threads/pottery/x.json"]
)
def test_what_is_no_file_is_told_and_never_opened(home: Path, place: str, name: str) -> None:
    plant, code = PLANTED[name]
    plant(home / "corpus" / place)
    loaded = corpus.load(home / "corpus")
    assert [problem.code for problem in loaded.problems] == [code]
    assert len(loaded.sources) == 1, "the others are read"
    assert loaded.problems[0].file.isprintable() and loaded.problems[0].help


@pytest.mark.parametrize("name", ["a link to nothing", "a folder", "a pipe"])
@pytest.mark.parametrize("place", ["corpus.toml", "threads/pottery/kilns.toml"])
def test_settings_that_are_no_file_are_not_taken_for_missing(home: Path, place: str, name: str) -> None:
    (home / "corpus" / place).unlink(missing_ok=True)
    PLANTED[name][0](home / "corpus" / place)
    assert "E212" in {problem.code for problem in corpus.load(home / "corpus").problems}


@pytest.mark.parametrize("name", [".#x.toml", ".x.json", ".x.json.swp", "x.json~", "#x.json#", "#x.toml#"])
def test_what_editors_leave_is_left_alone(home: Path, name: str) -> None:
    for folder in ("threads/pottery", "topics", "decisions/pottery", "background"):
        (home / "corpus" / folder / name).symlink_to("ida@desk.123:456")
        (home / "corpus" / folder / f".{name}").write_text("half a thou", "utf-8")
    loaded = corpus.load(home / "corpus")
    assert not loaded.problems and len(loaded.sources) == 1


@pytest.mark.parametrize(
    ("folder", "rights"), [("threads", 0o444), ("threads/pottery", 0), ("decisions/pottery", 0), ("topics", 0o111)]
)
def test_a_folder_that_cannot_be_read_is_an_error(home: Path, folder: str, rights: int) -> None:
    if rights == 0o444:
        # Names can be listed, and nothing behind them opened.
        (home / "corpus" / folder / "x.toml").touch()
    (home / "corpus" / folder).chmod(rights)
    done = unprivileged("check", cwd=home)
    (home / "corpus" / folder).chmod(0o755)
    assert done.returncode == 1 and "E214" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("file", ["corpus.toml", "topics/t.toml", "threads/pottery/kilns.toml"])
def test_a_file_that_cannot_be_read_is_an_error(home: Path, file: str) -> None:
    (home / "corpus" / file).touch()
    (home / "corpus" / file).chmod(0)
    done = unprivileged("check", cwd=home)
    assert done.returncode == 1 and "error[E214]" in done.stderr and "Traceback" not in done.stderr


def test_a_folder_to_be_added_that_cannot_be_read_is_refused(home: Path) -> None:
    (home / "saved/locked").mkdir(parents=True)
    (home / "saved/locked").chmod(0)
    done = unprivileged("add", "saved", "--dry-run", cwd=home)
    (home / "saved/locked").chmod(0o755)
    assert done.returncode == 1 and "error[E214]" in done.stderr


def test_add_without_a_corpus_is_told_and_makes_none(home: Path) -> None:
    done = run("add", "corpus/threads/pottery/kilns.json", "--corpus", "none", "--yes", cwd=home)
    assert done.returncode == 1 and "error[E601] none" in done.stderr and not (home / "none").exists()


def test_a_name_too_long_for_a_file_is_refused(home: Path) -> None:
    (home / "saved.json").write_text(THREAD.replace("rent", "buy"), "utf-8")
    done = run("add", "saved.json", "--yes", "--forum", "a" * 300, cwd=home)
    assert done.returncode == 1 and "error[E607]" in done.stderr


# ---- any tree

NAMES = st.text(st.sampled_from("ab.~#\n\x1b\u202eé"), min_size=1, max_size=6).filter(lambda name: name.strip("."))
TREES = st.recursive(
    st.sampled_from(["file", "pipe", "nowhere", "circle"]),
    lambda kinds: st.dictionaries(NAMES, kinds, max_size=4),
    max_leaves=12,
)


def grow(folder: Path, tree: object) -> None:
    """Make a tree of files, pipes, links and folders."""
    if isinstance(tree, dict):
        folder.mkdir()
        for name, branch in tree.items():
            grow(folder / name, branch)
    elif tree == "file":
        folder.touch()
    elif tree == "pipe":
        os.mkfifo(folder)
    else:
        folder.symlink_to("no such name" if tree == "nowhere" else folder.name)


def visible(folder: Path) -> list[Path]:
    """Everything below a folder that no hidden name leads to."""
    here = [path for path in folder.iterdir() if not folders.hidden(path.name)]
    return [*here, *(path for one in here if one.is_dir() and one.name.isprintable() for path in visible(one))]


@settings(deadline=None)
@given(st.dictionaries(NAMES, TREES, max_size=5))
def test_everything_that_is_not_hidden_is_listed_or_told(tree: dict[str, object]) -> None:
    with TemporaryDirectory() as temporary:
        root = Path(temporary) / "root"
        grow(root, tree)
        below = folders.below(root)
        listed = {*below.files, *below.folders}
        assert all(path.is_file() for path in below.files)
        paths = visible(root)
        assert len(listed) + len(below.problems) == len(paths)
        assert {folders.shown(path) for path in paths} == {
            *map(folders.shown, listed),
            *(problem.file for problem in below.problems),
        }
