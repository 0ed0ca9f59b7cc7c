"""What the page left at the edges of posts: what goes, what is the author's own, and what always holds."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model import BlockKind, Post, Role, Thread
from extractor.readers._leftovers import without_leftovers
from extractor.text import own_words
from tests.cases import FOLDER

CASES = sorted((FOLDER / "leftovers").glob("*.toml"))


def thread(rows: list[dict[str, Any]]) -> Thread:
    posts = tuple(
        Post(
            number=number,
            id=f"id{number}",
            author=row["author"],
            author_certain=True,
            edited_by=None,
            role=Role.MEMBER,
            posted=None,
            printed=row.get("printed"),
            edited=None,
            rank=row.get("rank"),
            text=row["text"],
        )
        for number, row in enumerate(rows, 1)
    )
    return Thread(id=None, name="kiln", title=None, url=None, platform=None, format="any", posts=posts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_own_lines_stay_and_the_pages_go(case: Path) -> None:
    rows = tomllib.loads(case.read_text("utf-8"))["posts"]
    read = without_leftovers(thread(rows))
    own = own_words.of_thread(read.posts, {})
    assert [own[post.number].lines() for post in read.posts] == [row["own"] for row in rows]


LINES = st.sampled_from(
    ["Like", "Reply", "3", "12 likes", "--", "__________", "Edited 2 times.", "Clay Member", "Mar 2, 2021", "", " ",
     "Wash it first.", "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----", "Thanks", "Share · Report"]
)  # fmt: skip
TEXTS = st.lists(LINES | st.text(max_size=12), max_size=14).map("\n".join)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_whole_lines_are_marked_once_and_some_words_remain(texts: list[str]) -> None:
    rows = [{"author": "Mara P", "rank": "Clay Member", "printed": "Mar 2, 2021", "text": text} for text in texts]
    before = thread(rows)
    after = without_leftovers(before)
    assert [post.text for post in after.posts] == texts
    for post in after.posts:
        blocks = post.blocks
        assert all(0 <= block.start < block.end <= len(post.text) for block in blocks)
        assert all(one.end <= two.start for one, two in pairwise(blocks))
        assert {block.kind for block in blocks} <= {BlockKind.FURNITURE, BlockKind.SIGNATURE}
        if post.text.strip():
            assert own_words.of_post(post, ()).lines()
