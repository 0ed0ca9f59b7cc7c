"""The manual says what there is: commands, options, codes, keys, modules, links, and examples that work."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
from mkdocs.utils.yaml import yaml_load

from extractor import corpus, problems
from extractor.cli import app
from extractor.corpus import decisions
from extractor.labels import Classifier, failures
from extractor.model import Because, Verdict
from extractor.rules import packs, phrases
from extractor.text import characters
from tests import house
from tests.cases import RENEW

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
CODE = re.compile(r"\b[EW][0-9]{3}\b")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def prose(markdown: str) -> str:
    """A page without its fenced blocks, indented blocks and code spans."""
    return re.sub(r"^    .*$|`[^`\n]*`", "", FENCED.sub("", markdown), flags=re.M)


def slug(heading: str) -> str:
    """The id that MkDocs gives a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def toml_blocks(name: str) -> list[str]:
    return [body for kind, body in FENCED.findall(page(name)) if kind == "toml"]


def first_column(name: str, heading: str) -> set[str]:
    """Code spans in the first column of the first table under a heading."""
    _, heading_line, rest = page(name).partition(f"\n## {heading}\n")
    assert heading_line, f"docs/{name} has no part called {heading}"
    rows = re.findall(r"^\|([^|\n]*)\|", rest.partition("\n## ")[0], re.M)
    return {span for row in rows for span in re.findall(r"`([^`]+)`", row)}


# ---- commands ---------------------------------------------------------------------------------------------------


