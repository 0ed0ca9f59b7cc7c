"""Which comments answer the opening question: invented threads, and what holds for any."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.linking import quotes, replies
from extractor.model import Conversation, Post, Role, Thread
from extractor.statements import ranking
from extractor.statements.ranking import Comment, Opening, Phrases, RankedComment, rank
from extractor.statements.ranking._weights import WEIGHTS
from extractor.text.word_forms import word_forms

ROOT = Path(__file__).parent.parent
LANGUAGE = ROOT / "extractor" / "language" / "en"
TEXT = (LANGUAGE / "answering.toml").read_text("utf-8")
CASES = sorted((Path(__file__).parent / "answering").glob("*.toml"))


@cache
def english() -> Phrases:
    function_words = tomllib.loads((LANGUAGE / "words.toml").read_text("utf-8"))["function_words"]
    phrases, problems = ranking.read(TEXT, "answering.toml", function_words, word_forms("en"))
    assert not problems
    return phrases


def conversation(case: dict[str, Any]) -> Conversation:
    """A thread from a case's posts, with the quotes and replies that the program finds."""
    posts = []
    for number, row in enumerate(case["post"], 1):
        author = row.get("author")
        role = Role.ASKER if author and author == case["post"][0].get("author") else Role.MEMBER
        posts.append(
            Post(
                number=number,
                id=str(number),
                author=author,
                author_certain=author is not None,
                edited_by=None,
                role=Role(row.get("role", role)),
                posted=None,
                printed=None,
                edited=None,
                text=row["text"],
                votes=row.get("votes"),
                accepted=row.get("accepted"),
            )
        )
    thread = Thread(
        id=None, name="case", title=case["title"], url=None, platform=None, format="case", posts=tuple(posts)
    )
    quotations = quotes.find(thread)
    return Conversation(thread=thread, quotes=quotations, replies=replies.find(thread, quotations))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_threads(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    expected = case["expect"]
    standings = rank(*ranking.from_conversation(conversation(case)), english())
    order = [standing.number for standing in standings]
    names = {str(standing.number): {name for name, _ in standing.because} for standing in standings}
    assert sorted(order) == list(range(2, len(case["post"]) + 1))
    assert order[0] == expected.get("first", order[0]), standings
    assert order == expected.get("order", order), standings
    answers = sorted(standing.number for standing in standings if standing.answers)
    assert answers == expected.get("answers", answers), standings
    for number, some in expected.get("because", {}).items():
        assert set(some) <= names[number], (number, names[number])
    for number, none in expected.get("without", {}).items():
        assert not set(none) & names[number], (number, names[number])


def test_every_weight_says_what_it_means() -> None:
    for name, weight in WEIGHTS.items():
        assert weight.worth and weight.worth * 2 == int(weight.worth * 2), f"{name} is set in halves"
        assert weight.means.endswith(".")


def test_an_empty_thread() -> None:
    thread = Thread(id=None, name="empty", title=None, url=None, platform=None, format="case", posts=())
    opening, comments = ranking.from_conversation(Conversation(thread=thread, quotes={}, replies={}))
    assert rank(opening, comments, english()) == []


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda text: text.replace("\nlaughs =", "\nlaugh ="), "E202", "laugh"),
        (lambda text: text.replace("\nlaughs =", "\nlaugh ="), "E203", "laughs"),
        (lambda text: text.replace("common = [", "common = [1, "), "E203", "common"),
        (lambda text: text + "[", "E201", "TOML"),
    ],
)
def test_a_wrong_file_is_told(change: Callable[[str], str], code: str, words: str) -> None:
    phrases, problems = ranking.read(change(TEXT), "answering.toml", (), word_forms("en"))
    assert any(problem.code == code and words in problem.cause for problem in problems), problems
    opening = Opening(author=None, title="", text="")
    assert len(rank(opening, [Comment(number=2, author=None, text="lol")], phrases)) == 1


