"""Corpora that go wrong: each folder of `tests/corpora/` is checked and built (its README says what a case holds)."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cases import FOLDER
from tests.command import Done, build_site, run
from tests.conftest import copy_settings

CASES = sorted(path.parent for path in (FOLDER / "corpora").glob("*/expected.toml"))
KEYS = {"about", "check_exit", "check", "build_exit", "build", "page_holds", "page_lacks", "says", "plugin", "pages"}
OLD = "a page of the site before"
CODE = re.compile(r"^(?:error|warning)\[([EW]\d{3})\] ", re.MULTILINE)
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys; written down here once more, so that the program is not judged by its own list."""


def laid_out(case: Path, target: Path, options: dict[str, Any]) -> Path:
    """A project around the case's corpus, with a page in its site."""
    copy_settings(target)
    shutil.copytree(case, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.toml"))
    settings = target / "mkdocs.yml"
    lines = "".join(f"      {name}: {str(value).lower()}\n" for name, value in options.items())
    settings.write_text(
        settings.read_text("utf-8").replace("      corpus: corpus\n", f"      corpus: corpus\n{lines}")
    )
    (target / "site").mkdir()
    (target / "site/before.html").write_text(OLD, "utf-8")
    return target


def messages(done: Done) -> dict[str, list[str]]:
    """The problems that a command printed, by their codes: each as it stands, from its code to its last line."""
    parts = CODE.split(done.stderr)
    printed: dict[str, list[str]] = {}
    for code, words in zip(parts[1::2], parts[2::2], strict=True):
        printed.setdefault(code, []).append(words.partition("    more: ")[0])
    return printed


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_a_corpus_that_goes_wrong(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = tomllib.loads((case / "expected.toml").read_text("utf-8"))
    assert set(expected) <= KEYS
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    project = laid_out(case, tmp_path / "project", expected.get("plugin", {}))
    check, build = run("check", cwd=project), build_site(project)
    assert CODE.findall(check.stderr) == expected["check"], check.stderr
    assert CODE.findall(build.stderr) == expected.get("build", expected["check"]), build.stderr
    assert (check.returncode, build.returncode) == (expected["check_exit"], expected["build_exit"]), build.stderr
    for done in (check, build):
        assert "Traceback" not in done.stderr
        assert not OBEYED.search(done.stdout + done.stderr)
    told, built = messages(check), messages(build)
    for code in told.keys() & built.keys():
        assert told[code] == built[code], "check and build say the same in the same words"
    for words in expected.get("says", ()):
        assert words in check.stderr and words in build.stderr, (words, build.stderr)
    kept_or_exchanged(project, refused=build.returncode != 0)
    pages = "\n".join(page.read_text("utf-8") for page in sorted((project / "site").rglob("*.html")))
    for words in expected.get("page_holds", ()):
        assert words in pages, words
    for words in expected.get("page_lacks", ()):
        assert words not in pages, words
    for name, texts in expected.get("pages", {}).items():
        page = (project / "site" / name).read_text("utf-8")
        assert set(texts) <= {"holds", "lacks"}
        assert all(words in page for words in texts.get("holds", ())), (name, texts)
        assert not any(words in page for words in texts.get("lacks", ())), (name, texts)


def kept_or_exchanged(project: Path, refused: bool) -> None:
    """A build that failed leaves the site as it was; one that succeeded leaves nothing of it."""
    pages = [path.name for path in (project / "site").rglob("*.html")]
    if refused:
        assert pages == ["before.html"]
        assert (project / "site/before.html").read_text("utf-8") == OLD
    else:
        assert "index.html" in pages and "before.html" not in pages
    beside = {path.name for path in project.iterdir()} - {"corpus", "docs", "site_templates", "mkdocs.yml", "site"}
    assert beside <= ({"site.refused"} if refused else set())
