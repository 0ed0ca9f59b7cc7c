"""The public interface: six names, the examples of its page, and what importing the package may cost."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from contextlib import chdir, redirect_stdout

import pytest

import extractor
from tests.command import ROOT

PAGE = (ROOT / "docs/contributors/from-python.md").read_text("utf-8")
LINES = r"((?:(?!```).*\n)*)```"
EXAMPLES = re.findall(rf"^```python\n{LINES}\n\nIt prints:\n\n```text\n{LINES}$", PAGE, re.M)


def test_the_page_has_examples_and_names_what_is_public() -> None:
    assert len(EXAMPLES) == PAGE.count("It prints:") == 2
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M)) == set(extractor.__all__)


@pytest.mark.parametrize(("code", "printed"), EXAMPLES, ids=["threads", "errors"])
def test_an_example_prints_what_its_page_shows(code: str, printed: str) -> None:
    with chdir(ROOT), redirect_stdout(io.StringIO()) as output:
        exec(compile(code, "from-python.md", "exec"), {})
    assert output.getvalue() == printed


@pytest.mark.parametrize("name", extractor.__all__)
def test_every_public_name_is_there_and_says_what_it_does(name: str) -> None:
    assert getattr(extractor, name).__doc__
    assert name in dir(extractor)


def test_a_name_that_is_not_public_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'colour'"):
        _ = extractor.colour


def test_importing_the_package_imports_neither_spacy_nor_mkdocs() -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import extractor"], capture_output=True, text=True, check=True
    )
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in run.stderr.splitlines()}
    assert "extractor" in loaded
    assert not loaded & {"spacy", "mkdocs", "bs4", "jinja2", "typer"}
