"""Whom a passage speaks to, and what that does to an answer."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractor import corpus
from extractor.faq.arrange import gathered
from extractor.faq.deciding import RuledCandidate
from extractor.faq.sides import Addressed, Sides
from extractor.linking.asked import Answering
from extractor.model import Ask, AskKind, Passage, Publish, Question, Source, Strength
from extractor.pipeline import running, stages
from tests.cases import FOLDER
from tests.test_pages import answer, post

CASES = tomllib.loads((FOLDER / "sides/addressed.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["about"])
def test_the_sides_that_a_passage_misses(case: dict[str, Any]) -> None:
    texts = [case["ask"], *([case["between"]] if "between" in case else []), case["passage"]]
    posts = [
        {"id": str(n), "author": f"P{n}", "text": text, "declared_parent": str(n - 1) if n else None}
        for n, text in enumerate(texts)
    ]
    data = json.dumps({"title": "A thread", "url": case.get("url"), "posts": posts}).encode()
    conversation = stages.link(stages.read(Source(id="pots/one", name="one.json", data=data)))
    opening, last = conversation.thread.posts[0], conversation.thread.posts[-1]
    ask = Ask(
        id="a",
        thread="pots/one",
        post=opening.number,
        post_id=opening.id,
        author=opening.author,
        kind=AskKind.EXPLICIT,
        ranges=((0, len(opening.text)),),
        asking=((0, len(opening.text)),),
        texts=(opening.text,),
        title="A thread",
        url=None,
        posted=None,
        weight=1.0,
    )
    addressed = Addressed(Sides.of(CASES["sides"], "en"), conversation, Answering(conversation, [ask]))
    passage = Passage.of(conversation.thread, last, 0, len(last.text))
    assert addressed.misses(passage) == tuple(case["misses"])


ADVICE = "Send the number of the parcel at once."
TOPIC = """
title = "Parcels"
summary = "About parcels."

[words]
seller = ["seller", "shop"]

[[question]]
id = "late"
title = "What if a parcel is late?"
{side}

[[rule]]
id = "number"
question = "late"
any = ["number of the parcel"]
match = ["Send the number of the parcel."]
no_match = ["Send the parcel."]
"""


@pytest.mark.parametrize(("side", "weakened"), [("", False), ('side = "seller"', False), ('side = "buyer"', True)])
def test_what_speaks_to_another_side_says_so_until_an_editor_keeps_it(
    side: str, weakened: bool, tmp_path: Path
) -> None:
    root = tmp_path / "corpus"
    (root / "threads/pots").mkdir(parents=True)
    (root / "topics").mkdir()
    (root / "topics/parcels.toml").write_text(TOPIC.format(side=side))
    posts = [
        {"id": "1", "author": "Maren", "posted": "2024-02-03T09:00:00", "text": "My buyers wait. How do I find it?"},
        {"id": "2", "author": "Ida", "posted": "2024-02-03T10:00:00", "text": ADVICE},
    ]
    thread = {"title": "Late", "url": "https://pots.example/f/sellers/late/1", "posts": posts}
    (root / "threads/pots/one.json").write_text(json.dumps(thread))

    def answers() -> list[Any]:
        build = running.run(corpus.load(root), date(2026, 12, 1), Publish.ALL)
        return [row for section in build.faq.sections for entry in section.entries for row in entry.answers]

    (row,) = answers()
    assert ("other side" in [reason.name for reason in row.because]) is weakened
    (root / "decisions/pots").mkdir(parents=True)
    (root / "decisions/pots/one.toml").write_text(
        '[[decision]]\nverdict = "keep"\npost = "2"\nquestion = "parcels/late"\n'
        f'words = "{ADVICE}"\nbecause = "It helps."\nby = "Ada"\non = 2026-12-01\n'
    )
    (row,) = answers()
    assert row.strength is Strength.JUDGED and "other side" not in [reason.name for reason in row.because]


@pytest.mark.parametrize(
    ("side", "strength"), [("buyer", Strength.WEAK), ("seller", Strength.STRONG), (None, Strength.STRONG)]
)
def test_strong_evidence_for_another_side_is_none_for_this_one(side: str | None, strength: Strength) -> None:
    words = post(2, ADVICE, "Ida")
    claimed = RuledCandidate(
        question="parcels/late",
        stance=None,
        score=4.0,
        answer=replace(answer(words, ADVICE), strength=Strength.STRONG),
        misses=("buyer",),
    )
    question = Question(id="late", topic="parcels", title="What if a parcel is late?", side=side)
    (row,) = gathered(question, [claimed], [])
    assert row.answer.strength is strength
    assert (row.score < claimed.score) is (strength is Strength.WEAK)
