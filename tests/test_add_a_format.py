"""Adding a format: the page is followed word for word, and what the generator writes works as it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template

import pytest

from extractor.readers import new
from tests.cases import RENEW
from tests.command import ROOT, Done

PAGE = ROOT / "docs/contributors/add-a-format.md"
SHOWN = Path(__file__).parent / "add_a_format"
SKELETONS = ROOT / "extractor/readers/_skeletons"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
FILE = re.compile(r"`([\w/.-]+)`:\s*\Z")
KINDS = {"page": "b1", "export": "kiln-board-" + "of-the-potters-in-the-valley1", "pasted": "kilns-2"}
"""A name for each kind, the shortest and the longest among them: no line may depend on its length."""


def blocks() -> list[tuple[str, str, str]]:
    """The page's blocks in order: kind, words, and the file that the words before it name."""
    text = PAGE.read_text("utf-8")
    marks = [(block, FILE.search(text[: block.start()])) for block in BLOCK.finditer(text)]
    return [(block[1], block[2], file[1] if file else "") for block, file in marks]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what readers and their tests need, with the tools of this environment."""
    for name in ("extractor", "tests", "corpus"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def typed(line: str, checkout: Path, renew: bool = False) -> Done:
    """What a line of the page does in a copy of the checkout, whose modules come before those installed."""
    # Each line is a process; the byte code that one compiles is used by the next.
    left_out = ("THREADFAQ_RENEW", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    set_here = {"PYTHONPATH": str(checkout), "PYTEST_ADDOPTS": "-p no:cacheprovider -p no:xdist"}
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=checkout,
        env={**inherited, **set_here, **({"THREADFAQ_RENEW": "1"} if renew else {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="the page's lines are for a POSIX shell")
def test_following_the_page_word_for_word_gives_a_reader(checkout: Path) -> None:
    printed = ""
    for kind, words, file in blocks():
        if kind == "sh":
            for line in words.splitlines():
                done = typed(line, checkout)
                assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
                printed += done.stdout + done.stderr
        else:
            assert file, f"nothing says which file this is:\n{words}"
            (checkout / file).write_text(words, "utf-8")
    assert "kiln-board: claims it" in printed
    assert '"author":"Jon W"' in printed.replace('": ', '":')
    cases = checkout / "tests/readers/kiln-board"
    first = (cases / "first-thread.expected.json").read_text("utf-8")
    assert '"edited": "2024-02-03T09:20:00"' in first and '"role": "staff"' in first
    assert '"reply_because": "quoted"' in first
    assert '"code": "E105"' in (cases / "impossible-day.expected.json").read_text("utf-8")


def test_the_page_shows_files_that_are_linted_and_typed_here() -> None:
    shown = {Path(file).name: words for kind, words, file in blocks() if kind != "sh"}
    assert shown == {file.name: file.read_text("utf-8") for file in SHOWN.iterdir() if file.is_file()}


def test_what_is_generated_passes_its_tests_and_the_style_as_it_is(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, name in KINDS.items():
        assert new.main([name, "--kind", kind, "--into", str(checkout)]) == 0
        printed = capsys.readouterr().out
        assert f"extractor/readers/{new.ROOMS[kind]}/{name.replace('-', '_')}.py" in printed
        assert f"-k {name}" in printed
    line = f'.venv/bin/pytest tests/test_reading.py -k "{" or ".join(KINDS.values())} or every_format"'
    if RENEW:
        typed(line, checkout, renew=True)
        for kind, name in KINDS.items():
            _renew(checkout / f"tests/readers/{name}/first-thread.expected.json", kind, name)
    for check in (line, ".venv/bin/ruff check extractor", ".venv/bin/ruff format --check extractor"):
        done = typed(check, checkout)
        assert done.returncode == 0, done.stdout
    again = typed(".venv/bin/python -m extractor.readers.new b1 --kind page", checkout)
    assert again.returncode == 2 and "there is a reader `b1`" in again.stderr


def _renew(expected: Path, kind: str, name: str) -> None:
    """Write the skeleton's expected file anew from what was read."""
    title = name.replace("-", " ").capitalize()
    text = expected.read_text("utf-8").replace(f'"{name}"', '"$name"').replace(f" {name} ", " $name ")
    (SKELETONS / kind / expected.name).write_text(text.replace(f'"{title}"', '"$title"'), "utf-8")


@pytest.mark.slow
def test_what_is_generated_is_typed_and_bears_all_that_is_thrown_at_readers(checkout: Path) -> None:
    for kind, name in KINDS.items():
        assert new.main([name, "--kind", kind, "--into", str(checkout)]) == 0
    for check in (
        ".venv/bin/mypy extractor/readers",
        '.venv/bin/pytest tests/test_reading.py tests/test_layers.py tests/test_broken_files.py -m "not slow"',
    ):
        done = typed(check, checkout)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("Kiln-Board", "cannot be a format's name"),
        ("kiln_board", "cannot be a format's name"),
        ("-kiln", "expected one argument|required|cannot be"),
        ("kiln--board", "cannot be a format's name"),
        ("../kiln", "cannot be a format's name"),
        ("kiln\n", "cannot be a format's name"),
        ("2kilns", "cannot be a format's name"),
        ("k" * 41, "cannot be a format's name"),
        ("class", "means something else already"),
        ("refused", "means something else already"),
        ("phpbb", "there is a reader `phpbb`: "),
        ("kept", "is there already"),
        ("begun", "is there already"),
    ],
)
def test_a_name_that_is_bad_or_taken_is_refused_and_nothing_is_written(
    name: str, because: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tests/readers/kept").mkdir(parents=True)
    (tmp_path / "extractor/readers/exports").mkdir(parents=True)
    (tmp_path / "extractor/readers/exports/begun.py").touch()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SystemExit) as end:
        new.main([name, "--kind", "pasted", "--into", str(tmp_path)])
    assert end.value.code == 2
    assert re.search(because, capsys.readouterr().err)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        new.main(["kiln-board", "--kind", "page", "--into", str(tmp_path)])
    assert "is no checkout of threadfaq" in capsys.readouterr().err


def test_every_file_of_a_skeleton_has_its_names_filled_in() -> None:
    for kind in new.ROOMS:
        for file in (SKELETONS / kind).iterdir():
            text = file.read_text("utf-8")
            assert set(Template(text).get_identifiers()) <= {"name", "title"}, file
            assert Template(text).is_valid(), file
