"""TOML as editors write it: the message shows the line, a mark under the place, and how to write it."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text import tomlmends
from tests.cases import FOLDER, cases, compare
from tests.command import run

ACCEPTED = ("byte-order-mark", "date-in-quotes")


@pytest.mark.parametrize("case", cases("toml"), ids=lambda case: str(case.stem))
def test_the_line_is_shown_with_what_to_write(case: Path, tmp_path: Path) -> None:
    copytree(FOLDER / "corpora/decision-found/corpus", tmp_path / "corpus")
    path = tmp_path / "corpus/decisions/pottery/kiln.toml"
    path.write_bytes(case.read_bytes())
    done = run("check", cwd=tmp_path)
    assert done.returncode == (0 if case.stem in ACCEPTED else 1)
    compare(case, "txt", done.stderr)


@given(st.text(max_size=200), st.integers(0, 300))
def test_any_line_can_be_shown(line: str, column: int) -> None:
    shown, mark = tomlmends.shown(line, column)
    assert len(shown) <= tomlmends.WIDE and mark.endswith("^")
    tomlmends.mend(line)
