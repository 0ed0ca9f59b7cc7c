"""The JSON forms: what is written can be taken back; what is wrong is the same whichever way it is checked."""

from __future__ import annotations

import ast
import inspect
import json
from dataclasses import fields, replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor import readers
from extractor.model import (
    Act,
    Because,
    Block,
    BlockKind,
    Conversation,
    How,
    Link,
    Post,
    Problem,
    Quote,
    Reply,
    Role,
    Severity,
    Source,
    Stage,
    Thread,
    wire,
)
from extractor.model.wire import faqs, labels, mined, threads
from extractor.pipeline.stages import link
from extractor.problems import NotUnderstood
from extractor.readers.exports._declared import collected
from extractor.readers.exports._fields import Fields
from tests.cases import FOLDER, cases
from tests.effort import examples

SEED = FOLDER.parent / "corpus/threads/upwork/dispute-second-opinion.txt"
FORMS = [
    form
    for module in (threads, labels, mined, faqs)
    for form in vars(module).values()
    if isinstance(form, type) and issubclass(form, msgspec.Struct) and form is not msgspec.Struct
]


# ---- any conversation, kept and taken back

ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.none() | st.datetimes(timezones=st.none() | ZONES)
STRINGS = st.text(st.characters(exclude_categories=()), max_size=6) | st.sampled_from(
    ["\ud83d\udc08", "\udc08", "\ud83d"]
)
MAYBE = st.none() | STRINGS
NUMBERS = st.integers(1, 10**20)
OFFSETS = st.integers(0, 2**40)
RANGE = {"start": OFFSETS, "end": OFFSETS}


def lists(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(values, max_size=2).map(tuple)


def drawn(noun: type) -> st.SearchStrategy[Any]:
    return st.builds(noun, **FACTS[noun])


FACTS: dict[type, dict[str, st.SearchStrategy[Any]]] = {
    Problem: {
        **dict.fromkeys(("code", "file", "cause", "place", "help"), STRINGS),
        "stage": st.sampled_from(Stage),
        "severity": st.sampled_from(Severity),
        "details": lists(STRINGS),
    },
    Link: {**RANGE, "url": STRINGS},
    Block: {**RANGE, "kind": st.sampled_from(BlockKind), "declared_post": MAYBE, "declared_author": MAYBE},
    Quote: {**RANGE, "post": st.none() | NUMBERS, "how": st.sampled_from(How)},
    Reply: {
        "child": NUMBERS,
        "parent": st.none() | NUMBERS,
        "because": st.sampled_from(Because),
        "certain": st.booleans(),
        "words": STRINGS,
    },
}
"""How each fact of each noun is drawn."""
FACTS[Post] = {
    **dict.fromkeys(("id", "text"), STRINGS),
    **dict.fromkeys(("author", "edited_by", "printed", "declared_parent", "permalink", "login", "rank"), MAYBE),
    **dict.fromkeys(("posted", "edited"), TIMES),
    **dict.fromkeys(("line", "position"), st.none() | NUMBERS),
    "number": NUMBERS,
    "author_certain": st.booleans(),
    "role": st.sampled_from(Role),
    "votes": st.none() | st.integers(),
    "accepted": st.none() | st.booleans(),
    "blocks": lists(drawn(Block)),
    "links": lists(drawn(Link)),
    "expert": st.booleans(),
}
FACTS[Thread] = {
    **dict.fromkeys(("name", "format"), STRINGS),
    **dict.fromkeys(("id", "title", "url", "platform", "source_id"), MAYBE),
    "posts": st.lists(drawn(Post), max_size=4, unique_by=lambda post: post.number).map(tuple),
    "posts_announced": st.none() | st.integers(0, 9),
    "warnings": lists(drawn(Problem)),
    "flat": st.none() | st.booleans(),
    "opener_missing": st.none() | st.booleans(),
}


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    thread = draw(drawn(Thread))
    return Conversation(
        thread=thread,
        quotes={post.number: quotes for post in thread.posts if (quotes := draw(lists(drawn(Quote))))},
        replies={post.number: replace(draw(drawn(Reply)), child=post.number) for post in thread.posts},
    )


@given(conversations())
@settings(deadline=None)
def test_any_conversation_comes_back_as_it_was(value: Conversation) -> None:
    data = wire.packed(wire.stored(value))
    again = wire.conversation(wire.unpacked(data, threads.Thread))
    assert again == value
    # Times that are equal may have been written with another zone.
    assert wire.packed(wire.stored(again)) == data


@given(conversations())
@settings(deadline=None)
def test_a_form_is_written_as_python_writes_it(value: Conversation) -> None:
    for form in (wire.thread(value), wire.stored(value)):
        for indent in (0, 1):
            text = wire.written(form, indent=indent)
            python = json.dumps(wire.plain(form), ensure_ascii=False, indent=indent or None)
            assert text == python.encode("utf-8", "backslashreplace").decode()


@pytest.mark.parametrize("noun", FACTS, ids=lambda noun: noun.__name__)
def test_every_fact_of_a_noun_is_drawn_above(noun: type) -> None:
    """A fact that a noun gains fails here first, then above until the form keeps it."""
    assert {field.name for field in fields(noun)} == set(FACTS[noun])


def test_a_printed_thread_is_no_stored_one() -> None:
    conversation = link(readers.read(Source(name="seed", data=SEED.read_bytes())))
    with pytest.raises(ValueError, match="not stored"):
        wire.conversation(wire.thread(conversation))
    assert wire.conversation(wire.stored(conversation)) == conversation


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"posts": 1}',
        b'{"posts": [], "more": 1}',
        b"\xff",
        b"[" * 100_000,
        b'{"posts": [], "id": "\xff"}',
    ],
)
def test_what_is_no_stored_thread_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):
        wire.unpacked(data, threads.Thread)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_score_is_written_as_the_same_number(score: float) -> None:
    label = labels.Label(
        thread="a",
        post=1,
        start=0,
        end=1,
        text="a",
        topics=(),
        act=Act.ADVICE,
        stance=None,
        quote=False,
        answer=True,
        questions=(),
        score=score,
        rules=(),
    )
    text = wire.written(label)
    assert json.loads(text)["score"] == score
    if "e" not in repr(score):
        assert text == json.dumps(wire.plain(label))


