"""The FAQ inside another MkDocs site: its pages in a folder, in any theme, checked by themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor.model.addresses import OVERVIEWS
from tests.command import ROOT, run

KILNS = ROOT / "tests/checker/kilns/corpus"
SETTINGS = """\
site_name: Pottery club
site_url: https://club.example/pots/
theme: {{name: {theme}}}
hooks: [hook.py]
plugins:
  - search
  - threadfaq: {{folder: help/faq, publish: all}}
nav:
  - index.md
  - FAQ: help/faq/index.md
"""
HOOK = """\
def on_post_page(output, page, config):
    return output{change}
"""


def laid_out(home: Path, theme: str, change: str = "") -> Path:
    """A site with a page of its own, which leads to the FAQ."""
    (home / "docs").mkdir(parents=True)
    shutil.copytree(KILNS, home / "corpus")
    (home / "docs/index.md").write_text("# Club\n\nSee [the FAQ](help/faq/index.md).\n", "utf-8")
    (home / "mkdocs.yml").write_text(SETTINGS.format(theme=theme), "utf-8")
    (home / "hook.py").write_text(HOOK.format(change=change), "utf-8")
    return home


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_the_pages_appear_in_any_theme(theme: str, tmp_path: Path) -> None:
    home = laid_out(tmp_path / "club", theme)
    done = run("build", str(home), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    faq = home / "site/help/faq"
    assert all((faq / name).is_file() for name in (*OVERVIEWS, "faq.json", "faq.css"))
    for page in faq.rglob("*.html"):
        html = page.read_text("utf-8")
        assert html.count('<div class="threadfaq ') == 1 and "faq.css" in html, page
    assert list((faq / "threads/pottery").glob("*.html"))
    assert "js/search.js" not in (faq / "index.html").read_text("utf-8")
    assert 'href="help/faq/index.html"' in (home / "site/index.html").read_text("utf-8")
    assert "help/faq/threads/pottery/" in (home / "site/sitemap.xml").read_text("utf-8")
    assert run("check", cwd=home).returncode == 0


CHANGES = {
    "around": ".replace('threadfaq question', 'threadfaq  question')",
    "within": ".replace('</blockquote>', '!</blockquote>')",
}


@pytest.mark.parametrize("where", CHANGES)
def test_a_page_that_another_plugin_rewrites_is_refused(where: str, tmp_path: Path) -> None:
    home = laid_out(tmp_path / "club", "mkdocs", CHANGES[where])
    done = run("build", str(home), cwd=tmp_path)
    assert done.returncode == 1 and "error[E509]" in done.stderr
    assert not (home / "site").exists()


def test_pages_of_others_are_not_looked_at(tmp_path: Path) -> None:
    home = laid_out(tmp_path / "club", "mkdocs")
    (home / "docs/index.md").write_text("# Club\n\n<script>club()</script>\n", "utf-8")
    assert run("build", str(home), cwd=tmp_path).returncode == 0


def test_a_title_is_no_markup_for_a_theme(tmp_path: Path) -> None:
    home = laid_out(tmp_path / "club", "mkdocs")
    thread = home / "corpus/threads/pottery/firing.jsonl"
    side = thread.with_suffix(".toml")
    text = side.read_text("utf-8") if side.exists() else ""
    kept = "".join(line for line in text.splitlines(True) if not line.startswith("title"))
    title = "title = '</title><script>x()</script> \" onload=y() &lt;script&gt;'\n"
    side.write_text(title + kept, "utf-8")
    done = run("build", str(home), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    html = (home / "site/help/faq/threads/pottery/firing.html").read_text("utf-8")
    assert "<script>x()" not in html and '" onload=y()' not in html.partition('<div class="threadfaq ')[0]


def test_a_folder_must_be_an_address(tmp_path: Path) -> None:
    home = laid_out(tmp_path / "club", "mkdocs")
    settings = home / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("help/faq, publish", "../faq, publish"), "utf-8")
    done = run("build", str(home), cwd=tmp_path)
    assert done.returncode == 1 and "cannot be an address" in done.stderr
