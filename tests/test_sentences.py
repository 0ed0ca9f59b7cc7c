"""Sentences: the founding thread's, cases in files, and what holds for any text."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import readers
from extractor.model import Source
from extractor.text.sentences import split
from tests.cases import FOLDER, cases, compare

SEED = FOLDER.parent / "corpus/threads/upwork/dispute-second-opinion.txt"


@pytest.mark.parametrize("case", cases("sentences"), ids=lambda case: case.stem)
def test_sentences_are_as_expected(case: Path) -> None:
    text = case.read_text("utf-8")
    compare(case, "txt", "".join(f"{text[start:end]}\n" for start, end in split(text)))


def test_the_founding_thread_has_the_sentences_that_people_marked() -> None:
    """All 152, offset for offset; the gold counts in the file, sentences in their post."""
    whole = SEED.read_text("utf-8")
    thread = readers.read(Source(name="seed", data=SEED.read_bytes()))
    sentences = []
    for post in thread.posts:
        assert post.line is not None
        place = sum(len(line) + 1 for line in whole.split("\n")[: post.line - 1])
        assert whole[place : place + len(post.text)] == post.text
        sentences += [(post.number, place + start, place + end) for start, end in split(post.text)]
    rows = [json.loads(row) for row in (FOLDER / "data/seed-sentences.jsonl").read_text("utf-8").splitlines()]
    assert sentences == [(row["post"], row["start"], row["end"]) for row in rows]
    assert len(sentences) == 152


forum_text = st.text(st.sampled_from('aZ .!?…\n\r\t"”(1$😔\u2028\x0b\x00-•:)@')) | st.text()


@given(forum_text, st.integers(-3, 50), st.integers(-3, 80) | st.none())
def test_ranges_cover_everything_once(text: str, start: int, end: int | None) -> None:
    first, last = max(start, 0), len(text) if end is None else min(end, len(text))
    spans = split(text, start, end)
    place = first
    for begin, stop in spans:
        assert place <= begin < stop <= last
        assert not text[place:begin].strip()
        assert not text[begin].isspace() and not text[stop - 1].isspace()
        place = stop
    assert not text[place : max(place, last)].strip()
    assert spans == split(text, start, end)


@pytest.mark.parametrize("piece", [".", "a.", "A. ", '." ', "! ", "! 😀", "a", "\n", "1. ", "A.B"])
@pytest.mark.slow
def test_a_flood_takes_time_in_proportion(piece: str) -> None:
    """A million characters in seconds; what is quadratic would take days."""
    text = piece * (300_000 // len(piece))
    before = time.process_time()
    split(text)
    assert time.process_time() - before < 10