SENTENCES = st.sampled_from(
    [
        *(
            "Yes, go to Mill Road.",
            "lol",
            "THANKS!!!",
            "what do you mean?",
            "...",
            "@ben 12:30",
            "www.example.org :)",
        ),
        *(
            "",
            "The Red Lion, North Street",
            "?",
            "a@b.example",
            "and so on… and so on...",
            "é ü 漢字 \u202e",
            "555 1234 9",
        ),
    ]
)
TEXTS = st.one_of(SENTENCES, st.text(max_size=60), st.lists(SENTENCES, max_size=4).map(" ".join))
NAMES = st.sampled_from([None, "ben", "Cleo", "dan", ""])
OPENINGS = st.builds(Opening, author=NAMES, title=TEXTS, text=TEXTS)
THREADS = st.lists(
    st.builds(
        Comment,
        number=st.just(0),
        author=NAMES,
        text=TEXTS,
        parent=st.none() | st.integers(0, 9),
        staff=st.booleans(),
        votes=st.none() | st.integers(-3, 9),
        accepted=st.booleans(),
    ),
    max_size=8,
).map(lambda comments: [replace(comment, number=number) for number, comment in enumerate(comments, 2)])


def by_number(standings: list[RankedComment]) -> dict[int, RankedComment]:
    return {standing.number: standing for standing in standings}


@given(OPENINGS, THREADS)
def test_any_thread_is_ranked(opening: Opening, comments: list[Comment]) -> None:
    standings = rank(opening, comments, english())
    assert standings == rank(opening, comments, english())
    assert sorted(standing.number for standing in standings) == [comment.number for comment in comments]
    keys = [(-standing.score, standing.number) for standing in standings]
    assert keys == sorted(keys), "the best first, of equals the earlier"
    for standing in standings:
        assert standing.score == sum(worth for _, worth in standing.because)
        for name, worth in standing.because:
            assert 0 < worth / WEIGHTS[name].worth <= 1, name


@given(OPENINGS, THREADS)
def test_numbers_are_only_numbers(opening: Opening, comments: list[Comment]) -> None:
    moved = [
        replace(comment, number=comment.number + 100, parent=None if comment.parent is None else comment.parent + 100)
        for comment in comments
    ]
    before, after = rank(opening, comments, english()), rank(opening, moved, english())
    assert [replace(standing, number=standing.number + 100) for standing in before] == after


@given(OPENINGS, THREADS, st.data())
def test_the_solution_rises(opening: Opening, comments: list[Comment], data: st.DataObject) -> None:
    if not comments:
        return
    place = data.draw(st.integers(0, len(comments) - 1))
    plain = [replace(comment, accepted=False) for comment in comments]
    marked = [replace(comment, accepted=index == place) for index, comment in enumerate(plain)]
    number = comments[place].number
    before, after = rank(opening, plain, english()), rank(opening, marked, english())
    assert by_number(after)[number].score > by_number(before)[number].score


@given(OPENINGS, TEXTS, NAMES)
def test_the_same_comment_again_stands_no_higher(opening: Opening, text: str, author: str | None) -> None:
    twice = [Comment(number=2, author=author, text=text), Comment(number=3, author=author, text=text)]
    if author is not None and author == opening.author:
        return  # the second may be the thanks for the first
    evidence = by_number(rank(opening, twice, english()))
    assert evidence[2].score >= evidence[3].score


def test_long_texts_take_linear_time() -> None:
    for text in (
        "a" * 50_000,
        "?" * 50_000,
        ". " * 25_000,
        "1 " * 25_000,
        "@" * 50_000,
        ":" * 50_000,
        "A.b@" * 12_000,
    ):
        rank(Opening(author="a", title="b", text=text), [Comment(number=2, author="c", text=text)], english())


def test_the_benchmark_reads_rows_with_and_without_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("answers", ROOT / "benchmarks" / "answers.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    comments = [
        {
            "id": "T_C1",
            "date": "2020-02-01 10:00:00",
            "user": "B",
            "text": "&lt;p&gt;Yes, at &lt;b&gt;Mill Road&lt;/b&gt;&lt;/p&gt;",
        },
        {"id": "T_C2", "date": "2020-02-01 11:00:00", "user": "A", "text": "Thanks!"},
    ]
    row = {"thread": "T", "date": "2020-02-01 09:00:00", "asker": "A", "subject": "Pool", "body": "Is there a pool?"}
    printed = []
    for label in ({}, {"label": "Good"}):
        file = tmp_path / "threads.jsonl"
        file.write_text(
            json.dumps({**row, "comments": [{**comment, **label} for comment in comments]}) + "\n", "utf-8"
        )
        module.main([str(file)])
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    rows = [json.loads(line) for line in printed[0].splitlines()]
    assert [(row["id"], row["pred"]) for row in rows] == [("T_C1", 1), ("T_C2", 0)]
    module.main([str(file), "--explain", "T_C2"])
    assert "asker" in capsys.readouterr().out
