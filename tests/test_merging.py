"""Pages and copies of one thread: no post lost or doubled, every change reported, in any order."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.linking.merging import MergeChangeKind, canonical, host, merge, same, traces
from extractor.model import Post, Role, Thread, digest
from tests.cases import FOLDER

CASES = sorted((FOLDER / "merging").glob("*.toml"))
START = datetime(2024, 2, 3, 9, 0, 5)


def post(number: int, text: str, author: str | None = "Mara P", **fields: Any) -> Post:
    """A post of a test; without an id it gets the one that a reader makes."""
    posted = fields.pop("posted", None)
    if isinstance(posted, str):
        posted = datetime.fromisoformat(posted)
    if isinstance(fields.get("edited"), str):
        fields["edited"] = datetime.fromisoformat(fields["edited"])
    printed = fields.pop("printed", posted.isoformat() if posted else None)
    made = digest(author or "", printed or "")
    blank: dict[str, Any] = {"edited_by": None, "edited": None, "role": Role.MEMBER, "author_certain": True}
    return Post(
        number=number, id=fields.pop("id", made), author=author, posted=posted, printed=printed, text=text,
        **{**blank, **fields},
    )  # fmt: skip


def thread(name: str, *posts: Post, **fields: Any) -> Thread:
    """A thread of a test."""
    known: dict[str, Any] = {"id": None, "title": None, "url": None, "platform": "Paper", "format": "paper", **fields}
    return Thread(name=name, posts=posts, **known)


def threads_of(case: dict[str, Any]) -> list[Thread]:
    """The threads of a case file."""
    return [
        thread(
            table.pop("name"),
            *(post(number, **row) for number, row in enumerate(table.pop("post"), 1)),
            **table,
        )
        for table in case["thread"]
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_merged_as_it_says(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    expected = case["expected"]
    threads = threads_of(case)
    if "same" in expected:
        assert same(threads[0], threads[1]) == same(threads[1], threads[0]) == expected["same"]
        assert not expected["same"] or traces(threads[0]) & traces(threads[1]), "it would never be looked up"
    if "texts" in expected:
        merged = merge(threads)
        assert [post.text for post in merged.thread.posts] == expected["texts"]
        assert [post.number for post in merged.thread.posts] == list(range(1, len(expected["texts"]) + 1))
        changes = [f"{change.kind} {change.post} {change.file}" for change in merged.changes]
        assert changes == expected["changes"]
        assert [warning.code for warning in merged.thread.warnings] == expected.get("warnings", [])
        if "roles" in expected:
            assert [post.role for post in merged.thread.posts] == expected["roles"]
        if "ids" in expected:
            assert [post.id for post in merged.thread.posts] == expected["ids"]


TEXTS = st.sampled_from(["Thanks!", "Measure it cold first, then measure it hot.", "Is the element gone?", "", "+1"])


@st.composite
def threads_of_one(draw: st.DrawFn) -> tuple[list[Post], list[Thread]]:
    """A whole thread with the forum's own ids, and copies that each hold some of its posts in their order."""
    count = draw(st.integers(1, 9))
    whole = [
        post(
            number,
            draw(TEXTS),
            draw(st.sampled_from(["Mara P", "Jon W"])),
            id=f"m-{number}",
            posted=START + timedelta(minutes=number),
            position=number,
        )
        for number in range(1, count + 1)
    ]
    copies = []
    for name in range(draw(st.integers(1, 4))):
        kept = draw(st.lists(st.sampled_from(whole), unique=True, min_size=1))
        kept.sort(key=lambda post: post.number)
        renumbered = [replace(post, number=number) for number, post in enumerate(kept, 1)]
        copies.append(thread(f"copy-{name}", *renumbered))
    return whole, copies


@given(threads_of_one())
def test_nothing_is_lost_and_nothing_doubled(drawn: tuple[list[Post], list[Thread]]) -> None:
    _, copies = drawn
    merged = merge(copies).thread
    ids = [post.id for post in merged.posts]
    assert len(ids) == len(set(ids))
    assert set(ids) == {post.id for copied in copies for post in copied.posts}
    texts = {post.id: post.text for copied in copies for post in copied.posts}
    assert {post.id: post.text for post in merged.posts} == texts


