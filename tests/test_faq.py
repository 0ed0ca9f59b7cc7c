"""The FAQ of the founding thread against what people said it must hold."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from extractor import corpus
from extractor.lab import scoring
from extractor.model import Answer, Entry, Publish, Stance, wire
from extractor.pipeline import running

ROOT = Path(__file__).parent.parent
SENTENCES = scoring.rows("gold", (ROOT / "tests/data/seed-sentences.jsonl").read_bytes())
QUESTIONS = [json.loads(line) for line in (ROOT / "tests/data/seed-faq.jsonl").read_text("utf-8").splitlines()]

BUILT = running.run(corpus.load(ROOT / "corpus"), date(2026, 11, 22), Publish.ALL)
THREAD = "upwork/dispute-second-opinion"
ENTRIES = {entry.question.title: entry for section in BUILT.faq.sections for entry in section.entries}


def places() -> dict[int, tuple[int, int, int]]:
    """Where each labelled sentence stands: post, start, end."""
    cursor: dict[int, int] = {}
    places = {}
    for row in SENTENCES:
        text = BUILT.conversations[THREAD].thread.by_number[row["post"]].text
        start = text.index(row["text"], cursor.get(row["post"], 0))
        cursor[row["post"]] = start + len(row["text"])
        places[row["n"]] = (row["post"], start, cursor[row["post"]])
    return places


PLACES = places()


def holds(entry: Entry, number: int) -> bool:
    """Whether a labelled sentence stands under a question, as an answer or as the same saying elsewhere."""
    post, start, end = PLACES[number]
    passages = [passage for answer in entry.answers for passage in (answer.passage, *answer.also_in)]
    return any(passage.post == post and passage.start <= start and end <= passage.end for passage in passages)


def test_the_corpus_has_no_problems() -> None:
    assert BUILT.problems == ()


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row["question"])
def test_a_question_holds_its_sentences(row: dict[str, object]) -> None:
    entry = ENTRIES[str(row["question"])]
    assert entry.question.topic == row["topic"]
    must, one_of = row["must"], row["one_of"]
    assert isinstance(must, list) and isinstance(one_of, list)
    assert [number for number in must if not holds(entry, number)] == []
    assert all(any(holds(entry, number) for number in choice) for choice in one_of)


def test_there_are_no_other_questions() -> None:
    assert set(ENTRIES) == {row["question"] for row in QUESTIONS}


def test_nothing_forbidden_is_an_answer() -> None:
    forbidden = [PLACES[row["n"]] for row in SENTENCES if row["answer"] is False or row["quote"]]
    for entry in ENTRIES.values():
        for answer in entry.answers:
            passage = answer.passage
            hit = [
                place for place in forbidden if place[0] == passage.post and place[1] < passage.end > passage.start
            ]
            assert not [place for place in hit if passage.start < place[2]], passage.text


def test_people_differ_about_the_refund() -> None:
    entry = ENTRIES["Should I ask an underperforming freelancer for a refund?"]
    people = {position.stance: position.people for position in entry.positions}
    assert people[Stance.AGAINST] == ("Preston H",)
    assert set(people[Stance.EXPLAINS]) == {"Jonathan L", "Tiffany S"}


def test_a_slogan_of_one_person_stands_once_with_both_places() -> None:
    entry = ENTRIES["Should I ask an underperforming freelancer for a refund?"]
    slogans = [answer for answer in entry.answers if answer.passage.text == "Refund thinking hurts clients."]
    assert [(slogan.passage.post, [p.post for p in slogan.also_in]) for slogan in slogans] in (
        [(2, [12])],
        [(12, [2])],
    )


def answer_with(words: str) -> Answer:
    return next(a for entry in ENTRIES.values() for a in entry.answers if a.passage.text.startswith(words))


@pytest.mark.parametrize(
    ("words", "context"),
    [
        ("If that fails, they will make", "The mediator's job is to assist you"),
        ("Or use SMALLER milestones", "So one thing you might do is to use HOURLY"),
        ("Your only recourse for that", "Breach of NDA?"),
    ],
)
def test_words_that_lean_bring_what_they_lean_on(words: str, context: str) -> None:
    needs = answer_with(words).needs
    assert needs is not None and needs.text.startswith(context)


def test_editors_rulings_are_laid_over() -> None:
    firing = ENTRIES["What does firing a freelancer cost me?"]
    by_words = {answer.passage.text.split()[0]: answer.ruling for answer in firing.answers}
    assert by_words["Especially"] is not None and by_words["Especially"].verdict == "move"
    assert by_words["Preston's"] is not None and by_words["Preston's"].verdict == "add"
    refund = ENTRIES["Should I ask an underperforming freelancer for a refund?"]
    assert not [answer for answer in refund.answers if answer.passage.text.startswith("Especially")]
    proceeds = ENTRIES["How does a dispute proceed?"]
    assert not [answer for answer in proceeds.answers if answer.passage.text.startswith("The protections")]
    reworded = answer_with("Your only recourse for that")
    assert reworded.ruling is not None and reworded.ruling.text and "NDA" in reworded.ruling.text


def test_only_kept_prints_nothing_unjudged() -> None:
    built = running.run(corpus.load(ROOT / "corpus"), date(2026, 11, 22), publish=Publish.JUDGED)
    answers = [answer for section in built.faq.sections for entry in section.entries for answer in entry.answers]
    assert answers and all(answer.ruling is not None for answer in answers)


def test_the_json_form_has_every_field() -> None:
    value = wire.plain(wire.faq(BUILT.faq))
    assert set(value) == {"as_of", "topics"}
    question = value["topics"][0]["questions"][0]
    assert {"id", "title", "url", "positions", "answers"} <= set(question)
    assert {"stance", "title", "people", "answers"} <= set(question["positions"][0])
    fields = [
        "id",
        "text",
        "thread",
        "post",
        "start",
        "end",
        "author",
        "role",
        "posted",
        "permalink",
        "url",
        "also_in",
        "needs",
        "ruling",
    ]
    assert set(fields) <= set(question["answers"][0])
    assert [a["id"] for p in question["positions"] for a in p["answers"]] == [a["id"] for a in question["answers"]]
