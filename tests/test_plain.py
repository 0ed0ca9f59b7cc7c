"""What the check reads of a page in the plain form is what a parser for any page reads, and proofs stand for no more
than they say."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import corpus
from extractor.checker import form, plain
from extractor.checker.tags import WrittenTag
from extractor.markup import VOID, Element, Node, read
from extractor.store import NAME
from tests.command import build_site, run
from tests.conftest import copy_settings
from tests.effort import examples

FOLDER = Path(__file__).parent
NAMES = ["p", "div", "b", "i", "span", "br", "ul", "li", "a", "hr", "blockquote", "td", "script", "title"]
TEXTS = ["words", " ", "\n", "\n \n", "a &amp; b", "&#8230;", "&lt;b&gt;", "é\u200d", "&nbsp;", "&amp;lt;", "1 > 0"]
ATTRIBUTES = [
    ' class="a b"',
    " hidden",
    ' id="x"',
    ' title="&quot;q&quot; &amp; r"',
    ' href="a?b=1&amp;c=2"',
    ' dir=""',
]


@st.composite
def markup_of(draw: st.DrawFn, depth: int = 0) -> str:
    """Elements and words in any order; mostly in the plain form, and sometimes not."""
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        if depth > 3 or draw(st.booleans()):
            parts.append(draw(st.sampled_from(TEXTS)))
            continue
        name = draw(st.sampled_from(NAMES))
        written = "".join(draw(st.lists(st.sampled_from(ATTRIBUTES), unique=True, max_size=2)))
        space = draw(st.sampled_from(["", " ", "\n"])) if written else ""
        if name in VOID:
            parts.append(f"<{name}{written}{space}{draw(st.sampled_from(['', '/']))}>")
        else:
            parts.append(f"<{name}{written}{space}>{draw(markup_of(depth + 1))}</{name}>")
    return "".join(parts)


def facts(nodes: list[Node]) -> list[object]:
    """All that is known of the nodes; white space alone is one space."""
    return [
        (node.name, dict(node.attributes), node.line, node.place, node.parent, node.end)
        if isinstance(node, Element)
        else node
        if node.strip()
        else " "
        for node in nodes
    ]


@settings(max_examples=examples(60, 1000))
@given(markup_of())
def test_a_plain_page_is_read_as_a_parser_reads_it(body: str) -> None:
    page = f"<!doctype html>\n<html>\n<head><title>t</title></head><body>{body}</body></html>\n"
    tags: list[tuple[int, WrittenTag]] = []
    if not form.faults(page, tags):
        assert facts(plain.nodes(page, tags)) == facts(read(page))


def test_most_of_these_pages_are_plain() -> None:
    pages = [path.read_text("utf-8") for path in sorted((FOLDER / "checker/honest").rglob("*.html"))]
    assert len(pages) > 3
    for page in pages:
        tags: list[tuple[int, WrittenTag]] = []
        assert not form.faults(page, tags)
        assert facts(plain.nodes(page, tags)) == facts(read(page))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that was built twice, so that every page has a proof."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    copy_settings(tmp_path)
    shutil.copytree(FOLDER / "checker/kilns/corpus", tmp_path / "corpus")
    build_site(tmp_path)
    assert build_site(tmp_path).returncode == 0
    return tmp_path


def test_an_edited_page_and_an_edited_proof_are_found(project: Path) -> None:
    site = project / "site"
    before = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    thread = next(iter(sorted((site / "threads").rglob("*.html"))))
    head, begin, words = thread.read_text("utf-8").partition('<div class="words"')
    assert "</p>" in words
    thread.write_text(head + begin + words.replace("</p>", " indeed</p>", 1), "utf-8")
    assert run("check", "--site", "site", cwd=project).returncode == 1
    assert build_site(project).returncode == 0
    after = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert after == before

    # What a store holds of a page's words is used for the page; whoever changes it is found out all the same.
    store = sqlite3.connect(project / "corpus/.cache" / NAME)
    rows = store.execute("SELECT count(*) FROM results WHERE stage IN ('page', 'proof')").fetchone()
    assert rows[0] > 2
    store.execute("UPDATE results SET value = substr(value, 1, 20) || x'00' WHERE stage IN ('page', 'proof')")
    store.commit()
    store.close()
    assert build_site(project).returncode == 0
    assert {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert run("check", "--site", "site", cwd=project).returncode == 0


def test_a_page_that_a_proven_page_leads_to_is_missed(project: Path) -> None:
    """A question goes, and with it the page that thread pages were proven to lead to."""
    pack = next(iter(sorted((project / "corpus/topics").glob("*.toml"))))
    loaded = corpus.load(project / "corpus")
    assert loaded.topics
    text = pack.read_text("utf-8")
    title = loaded.topics[0].questions[0].title
    pack.write_text(text.replace(title, f"{title[:-1]}, really?"), "utf-8")
    done = build_site(project)
    assert done.returncode == 0, done.stderr
    assert run("check", "--site", "site", cwd=project).returncode == 0
