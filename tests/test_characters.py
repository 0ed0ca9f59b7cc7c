"""Characters and words: what is done to a whole text at once is what would be done letter by letter."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from extractor.text.characters import KEPT, norms, visible, word_spans, words

texts = st.text() | st.lists(
    st.sampled_from(["Don’t", "İß", "ʼn", "a\u0301b", "…", " ", "\n", "\u2028", "'", "ﬁ"])
).map("".join)


@given(texts)
@example("Don’t … “ask”–ﬁrst\r\nİt's_x" * (KEPT // 20))
def test_words_are_folded_each_by_itself(text: str) -> None:
    alone = [match.group() for match in re.finditer(r"\w+(?:['’ʼ]\w+)*", text)]
    assert list(norms(text)) == [word.replace("’", "'").replace("ʼ", "'").casefold() for word in alone]
    assert [text[start:end] for start, end in word_spans(text)] == alone
    assert [text[word.start : word.end] for word in words(text)] == alone


@given(st.text(st.characters() | st.sampled_from("\n\r\t\x00\x85\u200d\u202e\ufeff\ud800")))
def test_a_text_is_visible_where_its_characters_are(text: str) -> None:
    assert visible(text) == "".join(letter for letter in text if visible(letter + "\x00"))
