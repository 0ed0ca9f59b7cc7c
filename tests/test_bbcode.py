"""BBCode among words: quotes become quotes, tags are no words, and nothing is added."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.readers._body import Body, plain
from tests.cases import cases, compare


@pytest.mark.parametrize("case", cases("bbcode"), ids=lambda case: case.stem)
def test_tags_are_no_words(case: Path) -> None:
    words = plain(Body(case.read_text("utf-8"), (), (), 1))
    result = {
        "text": words.text,
        "blocks": [
            {
                "kind": block.kind,
                "words": words.text[block.start : block.end],
                "post": block.declared_post,
                "author": block.declared_author,
            }
            for block in words.blocks
        ],
        "links": [[words.text[link.start : link.end], link.url] for link in words.links],
    }
    compare(case, "json", json.dumps(result, indent=1, ensure_ascii=False) + "\n")


PIECES = st.sampled_from(
    ["[b]", "[/b]", "[quote=Jon W;12]", "[quote]", "[/quote]", "[code]", "[/code]", "[url=https://a.example]",
     "[/url]", "[list]", "[*]", "[/list]", "[img]", "[/img]", "word", " ", "\n", "[", "]", "é", "https://b.example"]
)  # fmt: skip


@given(st.lists(PIECES).map("".join))
def test_nothing_is_added_and_ranges_fit(text: str) -> None:
    words = plain(Body(text, (), (), 1))
    place = 0
    for letter in words.text:
        place = text.index(letter, place) + 1
    assert all(0 <= block.start < block.end <= len(words.text) for block in words.blocks)
    assert all(0 <= link.start <= link.end <= len(words.text) for link in words.links)
    ends = [(block.start, block.end) for block in words.blocks]
    assert all(one[1] <= other[0] for one, other in pairwise(ends))
