"""The pattern engine: tokens and hits are spaCy's own, for any text and any pattern, however texts are batched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.matcher import Matcher

from extractor.rules.engine import Engine, Hit, Pattern, _tokenizer, _words, pipeline
from extractor.rules.phrases import Lexicon, Phrase, PhraseError, phrase
from tests.effort import examples

NLP = pipeline("en")
PLAIN: Engine[int] = Engine("en", [])
LEXICON = Lexicon(
    lists={"who": ("client", "buyer")}, irregular={"pay": ("paid",)}, rigid=frozenset(), nouns=frozenset()
)

WORDS = ["ask", "asked", "the", "refund", "client", "buyers", "pay", "not", "non", "binding", "12", "$", "3.5", "-"]
# Chunks that spaCy cuts, joins again or reads otherwise beside one another, white space of all kinds, and marks.
ODD = [
    "don't",
    "it's",
    ":)",
    ":",
    ")",
    "(:",
    "''",
    "’’",
    "'",
    "a.m.",
    "Mr",
    ".",
    "Mr.x",
    "steps:>",
    "id.",
    "I'm.",
    "2.",
]
ODD += [
    "  ",
    " ",
    "\t",
    "\n",
    "\xa0",
    "\u2028",
    "\u3000",
    "😔",
    "\x00",
    "ﬁ",
    "İ",
    "½",
    "٣",
    "e\u0301",
    "w/o",
    "x/don't",
]
GLUE = [" ", " ", " ", "", "  ", ", ", " .", "\t "]

texts = st.lists(st.tuples(st.sampled_from([*WORDS, *WORDS, *ODD]), st.sampled_from(GLUE)), max_size=14).map(
    lambda parts: "".join(part + glue for part, glue in parts)
)
items = st.sampled_from(
    ["ask", "=asked", "the?", "refund/pay", "@who", "*", "*", "#", "non-binding", "not", "client/the?", "pay/#", "."]
)


def compiled(written: str) -> Phrase | None:
    try:
        return phrase(written, LEXICON)
    except PhraseError:
        return None


phrases = (
    st.tuples(st.sampled_from(["", "^ "]), st.lists(items, min_size=1, max_size=5), st.sampled_from(["", " $"]))
    .map(lambda parts: compiled(parts[0] + " ".join(parts[1]) + parts[2]))
    .filter(bool)
)
TOKEN_CONDITIONS: list[dict[str, Any]] = [
    {},
    {"NORM": "not"},
    {"LOWER": {"IN": ["ask", "the", "refund"]}},
    {"ORTH": "Mr"},
    {"LIKE_NUM": True},
    {"LIKE_NUM": False},
    {"IS_PUNCT": True},
    {"IS_CURRENCY": True},
    {"SHAPE": "xxxx"},
    {"LENGTH": {">=": 4}},
    {"TEXT": {"REGEX": "^[a-c]"}},
    {"NORM": {"NOT_IN": ["the", "client"]}},
    {"LOWER": {"FUZZY": "refunt"}},
    {"LOWER": "ask", "IS_ALPHA": True},
]
OPERATORS = ["?", "*", "+", "!", "{2}", "{0,2}", "{1,3}", "{2,}", "{,2}", "{0}"]
tokens = st.tuples(st.sampled_from(TOKEN_CONDITIONS), st.sampled_from(OPERATORS) | st.none()).map(
    lambda parts: parts[0] if parts[1] is None else {**parts[0], "OP": parts[1]}
)
token_patterns = st.lists(tokens, min_size=1, max_size=4).map(tuple)
pattern_lists = st.lists(st.tuples(phrases | token_patterns, st.booleans()), min_size=8, max_size=40)


def spacys(pattern: Phrase | tuple[Mapping[str, Any], ...], every: bool, text: str) -> Iterator[tuple[int, int]]:
    """What spaCy's matcher finds, of that the leftmost longest, and with `every` what follows without overlap."""
    doc = NLP.make_doc(text)
    matcher = Matcher(NLP.vocab)
    matcher.add("p", [pattern.tokens() if isinstance(pattern, Phrase) else [dict(token) for token in pattern]])
    spans = [(start, end) for _, start, end in matcher(doc)]
    if isinstance(pattern, Phrase):
        sentence = PLAIN.tokens(text)
        spans = [span for span in spans if not pattern.starts or span[0] <= sentence.first]
        spans = [span for span in spans if not pattern.ends or span[1] > sentence.last]
    behind = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= behind:
            yield start, end
            behind = end if every else len(doc)


# An engine costs a sixth of a second, so an example has many patterns and sentences.
few = settings(max_examples=5)
many = settings(max_examples=40)


def compared(patterns: list[tuple[Any, bool]], sentences: list[str]) -> None:
    engine = Engine(
        "en",
        [Pattern(key=key, phrase_or_tokens=pattern, every=every) for key, (pattern, every) in enumerate(patterns)],
    )
    for text, (_, hits) in zip(sentences, engine.find_all(sentences), strict=True):
        expected = [
            Hit(key, *span) for key, (pattern, every) in enumerate(patterns) for span in spacys(pattern, every, text)
        ]
        assert hits == expected
        assert engine.find(engine.tokens(text)) == expected


