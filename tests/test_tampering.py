"""A site that somebody changed after it was built: every edit is found, whatever kind of file it is made in.

`checker/kilns/` is an invented corpus; `checker/tampered/` holds the edits, one a file: in which file of the site,
what is found there and what replaces it, and the codes that the check must tell.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import corpus
from extractor.checker import SEARCH_SCRIPTS, check_site, theme_scripts
from extractor.corpus.dates import as_of
from extractor.model import Problem, Publish
from extractor.pipeline import running
from extractor.problems import render
from extractor.site.expecting import expected
from extractor.site.publishing import published
from tests.command import build_site, run
from tests.conftest import copy_project
from tests.effort import examples

FOLDER = Path(__file__).parent / "checker"
EDITS = sorted((FOLDER / "tampered").glob("*.toml"))


@pytest.fixture(scope="module")
def kilns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus with its site built; an edit of its site is taken back by who made it."""
    project = copy_project(tmp_path_factory.mktemp("kilns") / "faq")
    shutil.rmtree(project / "corpus")
    shutil.copytree(FOLDER / "kilns/corpus", project / "corpus")
    done = build_site(project)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture(scope="module")
def check(kilns: Path) -> Callable[[], list[Problem]]:
    """What the check says of that site now."""
    content = corpus.load(kilns / "corpus")
    built = running.run(content, as_of(kilns / "corpus"), Publish.ALL)
    templates = kilns / "site_templates"
    scripts = [*theme_scripts(templates / "theme"), *SEARCH_SCRIPTS]
    must = expected(built, templates)
    return lambda: check_site(kilns / "site", built.conversations, allowed_scripts=scripts, expected=must)


def edited(text: str, old: str, new: str) -> str:
    """One change: in the part of a page that its reader sees, else in its head, where data repeat much of it."""
    head, body, rest = text.partition("<body")
    return head + body + rest.replace(old, new, 1) if old in rest else text.replace(old, new, 1)


def test_an_untouched_site_has_no_problem(check: Callable[[], list[Problem]]) -> None:
    assert [render(problem) for problem in check()] == []


@pytest.mark.parametrize("path", EDITS, ids=lambda path: path.stem)
def test_an_edit_of_a_built_site_is_found(path: Path, kilns: Path, check: Callable[[], list[Problem]]) -> None:
    edit = tomllib.loads(path.read_text("utf-8"))
    file = kilns / "site" / edit["file"]
    honest = file.read_bytes()
    text = honest.decode("utf-8")
    assert edit["find"] in text, "an edit must change something"
    try:
        file.write_text(edited(text, edit["find"], edit["replace"]), "utf-8")
        problems = check()
    finally:
        file.write_bytes(honest)
    messages = "\n".join(map(render, problems))
    # The search index is told as well where it no longer says what its page does.
    assert {problem.code for problem in problems if problem.file == f"site/{edit['file']}"} == set(edit["codes"]), (
        messages
    )


@pytest.mark.parametrize("file", ["faq.json", "css/style.css", "js/mode.js", "search/terms-0.js", "kilns/glaze.html"])
def test_a_file_that_is_missing_is_told(file: str, kilns: Path, check: Callable[[], list[Problem]]) -> None:
    path = kilns / "site" / file
    honest = path.read_bytes()
    path.unlink()
    try:
        assert f"site/{file}" in {problem.file for problem in check() if problem.code in {"E508", "E509"}}
    finally:
        path.write_bytes(honest)


def test_the_command_compares_with_the_corpus_as_it_is_now(kilns: Path, tmp_path: Path) -> None:
    later = Path(shutil.copytree(kilns, tmp_path / "faq"))
    decisions = later / "corpus/decisions/pottery/shelves.toml"
    decisions.unlink()
    done = run("check", "--site", "site", cwd=later)
    assert done.returncode == 1
    assert "site/kilns/shelf.html" in done.stderr
    assert "error[E509] site/faq.json" in done.stderr


def test_the_command_knows_that_a_site_prints_only_what_editors_kept(kilns: Path, tmp_path: Path) -> None:
    kept = Path(shutil.copytree(kilns, tmp_path / "faq"))
    settings = kept / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("publish: all", "publish: judged"), "utf-8")
    assert build_site(kept).returncode == 0
    done = run("check", "--site", "site", cwd=kept)
    assert done.returncode == 0, done.stderr


def test_without_settings_what_is_strong_is_printed(tmp_path: Path) -> None:
    assert published(tmp_path / "mkdocs.yml") is Publish.STRONG


WORDS = st.text(st.sampled_from("abcdefgnot"), min_size=3, max_size=8)


@settings(max_examples=examples(20, 100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    word=WORDS, share=st.floats(0, 1, exclude_max=True), file=st.sampled_from(["kilns/pay.html", "kilns/index.html"])
)
def test_a_word_written_anywhere_into_a_page_is_found(
    word: str, share: float, file: str, kilns: Path, check: Callable[[], list[Problem]]
) -> None:
    """Between any two words of the page's own part, wherever they stand."""
    path = kilns / "site" / file
    honest = path.read_bytes()
    text = honest.decode("utf-8")
    own = text.index('<div class="page'), text.index("</main>")
    places = [match.end() for match in re.finditer(r">[^<]*?[a-z.?] ?(?=[A-Z a-z<])", text[own[0] : own[1]])]
    place = own[0] + places[int(share * len(places))]
    try:
        path.write_text(f"{text[:place]} {word} {text[place:]}", "utf-8")
        assert f"site/{file}" in {problem.file for problem in check()}
    finally:
        path.write_bytes(honest)


def rewrite(project: Path, file: str, old: str, new: str) -> None:
    template = project / "site_templates" / file
    text = template.read_text("utf-8")
    assert old in text, "a change must change something"
    template.write_text(text.replace(old, new), "utf-8")


def test_a_designer_may_say_other_words(fresh_project: Path) -> None:
    """Words are a template's own affair: in its text, in an expression, in a label that is read out."""
    rewrite(
        fresh_project,
        "pages/_voice.html",
        "{{ _('Said just before') }}",
        "{{ 'Read this first' if lead else 'Read first' }}, please",
    )
    rewrite(
        fresh_project,
        "pages/question.html",
        "No editor has judged them yet.",
        "Nobody has yet looked at them, nor judged.",
    )
    rewrite(
        fresh_project,
        "pages/thread.html",
        """aria-label="{{ _('About this thread') }}\"""",
        'aria-label="What else is known"',
    )
    done = build_site(fresh_project)
    assert done.returncode == 0, done.stderr


MISTAKES = {
    "a count that is wrong": (
        "pages/question.html",
        "position.people | length) }}",
        "(position.people | length) + 1) }}",
        "E507",
    ),
    "a date that is another": (
        "pages/_voice.html",
        "voice.first.posted | day",
        "voice.first.posted.replace(year=2001) | day",
        "E506",
    ),
    "an answer left out": (
        "pages/question.html",
        "{% for voice in voices[:shown] %}",
        "{% for voice in voices[1:shown] %}",
        "E508",
    ),
    "a wrong original": ("pages/_voice.html", 'href="{{ outside }}"', 'href="https://pottery.example/"', "E506"),
}


def test_a_template_that_makes_mistakes_fails_the_build(fresh_project: Path) -> None:
    for file, old, new, _ in MISTAKES.values():
        rewrite(fresh_project, file, old, new)
    done = build_site(fresh_project)
    assert done.returncode != 0
    for name, (_, _, _, code) in MISTAKES.items():
        assert f"error[{code}] site.refused/" in done.stderr, (name, done.stderr[-2000:])
