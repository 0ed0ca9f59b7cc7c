"""What holds back what is decided by the stage and the severity of a problem, never by how a path is spelt."""

from __future__ import annotations

import logging
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from extractor import corpus, holdback
from extractor.corpus.dates import as_of
from extractor.model import Problem, Publish, Severity, Stage
from extractor.model.addresses import OPEN, generated_paths
from extractor.pipeline import running
from extractor.site import pages
from extractor.text.terminal import guard, safe
from tests.command import ROOT, build_site, run
from tests.test_corpora import laid_out

SENTENCE = "You should ask at the studio."
CORPUS_WITH_DECISION = ROOT / "tests/corpora/decision-found/corpus"


def problem(stage: Stage, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(stage=stage, code="E203", file="a", cause="b", severity=severity)


@pytest.mark.parametrize("stage", Stage)
def test_an_error_holds_back_the_site_unless_it_is_about_one_thread_or_answer(stage: Stage) -> None:
    errors = [problem(stage)]
    part = stage in (Stage.READ, Stage.LABEL, Stage.DECIDE)
    assert holdback.of_site(errors) == ([] if part else errors)
    assert holdback.of_site(errors, hold=False) == errors
    assert holdback.of_labels(errors) == (errors if stage is Stage.PACKS else [])
    warning = [problem(stage, Severity.WARNING)]
    assert holdback.of_site(warning, hold=False) == holdback.of_labels(warning) == []


def test_a_folder_called_topics_and_a_warning_are_no_reason_to_refuse(tmp_path: Path) -> None:
    root = tmp_path / "topics-faq/corpus"
    shutil.copytree(CORPUS_WITH_DECISION, root)
    (root / "topics/more").mkdir()
    (root / "topics/more/aside.toml").write_text("", "utf-8")  # a warning about packs
    (root / "threads/pottery/glaze.bin").write_bytes(b"\0\1")  # an error about a thread
    (root / "decisions/pottery/kiln.toml").write_text("[[decision]]\n", "utf-8")
    done = run("why", SENTENCE, "--corpus", str(root))
    assert done.returncode == 0, done.stderr
    assert "kilns" in done.stdout


def test_a_broken_pack_refuses_labels_wherever_it_lies(tmp_path: Path) -> None:
    shutil.copytree(CORPUS_WITH_DECISION, tmp_path / "c")
    (tmp_path / "c/topics/wheels.toml").write_text("title = ", "utf-8")
    done = run("why", SENTENCE, "--corpus", str(tmp_path / "c"))
    assert done.returncode == 1 and "error[E201]" in done.stderr


def test_the_faq_is_printed_without_what_is_held_back_and_refused_where_the_site_is(tmp_path: Path) -> None:
    for name, code, words in (("decision-lost-words", 0, "held back"), ("background-stray", 1, "error[E309]")):
        done = run("faq", "--corpus", f"tests/corpora/{name}/corpus")
        assert done.returncode == code, done.stderr
        assert words in done.stderr
        assert bool(done.stdout) is (code == 0)


def test_the_pages_that_are_looked_for_in_the_manual_are_those_that_are_rendered() -> None:
    built = running.run(corpus.load(ROOT / "corpus"), as_of(ROOT / "corpus"), Publish.ALL)
    paths = generated_paths(built.faq, built.conversations)
    site = pages.Site(name="a", tagline="b", manual="c.html")
    views = pages.render(built.faq, built.conversations, built.summaries, ROOT / "site_templates", site)
    # What is still open is known after all threads are mined: the plugin renders it by itself.
    assert [view.path for view in views] == [path for path in paths if path != OPEN]


def test_neither_a_log_nor_a_traceback_commands_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    log = logging.getLogger("tests.terminal")
    handler = logging.StreamHandler(sys.stderr)
    log.addHandler(handler)
    log.propagate = False
    guard("tests.terminal")
    attack = "\x1b]0;owned\x07 \u202e \x9b31m"
    try:
        raise ValueError(attack)
    except ValueError as error:
        log.warning("%s", attack, exc_info=True)
        sys.excepthook(type(error), error, error.__traceback__)
    log.removeHandler(handler)
    printed = capsys.readouterr().err
    assert printed.count("\\x1b]0;owned\\x07 \\u202e \\x9b31m") == 3
    assert safe(printed) == printed


TABLE: dict[str, tuple[dict[str, tuple[int, int]], bool]] = {
    "a link, name or id of a post": (
        dict.fromkeys(("links-of-every-kind", "names-that-cannot-be-seen", "ids-of-every-kind"), (0, 0)), False
    ),
    "a decision whose words are lost, doubled, contradicted": (
        dict.fromkeys(("decision-lost-words", "decision-doubled", "decision-contradicted"), (0, 1)), False
    ),
    "a source that nobody can read": ({"source-unreadable": (0, 1), "terminal-side-file": (0, 1)}, False),
    "a topic pack, corpus.toml, forum.toml, mkdocs.yml": (
        dict.fromkeys(("pack-broken", "corpus-file-broken", "forum-file-broken", "directory-urls"), (1, 1)), True
    ),
    "a printed quotation, link or element that the checker refuses": ({"quotation-refused": (1, 0)}, True),
}  # fmt: skip
"""What holds back what: for each row of the design's table the corpora that show it, with the exit codes of the build
and of check, and whether the last good site stays."""


@pytest.mark.parametrize("row", TABLE)
def test_each_row_of_what_holds_back_what_has_its_corpora(row: str) -> None:
    cases, kept = TABLE[row]
    for name, codes in cases.items():
        expected = tomllib.loads((ROOT / f"tests/corpora/{name}/expected.toml").read_text("utf-8"))
        assert (expected["build_exit"], expected["check_exit"]) == codes, name
        assert (expected["build_exit"] != 0) is kept


def test_what_the_checker_refuses_is_an_error_of_check_too_when_it_reads_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    project = laid_out(ROOT / "tests/corpora/quotation-refused", tmp_path / "project", {})
    assert build_site(project).returncode == 1
    assert run("check", cwd=project).returncode == 0
    done = run("check", "--site", "site.refused", cwd=project)
    assert done.returncode == 1 and "error[E502]" in done.stderr


def test_a_forum_file_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    shutil.copytree(ROOT / "tests/corpora/forum-file-broken/corpus", root)
    thread = root / "threads/pottery/kiln.json"
    shutil.copy(thread, thread.with_name("other.json"))
    done = run("check", "--corpus", str(root))
    assert done.returncode == 1 and done.stderr.count("error[E201]") == 1
