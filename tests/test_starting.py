"""A FAQ of one's own: what `init` writes is read by everything that reads it, and its site builds anywhere."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.utils.yaml import yaml_load

from extractor.corpus import forums
from extractor.problems import ThreadfaqError
from extractor.resources import site_templates
from extractor.site.overlay import overlaid
from extractor.starting import NewProject, begin, files, forum_of, title_of
from extractor.text.characters import visible
from tests.command import ROOT, run

KILNS = ROOT / "tests/checker/kilns/corpus"
NAMES = st.text(st.characters(codec="utf-8"), max_size=20)


def project() -> NewProject:
    return NewProject(name="Kilns", subject="kilns", forum=forum_of("Kilns"))


def shown(text: str) -> str:
    """What is left of a text in a settings file: white space folded, what nobody can see left out."""
    return " ".join(visible(text).split())


@settings(max_examples=30, deadline=None)
@given(NAMES, NAMES, NAMES)
def test_any_name_is_read_back_as_it_was_given(name: str, subject: str, forum: str) -> None:
    new = NewProject(name=name, subject=subject, forum="kilns", forum_name=forum, forum_url="https://kilns.example/")
    texts = files(new)
    topic = tomllib.loads(texts[f"corpus/topics/{new.topic}.toml"])
    assert yaml_load(texts["mkdocs.yml"])["site_name"] == shown(name)
    assert topic["title"] == shown(subject)
    read, problems = forums.read(texts[f"corpus/threads/{new.forum}/forum.toml"], "forum.toml")
    assert (read.name, read.url, problems) == (shown(forum) or None, "https://kilns.example/", [])


def test_the_files_of_a_new_faq() -> None:
    texts = files(project())
    assert set(texts) == {
        *(".github/workflows/site.yml", ".gitignore", ".gitlab-ci.yml", "Makefile", "README.md", "requirements.txt"),
        *("mkdocs.yml", "docs/how-it-is-made.md", "corpus/corpus.toml", "corpus/topics/kilns.toml"),
        "corpus/threads/kilns/forum.toml",
    }
    assert yaml_load(texts[".github/workflows/site.yml"]) and yaml_load(texts[".gitlab-ci.yml"])
    assert not any("{{" in text or "{%" in text for text in texts.values())


def test_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("mine", "utf-8")
    with pytest.raises(ThreadfaqError) as refusal:
        begin(tmp_path, project())
    assert [problem.code for problem in refusal.value.problems] == ["E615"]
    assert [path.name for path in tmp_path.iterdir()] == ["Makefile"]


@pytest.mark.parametrize(("folder", "title"), [("puppy-faq", "Puppy faq"), ("Ünis_x", "Ünis x"), ("---", "FAQ")])
def test_a_folder_gives_the_name(folder: str, title: str, tmp_path: Path) -> None:
    assert title_of(tmp_path / folder) == title


def test_a_new_faq_builds_checks_and_lists(tmp_path: Path) -> None:
    thread = next((KILNS / "threads").rglob("firing.jsonl"))
    home = tmp_path / "my faq é"
    done = run("init", str(home), str(thread), "--yes", "--forum", "Kiln Forum", "--subject", "kilns", cwd=tmp_path)
    assert done.returncode == 0 and "1 added" in done.stderr, done.stderr
    assert (home / "corpus/threads/kiln-forum/forum.toml").exists()
    assert run("init", str(home), "--yes", cwd=tmp_path).returncode == 1
    done = run("build", str(home), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (home / "site/index.html").read_text("utf-8")
    assert "how-it-is-made.html" in page and "quick-start.html" not in page
    assert not [path for path in (home / "site").rglob("*.html") if path.name.startswith(("E1", "W1"))]
    assert "no problems" in run("check", "--site", "site", cwd=home).stderr
    listed = run("list", cwd=home).stdout
    id = listed.split()[0]
    assert id.startswith("kiln-forum/") and "posts" in listed
    assert "threads   1" in run("status", cwd=home).stdout
    assert run("remove", id, cwd=home).returncode == 2
    assert run("remove", id, "--yes", cwd=home).returncode == 0
    assert (
        not list((home / "corpus/threads").rglob("*.json"))
        and (home / "corpus/threads/kiln-forum/forum.toml").exists()
    )
    assert "threads   0" in run("status", cwd=home).stdout
    assert run("undo", cwd=home).returncode == 0
    assert run("list", cwd=home).stdout == listed


def test_nobody_is_asked_without_a_terminal(tmp_path: Path) -> None:
    done = run("init", "faq", cwd=tmp_path)
    assert done.returncode == 2 and not (tmp_path / "faq").exists()


def test_templates_are_overruled_file_by_file(tmp_path: Path) -> None:
    assert overlaid(None) == site_templates() == overlaid(site_templates())
    own = tmp_path / "site_templates"
    (own / "theme/css").mkdir(parents=True)
    (own / "theme/css/style.css").write_text("p { color: red }", "utf-8")
    folder = overlaid(own)
    assert (folder / "theme/css/style.css").read_text("utf-8") == "p { color: red }"
    assert (folder / "pages/home.html").read_bytes() == (site_templates() / "pages/home.html").read_bytes()
    whole = tmp_path / "whole"
    shutil.copytree(site_templates(), whole)
    assert overlaid(whole) == whole
