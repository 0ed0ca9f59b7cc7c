"""Corpora that go wrong: each folder of `tests/corpora/` is checked and built (its README says what a case holds)."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractor.problems import pages
from tests.cases import FOLDER, cases
from tests.command import ROOT, Done, build_site, run
from tests.conftest import copy_settings

CASES = sorted(path.parent for path in (FOLDER / "corpora").glob("*/expected.toml"))
KEYS = {"about", "check_exit", "check", "build_exit", "build", "page_holds", "page_lacks", "says", "plugin", "pages"}
OLD = "a page of the site before"
CODE = re.compile(r"^(?:error|warning)\[([EW]\d{3})\] ", re.MULTILINE)
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys; a list of its own, so that the program is not tested with its own list."""


def laid_out(case: Path, target: Path, options: dict[str, Any]) -> Path:
    """A project around the case's corpus, with a page in its site."""
    copy_settings(target)
    shutil.copytree(case, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.toml"))
    settings = target / "mkdocs.yml"
    text = settings.read_text("utf-8")
    for name, value in options.items():
        text = re.sub(rf"^      {name}: .*\n", "", text, flags=re.MULTILINE)
        text = text.replace("      corpus: corpus\n", f"      corpus: corpus\n      {name}: {str(value).lower()}\n")
    settings.write_text(text, "utf-8")
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
    checked, built = messages(check), messages(build)
    for code in checked.keys() & built.keys():
        assert checked[code] == built[code], "check and build say the same in the same words"
    for words in expected.get("says", ()):
        assert words in check.stderr and words in build.stderr, (words, build.stderr)
    kept_or_exchanged(project, refused=build.returncode != 0)
    built_pages = "\n".join(page.read_text("utf-8") for page in sorted((project / "site").rglob("*.html")))
    for words in expected.get("page_holds", ()):
        assert words in built_pages, words
    for words in expected.get("page_lacks", ()):
        assert words not in built_pages, words
    for name, texts in expected.get("pages", {}).items():
        page = (project / "site" / name).read_text("utf-8")
        assert set(texts) <= {"holds", "lacks"}
        assert all(words in page for words in texts.get("holds", ())), (name, texts)
        assert not any(words in page for words in texts.get("lacks", ())), (name, texts)


def kept_or_exchanged(project: Path, refused: bool) -> None:
    """A build that failed leaves the site as it was; one that succeeded leaves nothing of it."""
    names = [path.name for path in (project / "site").rglob("*.html")]
    if refused:
        assert names == ["before.html"]
        assert (project / "site/before.html").read_text("utf-8") == OLD
    else:
        assert "index.html" in names and "before.html" not in names
    beside = {path.name for path in project.iterdir()} - {"corpus", "docs", "site_templates", "mkdocs.yml", "site"}
    assert beside <= ({"site.refused"} if refused else set())


PACK = """
title = "Wheels"
summary = "Where to throw a pot."
colour = "red"

[[question]]
id = "rent"
title = "Rent or buy?"
side = "buyer"

[[question]]
id = "rent"
title = "Once more: rent or buy?"

[[question]]
id = "index"
title = "Everything?"

[[rule]]
id = "examples"
question = "rent"
any = ["rent a wheel"]
match = ["A wheel is round."]
no_match = ["You can rent a wheel."]
known_miss = ["Go and rent a wheel there."]

[[rule]]
id = "never"
question = "gone"
any = ["@nothing"]
beats = ["wheels/gone"]
match = ["A wheel."]
no_match = []

[[rule]]
id = "stray"
question = "elsewhere/gone"
beats = ["wheels/gone"]
any = ["sings"]
match = ["She sings."]
no_match = ["She talks."]
"""
"""A pack with as many faults as one can hold."""

ONE_COMMAND = {
    "E112": "a file of this size would slow every run; tests/test_hostile.py has one",
    "E208": "tests/corpora/readme-is-home and others", "E211": "tests/corpora/directory-urls",
    "E215": "tests/corpora/language-broken", "W215": "tests/corpora/language-unknown",
    "W119": "tests/corpora/links-of-every-kind", "W120": "tests/corpora/names-that-cannot-be-seen",
    "E314": "tests/corpora/question-id-reused",
    "W216": "tests/corpora/question-side", "W414": "tests/corpora/question-accepted-twice",
    "E408": "not told beside a topic that cannot be read; tests/test_decisions.py has it",
    "W409": "likewise",
    "W217": "tests/corpora/no-address",
    "W415": "tests/corpora/decision-to-verify-again",
    "W413": "tests/test_reanchoring.py: `check --accept` alone lists it",
    "W411": "tests/test_borrowed.py, with decisions that keep such words",
    "W122": "rows of sentences, of which `score` and `label` alone are told",
"W117": "tests/readers has it in exports of several threads alone, which are no sources",
    "E213": "who is killed writes no case; tests/test_writing.py kills",
    "E214": "an administrator may read all; tests/test_folders.py gives that up",
    "E601": "somebody named it on the command line, or the file cannot be opened",
    "E608": "it is told before anything else is read",
}  # fmt: skip
"""Codes that both commands tell and that are planted elsewhere, with the place or the reason."""


def everything_wrong(project: Path) -> None:
    """Every case of the readers and of decisions in one corpus, and a pack full of faults."""
    threads, decisions = project / "corpus/threads", project / "corpus/decisions/cases"
    decisions.mkdir(parents=True)
    (threads / "cases").mkdir(parents=True)
    judged = (ROOT / "corpus/threads/upwork/dispute-second-opinion.txt").read_bytes()
    for case in sorted((FOLDER / "decisions").glob("*.toml")):
        (threads / f"cases/{case.stem}.txt").write_bytes(judged)
        shutil.copy(case, decisions)
    (decisions / "no-thread.toml").write_bytes((FOLDER / "decisions/keep.toml").read_bytes())
    for case in cases("readers"):
        forum = threads / re.sub(r"[^a-z0-9]+", "-", case.parent.name)
        forum.mkdir(exist_ok=True)
        shutil.copy(case, forum)
    sides = {"address": 'url = "nowhere"', "more": 'more = ["gone.txt"]', "format": 'format = "foum"', "alone": ""}
    for name, text in sides.items():
        (threads / f"cases/{name}.toml").write_text(text, "utf-8")
        if name != "alone":
            (threads / f"cases/{name}.txt").write_bytes(judged)
    (threads / "cases/twin.txt").write_bytes(judged)
    (threads / "cases/twin.md").write_bytes(judged)
    (threads / "cases/A Name.txt").write_bytes(judged)
    (threads / "aside.txt").write_bytes(judged)
    (threads / "cases/bytes.txt").write_bytes("Feb 3, 2024 09:15:00 AM by Maren T\n".encode("utf-16") + b"x")
    topic = json.loads((FOLDER / "readers/discourse/topic.json").read_text("utf-8"))
    posts = topic["post_stream"]["posts"]
    posts.append({**posts[0], "cooked": "<p>Other words.</p>", "raw": "Other words.", "version": 9})
    (threads / "cases/edited.json").write_text(json.dumps(topic), "utf-8")
    shutil.copytree(ROOT / "corpus/topics", project / "corpus/topics")
    (project / "corpus/background").mkdir()
    for folder, name, text in (("topics", "wheels.toml", PACK), ("background", "talk.txt", "She sings and sings.\n")):
        (project / "corpus" / folder / name).write_text(text, "utf-8")
    (project / "corpus/topics/broken.toml").write_text("title = ", "utf-8")
    (project / "corpus/topics/folder.toml").mkdir()
    (project / "docs/wheels").mkdir()
    (project / "docs/wheels/rent.md").write_text("# Rent\n", "utf-8")


def test_check_and_build_tell_every_problem_in_the_same_words(tmp_path: Path) -> None:
    copy_settings(tmp_path)
    everything_wrong(tmp_path)
    check, build = run("check", cwd=tmp_path), build_site(tmp_path)
    # On a slow machine each also says how far it is.
    messages = [re.sub(r"^reading and judging threads: .*\n", "", done.stderr, flags=re.M) for done in (check, build)]
    assert messages[1].removeprefix("ERROR   -  the site was not built, and is as it was\n") == messages[0]
    assert (check.returncode, build.returncode) == (1, 1)
    assert not (tmp_path / "site").exists()
    planted = set(CODE.findall(check.stderr))
    both = {code for code in pages() if code < "E5" or (code[0] == "W" and not "W311" <= code <= "W324")}
    assert both - {"E311", "E312", "E313"} - planted <= set(ONE_COMMAND)
