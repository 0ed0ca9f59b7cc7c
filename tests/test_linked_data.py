"""What data for programs quote of a post, and what the check takes for a quotation of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checker.linked import LEFT_OUT, says
from extractor.model import folded
from extractor.site.linked_data import excerpt

WORDS = st.one_of(st.text("ab", min_size=1, max_size=12), st.text("ab/", min_size=90, max_size=320))
LONG = "word " * 60


@given(st.lists(WORDS, min_size=1, max_size=60), st.sampled_from([" ", "\n", "  \u200d", "\u202e "]))
def test_whatever_a_post_holds_its_excerpt_is_a_quotation(words: list[str], between: str) -> None:
    text = between.join(words)
    assert says(excerpt(folded(text)), text)


@pytest.mark.parametrize(
    "said",
    [
        f"{LONG[:40].strip()}{LEFT_OUT}",
        f"{LONG[:152]}{LEFT_OUT}",
        f"{LONG.strip()}{LEFT_OUT}",
        LONG[:150].strip(),
        f"other {LONG[:150].strip()}{LEFT_OUT}",
        LEFT_OUT,
        "",
    ],
    ids=["too few", "half a word", "nothing is left out", "no sign", "other words", "a sign alone", "nothing"],
)
def test_other_words_are_none(said: str) -> None:
    assert not says(said, LONG)