@given(threads_of_one(), st.randoms())
def test_the_order_of_copies_makes_no_difference_where_ids_exist(
    drawn: tuple[list[Post], list[Thread]], random: Any
) -> None:
    _, copies = drawn
    shuffled = random.sample(copies, len(copies))
    assert merge(copies).thread.posts == merge(shuffled).thread.posts


@given(threads_of_one(), st.booleans(), st.booleans())
def test_merging_again_changes_nothing(drawn: tuple[list[Post], list[Thread]], ids: bool, places: bool) -> None:
    _, copies = drawn
    if not ids:
        copies = [
            replace(
                copied,
                posts=tuple(replace(row, id=digest(row.author or "", row.printed or "")) for row in copied.posts),
            )
            for copied in copies
        ]
    if not places:
        copies = [
            replace(copied, posts=tuple(replace(row, position=None) for row in copied.posts)) for copied in copies
        ]
    merged = merge(copies).thread
    assert merge([merged, merged]).thread.posts == merged.posts
    for copied in copies:
        again = merge([merged, copied])
        assert again.thread.posts == merged.posts
        assert not [change for change in again.changes if change.kind is MergeChangeKind.ADDED]


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["Mara P", "Jon W", None])), min_size=1, max_size=9))
def test_a_copy_without_ids_and_times_is_the_same_thread(rows: list[tuple[str, str | None]]) -> None:
    made = [post(number, text, author, id=f"{number:010x}") for number, (text, author) in enumerate(rows, 1)]
    once, twice = thread("once", *made), thread("twice", *made)
    assert [post.text for post in merge([once, twice]).thread.posts] == [text for text, _ in rows]


def test_a_page_that_opens_with_another_author_makes_no_asker() -> None:
    first = thread("1", post(1, "Is the element gone?", "Ola N", id="a-1", role=Role.ASKER, position=1))
    second = thread("2", post(1, "Measure it cold.", "Jon W", id="a-2", role=Role.ASKER, position=2))
    for threads in ([first, second], [second, first]):
        assert [post.role for post in merge(threads).thread.posts] == [Role.ASKER, Role.MEMBER]


def test_answers_still_name_posts_whose_ids_were_given_up() -> None:
    mine = thread("1", post(1, "Is the element of the kiln gone, or the relay?", "Ola N", printed="3 Feb"))
    theirs = thread(
        "2",
        post(1, "Is the element of the kiln gone, or the relay?", "Ola N", id="p-1", printed="2024-02-03"),
        post(2, "Measure it cold.", "Jon W", id="p-2", declared_parent="p-1"),
        format="other",
    )
    for threads in ([mine, theirs], [theirs, mine]):
        posts = merge(threads).thread.posts
        assert [row.id for row in posts] == ["p-1", "p-2"] and posts[1].declared_parent == "p-1"


def test_a_flood_of_equal_posts_is_merged_in_time() -> None:
    flood = [post(number, "+1", None, id=f"{number:010x}") for number in range(1, 3001)]
    other = [post(number, f"word {number} and some more words here", None) for number in range(1, 3001)]
    assert len(merge([thread("a", *flood), thread("b", *flood)]).thread.posts) == 3000
    assert len(merge([thread("a", *flood), thread("b", *other)]).thread.posts) == 6000


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.forum.example/t5/Clients/td-p/4711/page/2#M12", "forum.example/t5/Clients/td-p/4711"),
        ("http://forum.example/t5/Clients/td-p/4711/", "forum.example/t5/Clients/td-p/4711"),
        ("https://forum.example/viewtopic.php?t=9&start=15&sid=abc", "forum.example/viewtopic.php?t=9"),
        ("https://forum.example/viewtopic.php?t=10", "forum.example/viewtopic.php?t=10"),
        ("https://forum.example/viewtopic.php?p=10#p10", "forum.example/viewtopic.php?p=10"),
        ("https://forum.example/?p=10&utm_source=x", "forum.example?p=10&utm_source=x"),
        ("https://forum.example/threads/kiln.12/page-3", "forum.example/threads/kiln.12"),
        ("https://forum.example/", None),
        ("https://[broken", None),
        (None, None),
    ],
)
def test_an_address_is_that_of_every_page(url: str | None, expected: str | None) -> None:
    assert canonical(url) == expected
    assert host(url) in ("forum.example", None)