NONE = {"LOWER": "ask", "OP": "{0}"}


@few
@given(pattern_lists, st.lists(texts, max_size=8))
@example([((NONE, NONE), True)], ["She would ask me"])
@example([((NONE, {"LOWER": "me", "OP": "?"}, NONE), True)], ["She would ask me"])
def test_hits_are_those_of_spacys_own_matcher(patterns: list[tuple[Any, bool]], sentences: list[str]) -> None:
    compared(patterns, sentences)


@pytest.mark.slow
@many
@given(pattern_lists, st.lists(texts, max_size=8))
def test_hits_are_those_of_spacys_own_matcher_in_many_more(
    patterns: list[tuple[Any, bool]], sentences: list[str]
) -> None:
    compared(patterns, sentences)


@settings(max_examples=examples(150, 500))
@given(texts | st.text())
@example("")
@example("   ")
@example("He said ''Featured : ) '' and id . (: it's):")
@example("’’ upgraded ’’enter ’ ’")
@example("\x00 a\x00b \x00")
@example("Refund, refund. Refund? refund) cant. o. a, etc. i.e. km. pm. x: x) :x D; dont! US. Us.")
def test_tokens_are_spacys_own(text: str) -> None:
    doc = NLP.make_doc(text)
    sentence = PLAIN.tokens(text)
    assert sentence.norms == [token.norm_ for token in doc]
    assert sentence.numbers == [token.like_num for token in doc]
    places = [sentence.span(place, place + 1) for place in range(len(doc))]
    assert places == [(token.idx, token.idx + len(token)) for token in doc]
    assert [token.text for token in sentence.doc] == [token.text for token in doc]
    assert sentence.last == max((token.i for token in doc if token.text[-1].isalnum()), default=0)


def test_a_past_form_keeps_its_norm_before_a_negation() -> None:
    """spaCy calls `did` of `didn't` `do`: "Didn't pay" would be an order not to pay."""
    for text, norms in (
        ("I didn't. Didn’t", ["i", "did", "not", ".", "did", "not"]),
        ("He hadn't; didnt", ["he", "had", "not", ";", "did", "not"]),
        ("You don't, can't", ["you", "do", "not", ",", "can", "not"]),
    ):
        assert PLAIN.tokens(text).norms == norms


def test_names_of_spacys_own_are_words_like_others() -> None:
    """Met again after the words of their batch were given back, they once broke the tokenizer."""
    engine: Engine[int] = Engine("en", [])
    for form in ("IS_ALPHA", "(IS_ALPHA)", "LEMMA IS_ALPHA", "nsubj", "IS_ALPHA"):
        assert [token.text for token in engine.tokens(form).doc] == [token.text for token in NLP.make_doc(form)]


FIRST = {"Ask": 0, "( Ask": 1, "2. Ask": 2, "3) ask": 2, "2 fees": 0, "... ?": 0, "": 0, "“ 12 ” x": 3, "a.) ask": 0}


@pytest.mark.parametrize("text", FIRST)
def test_the_first_word_stands_behind_marks_and_a_lists_number(text: str) -> None:
    assert PLAIN.tokens(text).first == FIRST[text]


def test_every_place_is_found_once_and_from_the_left() -> None:
    pattern = phrase("ask refund?", LEXICON)
    engine = Engine(
        "en", [Pattern(key="one", phrase_or_tokens=pattern), Pattern(key="all", phrase_or_tokens=pattern, every=True)]
    )
    hits = engine.find(engine.tokens("ask refund ask ask refund refund"))
    assert hits == [Hit("one", 0, 2), Hit("all", 0, 2), Hit("all", 2, 3), Hit("all", 3, 5)]


def test_hits_come_in_the_order_of_their_patterns_and_may_share_a_key() -> None:
    patterns = ["refund", "ask", "the refund", "ask"]
    engine = Engine("en", [Pattern(key=pattern, phrase_or_tokens=phrase(pattern, LEXICON)) for pattern in patterns])
    assert [hit.key for hit in engine.find(engine.tokens("ask the refund"))] == patterns


def test_no_match_goes_over_the_end_of_a_sentence() -> None:
    gaps: tuple[dict[str, Any], ...] = ({"LOWER": "ask"}, {"OP": "*"}, {"LOWER": "refund"})
    wide = ({"LOWER": "ask"}, {"LOWER": "refund", "OP": "!"}, {"LOWER": "pay"})
    patterns: list[Any] = [phrase("ask * refund", LEXICON), phrase("ask refund", LEXICON), gaps, wide]
    engine = Engine("en", [Pattern(key=key, phrase_or_tokens=pattern) for key, pattern in enumerate(patterns)])
    assert not any(hits for _, hits in engine.find_all(["I ask", "refund", "ask", "", "pay", "ask", "x refund"]))


