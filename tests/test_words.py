"""The site's own words: every message is in every catalogue, and a site in German is built and checked in German.

`tests/words/` holds the cases; its README says what each is.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st

from extractor import corpus
from extractor.checker import SEARCH_SCRIPTS, Speech, check_site, theme_scripts, voice
from extractor.corpus.dates import as_of
from extractor.model import Problem, Publish
from extractor.pipeline import running
from extractor.problems import render
from extractor.site import catalogues
from extractor.site.expecting import expected
from extractor.site.words import ENGLISH, Words
from extractor.text import numerals
from tests.catalogue import TEMPLATES, catalogue_of, collected, file_of, languages, renewed, written
from tests.command import build_site, run
from tests.conftest import copy_settings

FOLDER = Path(__file__).parent
TAMPERED = sorted((FOLDER / "words/tampered").glob("*.toml"))
BROKEN = sorted((FOLDER / "words/broken").glob("*.toml"))


# ---- catalogues -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", languages())
def test_a_catalogue_has_every_message_and_no_other(code: str) -> None:
    ids = {message.id for message in collected() if message.id}
    translated = {message.id: message for message in catalogue_of(code) if message.id}
    assert ids - translated.keys() == set(), f"run python -m tests.catalogue {code}, and translate what is new"
    assert translated.keys() - ids == set(), f"run python -m tests.catalogue {code}"
    missing = [id for id, message in translated.items() if not all(catalogues.texts(message.string)) or message.fuzzy]
    assert missing == [], "these are not translated"


@pytest.mark.parametrize("code", languages())
def test_no_translation_has_other_places_or_markup(code: str) -> None:
    catalogue = catalogue_of(code)
    assert [fault for row in catalogue for fault in catalogues.faults(row, catalogue.num_plurals)] == []


@pytest.mark.parametrize("code", languages())
def test_a_catalogue_lies_there_as_it_is_written(code: str) -> None:
    assert file_of(code).read_bytes() == written(renewed(code)), f"run python -m tests.catalogue {code}"


def test_no_word_stands_in_a_template_outside_a_message() -> None:
    known = {piece for message in collected() if message.id for piece in pieces(catalogues.texts(message.id))}
    for path in sorted(TEMPLATES.rglob("*.html")):
        said = {" ".join(words.split()) for words in voice.literals(path.read_text("utf-8"))}
        strange = {words for words in said - known if re.search(r"[^\W\d_]{2}", words)}
        assert strange <= {"faq.json", "threadfaq"}, path.name


def pieces(forms: tuple[str, ...]) -> set[str]:
    """What stands between the places of a message."""
    return {" ".join(piece.split()) for form in forms for piece in re.split(r"%\(\w+\)s", form)}


def test_scripts_take_their_words_from_the_page() -> None:
    for path in sorted(TEMPLATES.rglob("*.js")):
        code = re.sub(r"//.*", "", path.read_text("utf-8"))
        strings = [text for _, text in re.findall(r"([\"'`])((?:(?!\1).)*)\1", code)]
        said = [text for text in strings if re.search(r"[A-Z]?[a-z]{2,} [a-z]{2,}", text)]
        assert said == ["use strict"], path.name


def test_the_checker_knows_what_the_program_says() -> None:
    """The messages of Python, written down in the checker once more; headings stand beside its questions."""
    program = {
        form
        for message in collected()
        if message.id and any(file.startswith("extractor/site/") for file, _ in message.locations)
        for form in catalogues.texts(message.id)
    }
    elsewhere = {"The thread %(title)s, with the passages that the FAQ quotes marked.", "opens the thread"}
    assert program - set(voice.PHRASES) - elsewhere == {"%(num)s person", "%(num)s people"}


@pytest.mark.parametrize(
    ("message", "text", "strange"),
    [
        ("%(num)s posts", "3 posts", ""),
        ("%(num)s posts", "3posts", "3posts"),
        ("%(num)s posts", "3 postscripts", "postscripts"),
        ("全%(num)s件の投稿", "全3件の投稿", ""),
        ("全%(num)s件の投稿", "全4件の投稿", "4件の投稿"),
    ],
)
def test_words_are_told_apart_in_scripts_with_and_without_spaces(
    message: str, text: str, strange: str, tmp_path: Path
) -> None:
    speech = Speech(language="ja", messages={"message": (message,)})
    assert voice.Voice(tmp_path, speech).values({"3"}).strange(text) == strange


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_catalogue_is_refused(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    file = tmp_path / "locales/de/LC_MESSAGES/messages.po"
    file.parent.mkdir(parents=True)
    file.write_text(case["po"].lstrip("\n"), "utf-8")
    words, problems = catalogues.read(Locale("de"), tmp_path, "mkdocs.yml")
    assert words is ENGLISH
    assert {problem.code for problem in problems} == {"E215"}
    assert case["says"] in "\n".join(map(render, problems))


@pytest.mark.parametrize(
    ("locale", "language", "tag", "word"),
    [
        ("de", "de", "de", "offen"),
        ("de_AT", "de_AT", "de-AT", "offen"),
        ("en", "en", "en", "open"),
        ("en_GB", "en_GB", "en-GB", "open"),
        ("fr", "en", "en", "open"),
    ],
)
def test_a_region_takes_the_words_of_its_language_and_an_unknown_language_english(
    locale: str, language: str, tag: str, word: str
) -> None:
    words, problems = catalogues.read(Locale.parse(locale), TEMPLATES, "mkdocs.yml")
    assert (words.language, words.tag, words.gettext("open")) == (language, tag, word)
    assert [problem.code for problem in problems] == (["W215"] if locale == "fr" else [])
    assert all("it knows: en, de" in problem.cause for problem in problems)


def test_a_message_that_is_not_translated_stands_in_english(tmp_path: Path) -> None:
    file = tmp_path / "locales/de/LC_MESSAGES/messages.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "open"\nmsgstr ""\n\nmsgid "edited"\nmsgstr "bearbeitet"\n', "utf-8")
    words, problems = catalogues.read(Locale("de"), tmp_path, "mkdocs.yml")
    assert problems == []
    assert (words.gettext("open"), words.gettext("edited"), words.gettext("")) == ("open", "bearbeitet", "")


# ---- numbers, lists, languages ----------------------------------------------------------------------------------

CODES = sorted(code for code in localedata.locale_identifiers() if not Locale.parse(code).territory)


@given(st.sampled_from(CODES), st.lists(st.integers(0, 10**9), min_size=1, max_size=4))
def test_counts_are_read_back_as_every_language_writes_them(code: str, counts: list[int]) -> None:
    written_out = [numerals.number(count, code) for count in counts]
    assert numerals.numbers("; ".join(f"{count} words" for count in written_out), code) == counts
    assert numerals.numbers("、".join(f"共{count}件" for count in written_out), code) == counts


@given(st.sampled_from(CODES), st.integers(1, 6))
def test_a_list_ends_with_nothing_and_joins_all_members(code: str, members: int) -> None:
    joints = numerals.joints(members, code)
    assert len(joints) == members
    assert joints[-1] == "" and all(joints[:-1])


def test_a_number_is_written_as_its_language_does() -> None:
    assert numerals.number(1234) == "1,234" and numerals.number(1234, "de") == "1.234"
    assert "".join(numerals.joints(3)) == ", , " and "".join(numerals.joints(3, "de")) == ",  und "


def test_text_says_its_language_where_it_is_another_and_known() -> None:
    german = Words(language="de_AT")
    assert german.lang("en") == ' lang="en"' and german.own_lang("en") == ' lang="de-AT"'
    assert (german.lang("de"), german.lang(None), ENGLISH.lang("en"), ENGLISH.own_lang("en")) == ("", "", "", "")


# ---- a site in German -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented corpus of the checker with its site in German; an edit is taken back by who made it."""
    project = tmp_path_factory.mktemp("german") / "faq"
    copy_settings(project)
    shutil.copytree(FOLDER / "checker/kilns/corpus", project / "corpus")
    speak(project, "de")
    done = build_site(project)
    assert (done.returncode, done.stderr) == (0, "")
    return project


