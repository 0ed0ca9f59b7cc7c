"""The author's own words: what holds for any post, and what a signature is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model import Block, BlockKind, How, Passage, Post, Quote, Role, Thread
from extractor.text import own_words
from extractor.text.own_words import Range, Why

KINDS = (BlockKind.QUOTE, BlockKind.CODE, BlockKind.SIGNATURE, BlockKind.LIST, BlockKind.PROSE)
SIGN = "Kiln repairs since 1987"


def post(number: int, text: str, blocks: Sequence[Block] = (), author: str | None = "Ada L") -> Post:
    return Post(
        number=number,
        id=f"id{number}",
        author=author,
        author_certain=True,
        edited_by=None,
        role=Role.MEMBER,
        posted=None,
        printed=None,
        edited=None,
        text=text,
        blocks=tuple(blocks),
    )


def quote(start: int, end: int) -> Quote:
    return Quote(start=start, end=end, post=None, how=How.MARKED)


@st.composite
def told_apart(draw: st.DrawFn) -> tuple[Post, list[Quote]]:
    text = draw(st.text(alphabet="ab \n\r\t.", max_size=60))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: (min(pair), max(pair)))
    blocks = [
        Block(kind=kind, start=start, end=end)
        for kind, (start, end) in draw(st.lists(st.tuples(st.sampled_from(KINDS), places), max_size=6))
    ]
    return post(1, text, blocks), [quote(*place) for place in draw(st.lists(places, max_size=6))]


def others_of(found: Post, quotes: Sequence[Quote]) -> dict[Why, set[int]]:
    """Characters that are not the author's own, one by one, by reason."""
    reasons = {BlockKind.QUOTE: Why.QUOTED, BlockKind.CODE: Why.CODE, BlockKind.SIGNATURE: Why.SIGNATURE}
    others: dict[Why, set[int]] = {why: set() for why in Why}
    for span in quotes:
        others[Why.QUOTED].update(range(span.start, span.end))
    for block in found.blocks:
        if block.kind in reasons:
            others[reasons[block.kind]].update(range(block.start, block.end))
    return others


def characters(ranges: Sequence[Range]) -> set[int]:
    return {place for start, end in ranges for place in range(start, end)}


@given(told_apart())
def test_ranges_are_disjoint_in_order_and_cover_with_the_rest_the_whole_text(case: tuple[Post, list[Quote]]) -> None:
    found, quotes = case
    own = own_words.of_post(found, quotes)
    others = others_of(found, quotes)
    for ranges in (own.ranges, *own.others.values()):
        assert all(start < end for start, end in ranges)
        assert all(one[1] < two[0] for one, two in pairwise(ranges)), "neighbours that touch are one"
    assert {why: characters(ranges) for why, ranges in own.others.items()} == {
        why: places for why, places in others.items() if places
    }
    assert characters(own.ranges) == set(range(len(found.text))) - set().union(*others.values())


@given(told_apart(), st.data())
def test_a_range_is_own_or_there_is_a_reason(case: tuple[Post, list[Quote]], data: st.DataObject) -> None:
    found, quotes = case
    if not found.text:
        return
    start = data.draw(st.integers(0, len(found.text) - 1))
    end = data.draw(st.integers(start + 1, len(found.text)))
    own = own_words.of_post(found, quotes)
    others = others_of(found, quotes)
    met = [why for why in Why if others[why] & set(range(start, end))]
    assert own.why_not(start, end) == next(iter(met), None)
    assert own.holds(start, end) is (not met)


@given(told_apart())
def test_lines_hold_every_own_word_and_nothing_else(case: tuple[Post, list[Quote]]) -> None:
    found, quotes = case
    own = own_words.of_post(found, quotes)
    lines = list(own.line_ranges())
    assert all(found.text[start:end] == found.text[start:end].strip() != "" for start, end in lines)
    assert all(one[1] <= two[0] for one, two in pairwise(lines))
    assert all(own.holds(*line) for line in lines)
    seen = {place for place in characters(own.ranges) if not found.text[place].isspace()}
    assert {place for place in characters(lines) if not found.text[place].isspace()} == seen
    assert own.lines() == [found.text[start:end] for start, end in lines]


def whys(*posts: Post) -> list[Why | None]:
    """Why the last line of each post is not own, if it is not."""
    own = own_words.of_thread(posts, {})
    return [own[each.number].why_not(each.text.rindex("\n") + 1, len(each.text)) for each in posts]


