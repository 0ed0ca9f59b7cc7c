"""The FAQ inside another MkDocs site: its pages in a folder, in any theme, checked by themselves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


THEMES = ["material", "mkdocs", "readthedocs"]


@pytest.mark.parametrize("theme", THEMES)
def test_the_pages_appear_in_any_theme(theme: str, tmp_path: Path) -> None:
    home = laid_out(tmp_path / "club", theme)
    done = run("build", str(home), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    faq = home / "site/help/faq"
    assert all((faq / name).is_file() for name in (*OVERVIEWS, "faq.json", "faq.css", "feed.xml"))
    for page in faq.rglob("*.html"):
        html = page.read_text("utf-8")
        assert html.count('<div class="threadfaq ') == 1 and "faq.css" in html, page
    assert list((faq / "threads/pottery").glob("*.html"))
    assert "js/search.js" not in (faq / "index.html").read_text("utf-8")
    assert 'href="help/faq/index.html"' in (home / "site/index.html").read_text("utf-8")
    assert "help/faq/threads/pottery/" in (home / "site/sitemap.xml").read_text("utf-8")
    assert "<h1>FAQ</h1>" in (faq / "index.html").read_text("utf-8"), "what the navigation calls it"
    assert "<id>https://club.example/pots/help/faq/</id>" in (faq / "feed.xml").read_text("utf-8")
    assert run("check", cwd=home).returncode == 0
    done = run("check", "--site", "site", cwd=home)
    assert done.returncode == 0, "other pages hold scripts, and are not looked at"


def test_without_an_address_there_is_no_feed_and_nothing_leads_to_one(tmp_path: Path) -> None:
    home = laid_out(tmp_path / "club", "mkdocs")
    settings = home / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("site_url: https://club.example/pots/\n", ""), "utf-8")
    assert run("build", str(home), cwd=tmp_path).returncode == 0
    assert not (home / "site/help/faq/feed.xml").exists()
    assert "feed.xml" not in (home / "site/help/faq/index.html").read_text("utf-8")
    assert run("check", "--site", "site", cwd=home).returncode == 0


LATER = {
    "a letter of a quotation": ("kilns/pay.html", "Cracked pots are not", "Cracked pots are", "E501"),
    "around the words": ("kilns/pay.html", '<div class="threadfaq question">', '<div class="question">', "E509"),
    "the foot": ("kilns/pay.html", "faq.json</a>", "everything</a>", "E509"),
    "the feed": ("feed.xml", "Cracked pots are not", "Cracked pots are", "E509"),
}


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = laid_out(tmp_path_factory.mktemp("inside") / "club", "mkdocs")
    (home / "site_templates/inside").mkdir(parents=True)
    (home / "site_templates/inside/faq.css").write_text(".threadfaq { margin: 0; }\n", "utf-8")
    assert run("build", str(home), cwd=home).returncode == 0
    return home


def test_a_style_sheet_of_ones_own_takes_the_place_of_ours(club: Path) -> None:
    assert (club / "site/help/faq/faq.css").read_text("utf-8") == ".threadfaq { margin: 0; }\n"
    assert run("check", "--site", "site", cwd=club).returncode == 0


@pytest.mark.parametrize("what", LATER)
def test_what_was_changed_after_the_build_is_reported(what: str, club: Path, tmp_path: Path) -> None:
    name, old, new, code = LATER[what]
    copy = tmp_path / "club"
    shutil.copytree(club, copy)
    file = copy / "site/help/faq" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    done = run("check", "--site", "site", cwd=copy)
    assert done.returncode == 1 and f"error[{code}] site/help/faq/{name}" in done.stderr, done.stderr


OURS_IS_WIDE = """() => [...document.querySelectorAll('.threadfaq *')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 80))"""


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("theme", THEMES)
def test_our_part_is_accessible_and_fits_in_any_theme(
    theme: str, tmp_path: Path, chromium: Any, serve: Callable[[Path], str]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    home = laid_out(tmp_path / "club", theme)
    assert run("build", str(home), cwd=tmp_path).returncode == 0
    faq = home / "site/help/faq"
    address = serve(home / "site")
    context = chromium.new_context(bypass_csp=True)
    # Some themes ask other hosts for fonts.
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith(address) else route.abort())
    page, axe = context.new_page(), Axe()
    for file in sorted(faq.rglob("*.html")):
        page.goto(f"{address}/{file.relative_to(home / 'site').as_posix()}")
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(100)
            wrong = axe.run(page, context=".threadfaq", options={"resultTypes": ["violations"]}).response[
                "violations"
            ]
            rules = [(rule["id"], [node["html"][:120] for node in rule["nodes"][:3]]) for rule in wrong]
            assert (rules, page.evaluate(OURS_IS_WIDE)) == ([], []), (file.name, width)
    context.close()


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
