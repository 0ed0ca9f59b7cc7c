"""Quotes and replies: cases in files, the founding thread, and what holds for any thread."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import readers
from extractor.linking import quotes, replies
from extractor.linking.quotes import cut_where_lines_were_lost
from extractor.model import Because, Block, BlockKind, How, Post, Reply, Role, Source, Thread
from extractor.text.sentences import split
from tests.cases import FOLDER, cases, compare

SEED = FOLDER.parent / "corpus/threads/upwork/dispute-second-opinion.txt"


def read(path: Path) -> Thread:
    return readers.read(Source(name=path.name, data=path.read_bytes()))


def thread(*posts: Post) -> Thread:
    return Thread(id=None, name="any", title=None, url=None, platform=None, format="any", posts=posts)


def post(number: int, text: str, author: str | None = "Ada L", minute: int | None = None) -> Post:
    return Post(
        number=number,
        id=f"id{number}",
        author=author,
        author_certain=True,
        edited_by=None,
        role=Role.MEMBER,
        posted=None if minute is None else datetime(2024, 2, 3) + timedelta(minutes=minute),
        printed=None,
        edited=None,
        text=text,
    )


@pytest.mark.parametrize("case", cases("quotes"), ids=lambda case: case.stem)
def test_quotes_are_as_expected(case: Path) -> None:
    read_thread = read(case)
    rows = [
        f"{number} quotes {quote.post} ({quote.how}): "
        f"{read_thread.by_number[number].text[quote.start : quote.end]!r}\n"
        for number, many in quotes.find(read_thread).items()
        for quote in many
    ]
    compare(case, "txt", "".join(rows))


@pytest.mark.parametrize("case", cases("replies"), ids=lambda case: case.stem)
def test_replies_are_as_expected(case: Path) -> None:
    read_thread = read(case)
    rows = [
        f"{reply.child} answers {reply.parent} ({reply.because}, {'certain' if reply.certain else 'not certain'})"
        f" {reply.words!r}\n"
        for reply in replies.find(read_thread, quotes.find(read_thread)).values()
    ]
    compare(case, "txt", "".join(rows))


def test_the_founding_thread_is_linked_as_people_link_it() -> None:
    """17 of 17 parents; where a fair judge accepts two, the program is not certain."""
    read_thread = read(SEED)
    quoted = quotes.find(read_thread)
    linked = replies.find(read_thread, quoted)
    for row in map(json.loads, (FOLDER / "data/seed-posts.jsonl").read_text("utf-8").splitlines()):
        reply = linked[row["post"]]
        assert reply.parent in (row["reply_to"], *row["or_reply_to"])
        assert not (row["or_reply_to"] and reply.certain)
        assert {quote.post for quote in quoted.get(row["post"], ())} == set(row["quotes_posts"])
    hows = {number: {quote.how for quote in many} for number, many in quoted.items()}
    assert hows == {2: {How.MARKED}, 5: {How.MARKED}, 7: {How.MARKED}, 10: {How.REPEATED}}


def test_quoted_sentences_of_the_founding_thread_are_those_that_people_marked() -> None:
    read_thread = read(SEED)
    quoted = quotes.find(read_thread)
    starts = [0]
    for words in SEED.read_text("utf-8").split("\n"):
        starts.append(starts[-1] + len(words) + 1)
    for row in map(json.loads, (FOLDER / "data/seed-sentences.jsonl").read_text("utf-8").splitlines()):
        line = read_thread.by_number[row["post"]].line
        assert line is not None
        start, end = row["start"] - starts[line - 1], row["end"] - starts[line - 1]
        covered = sum(max(0, min(end, quote.end) - max(start, quote.start)) for quote in quoted.get(row["post"], ()))
        assert covered == (end - start if row["quote"] else 0)


def test_what_the_source_declares_wins_unless_ignored() -> None:
    words = "Always let a kiln cool down to room temperature."
    block = Block(kind=BlockKind.QUOTE, start=0, end=len(words), declared_post="id2")
    declaring = thread(
        post(1, words, "Ada L"),
        post(2, "Why? Tell us about it.", "Jon W"),
        replace(post(3, words, "Ola K"), blocks=(block,), declared_parent="id1"),
    )
    (quote,) = quotes.find(declaring)[3]
    assert (quote.post, quote.how) == (2, How.DECLARED)
    assert replies.find(declaring, quotes.find(declaring))[3] == Reply(
        child=3, parent=1, because=Because.DECLARED, certain=True
    )
    hidden = quotes.find(declaring, ignore_declared=True)
    assert (hidden[3][0].post, hidden[3][0].how) == (1, How.MARKED)
    assert replies.find(declaring, hidden, ignore_declared=True)[3].because is Because.QUOTED


def test_declared_links_that_close_a_circle_are_left_out() -> None:
    circle = thread(*(replace(post(number, "Words."), declared_parent=f"id{number % 3 + 1}") for number in (1, 2, 3)))
    assert_tree(circle, replies.find(circle, {}), declared=True)


def test_a_person_who_repeats_himself_quotes_nobody() -> None:
    words = "Always let a kiln cool down to room temperature before you open it."
    assert not quotes.find(thread(post(1, words), post(2, "Yes.", "Jon W"), post(3, words)))


def test_code_is_nobodys_saying() -> None:
    words = "for each shelf in the kiln print the shelf and its cone"
    code = (Block(kind=BlockKind.CODE, start=0, end=len(words)),)
    one, two = replace(post(1, words), blocks=code), replace(post(2, words, "Jon W"), blocks=code)
    assert not quotes.find(thread(one, two))


def test_posts_without_times_stand_in_the_order_of_the_source() -> None:
    timeless = thread(post(1, "Is it gone?", "Maren T"), post(2, "No.", "Jon W"), post(3, "Thanks Jon.", "Maren T"))
    assert [reply.parent for reply in replies.find(timeless, {}).values()] == [None, 1, 2]
    assert replies.find(timeless, {})[3].words == "Jon"


def test_nothing_comes_of_nothing() -> None:
    assert quotes.find(thread()) == {} and replies.find(thread(), {}) == {}


SAYINGS = st.sampled_from(
    [
        "Always let a kiln cool down to room temperature before you open it.",
        "Is the element gone? I have no meter here, and the breaker trips at once!",
        're: "Is the element gone?"',
        'He said "the breaker trips at once and has no meter" again.',
        "Jon W wrote:",
        "> Always let a kiln cool down",
        "Hi Jon,",
        "@ada thanks",
        "Maren: no. What is your question?",
        're: "',
        "",
    ]
)
TEXTS = st.lists(SAYINGS | st.text(max_size=30), max_size=5).map("\n".join)
PEOPLE = st.sampled_from(["Ada L", "Jon W", "Maren T", "ada", "", " ", None])
MINUTES = st.none() | st.integers(0, 9)


@st.composite
def threads(draw: st.DrawFn) -> Thread:
    count = draw(st.integers(1, 9))
    posts = []
    for number in range(1, count + 1):
        text = draw(TEXTS)
        made = post(number, text, draw(PEOPLE), draw(MINUTES))
        declared = draw(st.none() | st.integers(0, count + 1))
        posts.append(replace(made, declared_parent=None if declared is None else f"id{declared}"))
        if text and draw(st.booleans()):
            start = draw(st.integers(0, len(text) - 1))
            block = Block(
                kind=draw(st.sampled_from(BlockKind)), start=start, end=draw(st.integers(start + 1, len(text)))
            )
            posts[-1] = replace(posts[-1], blocks=(block,))
    return thread(*posts)


def assert_tree(linked_thread: Thread, linked: dict[int, Reply], declared: bool) -> None:
    """Every post once, one root, no circle, parents before their answers where nothing else is declared."""
    assert list(linked) == [made.number for made in linked_thread.posts]
    assert [reply.because for reply in linked.values()].count(Because.OPENS) == 1
    for number, reply in linked.items():
        assert reply.child == number
        assert (reply.parent is None) is (reply.because is Because.OPENS)
        if reply.parent is not None and reply.because is not Because.DECLARED:
            assert reply.parent < number
            assert reply.words in linked_thread.by_number[number].text
        numbers_above, above = set(), number
        while (parent := linked[above].parent) is not None:
            assert above not in numbers_above
            numbers_above.add(above)
            above = parent
    if not declared:
        assert linked[1].parent is None


@given(threads(), st.booleans())
def test_any_thread_is_one_tree_and_its_quotes_are_in_their_posts(any_thread: Thread, ignore: bool) -> None:
    quoted = quotes.find(any_thread, ignore)
    assert quoted == quotes.find(any_thread, ignore)
    for number, many in quoted.items():
        place = 0
        for quote in many:
            assert place <= quote.start < quote.end <= len(any_thread.by_number[number].text)
            place = quote.end
            assert quote.post is None or quote.post in any_thread.by_number
            if quote.how is How.REPEATED:
                assert quote.post is not None
                author = any_thread.by_number[number].author
                assert author is None or any_thread.by_number[quote.post].author != author
    linked = replies.find(any_thread, quoted, ignore)
    assert linked == replies.find(any_thread, quoted, ignore)
    assert_tree(any_thread, linked, declared=not ignore)


@pytest.mark.slow
def test_a_flood_takes_time_in_proportion() -> None:
    """Two thousand equal posts, and one post with many marks."""
    saying = "The very same words are said by everybody in here again. Are they?"
    flood = thread(*(post(number, saying, f"Name{number} A", number) for number in range(1, 2001)))
    quoted = quotes.find(flood)
    assert len(quoted) == 1999 and {many[0].post for many in quoted.values()} == {1}
    assert len(replies.find(flood, quoted)) == 2000
    marks = thread(post(1, 're: "a b'.ljust(9) * 20_000), post(2, 'A b wrote:\nre: "a b"\n' * 5_000, "Jon W"))
    assert quotes.find(marks)


@given(st.text("aB. ?\n", max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_sentences_cut_at_lost_line_breaks_cover_what_they_did(text: str, places: list[int]) -> None:
    edges = sorted({min(place, len(text)) for place in places})
    repeated = [pair for pair in zip(edges[::2], edges[1::2], strict=False) if pair[0] < pair[1]]
    whole = split(text)
    pieces = list(cut_where_lines_were_lost(text, whole, repeated))
    assert [place for start, end in pieces for place in range(start, end)] == [
        place for start, end in whole for place in range(start, end)
    ]
