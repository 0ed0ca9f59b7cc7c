"""Which ask of a thread a post answers, and what that does to an answer."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import Any

import pytest

from extractor.faq.arrange import AskingThread, gathered
from extractor.faq.deciding import ThreadAnswer
from extractor.linking.asked import Answering
from extractor.model import Ask, AskKind, Question, Source, Strength
from extractor.pipeline import stages
from tests.cases import FOLDER
from tests.test_pages import answer, post

CASES = tomllib.loads((FOLDER / "asked/replies.toml").read_text("utf-8"))["thread"]


def ask(post: int | None, kind: AskKind) -> Ask:
    return Ask(
        id=str(post),
        thread="kilns/one",
        post=post,
        post_id=None if post is None else str(post),
        author=None,
        kind=kind,
        ranges=((0, 1),),
        asking=((0, 1),),
        texts=("?",),
        title="Kilns",
        url=None,
        posted=None,
        weight=1.0,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_which_ask_a_post_answers(case: dict[str, Any]) -> None:
    posts = []
    for number, line in enumerate(case["posts"], 1):
        parent, _, text = line.partition(" ")
        declared = None if parent == "-" else parent
        posts.append({"id": str(number), "author": f"P{number}", "text": text, "declared_parent": declared})
    data = json.dumps({"title": "Kilns", "posts": posts}).encode()
    conversation = stages.link(stages.read(Source(id="kilns/one", name="one.json", data=data)))
    asks = [ask(None, AskKind.TITLE) if row == "title" else ask(row, AskKind.EXPLICIT) for row in case["asks"]]
    asks += [ask(row, AskKind.JOINS) for row in case.get("joins", [])]
    answering = Answering(conversation, asks)
    assert [answering.asked(number) or "title" for number in range(1, len(posts) + 1)] == case["answers"]


@pytest.mark.parametrize(
    ("asked", "about", "surely", "reason"),
    [
        (3, False, True, None),
        (1, False, True, "other ask"),
        (1, True, True, None),
        (3, True, False, "like words"),
        (None, False, True, "other ask"),
    ],
    ids=["to the ask", "to another", "in a thread about it", "in like words", "to the title"],
)
def test_what_answers_another_ask_waits_for_an_editor(
    asked: int | None, about: bool, surely: bool, reason: str | None
) -> None:
    words = "Not above 800."
    said = replace(answer(post(4, words, "Ida"), words), strength=Strength.WEAK)
    given = ThreadAnswer(score=4.0, strong="staff-first", answer=said, ruled_under=(), asked=asked)
    thread = AskingThread(id="kilns/one", posts=frozenset({3}), about=about, surely=surely, answers=(given,))
    (row,) = gathered(Question(id="glass", topic="kilns", title="Can I fire glass?"), [], [thread])
    assert row.answer.strength is (Strength.STRONG if reason is None else Strength.WEAK)
    assert [each.name for each in row.answer.because if each.name in ("other ask", "like words")] == (
        [] if reason is None else [reason]
    )
    assert (row.score < given.score) is (reason is not None)
