"""How a thread is answered: cases are files in `tests/answers`, a thread each; and what holds for any thread."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.answers import WEIGHTS, answered, public
from extractor.answers._strength import FILE, QUALIFIES, kinds, read, strength
from extractor.answers._weights import BESIDE, MOST, OFFERED, PASSAGES, POSTS
from extractor.asks import asked
from extractor.corpus import judging
from extractor.labels import Classifier, compiled
from extractor.language import DEFAULT
from extractor.model import Answered, Asked, Conversation, Post, Role, Thread
from extractor.pipeline.stages import link
from extractor.readers._lines import with_roles
from extractor.statements import ranking
from extractor.text import own_words
from tests.cases import FOLDER

CASES = sorted((FOLDER / "answers").glob("*.toml"))
STRENGTH = (FOLDER.parent / FILE).read_text("utf-8")


@cache
def classifier() -> Classifier:
    """The language's cues without any topic."""
    return compiled((), judging.load_language(DEFAULT)[0])


def conversation_of(rows: list[dict[str, Any]], title: str | None, missing: bool = False) -> Conversation:
    """A linked thread of these posts."""
    posts = tuple(
        Post(
            number=number,
            id=f"p{number}",
            author=row.get("author"),
            author_certain=row.get("author") is not None,
            edited_by=None,
            role=Role(row.get("role", "unknown")),
            posted=None,
            printed=None,
            edited=None,
            text=row["text"],
        )
        for number, row in enumerate(rows, 1)
    )
    thread = Thread(
        id=None,
        name="case",
        title=title,
        url=None,
        platform=None,
        format="case",
        posts=with_roles(posts, {}, opened=not missing),
    )
    return link(thread)


def answers_of(conversation: Conversation, missing: bool = False) -> tuple[Asked, Answered]:
    """What is asked in a thread, and what answers."""
    language = classifier().language
    phrases = ranking.phrases_of(language.code, language.function_words)
    asks = asked(conversation, language.code)
    if missing:
        assert asks.opener_missing, "the case says that its opening post is missing"
    return asks, answered(conversation, asks, classifier().label(conversation), phrases)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_threads(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    expected, missing = case["expect"], case.get("missing", False)
    conversation = conversation_of(case["post"], case["title"], missing)
    _, value = answers_of(conversation, missing)
    texts = [row.passage.text for row in value.passages]
    names = {str(row.number): {reason.name for reason in row.because} for row in value.posts}
    assert value.public == expected["public"], value.posts
    assert value.posts[0].number == expected.get("first", value.posts[0].number), value.posts
    assert len(texts) == expected.get("passages", len(texts)), texts
    if "passage" in expected:
        assert texts[0] == expected["passage"], value.passages
        assert value.passages[0].strong == expected.get("strong")
    for words in expected.get("without", ()):
        assert not any(words in text for text in texts), texts
    if once := expected.get("once"):
        assert sum(once in text for text in texts) == 1, texts
    for number, some in expected.get("because", {}).items():
        assert set(some) <= names[number], (number, names[number])


def test_every_weight_says_what_it_means() -> None:
    for name, weight in {**POSTS, **PASSAGES}.items():
        # What is borrowed is held back, however much speaks for it.
        assert bool(weight.worth) == (name != "borrowed")
        assert weight.worth * 2 == int(weight.worth * 2), f"{name} is set in halves"
        assert weight.means.endswith(".")


def test_an_empty_thread() -> None:
    _, value = answers_of(conversation_of([], None))
    assert value == Answered(public=False, posts=(), passages=())


# ---- kinds of evidence


def test_kinds_were_measured_right() -> None:
    assert len({kind.name for kind in kinds()}) == len(kinds()) > 0
    for kind in kinds():
        assert kind.right >= QUALIFIES * kind.measured and kind.measured >= 20, kind
        assert kind.means.endswith(".") and kind.needs <= set(PASSAGES)


def test_the_first_kind_that_fits_counts() -> None:
    names = {"staff", "shares", "fact"}
    assert [strength(names, rank, 2) for rank in (1, 2, 3, 4)] == [
        "staff-first",
        "staff-among-three",
        "staff-among-three",
        None,
    ]
    assert strength(names, 1, 1) is None and strength(names - {"staff"}, 1, 2) is None


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda text: text.replace("right = 30", "right = 20"), "E203", "20 of 32"),
        (lambda text: text.replace("measured = 32", "measured = 0"), "E203", "of 0"),
        (lambda text: text.replace('with = ["staff"', 'with = ["stuff"'), "E203", "stuff"),
        (lambda text: text.replace("rank = 1", "ranks = 1"), "E202", "ranks"),
        (lambda text: text + "[", "E201", "TOML"),
    ],
)
def test_a_wrong_file_of_kinds_is_told(change: Callable[[str], str], code: str, words: str) -> None:
    _, problems = read(change(STRENGTH), FILE)
    assert any(problem.code == code and words in problem.cause for problem in problems), problems


# ---- any thread

SENTENCES = st.sampled_from(
    [
        *("You should check the glaze first.", "A glaze keeps for a year.", "I have the same problem!", "Thanks!"),
        *("One of our agents will reach out to you.", "Hi Ana,", "\n", 're: "A glaze keeps for a year."', "?"),
        *(
            "I can't find it, please help",
            "It is paid back within 5 days.",
            "é 漢字 \u202e\ud800",
            "```x```",
            "#123456",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(SENTENCES, max_size=6).map(" ".join), SENTENCES)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "author": st.sampled_from([None, "Ana", "Ben", "Mod"]),
            "text": TEXTS,
            "role": st.sampled_from(["unknown", "member", "staff"]),
        }
    ),
    max_size=7,
)


@given(ROWS, st.none() | TEXTS)
def test_any_thread_is_answered_from_own_words(rows: list[dict[str, Any]], title: str | None) -> None:
    conversation = conversation_of(rows, title)
    asks, value = answers_of(conversation)
    own = own_words.of_conversation(conversation)
    posts = conversation.thread.by_number
    opening = set() if asks.opener_missing else {row.number for row in conversation.thread.posts[:1]}
    assert {row.number for row in value.posts} >= set(posts) - opening or not rows
    assert len(value.passages) <= MOST
    for row in value.passages:
        passage = row.passage
        assert passage.text == posts[passage.post].text[passage.start : passage.end] and passage.text
        assert own[passage.post].holds(passage.start, passage.end), "only what its author wrote"
        assert row.score > OFFERED - BESIDE and {reason.name for reason in row.because} <= set(PASSAGES)
        assert row.score == pytest.approx(sum(reason.weight for reason in row.because))
    for before, after in zip(value.passages, value.passages[1:], strict=False):
        assert before.score >= after.score and not before.passage.meets(after.passage)
    for post in value.posts:
        assert {reason.name for reason in post.because} <= set(WEIGHTS)
    assert not value.public or any(public(post) for post in value.posts)
    assert answers_of(conversation) == (asks, value)
