"""The site as a build leaves it: the same bytes twice, nothing written elsewhere, and no fault gets through."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extractor import corpus
from extractor.checker import SEARCH_SCRIPTS, check_site, theme_scripts
from extractor.model import Conversation
from extractor.pipeline import stages
from extractor.problems import report
from tests.cases import pieces_of
from tests.command import build_site, run
from tests.conftest import copy_project

QUESTION = "refund-thinking/ask-for-refund.html"


def sums(site: Path) -> dict[str, str]:
    return {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def conversations(project: Path) -> dict[str, Conversation]:
    """The threads of the corpus, as the check takes them."""
    sources = corpus.load(project / "corpus").sources
    return {source.id: stages.converse(source) for source in sources if source.id}


def check(project: Path, conversations: dict[str, Conversation]) -> str:
    """What the check of the built pages says."""
    scripts = [*theme_scripts(project / "site_templates/theme"), *SEARCH_SCRIPTS]
    return report(check_site(project / "site", conversations, allowed_scripts=scripts))


def committed(project: Path) -> Path:
    """A copy of the project under git, all of it committed on one day."""
    copy_project(project)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    stamp = {**os.environ, "GIT_AUTHOR_DATE": "2026-11-20T00:00Z", "GIT_COMMITTER_DATE": "2026-11-20T00:00Z"}
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "corpus"]):
        subprocess.run([*git, *command], cwd=project, check=True, env=stamp)
    return project


def test_two_builds_give_the_same_bytes_under_another_hash_seed_and_on_another_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    here, there = committed(tmp_path / "here"), committed(tmp_path / "there")
    done = build_site(here)
    assert done.returncode == 0, done.stderr
    # No clock is moved: the other build is given another one, and must not look at it.
    code = (
        "import time, datetime\n"
        "now = datetime.datetime(2031, 5, 6, 3, 4).timestamp()\n"
        "time.time = lambda: now\n"
        "from mkdocs.__main__ import cli; cli(['--quiet', 'build'])"
    )
    # The seed of this process is a number drawn at random, or another than this one.
    seed = "4711" if os.environ.get("PYTHONHASHSEED") != "4711" else "0"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", code], cwd=there, check=True, env=environment)
    for project in (here, there):
        status = subprocess.run(
            ["git", "status", "--porcelain"], cwd=project, capture_output=True, text=True, check=True
        )
        assert set(status.stdout.split("\n")) <= {"?? site/", ""}, "a build writes nothing but site/"
    assert sums(here / "site") == sums(there / "site")
    assert "As of 20 Nov 2026" in (here / "site/index.html").read_text("utf-8").replace("\n", " ")


def test_the_site_is_served_from_its_own_host_alone(project: Path) -> None:
    for path in (project / "site").rglob("*.html"):
        text = path.read_text("utf-8")
        assert "Content-Security-Policy" in text
        assert "unsafe-inline" not in text and "nonce-" not in text
        assert re.findall(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)", text) == []


def test_the_readers_search_holds_the_questions_alone(project: Path) -> None:
    rows = [row for name, rows in pieces_of(project / "site").items() if name.startswith("entries-") for row in rows]
    assert len({url for _, url, _ in rows}) == 10
    for _, url, quotations in rows:
        page = (project / "site" / url).read_text("utf-8")
        assert quotations and all(f'id="{anchor}"' in page for _, _, anchor in quotations)


def test_the_built_faq_is_what_the_command_prints(project: Path) -> None:
    built = json.loads((project / "site/faq.json").read_text("utf-8"))
    assert [topic["id"] for topic in built["topics"]] == [
        "refund-thinking",
        "hourly-vs-fixed",
        "arbitration",
        "nda-legal",
    ]
    for topic in built["topics"]:
        for question in topic["questions"]:
            assert (project / "site" / question["url"]).is_file()
            for answer in question["answers"]:
                page, _, anchor = answer["url"].partition("#")
                assert f'id="{anchor}"' in (project / "site" / page).read_text("utf-8")


PLANTED = {
    "a wrong letter": (QUESTION, "hurts clients.", "hurt clients.", "E501"),
    "a wrong name": (QUESTION, '<bdi class="author">Preston H</bdi>', '<bdi class="author">Jonathan L</bdi>', "E503"),
    "a broken anchor": (QUESTION, 'href="../threads/upwork/', 'href="../threads/upwork/no-', "E511"),
    "a script": (QUESTION, "</main>", "<script>alert(1)</script></main>", "E521"),
    "a handler": (QUESTION, "<h1 ", '<h1 onclick="alert(1)" ', "E521"),
    "a dropped word in a thread": (
        "threads/upwork/dispute-second-opinion.html",
        "I attached email proof",
        "I attached proof",
        "E505",
    ),
}


def test_every_fault_planted_in_a_built_site_is_found_at_its_place(
    project: Path, conversations: dict[str, Conversation], tmp_path: Path
) -> None:
    tampered = tmp_path / "faq"
    shutil.copytree(project, tampered)
    expected = []
    for file, old, new, code in PLANTED.values():
        page = tampered / "site" / file
        honest = page.read_text("utf-8")
        place = honest.index(old, honest.index("<body"))
        page.write_text(honest[:place] + new + honest[place + len(old) :], "utf-8")
        expected.append((code, file, honest.count("\n", 0, place) + 1))
    messages = check(tampered, conversations)
    for name, (code, file, line) in zip(PLANTED, expected, strict=True):
        lines = [int(at) for at in re.findall(rf"error\[{code}\] site/{file}, line (\d+)", messages)]
        # A quotation's fault is told at the quotation, a few lines above or below the very letters.
        assert any(abs(at - line) <= 6 for at in lines), (name, line, messages)


def test_an_honest_site_has_no_problem_for_the_command_either(project: Path) -> None:
    done = run("check", "--site", "site", cwd=project)
    assert done.returncode == 0, done.stderr


TAMPERED = [
    ("pages/_voice.html", "{{ answer.passage.text | visible }}", "{{ answer.passage.text | visible | upper }}"),
    ("pages/_words.html", ' id="{{ id }}"', ""),
    ("theme/main.html", "</body>", "<script>alert(1)</script></body>"),
    ("theme/main.html", "</head>", '<link rel="stylesheet" href="https://fonts.example/x.css"></head>'),
]
"""A template that changes words, one that drops anchors, a theme that brings a script, one that asks another host."""


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_template_that_is_edited_while_a_site_is_built_leaves_the_old_site(fresh_project: Path) -> None:
    assert build_site(fresh_project).returncode == 0
    template = fresh_project / "site_templates/pages/topic.html"
    before, text = _files(fresh_project / "site"), template.read_text("utf-8")
    (fresh_project / "edits.py").write_text(
        "from pathlib import Path\n\n\n"
        "def on_files(files, config):\n"
        "    path = Path('site_templates/pages/topic.html')\n"
        "    path.write_text(path.read_text('utf-8') + '<p class=\"late\"></p>\\n', 'utf-8')\n\n\n"
        "on_files.mkdocs_priority = 100\n",
        "utf-8",
    )
    settings = fresh_project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + "\nhooks: [edits.py]\n", "utf-8")
    done = build_site(fresh_project)
    assert done.returncode == 1 and "error[E612] site_templates" in done.stderr, done.stderr
    assert _files(fresh_project / "site") == before
    # Nothing of that build is taken for what the old templates make.
    template.write_text(text, "utf-8")
    settings.write_text(settings.read_text("utf-8").replace("\nhooks: [edits.py]\n", ""), "utf-8")
    assert build_site(fresh_project).returncode == 0
    assert _files(fresh_project / "site") == before


def test_tampered_templates_fail_the_build_and_every_fault_is_told(fresh_project: Path) -> None:
    for file, old, new in TAMPERED:
        template = fresh_project / "site_templates" / file
        text = template.read_text("utf-8")
        assert old in text
        template.write_text(text.replace(old, new), "utf-8")
    done = build_site(fresh_project)
    assert done.returncode != 0
    for code in ("E501", "E512", "E521", "E522"):
        assert f"error[{code}] site.refused/" in done.stderr, (code, done.stderr[-2000:])


def test_a_theme_without_its_policy_fails_the_build(fresh_project: Path) -> None:
    template = fresh_project / "site_templates/theme/main.html"
    text = template.read_text("utf-8")
    template.write_text(text.replace('http-equiv="Content-Security-Policy"', 'name="x"'), "utf-8")
    done = build_site(fresh_project)
    assert done.returncode != 0
    assert "error[E521] site.refused/" in done.stderr


def test_a_lost_decision_is_told_and_its_answer_held_back(fresh_project: Path) -> None:
    thread = fresh_project / "corpus/threads/upwork/dispute-second-opinion.txt"
    thread.write_bytes(thread.read_bytes().replace(b"then you automatically win", b"then you win"))
    done = build_site(fresh_project)
    assert done.returncode == 0, done.stderr
    assert "error[E401] corpus/decisions/upwork/dispute-second-opinion.toml, decision 1" in done.stderr
    assert "held back until it is corrected: what is judged by 1 decision" in done.stderr
    for page in (fresh_project / "site").glob("*/*.html"):
        assert "then you win" not in page.read_text("utf-8"), page


def test_a_site_can_be_restricted_to_what_editors_kept(fresh_project: Path) -> None:
    settings = fresh_project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("publish: all", "publish: judged"), "utf-8")
    assert build_site(fresh_project).returncode == 0
    text = (fresh_project / "site/arbitration/will-not-pay.html").read_text("utf-8")
    assert "then you automatically win" in text and "Kept by" in text
    assert "Nobody has answered this yet" in (fresh_project / "site/arbitration/cost.html").read_text("utf-8")


def test_a_thread_in_another_language_is_published_and_not_classified(fresh_project: Path) -> None:
    words = (
        "Der Vertrag sagt, dass man jeden Meilenstein erst bezahlt, wenn er fertig ist, und daran würde ich nichts "
        "ändern, weil es keinen anderen Weg gibt, die Arbeit in der Hand zu behalten und ruhig zu schlafen."
    )
    thread = fresh_project / "corpus/threads/upwork/deutsch.txt"
    thread.write_text(f"Mar 13, 2023 04:22:04 PM by Robin K\n{words}\n", "utf-8")
    done = build_site(fresh_project)
    assert done.returncode == 0, done.stderr
    assert "warning[W110]" in done.stderr and "line 2" in done.stderr
    assert "Meilenstein" in (fresh_project / "site/threads/upwork/deutsch.html").read_text("utf-8")


def test_an_empty_corpus_is_a_site_that_says_so(fresh_project: Path) -> None:
    shutil.rmtree(fresh_project / "corpus/threads")
    shutil.rmtree(fresh_project / "corpus/decisions")
    (fresh_project / "corpus/threads").mkdir()
    done = build_site(fresh_project)
    assert done.returncode == 0, done.stderr
    for page, words in (("sources", "No thread has been added yet"), ("people", "Nobody is quoted yet")):
        assert words in (fresh_project / f"site/{page}.html").read_text("utf-8")
