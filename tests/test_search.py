"""Search: what readers ask finds the entry that answers it, and nobody else's; whatever they write."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.search import ENOUGH, Entry, Index, index, rank
from tests.fuzzing import HOSTILE

hostile = st.lists(
    st.one_of(st.text(), st.sampled_from(HOSTILE), st.sampled_from(["kiln", "e-mail", "log in", "24/7"]))
).map(" ".join)
FOLDER = Path(__file__).parent / "search"
CASES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def entries(case: str) -> list[Entry]:
    return [
        Entry(
            id=row["id"],
            title=row["wordings"][0],
            wordings=tuple(row["wordings"]),
            quotations=tuple(row.get("quotations", ())),
            second=tuple(row.get("second", ())),
        )
        for row in CASES[case]["entry"]
    ]


INDEXES = {case: index(entries(case), CASES[case].get("classes", ())) for case in CASES}
ASKS = [(case, ask) for case, rows in CASES.items() for ask in rows["ask"]]


@pytest.mark.parametrize(("case", "ask"), ASKS, ids=lambda part: part["text"] if isinstance(part, dict) else part)
def test_a_question_finds_its_entry_or_nobody(case: str, ask: dict[str, Any]) -> None:
    ranked = rank(INDEXES[case], ask["text"])
    if ask.get("nobody"):
        assert not ranked.answering, ranked.answering[0]
    else:
        assert ranked.answering, ranked.hits[:1]
        assert ranked.hits[0].entry.id == ask["best"], [(hit.entry.id, hit.score) for hit in ranked.hits[:3]]
        assert ranked.hits[0].because


def result(built: Index, question: str) -> list[tuple[str, float]]:
    return [(hit.entry.id, hit.score) for hit in rank(built, question).hits]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_entries_is_no_evidence(chance: random.Random) -> None:
    shuffled = entries("pottery")
    chance.shuffle(shuffled)
    built = index(shuffled)
    assert built.data == INDEXES["pottery"].data
    for _, ask in ASKS[:5]:
        assert result(built, ask["text"]) == result(INDEXES["pottery"], ask["text"])


@given(hostile, hostile)
def test_whatever_is_asked_or_written_is_ranked(question: str, written: str) -> None:
    rank(INDEXES["pottery"], question)
    built = index([Entry(id="1", title=written, wordings=(written,), quotations=(question,), second=(written,))])
    for hit in rank(built, question).hits:
        assert 0 <= hit.score < 2


@given(st.sampled_from([ask["text"] for _, ask in ASKS]), st.sampled_from(["", "?", " ", "!!!", "\n\n"]))
def test_marks_and_case_are_no_words(question: str, marks: str) -> None:
    assert result(INDEXES["pottery"], question.upper() + marks) == result(INDEXES["pottery"], question)


def test_a_wording_finds_its_own_entry() -> None:
    for entry in entries("pottery"):
        for wording in entry.wordings:
            best = rank(INDEXES["pottery"], wording).hits[0]
            assert (best.entry.id, best.score >= ENOUGH) == (entry.id, True), wording


def test_nothing_is_found_where_nothing_is() -> None:
    assert not rank(index([]), "kiln").hits
    assert not rank(index([Entry(id="1", title="", wordings=("",))]), "kiln").hits


def test_classes_are_words_that_stand_for_one_another() -> None:
    given_entries = [
        Entry(id="1", title="quoin", wordings=("a quoin",)),
        Entry(id="2", title="plinth", wordings=("a plinth",)),
    ]
    assert not rank(index(given_entries), "voussoir").hits
    hits = rank(index(given_entries, [("voussoir", "quoin")]), "voussoir").hits
    assert [(hit.entry.id, hit.because[0].how) for hit in hits] == [("1", "class")]


def test_the_best_hits_are_those_of_all() -> None:
    for _, ask in ASKS:
        assert rank(INDEXES["pottery"], ask["text"], 2).hits == rank(INDEXES["pottery"], ask["text"]).hits[:2]
