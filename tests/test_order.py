"""The order of the answers of a position: cases in files."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from extractor.faq.deciding import RuledCandidate
from extractor.faq.order import ordered
from extractor.model import Answer, Passage, Role, Ruling, Strength, Verdict

CASES = sorted((Path(__file__).parent / "order").glob("*.toml"))


def candidate(row: dict[str, Any]) -> RuledCandidate:
    passage = Passage(
        thread="kilns/one",
        post=row["post"],
        anchor=f"post-{row['post']}",
        start=row.get("start", 0),
        end=row.get("start", 0) + len(row["text"]),
        text=row["text"],
    )
    strength = Strength(row.get("strength", "weak"))
    ruling = Ruling(verdict=Verdict.KEEP, by="Ida", on=date(2024, 1, 1), because="", lead=row.get("lead", False))
    answer = Answer(
        passage=passage,
        author=row.get("author", f"Member {row['post']}"),
        author_certain=True,
        role=Role.MEMBER,
        posted=datetime.fromisoformat(row["posted"]) if "posted" in row else None,
        url="",
        original=None,
        permalink=None,
        ruling=ruling if strength is Strength.JUDGED else None,
        strength=strength,
    )
    return RuledCandidate(question="topic/one", stance=None, score=row["score"], answer=answer)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_answers_stand_in_their_order(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    rows = [candidate(row) for row in case["answer"]]
    for given in (rows, rows[::-1]):
        answers = ordered(given)
        assert [answer.passage.post for answer in answers] == case["expected"]["posts"]
        if "words" in case["expected"]:
            assert [[answer.passage.text, answer.prominence] for answer in answers] == case["expected"]["words"]


def test_there_are_cases() -> None:
    assert len(CASES) > 3
