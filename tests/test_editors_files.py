"""Editors' files, whatever stands in them: values or problems, never an exception; what is taken runs as in spaCy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.corpus import decisions, judging, sidefiles
from extractor.corpus import settings as corpus_settings
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError, report
from extractor.rules import RuleReader, packs
from extractor.tables import DEEPEST, Table, parse
from tests.cases import FOLDER
from tests.command import run
from tests.effort import examples

LANGUAGE, _ = judging.load_language("en")

# ---- values and problems ----------------------------------------------------------------------------------------

PACK = """title = "Kilns"
summary = "Where to fire a pot."
order = 1
notice = "Ask first."
[words]
pots = ["pot", "jar"]
[[question]]
id = "rent-or-buy"
title = "Rent or buy?"
also_asked = ["Buy?"]
positions = { for = "Rent", against = "Buy" }
[[rule]]
id = "rent"
question = "rent-or-buy"
any = ["rent @pots"]
tokens = [[{ LOWER = "rent", OP = "{1,2}" }, { LENGTH = { ">=" = 2 } }]]
weight = 1.5
speakers = ["staff"]
status = "stable"
beats = ["rent"]
everywhere = true
match = ["Rent a pot."]
no_match = ["No."]
"""
SIDE = """title = "Kilns"
url = "https://pottery.example/kilns"
retrieved = 2026-11-22
more = ["kiln-2.txt"]
columns = { text = "words", dates = "day/month/year" }
roles = { "Mara P" = "staff" }
"""
DECISIONS = """[[decision]]
verdict = "keep"
author = "Mara P"
posted = "Feb 3, 2024"
words = "ask at the studio"
question = "kilns/rent-or-buy"
because = "It helps."
by = "ida"
on = 2026-11-22
"""
CUE = """[[cue]]
id = "if"
reach = "after"
scope = 8
stops = ["but"]
any = ["if"]
unless = ["if any"]
weight = 2
match = ["If so."]
no_match = ["No."]
"""
SETTINGS = "format = 1\n"


def pack(text: str) -> list[Problem]:
    return packs.read("kilns", text, "kilns.toml", LANGUAGE.lexicon)[1]


def side(text: str) -> list[Problem]:
    values, problems = sidefiles.read(text, "kiln.toml")
    assert problems or sidefiles.read(sidefiles.written(values), "kiln.toml")[1] == []
    return problems


def rulings(text: str) -> list[Problem]:
    return decisions.read("pottery/kiln", text, "kiln.toml", ["kilns/rent-or-buy"])[1]


def cues(text: str) -> list[Problem]:
    values, problems = parse(text, "cues.toml", Stage.PACKS)
    reader = RuleReader(LANGUAGE.lexicon, "cues.toml")
    top = Table("cues.toml", "top", values, problems, stage=Stage.PACKS)
    for table in top.tables("cue", "cue"):
        reader.read(table, "condition", modifier=True)
        table.done()
    top.done()
    return problems


def form(text: str) -> list[Problem]:
    path = Path(corpus_folder.name) / "corpus.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return corpus_settings.read(path.parent)[1]
    except ThreadfaqError as error:
        return list(error.problems)


class corpus_folder:
    name = ""


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    corpus_folder.name = str(tmp_path_factory.mktemp("corpus"))


READERS: dict[str, tuple[str, Callable[[str], list[Problem]]]] = {
    "pack": (PACK, pack),
    "side": (SIDE, side),
    "decisions": (DECISIONS, rulings),
    "cues": (CUE, cues),
    "settings": (SETTINGS, form),
}

ODD = [
    *("[" * 3000, "[" * 40 + "]" * 40, "{a=" * 40 + "1" + "}" * 40, "9" * 5000, "9" * 140, "-" + "9" * 20),
    *("0x" + "f" * 5000, "1e999", "-inf", "nan", "1.0", "0", "-1", "07:00:00", "2026-11-22T07:00:00Z", "2026-02-30"),
    *(
        "0001-01-01",
        "9999-12-31",
        "true",
        '""',
        '" "',
        '"\\u0000"',
        '"\\u202e"',
        '"\\ud800"',
        "[]",
        "{}",
        "[[]]",
        "[{}]",
    ),
    *(
        '["a", 1]',
        "[1, [2, {a = 3}]]",
        '{ a = "b" }',
        "'''\n\n'''",
        '"' + "a" * 3000 + '"',
        "\x00",
        "\ufeff",
        "\ud800",
    ),
    *(
        ".".join("a" * 4000) + " = 1",
        "[[rule]]",
        "[rule]",
        "rule = 1",
        "[words.a]",
        "a = 1\na = 2",
        "[a]\n[a]",
        "=",
        "#",
    ),
]


@st.composite
def accidents(draw: st.DrawFn, text: str) -> str:
    """A file after one to three accidents: another value for a key, or something put in, cut or doubled."""
    for _ in range(draw(st.integers(1, 3))):
        odd = draw(st.sampled_from(ODD))
        values = list(re.finditer(r"(?<== )[^\n]+?(?= \}|,|\]|\n|$)", text))
        start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        match draw(st.integers(0, 5)):
            case 0:
                text = text[:start] + odd + text[start:]
            case 1:
                text = text[:start] + text[end:]
            case 2:
                text = text[:end] + text[start:]
            case _ if values:
                value = values[draw(st.integers(0, len(values) - 1))]
                text = text[: value.start()] + odd + text[value.end() :]
    return text


@pytest.mark.parametrize("name", READERS)
def test_a_file_as_it_should_be_has_no_problem(name: str) -> None:
    text, read = READERS[name]
    assert read(text) == read("\ufeff" + text) == []


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=examples(50, 150))
@given(data=st.data())
def test_whatever_stands_in_a_file_is_a_value_or_a_problem(name: str, data: st.DataObject) -> None:
    text, read = READERS[name]
    problems = read(data.draw(accidents(text)))
    for problem in problems:
        assert problem.code and problem.file and problem.cause and len(problem.cause) < 2000
    report(problems)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("odd", ODD)
def test_one_odd_value_for_each_key_is_never_passed_over_with_an_exception(name: str, odd: str) -> None:
    text, read = READERS[name]
    for value in re.finditer(r"(?<== )[^\n]+$", text, re.MULTILINE):
        report(read(text[: value.start()] + odd + text[value.end() :]))


@pytest.mark.parametrize(
    "odd", ["[" * 3000, "9" * 5000, "9" * 19, "0x" + "f" * 5000, "{a=" * 40 + "1" + "}" * 40, "[\n" * 600]
)
@pytest.mark.parametrize("before", ["", 'a = 1\nb = """\n[[[[\n"""\n', "# one\n\n[x]\n"])
def test_what_python_gives_up_at_is_one_problem_with_its_line(before: str, odd: str) -> None:
    values, problems = parse(f"{before}y = {odd}\n", "x.toml", Stage.PACKS)
    assert values == {}
    assert [problem.code for problem in problems] == ["E201"]
    assert problems[0].place == f"line {before.count(chr(10)) + 1}" and problems[0].help


def test_the_deepest_that_is_taken_is_taken() -> None:
    depth = DEEPEST - 1
    assert parse("y = " + "[" * depth + "]" * depth, "x.toml", Stage.PACKS)[1] == []
    assert parse("y = " + "[" * (depth + 3) + "]" * (depth + 3), "x.toml", Stage.PACKS)[1] != []
    assert parse(f"y = {2**63 - 1}", "x.toml", Stage.PACKS) == ({"y": 2**63 - 1}, [])


def test_where_no_toml_goes_on_is_named_by_its_line() -> None:
    assert parse("a = 1\nb = = 2\n", "x.toml", Stage.PACKS)[1][0].place == "line 2, column 5"
    assert parse("a = 1\nb = ", "x.toml", Stage.PACKS)[1][0].place.startswith("line 2")


# ---- corpora that go wrong --------------------------------------------------------------------------------------

CASES = sorted(
    path.parent for name in ("toml", "tokens") for path in (FOLDER / "corpora").glob(f"{name}-*/expected.toml")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_a_mistake_in_one_file_is_one_problem(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    expected = tomllib.loads((case / "expected.toml").read_text("utf-8"))
    done = run("check", cwd=case)
    assert re.findall(r"^\w+\[([EW]\d{3})\]", done.stderr, re.MULTILINE) == expected["check"], done.stderr
    assert done.returncode == expected["check_exit"]
    for words in expected.get("says", ()):
        assert words in done.stderr
