"""Who asks what in a thread: cases are files in `tests/asks`, a thread each with the asks that are expected."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.asks import asked
from extractor.asks.phrases import phrases_of, read
from extractor.asks.sentences import Place, asks
from extractor.language import DEFAULT, file_text
from extractor.model import Asked, Conversation, Post, Role, Thread
from extractor.pipeline.stages import link
from extractor.readers._lines import with_roles
from extractor.text import own_words
from extractor.text.phrase_lines import line_of
from tests.cases import FOLDER

CASES = sorted((FOLDER / "asks").glob("*.toml"))
BEGINNING = datetime(2024, 2, 3, 9, 15)


def posts_of(rows: list[dict[str, Any]]) -> tuple[Post, ...]:
    """Posts an hour apart, with roles as a reader gives them."""
    posts = [
        Post(
            number=number,
            id=f"p{number}",
            author=row.get("author"),
            author_certain=row.get("author") is not None,
            edited_by=None,
            role=Role(row.get("role", "unknown")),
            posted=BEGINNING + timedelta(hours=number),
            printed=None,
            edited=None,
            text=row["text"],
            expert=row.get("expert", False),
            position=row.get("position"),
            declared_parent=row.get("declared_parent"),
        )
        for number, row in enumerate(rows, 1)
    ]
    return with_roles(posts, {})


def conversation_of(case: dict[str, Any]) -> Conversation:
    """The linked thread of a case."""
    return link(
        Thread(
            id="pottery/case",
            name="case",
            title=case.get("title"),
            url=case.get("url"),
            platform=None,
            format="case",
            posts=posts_of(case["post"]),
        )
    )


def row_of(asked: Asked) -> list[dict[str, Any]]:
    """Asks as cases write them."""
    return [
        {"post": ask.post or 0, "kind": str(ask.kind), "weight": ask.weight, "texts": list(ask.texts)}
        for ask in asked.asks
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_thread_is_asked_what_its_case_says(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    conversation = conversation_of(case)
    result = asked(conversation, DEFAULT)
    assert row_of(result) == case.get("ask", [])
    assert result.opener_missing == case.get("opener_missing", False)
    codes = {warning.code for warning in conversation.thread.warnings}
    assert ("W123" in codes) == result.opener_missing
    roles = {post.role for post in conversation.thread.posts}
    assert not (result.opener_missing and Role.ASKER in roles)


SENTENCES = tomllib.loads((FOLDER / "asks/sentences/rows.toml").read_text("utf-8"))["row"]


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["text"][:40])
def test_a_lone_sentence_asks_what_its_row_says(row: dict[str, str]) -> None:
    kind = asks(row["text"], Place(row["where"]), phrases_of(DEFAULT))
    assert str(kind or "none") == row["kind"]


SAYINGS = """how do I fire a kiln? I can't open it.
please help me same here Hi Robin, you should try thanks : ; - > ? ! .
wondering if unable"""
WORDS = st.sampled_from(SAYINGS.replace("\n", " \n ").split(" "))
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=40).map(" ".join))
ROWS = st.lists(
    st.fixed_dictionaries(
        {"text": TEXTS, "author": st.sampled_from([None, "Robin", "Maren", "Otto"])},
        optional={
            "role": st.sampled_from(["staff", "unknown"]),
            "expert": st.booleans(),
            "position": st.sampled_from([None, 1, 3]),
        },
    ),
    max_size=6,
)


@given(ROWS, st.none() | TEXTS)
@settings(deadline=None)
def test_what_is_asked_lies_in_own_words(rows: list[dict[str, Any]], title: str | None) -> None:
    """Ranges are disjoint, in order, and the asker's own; one ask a person; staff ask nothing."""
    conversation = conversation_of({"post": rows, "title": title})
    thread, own = conversation.thread, own_words.of_conversation(conversation)
    result = asked(conversation, DEFAULT)
    assert result.opener_missing is bool(thread.opener_missing)
    people = [ask.author for ask in result.asks if ask.author is not None]
    assert len(people) == len(set(people)) and len({ask.id for ask in result.asks}) == len(result.asks)
    for ask in result.asks:
        text = title or ""
        if ask.post is not None:
            post = thread.by_number[ask.post]
            assert post.role is not Role.STAFF and ask.author == post.author
            assert all(own[ask.post].holds(*span) for span in ask.ranges)
            text = post.text
        assert ask.ranges and set(ask.asking) <= set(ask.ranges) and 0 < ask.weight <= 1
        assert ask.texts == tuple(text[slice(*span)] for span in ask.ranges)
        assert all(start < end for start, end in ask.ranges)
        assert all(before[1] <= after[0] for before, after in zip(ask.ranges, ask.ranges[1:], strict=False))


def test_a_line_keeps_words_and_where_marks_part_them() -> None:
    assert line_of("Hi! How do I?") == ", hi , how do i ,"
    assert line_of("") == ","


def test_phrases_of_a_language_are_checked() -> None:
    text = file_text(DEFAULT, "asking.toml")
    assert not read(text, "asking.toml")[1]
    wrong = read(text.replace("leads =", "leeds ="), "asking.toml")[1]
    assert any("leeds" in problem.cause for problem in wrong) and any("leads" in problem.cause for problem in wrong)