def commands() -> dict[str, list[str]]:
    """Every command with the long names of its options."""

    def leaves(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                if command.invoke_without_command:
                    yield prefix + name, command
                yield from leaves(command, f"{prefix}{name} ")
            else:
                yield prefix + name, command

    return {
        name: [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        for name, command in leaves(typer.main.get_command(app))
    }


def described() -> dict[str, str]:
    """The parts of the command reference by the command in their heading."""
    parts = re.split(r"^## threadfaq (.+)$", page("commands.md"), flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_command_is_described_and_no_other() -> None:
    assert list(described()) == sorted(commands())


@pytest.mark.parametrize("name", commands())
def test_every_option_is_described_and_no_other(name: str) -> None:
    part = described()[name].partition("\n## ")[0]
    mentioned = set(re.findall(r"`(--[a-z-]+)", part))
    options = set(commands()[name])
    assert options <= mentioned, f"{name}: not described"
    every = {option for listed in commands().values() for option in listed}
    assert mentioned <= every, f"{name}: no command has this"


# ---- codes ------------------------------------------------------------------------------------------------------


@cache
def codes_in_use() -> set[str]:
    """Codes that stand as whole strings in the program."""
    codes: set[str] = set()
    for module in (ROOT / "extractor").rglob("*.py"):
        codes.update(re.findall(r"[\"']([EW][0-9]{3})[\"']", module.read_text("utf-8")))
    return codes


def test_every_code_has_its_page_and_every_page_its_code() -> None:
    assert set(problems.pages()) == codes_in_use()


@pytest.mark.parametrize("code", problems.pages())
def test_a_page_begins_with_its_code(code: str) -> None:
    first = problems.pages()[code].read_text("utf-8").partition("\n")[0]
    assert re.fullmatch(rf"# {code}: \S.*", first)


def test_the_table_of_codes_lists_every_page_once() -> None:
    rows = re.findall(r"^\| \[([EW]\d{3})\]\(([EW]\d{3})\.md\) \|", page("errors/index.md"), re.M)
    assert all(name == target for name, target in rows)
    assert sorted(name for name, _ in rows) == sorted(problems.pages())


def test_the_manual_names_no_code_that_does_not_exist() -> None:
    for path in PAGES:
        assert set(CODE.findall(path.read_text("utf-8"))) <= codes_in_use(), path.name


# ---- keys, verdicts, signs --------------------------------------------------------------------------------------


def keys_read(module: str, function: str) -> set[str]:
    """Keys that a function of a module reads from a table."""
    source = (ROOT / "extractor" / f"{module}.py").read_text("utf-8")
    body = re.split(rf"^ *def {function}\(", source, flags=re.M)[1]
    body = re.split(r"^ *def ", body, flags=re.M)[0]
    called = re.findall(
        r"\.(?:text|texts|flag|day|number|choice|mapping|word_lists|tables|items|_phrases)\((?:table, )?\"(\w+)\"",
        body,
    )
    listed = re.findall(r"table\.text\(key\) for key in \(([^)]*)\)", body)
    return {*called, *re.findall(r"\"(\w+)\"", " ".join(listed))}


def test_every_key_of_a_side_file_is_described() -> None:
    keys = keys_read("corpus/sidefiles", "read")
    assert {"title", "roles"} <= keys
    described = first_column("editors/add-a-thread.md", "2. Say what the text does not")
    assert {key.strip("[]") for key in described} == keys


def test_every_key_of_a_forums_file_is_described() -> None:
    keys = keys_read("corpus/forums", "read")
    described = first_column("editors/add-a-thread.md", "What is true of the whole forum")
    assert described == keys and "staff_ranks" in keys


def test_every_key_of_a_decision_is_described() -> None:
    keys = keys_read("corpus/decisions", "_decision")
    assert {"verdict", "to", "text"} <= keys
    assert first_column("editors/decisions.md", "The parts of a decision") == keys


def test_every_key_of_a_rule_is_described() -> None:
    keys = (keys_read("rules/__init__", "read") | {"question", "tokens", "speakers"}) - {"unless"}
    assert {"any", "without", "match"} <= keys
    assert first_column("editors/write-a-rule.md", "The parts of a rule") == keys


def test_every_key_of_a_topic_and_of_a_question_is_described() -> None:
    described = first_column("editors/add-a-topic.md", "The parts of a topic")
    assert {key.strip("[]") for key in described} == keys_read("rules/packs", "read")
    described = first_column("editors/add-a-topic.md", "The parts of a question")
    assert {key.strip("[]").removeprefix("question.") for key in described} == keys_read("rules/packs", "_question")


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_worked_example(verdict: Verdict) -> None:
    part = page("editors/decisions.md").partition(f"\n## {verdict}\n")[2].partition("\n## ")[0]
    assert f'verdict = "{verdict}"' in part


@pytest.mark.parametrize("reason", Because)
def test_every_reason_of_a_reply_is_told_to_readers(reason: Because) -> None:
    assert f"\n| {reason} |" in page("how-it-is-made.md")


def test_every_sign_of_a_phrase_is_described() -> None:
    """The signs are those of the rule language's own description."""
    table = page("editors/write-a-rule.md").partition("## How to write a phrase")[2].partition("\n## ")[0]
    written = " ".join(re.findall(r"^\| `([^`]+)`", table, re.M))
    described = "".join(re.findall(r"^    (\S.*?) {3,}", phrases.__doc__ or "", re.M))
    signs = {sign for sign in described if not sign.isalnum() and not sign.isspace()}
    assert signs == set("*/?=@^$#-"), "the rule language has changed: describe it"
    assert signs <= set(written)


def test_the_dropped_characters_are_listed_as_they_are_dropped() -> None:
    table = page("how-it-is-made.md").partition("| characters |")[2].partition("\n\n")[0]
    cells = re.findall(r"^\| (U\+[^|]*?) \|", table, re.M)
    listed: set[int] = {0x10000 * plane + last for plane in range(17) for last in (0xFFFE, 0xFFFF)}
    for first, last in re.findall(r"U\+([0-9A-F]{4,5})(?: to U\+([0-9A-F]{4,5}))?", " ".join(cells)):
        listed.update(range(int(first, 16), int(last or first, 16) + 1))
    assert listed == {number for number in range(0x110000) if not characters.visible(chr(number))}


# ---- examples that work -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded() -> corpus.Corpus:
    return corpus.load(ROOT / "corpus")


def test_the_decisions_shown_are_read_without_a_problem(loaded: corpus.Corpus) -> None:
    addresses = [question.address for topic in loaded.topics for question in topic.questions]
    blocks = toml_blocks("editors/decisions.md")
    assert len(blocks) >= len(Verdict)
    for block in blocks:
        read, problems = decisions.read("inn/bread", block, "shown.toml", addresses)
        assert len(read) == 1
        assert not problems


@pytest.mark.parametrize("name", ["editors/add-a-topic.md", "editors/write-a-rule.md"])
def test_the_topics_shown_prove_themselves(name: str, loaded: corpus.Corpus) -> None:
    shown = [block for block in toml_blocks(name) if block.startswith("title = ")]
    assert shown
    for pack in shown:
        topic, problems = packs.read("shown", pack, "shown.toml", loaded.language.lexicon)
        assert topic is not None
        assert not problems
        assert not failures(Classifier([topic], loaded.language), topic.rules)


def test_every_other_piece_of_toml_is_toml() -> None:
    for path in PAGES:
        for block in toml_blocks(str(path.relative_to(DOCS))):
            tomllib.loads(block)


# ---- pages and links --------------------------------------------------------------------------------------------


def nav_files(entries: Any) -> Iterator[str]:
    if isinstance(entries, str):
        yield entries
    elif isinstance(entries, list | dict):
        for entry in entries.values() if isinstance(entries, dict) else entries:
            yield from nav_files(entry)


def test_every_page_is_in_the_navigation_or_left_out_on_purpose() -> None:
    config = yaml_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    listed = list(nav_files(config["nav"]))
    left_out = [pattern.lstrip("/") for pattern in config["not_in_nav"].split()]
    names = [str(path.relative_to(DOCS)) for path in PAGES]
    assert sorted(set(listed)) == sorted(listed)
    assert set(listed) <= set(names)
    for name in names:
        assert (name in listed) is not any(fnmatchcase(name, pattern) for pattern in left_out), name


@pytest.mark.parametrize(
    "path", [*PAGES, ROOT / "README.md", ROOT / "CHANGELOG.md"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_link_leads_to_a_file(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", path.read_text("utf-8"))):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.is_file(), target
        if DOCS in path.parents:
            assert DOCS in file.parents, f"{target} leads out of the manual"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", FENCED.sub("", file.read_text("utf-8")), re.M)
            assert anchor in map(slug, headings), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_is_plain_markdown(path: Path) -> None:
    """The site's check takes every blockquote for a quotation that must have a source, and HTML for an intrusion."""
    rest = prose(path.read_text("utf-8"))
    assert not re.search(r"^\s*>", rest, re.M), "a blockquote"
    assert not re.search(r"<[a-zA-Z/!]", rest), "HTML"
    assert "{%" not in rest


def test_the_readme_begins_with_its_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    block = FENCED.search(readme)
    assert block is not None
    assert [line.partition("#")[0].strip() for line in block[2].splitlines()] == ["make site", "make test"]
    assert readme.index("](docs/images/question.png)") > block.end()


@pytest.mark.parametrize("name", ["README.md", "docs/quick-start.md"])
def test_every_make_target_named_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = set(re.findall(r"`make ([a-z-]+)`", (ROOT / name).read_text("utf-8")))
    assert named <= targets
    if name.endswith("quick-start.md"):
        assert named == targets, "a target that nobody is told of"


# ---- architecture -----------------------------------------------------------------------------------------------


ARCHITECTURE = DOCS / "contributors" / "architecture.md"


@pytest.mark.parametrize("make", [house.table, house.addresses], ids=["house", "addresses"])
def test_the_tables_of_the_architecture_are_as_the_imports_show_it(make: Callable[[], list[str]]) -> None:
    """THREADFAQ_RENEW=1 writes them anew."""
    rows = make()
    text = ARCHITECTURE.read_text("utf-8")
    before, head, rest = text.partition(f"{rows[0]}\n")
    assert head, f"there is no table that begins {rows[0]}"
    shown = [rows[0], *itertools.takewhile(lambda line: line.startswith("|"), rest.splitlines())]
    if RENEW and shown != rows:
        after = rest.splitlines(keepends=True)[len(shown) - 1 :]
        ARCHITECTURE.write_text(before + "\n".join(rows) + "\n" + "".join(after), "utf-8")
        shown = rows
    assert shown == rows, "the house has changed: renew the table with THREADFAQ_RENEW=1"


def test_the_architecture_names_no_module_that_does_not_exist() -> None:
    package = ROOT / "extractor"
    there = {path.relative_to(package).with_suffix("").as_posix() for path in package.rglob("*")}
    rooms = "|".join(sorted(house.arrows()))
    spans = set(re.findall(rf"`((?:{rooms})/[a-z_/]+)`", page("contributors/architecture.md")))
    assert spans - there - {"corpus/topics/", "corpus/background/"} == set()


# ---- glossary and figures ---------------------------------------------------------------------------------------


def test_the_glossary_is_in_alphabetical_order_and_every_term_leads_on() -> None:
    _, *parts = re.split(r"^## ", page("glossary.md"), flags=re.M)
    terms = [part.partition("\n")[0] for part in parts]
    assert terms == sorted(set(terms))
    for part in parts:
        assert re.search(r"\]\([a-z-]+(?:/[a-z-]+)?\.md", part), part.partition("\n")[0]


def test_terms_of_the_glossary_are_linked_from_the_manual() -> None:
    linked = {
        anchor
        for path in PAGES
        if path.name != "glossary.md"
        for anchor in re.findall(r"glossary\.md#([a-z-]+)", path.read_text("utf-8"))
    }
    assert linked == {slug(term) for term in re.findall(r"^## (.+)$", page("glossary.md"), re.M)}


def test_the_accuracy_page_has_the_figures_of_part_d_as_measured() -> None:
    record = tomllib.loads((ROOT / "tests/labelled/measured.toml").read_text("utf-8"))["threads-d.jsonl"]
    topics = [path.stem for path in (ROOT / "corpus/topics").glob("*.toml")]
    alone, in_context = (sum(record[topic + end] for topic in topics) / len(topics) for end in ("", " in context"))
    assert f"mean F1 {alone:.3f} alone, {in_context:.3f} in context" in page("accuracy.md")