# ---- every case of every reader, printed and read again

READABLE = [SEED, *(case for case in cases("readers") if case.parent.name != "refused")]


@pytest.mark.parametrize("case", READABLE, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_that_is_printed_is_read_as_the_same_posts(case: Path) -> None:
    """What `read` prints gives the same posts but for the printed time, and the lines, which are of another file."""
    for thread in pieces(case):
        conversation = link(thread)
        assert (
            wire.conversation(wire.unpacked(wire.packed(wire.stored(conversation)), threads.Thread)) == conversation
        )
        printed = readers.read(Source(name="a.json", data=wire.written(wire.thread(conversation)).encode()))
        assert [facts(post) for post in printed.posts] == [facts(post) for post in thread.posts]
        kept = readers.read(Source(name="a.json", data=wire.packed(wire.stored(conversation))))
        assert [facts(post, "printed") for post in kept.posts] == [facts(post, "printed") for post in thread.posts]
        assert (link(kept).quotes, link(kept).replies) == (link(printed).quotes, link(printed).replies)


def pieces(case: Path) -> list[Thread]:
    try:
        threads = [thread for _, thread in readers.pieces(Source(name=case.name, data=case.read_bytes()))]
    except NotUnderstood:
        return []
    return [thread for thread in threads if isinstance(thread, Thread)]


def facts(post: Post, *more: str) -> dict[str, Any]:
    """What neutral JSON says of a post; a declared parent only when it is kept with the printed time."""
    names = set(Post.__dataclass_fields__) - {"line", "printed", "declared_parent"} | {*more}
    return {name: getattr(post, name) for name in names}


# ---- both ways of checking

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.floats()
    | st.sampled_from(["", "a", "quote", "declared", "asker"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["start", "kind", "x"]), inner, max_size=3)
    ),
    max_leaves=4,
)
STRETCH = st.fixed_dictionaries(
    {"start": st.just(0), "end": st.just(1)}, optional={"kind": VALUES, "how": VALUES, "url": st.just("a")}
)
THREADS = st.fixed_dictionaries(
    {
        "posts": st.lists(
            st.fixed_dictionaries(
                {"text": st.just("a") | VALUES},
                optional={
                    name: st.lists(STRETCH | VALUES, max_size=2) | VALUES for name in ("quotes", "blocks", "links")
                }
                | dict.fromkeys(("number", "role", "reply_to", "votes", "accepted", "line", "author"), VALUES),
            ),
            max_size=2,
        )
    },
    optional={"title": VALUES, "flat": VALUES, "warnings": VALUES, "problems": VALUES, "posts_announced": VALUES},
)


@given(THREADS)
@settings(max_examples=examples(80, 600), deadline=None)
@example({"posts": [{"text": "a", "votes": 1.0}]})
@example({"posts": [{"text": "a", "votes": True, "title": None}], "title": None})
def test_the_quick_check_and_the_telling_one_agree(value: dict[str, Any]) -> None:
    """What msgspec takes at once has no problem field by field; what it refuses has one, or is only a null."""
    table = Fields("a.json", "", value, stage=Stage.READ)
    slow = collected(table, threads.Thread)
    try:
        quick = msgspec.convert(value, threads.Thread)
    except msgspec.ValidationError:
        assert table.problems or without_nulls(value) != value
    else:
        assert not table.problems and without_nulls(wire.plain(quick)) == without_nulls(wire.plain(slow))


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list | tuple) else value


# ---- the declarations


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_field_has_a_sentence(form: type[msgspec.Struct]) -> None:
    tree = ast.parse(inspect.getsource(form)).body[0]
    assert isinstance(tree, ast.ClassDef)
    for field, sentence in zip(tree.body[1::2], tree.body[2::2], strict=True):
        assert isinstance(field, ast.AnnAssign)
        assert isinstance(sentence, ast.Expr) and ast.unparse(sentence)


@pytest.mark.parametrize("form", [threads.Thread, threads.Post, threads.Quote, threads.Block, threads.Link])
def test_the_manual_names_every_field_of_a_thread(form: type[msgspec.Struct]) -> None:
    page = (FOLDER.parent / "docs/editors/neutral-json.md").read_text("utf-8")
    for name in form.__struct_fields__:
        assert f"`{name}`" in page, f"docs/editors/neutral-json.md does not say what `{name}` is"
