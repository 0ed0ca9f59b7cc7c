"""What may change: facts of printed passages, cases in files; and the check of the list that a page prints."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checker import ledgers
from extractor.checker.page import BuiltPage
from extractor.checker.speech import ENGLISH
from extractor.checker.voice import Voice
from extractor.faq.ledger import MOST, facts_of
from extractor.markup import read
from extractor.model import Answer, Entry, Passage, Position, Question, Role

CASES = sorted((Path(__file__).parent / "ledger").glob("*.toml"))


def answer(number: int, row: dict[str, Any]) -> Answer:
    text = row["text"]
    passage = Passage(thread="kilns/one", post=number, anchor=f"post-{number}", start=0, end=len(text), text=text)
    return Answer(
        passage=passage,
        author=f"Member {number}",
        author_certain=True,
        role=Role.MEMBER,
        posted=datetime.fromisoformat(row["posted"]) if "posted" in row else None,
        url="",
        original=None,
        permalink=None,
    )


def entry(*answers: Answer) -> Entry:
    position = Position(stance=None, title="", people=(), answers=answers)
    return Entry(question=Question(id="one", topic="kilns", title="What now?"), positions=(position,))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_facts_are_told_from_examples(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    answers = [answer(number, row) for number, row in enumerate(case["passage"], 1)]
    for given_order in (answers, answers[::-1]):
        lines = [[fact.words for fact in line.facts] for line in facts_of(entry(*given_order))]
        assert sorted(lines) == sorted(case["expected"]["lines"])


@given(st.text(st.sampled_from("$€%0123456789.,- adysweekhour?costfe\n"), max_size=80))
def test_any_text_is_read_and_its_values_stand_in_it(text: str) -> None:
    for line in facts_of(entry(answer(1, {"text": text}))):
        assert all(fact.words and fact.words in text for fact in line.facts)


def test_long_texts_take_linear_time() -> None:
    for text in ("$1 fee " * 5_000, "5 days " * 5_000, "1" * 50_000, "The fee is $1. " * 3_000):
        assert len(facts_of(entry(answer(1, {"text": text})))) <= MOST


OLD, NEW = (
    answer(1, {"text": "A firing costs $40.", "posted": "2021-03-12"}),
    answer(2, {"text": "A firing costs $55.", "posted": "2023-03-12"}),
)


def listed(*rows: tuple[Answer, str, str, str]) -> str:
    lines = "".join(
        f'<dt><a href="#{row.passage.thread}/{row.passage.id}">{words}</a></dt>'
        f'<dd><time datetime="{exact}">{day}</time></dd>'
        for row, words, exact, day in rows
    )
    return f'<div class="ledger"><h2></h2><dl>{lines}</dl></div>'


RIGHT = [(NEW, "$55", "2023-03-12T00:00:00", "12 Mar 2023"), (OLD, "$40", "2021-03-12T00:00:00", "12 Mar 2021")]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (RIGHT, []),
        (RIGHT[::-1], ["E507"]),
        ([(NEW, "$550", *RIGHT[0][2:])], ["E507"]),
        ([(NEW, "$55", "2024-03-12T00:00:00", "12 Mar 2024")], ["E506"]),
        ([(answer(3, {"text": "A firing costs $9."}), "$9", "2023-03-12T00:00:00", "12 Mar 2023")], ["E507"]),
    ],
)
def test_a_listed_fact_stands_in_its_quotation(
    rows: list[tuple[Answer, str, str, str]], codes: list[str], tmp_path: Path
) -> None:
    page = BuiltPage("kilns/one.html", "site/kilns/one.html", read(listed(*rows)))
    answers = {"old": OLD, "new": NEW}
    voice = Voice(tmp_path, ENGLISH)
    assert [problem.code for problem in ledgers.check(page, answers, voice, ENGLISH)] == codes
