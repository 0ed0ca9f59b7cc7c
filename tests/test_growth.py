"""Work grows with the length of what people write: counted in lines of Python that run, so that no clock is asked.

Twice as much text may take twice as many steps and a little more. What C does in one step is not seen here;
`benchmarks/growth.py` measures seconds over more kinds of text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from benchmarks.growth import FIRST, SHAPES, UNITS, Post, Stages, flood
from extractor.linking import merging
from extractor.rules.engine import Engine
from extractor.rules.engine._words import CUT, LONG, _pieces
from extractor.text.sentences import LONGEST, head, split
from tests.command import run

TWICE = 2.4
"""The factor that is allowed: twice, and a little for sorting."""

stages = cache(Stages)


def steps(stage: Callable[[Any], object], work: Any) -> int:
    """Lines of Python that a stage runs."""
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        stage(work)
    finally:
        sys.settrace(before)
    return count


POSTS = {
    "quotation marks": ("label", "quotes", "answering", "lint"),
    "lines of one letter": ("quotes", "replies", "label", "answering", "arrange"),
    "a modifier's words": ("label",),
    "re lines": ("quotes",),
    "somebody wrote, once a line": ("quotes", "replies"),
    "openers": ("sayings",),
    "names at the head of a line": ("replies", "answering"),
}
THREADS = {
    "Many short posts of few people, as 20,000 in one thread": ("quotes", "replies", "merge", "label"),
    "Posts that each call another person by name, all of different people": ("replies", "answering"),
    "A post that calls everybody": ("replies",),
    "Posts that all call the one who writes every other": ("replies",),
    "Each post answers the one before it, and says so": ("replies",),
    "Each post answers the one behind it": ("replies",),
    "Posts that all quote one sentence of the first": ("quotes", "replies"),
    "One post that quotes every other": ("quotes", "replies"),
    "A post of thousands of blocks that the source marks as quotes": ("label",),
}
CASES = [
    *((name, stage, flood(UNITS[name]), 8_000) for name, listed in POSTS.items() for stage in listed),
    *(
        (name, stage, SHAPES[name], 20_000 if "quotes" in name else 6_000)
        for name, listed in THREADS.items()
        for stage in listed
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "stage", "make", "size"), CASES, ids=lambda value: getattr(value, "__name__", str(value))[:40]
)
def test_twice_the_text_takes_twice_the_steps(
    name: str, stage: str, make: Callable[[int], list[Post]], size: int
) -> None:
    run = stages().all[stage]
    works = [stages().work(make(length)) for length in (size // 2, size, 2 * size)]
    for work in works:
        if stage == "replies":
            stages().all["quotes"](work)
    # The first fills what is kept from one text to the next.
    _, half, whole = (steps(run, work) for work in works)
    assert whole <= TWICE * half, f"{name}: {half} steps, and {whole} for twice as much"


# ---- the two limits


@pytest.mark.parametrize("text", ["x" * 9_000, "x y " * 2_000, "x\u0301" * 3_000, f"{'x' * 1_999} y {'z' * 2_000}"])
def test_no_sentence_is_longer_than_the_longest(text: str) -> None:
    spans = split(text)
    assert max(end - start for start, end in spans) <= LONGEST
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")


def test_a_sentence_is_cut_at_white_space() -> None:
    text = f"{'word ' * 300}{'x' * 600} and more."
    assert [text[start:end] for start, end in split(text)] == [("word " * 300).strip(), f"{'x' * 600} and more."]
    assert head("x" * LONGEST) == LONGEST
    assert head("x" * LONGEST + " y") == LONGEST
    assert head("x" * 3 * LONGEST, LONGEST) == 2 * LONGEST


def test_a_chunk_is_cut_unless_it_is_an_address() -> None:
    address = f"https://example.org/{'a/?b=' * 300}c"
    for chunk in ("x" * LONG, address, f"({address})."):
        assert _pieces(chunk) == [chunk]
    for chunk in ('"' * 4_000, "'s" * 500, f"{'(' * 300}{address}", f"https://example.org/{chr(41) * 300}"):
        assert "".join(_pieces(chunk)) == chunk
        assert max(map(len, _pieces(chunk))) <= CUT


def test_tokens_of_a_cut_chunk_stand_where_they_are_written() -> None:
    text = f"Pay {'x-' * 300} now  {'(' * 700} please"
    engine: Engine[str] = Engine("en", ())
    tokens = engine.tokens(text)
    spans = [tokens.span(place, place + 1) for place in range(len(tokens.kinds))]
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert [text[slice(*spans[place])] for place in (0, -1)] == ["Pay", "please"]


def test_a_row_that_is_longer_is_told(tmp_path: Path) -> None:
    rows = [{"id": 1, "text": "Rent a kiln."}, {"id": 2, "text": "Never pay. " * 300}]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    done = run("label", "--sentences", str(file))
    assert "warning[W122]" in done.stderr and "row 2" in done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 2]


def test_the_same_form_letter_in_many_threads_is_compared_with_few() -> None:
    """Each thread has other people, so none is another's copy; without a limit every two would be compared."""
    alone = [
        replace(stages().work([{"author": f"Ann{number}", "text": FIRST * 2}]).thread, name=f"{number}.json")
        for number in range(120)
    ]
    half, whole = (steps(merging.grouped, cut) for cut in (alone[:60], alone))
    assert whole <= TWICE * half