def test_a_last_line_under_different_posts_of_one_author_is_a_signature() -> None:
    one, two = post(1, f"It is the fuse.\n{SIGN}"), post(2, f"No, the coil.\n{SIGN}")
    assert whys(one, two) == [Why.SIGNATURE, Why.SIGNATURE]
    assert own_words.of_thread((one, two), {})[1].lines() == ["It is the fuse."]
    assert own_words.of_post(one, ()).lines() == ["It is the fuse.", SIGN], "one post alone proves nothing"


@pytest.mark.parametrize(
    ("second", "author"),
    [
        (f"No, the coil.\n{SIGN}", "Robin K"),
        (f"No, the coil.\n{SIGN}.", "Ada L"),
        (f"It is the fuse.\n{SIGN}", "Ada L"),
        (f"\n{SIGN}", "Ada L"),
    ],
    ids=["somebody else's", "another line", "the same post twice", "nothing above it"],
)
def test_what_is_no_signature(second: str, author: str) -> None:
    first = post(1, f"It is the fuse.\n{SIGN}")
    assert whys(first, post(2, second, author=author)) == [None, None]


def test_a_quoted_signature_leads_to_its_author() -> None:
    signed = post(1, f"Fuse.\n{SIGN}", [Block(kind=BlockKind.SIGNATURE, start=6, end=6 + len(SIGN))])
    assert own_words.of_post(signed, ()).lines() == ["Fuse."]
    assert own_words.of_post(signed, (), signed=True).lines() == ["Fuse.", SIGN]


def test_writers_without_a_name_have_no_signature() -> None:
    assert whys(post(1, f"a\n{SIGN}", author=None), post(2, f"b\n{SIGN}", author=None)) == [None, None]


def test_a_signature_is_what_stands_last_of_the_own_words() -> None:
    """A quotation below it hides it from nobody, and a line that is quoted is none."""
    below = f"It is the fuse.\n{SIGN}\n> old words"
    posts = post(1, below), post(2, f"No, the coil.\n{SIGN}")
    own = own_words.of_thread(posts, {1: (quote(below.index(">"), len(below)),)})
    assert own[1].lines() == ["It is the fuse."]


def test_time_grows_with_the_length() -> None:
    def seconds(count: int) -> float:
        text = "word\n" * count
        blocks = [Block(kind=BlockKind.CODE, start=5 * place, end=5 * place + 4) for place in range(0, count, 2)]
        quotes = [quote(5 * place + 1, 5 * place + 3) for place in range(count)]
        began = time.process_time()
        own = own_words.of_thread([post(1, text, blocks)], {1: quotes})[1]
        assert len(own.lines()) == count
        assert sum(own.holds(5 * place, 5 * place + 1) for place in range(count)) == count // 2
        return time.process_time() - began

    seconds(1_000)
    assert seconds(80_000) < 40 * min(seconds(8_000) for _ in range(3))


@given(told_apart(), st.data())
def test_a_passage_is_its_own_checksum(case: tuple[Post, list[Quote]], data: st.DataObject) -> None:
    found, _ = case
    start = data.draw(st.integers(0, len(found.text)))
    end = data.draw(st.integers(start, len(found.text)))
    thread = Thread(id=None, name="kiln", title=None, url=None, platform=None, format="any", posts=(found,))
    passage = Passage.of(thread, found, start, end)
    assert (passage.thread, passage.post, passage.anchor) == ("kiln", found.number, found.anchor)
    assert passage.text == found.text[passage.start : passage.end]
    assert Passage.of(replace(thread, id="pottery/kiln"), found, start, end).thread == "pottery/kiln"


def test_advice_that_ends_two_posts_is_no_signature_and_that_ends_three_is_one() -> None:
    """Two posts may end with the same advice; what ends as a sentence does needs three."""
    texts = ["It is the fuse.\nBuy a kiln.", "It was the plug.\nBuy a kiln.", "It is the lid.\nBuy a kiln."]
    posts = [post(number, text) for number, text in enumerate(texts, 1)]
    assert own_words.of_thread(posts[:2], {})[1].lines() == ["It is the fuse.", "Buy a kiln."]
    assert own_words.of_thread(posts, {})[1].lines() == ["It is the fuse."]


def test_a_last_line_of_few_posts_of_many_is_no_signature() -> None:
    texts = ["Yes.\nRent one", "No.\nRent one", "Why?\nIt is hot", "Who?\nThe clay", "When?\nIn May"]
    posts = [post(number, text) for number, text in enumerate(texts, 1)]
    assert own_words.of_thread(posts, {})[1].lines() == ["Yes.", "Rent one"]