@pytest.fixture(scope="module")
def check(german: Path) -> Callable[[], list[Problem]]:
    """What the check says of that site now."""
    content = corpus.load(german / "corpus")
    built = running.run(content, as_of(german / "corpus"), Publish.ALL)
    templates = german / "site_templates"
    words, _ = catalogues.read(Locale("de"), templates, "mkdocs.yml")
    scripts = [*theme_scripts(templates / "theme"), *SEARCH_SCRIPTS]
    must = expected(built, templates, words)
    return lambda: check_site(german / "site", built.conversations, allowed_scripts=scripts, expected=must)


def speak(project: Path, locale: str) -> None:
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    assert "  locale: en\n" in text
    settings.write_text(text.replace("  locale: en\n", f"  locale: {locale}\n"), "utf-8")


def test_a_german_site_speaks_german_and_quotes_as_people_wrote(german: Path) -> None:
    for name, case in tomllib.loads((FOLDER / "words/de.toml").read_text("utf-8")).items():
        page = (german / "site" / name).read_text("utf-8")
        own = re.sub(r"<(head|bdi|blockquote)\b.*?</\1>", "", page, flags=re.DOTALL)
        for words in case["holds"]:
            assert words in page, (name, words)
        for words in case["lacks"]:
            assert words not in own, (name, words)


def test_the_command_checks_a_german_site(german: Path) -> None:
    done = run("check", "--site", "site", cwd=german)
    assert (done.returncode, done.stderr) == (0, "no problems: 4 threads, 9 posts, 8 decisions\n")


@pytest.mark.parametrize("path", TAMPERED, ids=lambda path: path.stem)
def test_an_edit_of_a_german_site_is_found(path: Path, german: Path, check: Callable[[], list[Problem]]) -> None:
    edit = tomllib.loads(path.read_text("utf-8"))
    file = german / "site" / edit["file"]
    honest = file.read_text("utf-8")
    assert edit["find"] in honest
    try:
        file.write_text(honest.replace(edit["find"], edit["replace"], 1), "utf-8")
        problems = check()
    finally:
        file.write_text(honest, "utf-8")
    messages = "\n".join(map(render, problems))
    # The search index is told as well where it no longer says what its page does.
    assert {row.code for row in problems if row.file == f"site/{edit['file']}"} == set(edit["codes"]), messages
