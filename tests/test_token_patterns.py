"""Token patterns and their regular expressions: refused with a reason, or quick, and finding what spaCy finds."""

from __future__ import annotations

import re
import time
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.rules import token_patterns
from extractor.rules.expressions import SHORT, ExpressionError, checked
from tests.effort import examples
from tests.test_matching import compared

WORDS = ["ask", "the", "refund", "Mr", "a b", "", "Fee", "don't", "not", "x", "ﬁ", "İ", "12"]
EXPRESSIONS = [
    "^a",
    "(",
    "[a-c]+$",
    "(a+)+$",
    "^(ask|the)$",
    ".",
    "$^",
    "(?i)MR",
    "[[a]",
    "a{2}",
    "\\d",
    "(?!x)",
    ".*a.*",
]
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [None, True, False, 0, 1, 3, -1, 2**62, 10**400, 1.5, float("nan"), float("inf"), [], {}, [1], [[]]]
    ),
    st.sampled_from(WORDS),
)
LISTS = st.lists(st.sampled_from(WORDS), max_size=3) | ANYTHING
INNER = LISTS | st.lists(st.sampled_from(EXPRESSIONS))
TABLES = st.dictionaries(
    st.sampled_from(["IN", "NOT_IN", "REGEX", "FUZZY", "FUZZY1", "FUZZY9", "FUZZY99", "in", "IS_SUBSET", "=="]),
    LISTS
    | st.sampled_from(EXPRESSIONS)
    | st.dictionaries(
        st.sampled_from(["IN", "NOT_IN", "REGEX"]), LISTS | st.lists(st.sampled_from(EXPRESSIONS)), max_size=2
    ),
    max_size=2,
)
LENGTHS = st.dictionaries(
    st.sampled_from([*token_patterns.COMPARED, "IN", "NOT_IN", "REGEX", "=>"]),
    st.integers(-1, 6) | st.lists(st.integers(0, 5), max_size=2) | ANYTHING,
    max_size=2,
)
OPERATORS = [
    "?",
    "*",
    "+",
    "!",
    "1",
    "",
    "**",
    "{2}",
    "{0,2}",
    "{1,3}",
    "{2,}",
    "{,2}",
    "{0}",
    "{,}",
    "{3,1}",
    "{999}",
]
OPERATORS += ["{" + "9" * 5000 + "}", "{ 1 }", "{٢}", "{1;2}", "{-1}"]
TOKEN_CONDITIONS = st.one_of(
    st.tuples(st.sampled_from(token_patterns.TEXTS), st.sampled_from(["ask", "the", "refund", "Mr", "xxx"])),
    st.tuples(st.sampled_from(token_patterns.TEXTS), TABLES | ANYTHING),
    st.tuples(st.sampled_from(token_patterns.FLAGS), st.booleans() | ANYTHING),
    st.tuples(st.just("LENGTH"), LENGTHS | st.integers(-1, 6) | ANYTHING),
    st.tuples(st.just("OP"), st.sampled_from(OPERATORS) | ANYTHING),
    st.tuples(st.sampled_from(["_", "lower", "LEMMA", "POS", "MORPH", "FOO", "ENT_TYPE"]), ANYTHING | TABLES),
)
PATTERNS = st.lists(st.lists(TOKEN_CONDITIONS, max_size=2).map(dict), min_size=1, max_size=3)
SENTENCES = [
    "Mr ask the refund, ask! the 12 fees.",
    "Ask: don't. x ﬁ İ ... ask the the",
    f"ask {'a' * 95} the {'ab' * 50} refund {'!' * 12}",
    "",
]


@settings(deadline=None, max_examples=examples(5, 20))
@given(st.lists(PATTERNS, min_size=30, max_size=60))
@example([[{"LOWER": {"REGEX": "^a"}, "LENGTH": {">": 2, "<": 9}}], [{"TEXT": {"FUZZY1": {"IN": ["refund"]}}}]])
@example([[{"LOWER": {"REGEX": {"NOT_IN": ["^a", "^t"]}}, "OP": "!"}, {"OP": "{,2}"}]])
def test_a_token_pattern_is_refused_or_finds_what_spacy_finds(patterns: list[list[dict[str, Any]]]) -> None:
    sound = []
    for pattern in patterns:
        faults = token_patterns.faults(pattern)
        assert all(cause and help for cause, help in faults)
        if not faults:
            sound.append((tuple(pattern), True))
    compared(sound, SENTENCES)


def test_an_expression_is_tried_on_a_token_as_long_as_its_structure_allows() -> None:
    from extractor.rules.engine import Engine, Pattern

    patterns: dict[str, Any] = {
        "steady": ({"TEXT": {"REGEX": "^ab"}},),
        "costly": ({"TEXT": {"REGEX": "a.*b.*a"}},),
        "plain": ({"IS_ALPHA": True},),
    }
    assert not any(token_patterns.faults(pattern) for pattern in patterns.values())
    engine = Engine(
        "en", [Pattern(key=key, phrase_or_tokens=pattern, every=True) for key, pattern in patterns.items()]
    )
    short, long = "ab" * (SHORT // 2), "ab" * SHORT
    hits = engine.find(engine.tokens(f"{short} {long} {short} ."))
    assert [(hit.key, hit.start) for hit in hits] == [
        *(("steady", 0), ("steady", 1), ("steady", 2)),
        *(("costly", 0), ("costly", 2)),
        *(("plain", 0), ("plain", 1), ("plain", 2)),
    ]


PIECES = [
    "a",
    "b",
    "ab",
    ".",
    "\\w",
    "[ab]",
    "[^b]",
    "(",
    "(?:",
    "(?!",
    "(?=",
    "(?<!",
    "(?>",
    ")",
    "*",
    "+",
    "?",
    "*?",
    "++",
]
PIECES += [
    "{2}",
    "{1,3}",
    "{,50}",
    "{9999}",
    "|",
    "^",
    "$",
    "\\b",
    "\\1",
    "(?i)",
    "(?m)",
    "(?P<n>",
    "(?(1)",
    "\\",
    "[",
    "]",
]
HOSTILE = [
    "a" * SHORT,
    "b" * SHORT,
    "ab" * (SHORT // 2),
    "a" * (SHORT - 1) + "b",
    "a" * (SHORT - 1) + "!",
    "ba" * 50,
    "",
]


@settings(deadline=None, max_examples=examples(300, 3000))
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("(a+)+$")
@example("^(a|aa)+$")
@example("(a*)*b")
@example("a.*a.*b")
@example("(?=(a+))a*b\\1")
def test_an_expression_is_refused_or_quick_on_every_token(written: str) -> None:
    try:
        checked(written)
    except ExpressionError as error:
        cause, help = error.args
        assert cause and help
        return
    compiled = re.compile(written)
    began = time.process_time()
    for text in HOSTILE:
        compiled.search(text)
    assert time.process_time() - began < 1, "about fifty times what two million steps take"
