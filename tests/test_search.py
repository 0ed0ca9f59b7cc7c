"""Search: what readers ask finds the entry that answers it, and nobody else's; whatever they write."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import model
from extractor.model import Faq, Question, Section
from extractor.search import ENOUGH, Entry, Index, entries_of, index, pieces, rank
from tests.cases import RENEW
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


def test_a_question_without_answers_is_an_entry_for_asks_alone() -> None:
    question = Question(id="glaze", topic="kilns", title="Which glaze?", also_asked=("what to glaze with",))
    section = Section(
        id="kilns", title="K", summary="", notice=None, entries=(model.Entry(question=question, positions=()),)
    )
    unanswered = Faq(as_of=date(2026, 12, 1), sections=(section,))
    assert entries_of(unanswered) == []
    (entry,) = entries_of(unanswered, unanswered=True)
    assert (entry.id, entry.wordings) == ("kilns/glaze", ("Which glaze?", "what to glaze with"))


# ---- the script in the browser gives the same -------------------------------------------------------------------

VECTORS = FOLDER / "vectors.json"
"""What the ranking gives for questions, in every language that it is written in."""
RANKING = Path(__file__).parent.parent / "site_templates/theme/js/ranking.js"
ODD = [
    *HOSTILE,
    "Straße",
    "ÉTÉ",
    "İstanbul",
    "ｋｉｌｎ",
    "ki\u0301ln",
    "１２２２",
    "kiln\U0001d7d9",
    "ﬁring",
    "глазурь",
    "窯",
    "__proto__",
]


def questions() -> list[str]:
    return [*(ask["text"] for _, ask in ASKS), *ODD]


def best(built: Index, question: str) -> list[list[Any]]:
    return [[hit.entry.id, hit.score] for hit in rank(built, question, 5).hits]


def test_the_vectors_are_what_the_ranking_gives() -> None:
    actual = [
        {"case": case, "text": text, "hits": best(INDEXES[case], text)} for case in CASES for text in questions()
    ]
    if RENEW:
        rows = ",\n".join(json.dumps(row) for row in actual)
        VECTORS.write_text(f"[\n{rows}\n]\n", "utf-8")
    assert actual == json.loads(VECTORS.read_text("utf-8"))


def scripted(built: Index, asked: list[str], folder: Path) -> list[list[list[Any]]]:
    """What the script gives."""
    (folder / "pieces.json").write_text(json.dumps(pieces(built, {})), "utf-8")
    (folder / "questions.json").write_text(json.dumps(asked), "utf-8")
    command: list[str | Path] = [
        "node",
        FOLDER / "ranking.cjs",
        RANKING,
        folder / "pieces.json",
        folder / "questions.json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    ids = [entry.id for entry in built.data.entries]
    return [[[ids[entry], score] for entry, score in hits] for hits in json.loads(done.stdout)]


needs_node = pytest.mark.skipif(
    not shutil.which("node"), reason="needs node; test_browser asks the script in Chromium"
)


@needs_node
@pytest.mark.parametrize("case", CASES)
def test_the_script_gives_the_vectors(case: str, tmp_path: Path) -> None:
    rows = [row for row in json.loads(VECTORS.read_text("utf-8")) if row["case"] == case]
    given_hits = scripted(INDEXES[case], [row["text"] for row in rows], tmp_path)
    for row, hits in zip(rows, given_hits, strict=True):
        assert hits[:5] == row["hits"], row["text"]


@needs_node
def test_the_script_ranks_many_entries_in_several_pieces_alike(tmp_path: Path) -> None:
    """Words made of few syllables: they look alike, and typing errors come to several."""
    chance = random.Random(7)

    def words(count: int) -> str:
        return " ".join(
            "".join(chance.choices(["ki", "lon", "gla", "ze", "e", "pot", "'", "-"], k=4)) for _ in range(count)
        )

    many = [
        Entry(
            id=f"{n:03}", title=words(5), wordings=(words(5), words(7)), quotations=(words(30),), second=(words(9),)
        )
        for n in range(300)
    ]
    built = index(many, [(words(1), words(1)) for _ in range(20)])
    assert sum(name.startswith("terms-") for name in pieces(built, {})) > 2
    asked = [words(chance.randint(1, 6)) for _ in range(60)]
    assert scripted(built, asked, tmp_path) == [
        [[hit.entry.id, hit.score] for hit in rank(built, question).hits] for question in asked
    ]