@few
@given(st.lists(texts, max_size=12), st.integers(1, 60), st.integers(1, 12))
def test_batches_and_forgetting_change_nothing(sentences: list[str], batch: int, chunks: int) -> None:
    patterns = [phrase(written, LEXICON) for written in ("ask * refund", "^ the? client", "# the", "not $", "it is")]
    engine = Engine("en", [Pattern(key=key, phrase_or_tokens=pattern) for key, pattern in enumerate(patterns)])
    expected = [engine.find(engine.tokens(text)) for text in sentences]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extractor.rules.engine.BATCH", batch)
        patch.setattr(_words, "CHUNKS", chunks)
        patch.setattr(_tokenizer, "RENEWAL", 40)
        assert [hits for _, hits in engine.find_all(sentences)] == expected


def test_a_row_beyond_measure_is_searched_like_any_other() -> None:
    engine = Engine("en", [Pattern(key="k", phrase_or_tokens=phrase("ask * refund $", LEXICON), every=True)])
    long = "well " * 30_000
    assert engine.find(engine.tokens(f"{long}ask the refund")) == [Hit("k", 30_000, 30_003)]
    hits_by_sentence = [hits for _, hits in engine.find_all([f"{long}ask the refund", "ask refund", "ask"])]
    assert hits_by_sentence == [[Hit("k", 30_000, 30_003)], [Hit("k", 0, 2)], []]


def test_words_never_seen_before_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_words, "CHUNKS", 2_000)
    engine = Engine("en", [Pattern(key=1, phrase_or_tokens=phrase("ask refund", LEXICON))])
    list(engine.find_all(["ask refund"]))
    words = engine._words
    before = len(words.nlp.vocab.strings), len(words.forms)
    assert sum(len(hits) for _, hits in engine.find_all(f"x{number}y ask refund" for number in range(9_000))) == 9_000
    assert len(words._chunks) <= 2_000
    assert (len(words.nlp.vocab.strings), len(words.forms)) == before


def test_half_a_surrogate_pair_is_a_token_like_any_other() -> None:
    engine = Engine("en", [Pattern(key=1, phrase_or_tokens=phrase("ask refund", LEXICON))])
    sentence = engine.tokens("a\ud83d ask refund \ude00")
    (hit,) = engine.find(sentence)
    assert sentence.span(hit.start, hit.end) == (3, 13)


@pytest.mark.parametrize("operator", ["{}", "{,}", "{3,1}", "~", "{a}"])
def test_an_operator_that_spacy_has_not_is_refused(operator: str) -> None:
    with pytest.raises(ValueError, match="OP"):
        Engine("en", [Pattern(key=1, phrase_or_tokens=({"LOWER": "ask", "OP": operator},))])


def test_texts_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def sentences() -> Iterator[str]:
        for number in range(100_000):
            taken.append(number)
            yield "ask the client"

    engine: Engine[int] = Engine("en", [])
    next(iter(engine.find_all(sentences())))
    assert len(taken) < 10_000


def keys_of(hits: Sequence[Hit[int]]) -> list[int]:
    return [hit.key for hit in hits]


@few
@given(st.lists(phrases, min_size=2, max_size=40), st.lists(texts, min_size=1, max_size=5))
def test_a_pattern_is_found_among_others_as_it_is_alone(patterns: list[Phrase], sentences: list[str]) -> None:
    together = Engine("en", [Pattern(key=key, phrase_or_tokens=pattern) for key, pattern in enumerate(patterns)])
    for text in sentences:
        sentence = together.tokens(text)
        alone = [
            key
            for key, pattern in enumerate(patterns)
            if pattern.find(sentence.norms, sentence.numbers, sentence.first, sentence.last)
        ]
        assert keys_of(together.find(sentence)) == alone


@few
@given(pattern_lists, st.lists(texts, min_size=1, max_size=40))
def test_a_batch_has_what_is_found_one_by_one(patterns: list[tuple[Any, bool]], sentences: list[str]) -> None:
    engine = Engine(
        "en",
        [Pattern(key=key % 4, phrase_or_tokens=pattern, every=True) for key, (pattern, _) in enumerate(patterns)],
    )
    alone = [engine.find(engine.tokens(text)) for text in sentences]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extractor.rules.engine.BATCH", 400)
        batches = list(engine.batches(sentences))
    assert [tokens.text for batch in batches for tokens in batch.sentences] == sentences
    for batch in batches:
        hits_by_place, alone = alone[: len(batch.sentences)], alone[len(batch.sentences) :]
        for key in range(4):
            first, wanted = batch.first(key), range(0, len(batch.sentences), 2)
            some = batch.any_of(key, wanted)
            for place, hits in enumerate(hits_by_place):
                spans = [(hit.start, hit.end) for hit in hits if hit.key == key]
                assert batch.every(key, place) == spans
                assert first.get(place) == min(spans, key=lambda span: (span[0], -span[1]), default=None)
                assert some.get(place) == (spans[0] if spans and place in wanted else None)
