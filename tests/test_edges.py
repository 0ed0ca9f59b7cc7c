"""Word edges: each case is a line; `|` stands wherever a quotation may begin or end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.characters import folded
from extractor.text.edges import cuts, divides, widened
from extractor.text.folding import Folding
from extractor.text.sentences import split

CASES = [
    line
    for line in (Path(__file__).parent / "data/word-edges.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def divided(text: str) -> str:
    """The text with `|` wherever it may be divided, but at its ends and beside spaces."""
    parts = [text[:1]]
    for offset in range(1, len(text)):
        beside_space = text[offset - 1].isspace() or text[offset].isspace()
        if not beside_space and not cuts(text, offset):
            parts.append("|")
        parts.append(text[offset])
    return "".join(parts)


@pytest.mark.parametrize("case", CASES)
def test_words_are_divided_where_they_end(case: str) -> None:
    assert divided(case.replace("|", "")) == case


PIECES = st.lists(
    st.sampled_from(
        [
            *"aZ1é漢カ'’-_.:,;!?…。$%@&/()[]*~`´\" \n\t",
            *(
                "You",
                "can",
                "The",
                "3.5",
                "www.",
                "https://a.b/c",
                "U.S.",
                ":D",
                ":-P",
                ":)",
                "\u0301",
                "\u200d",
                "\ufe0f",
            ),
            *("🙂", "👍🏽", "🇩🇪", "\u200e", "\xad", "date", "no", "...", "Inc"),
        ]
    ),
    max_size=25,
).map("".join)


@given(st.one_of(PIECES, st.text()))
def test_no_sentence_begins_or_ends_inside_a_word(text: str) -> None:
    """What the program itself would print is never refused."""
    folding = Folding(text)
    for start, end in split(text):
        words = folded(text[start:end])
        if words:
            places = [place for place in folding.places(words) if folding.raw(place) >= start]
            first = places[0]
            assert divides(folding.words, first)
            assert divides(folding.words, first + len(words))


@given(PIECES, st.data())
def test_widening_stops_at_the_next_edges(text: str, data: st.DataObject) -> None:
    text = folded(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = widened(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
    for offset in (first, last):
        assert not cuts(text, offset)
    assert widened(text, first, last) == (first, last)
