"""Word forms: which words count as the same word, wherever words are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.word_forms import word_forms

FORMS = word_forms("en")

SAME = [
    "pay pays paid paying payed",
    "refund refunds refunded refunding",
    "renew renews renewal renewing",
    "behaviour behavior behaviours",
    "child children",
    "nation national nationalization",
    "lose loses lost losing",
]
OTHER = ["pay pain", "fee feed", "legal legend", "arbiter arbitrary", "child chill", "contract contrast"]


@pytest.mark.parametrize("words", SAME)
def test_forms_of_one_word_have_one_root(words: str) -> None:
    assert len({FORMS.root(word) for word in words.split()}) == 1


@pytest.mark.parametrize("words", OTHER)
def test_other_words_have_other_roots(words: str) -> None:
    roots = [FORMS.root(word) for word in words.split()]
    assert len(set(roots)) == len(roots)


@given(st.text(max_size=30))
def test_any_text_has_a_root_and_keeps_it(word: str) -> None:
    assert FORMS.root(word) == FORMS.root(word)


def test_every_irregular_form_leads_back_to_its_word() -> None:
    owners: dict[str, set[str]] = {}
    for word, forms in FORMS.irregular.items():
        for form in forms:
            owners.setdefault(form, set()).add(word)
    assert len(owners) > 500
    for form, words in owners.items():
        # Two words may share a form (`wound`, `found`): it is then a form of one of them.
        assert FORMS.root(form) in {FORMS.root(word) for word in words}, form
