"""Hostile text: nothing a post says may execute, become active, or stop being readable as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.text.characters import folded, legible
from tests.command import build_site
from tests.conftest import copy_project
from tests.hostile import site as hostile

SAMPLES = Path(__file__).parent.parent.parent / "shared/samples/hostile"

ACTIVE = """() => {
  const found = [];
  // The drawing of who replies to whom: lines and dots, with numbers and nothing else.
  const drawn = svg => svg.className.baseVal === 'tree' && !svg.textContent &&
    [...svg.querySelectorAll('*')].every(part => ['path', 'circle'].includes(part.tagName) &&
      [...part.attributes].every(one => one.name === 'class' ? /^dots( small)?$/.test(one.value) :
        ['d', 'cx', 'cy', 'r'].includes(one.name) && /^[-0-9. MLHVCQAZ]*$/i.test(one.value)));
  for (const element of document.querySelectorAll('*')) {
    const tag = element.tagName.toLowerCase();
    if (tag === 'svg' && drawn(element)) continue;
    if (['iframe', 'object', 'embed', 'base', 'style', 'svg', 'math', 'template', 'portal', 'video', 'audio',
         'img', 'frame', 'applet', 'noscript'].includes(tag) && !element.closest('[data-theme-part]'))
      found.push('element ' + tag);
    for (const attribute of element.attributes) {
      if (attribute.name.startsWith('on') || ['style', 'srcdoc', 'formaction'].includes(attribute.name))
        found.push(tag + ' ' + attribute.name);
      if (['href', 'src', 'action', 'cite'].includes(attribute.name)) {
        let url;
        try { url = new URL(attribute.value, location.href) }
        catch { found.push('address ' + attribute.value); continue }
        if (!['http:', 'https:', 'file:'].includes(url.protocol)) found.push(tag + ' ' + url.protocol);
        const asks = tag !== 'a' && element.rel !== 'canonical';
        if (url.host !== location.host && asks) found.push('request ' + attribute.value);
        if (url.host.endsWith('evil.example')) found.push('link made of text: ' + attribute.value);
      }
    }
    const data = element.type === 'application/ld+json' && !/[<>&]/.test(element.textContent);
    if (tag === 'script' && !data && (element.textContent.trim() || !new URL(element.src).pathname.match(/[.]js$/)))
      found.push('script ' + element.textContent);
    if (tag === 'meta' && element.httpEquiv && element.httpEquiv !== 'Content-Security-Policy')
      found.push('meta ' + element.httpEquiv);
  }
  return found;
}"""


def build(folder: Path, strings: list[str]) -> Path:
    project = copy_project(folder / "faq")
    hostile.write(project, strings)
    done = build_site(project)
    assert done.returncode == 0, done.stderr[-3000:]
    return project / "site"


def visit(chromium: Any, address: str, pages: list[str]) -> None:
    """Open pages and look for anything that runs."""
    context = chromium.new_context()
    page = context.new_page()
    trouble: list[str] = []
    page.add_init_script("window.alert = window.prompt = window.confirm = () => { window.__executed = true }")

    def refuse(dialog: Any) -> None:
        trouble.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("request", lambda r: trouble.append(r.url) if not r.url.startswith(address) else None)
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    for path in pages:
        page.goto(f"{address}/{path}", wait_until="load")
        assert page.evaluate("window.__executed") is None, path
        assert page.evaluate(ACTIVE) == [], path
        assert trouble == [], (path, trouble)
    context.close()


def threads(site: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.glob(f"threads/hostile/{pattern}"))


def assert_readable(chromium: Any, address: str, site: Path, strings: list[str], size: int = 25) -> None:
    """Each string is on its thread's page, in the body and as the author, as text."""
    context = chromium.new_context()
    page = context.new_page()
    for number, path in enumerate(threads(site, "group-*.html")):
        page.goto(f"{address}/{path}")
        bodies = page.eval_on_selector_all(
            "article.post .words",
            """all => all.map(one => { const copy = one.cloneNode(true);
                copy.querySelectorAll('.machine').forEach(part => part.remove());
                copy.querySelectorAll('p').forEach(part => part.append(' '));
                return copy.textContent })""",
        )
        authors = page.eval_on_selector_all(
            "article.post", "all => all.map(one => one.querySelector(':scope > header .author')?.textContent)"
        )
        some = strings[number * size : number * size + size]
        assert len(bodies) == len(authors) == len(some), path
        for text, body, author in zip(some, bodies, authors, strict=True):
            assert folded(text) in folded(body), (path, text)
            # A name of which nobody sees anything is no name (W120).
            assert folded(author or "") == (folded(text) if legible(text) else ""), (path, text)
    context.close()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("hostile"), hostile.own())


def test_there_are_enough_injections() -> None:
    assert len(set(hostile.own())) >= 60


@pytest.mark.browser
def test_nothing_of_our_own_injections_is_active(chromium: Any, own: Path, serve: Callable[[Path], str]) -> None:
    address = serve(own)
    pages = ["index.html", "hostile/index.html", "hostile/q.html", *threads(own, "group-*.html")]
    # The page of every fifth title; the slow test opens all. Each title stands on the home page as well.
    visit(chromium, address, pages + threads(own, "title-*.html")[::5])


@pytest.mark.browser
def test_our_own_injections_are_readable_as_text(chromium: Any, own: Path, serve: Callable[[Path], str]) -> None:
    assert_readable(chromium, serve(own), own, hostile.own())


def test_answers_were_printed_of_them(own: Path) -> None:
    """Without printed answers the question page would have been tested empty."""
    page = (own / "hostile/q.html").read_text("utf-8")
    assert page.count("<blockquote") > 50


def test_no_file_of_the_machine_leaks(own: Path) -> None:
    for path in own.rglob("*.html"):
        assert "site_dir" not in path.read_text("utf-8") or "config.site_dir" in path.read_text("utf-8")
        assert "plugins:\n" not in path.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample strings are kept outside the repository")
def test_the_sample_strings_are_text_too(chromium: Any, tmp_path: Path, serve: Callable[[Path], str]) -> None:
    strings = [*hostile.samples(SAMPLES), *hostile.own()]
    assert len(strings) > 700
    site = build(tmp_path, strings)
    address = serve(site)
    pages = ["index.html", "hostile/index.html", "hostile/q.html", *threads(site, "*.html")]
    visit(chromium, address, pages)
    assert_readable(chromium, address, site, strings)
