"""Which statements say the same: labelled pairs, invented cases, and what holds whatever is grouped."""

from __future__ import annotations

import itertools
import json
import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor import corpus
from extractor.statements import grouping
from extractor.statements.grouping import Vocabulary
from extractor.statements.grouping._likeness import Comparer, weights_of
from extractor.statements.grouping._relations import kin, relation, relations
from extractor.statements.grouping._statements import same, statement_reader
from extractor.statements.grouping._weights import ALIKE, CROWD, GROWTH, GROWTH_END, READ
from extractor.text.word_forms import word_forms

PAIRS = Path(__file__).parent / "sayings" / "pairs.jsonl"
OPPOSED = ("negation", "opposite")


@cache
def english() -> Vocabulary:
    """With the opposites of the founding corpus, about whose subject some of the labelled pairs speak."""
    return grouping.vocabulary_of("en", corpus.load(Path(__file__).parent.parent / "corpus").language.opposite)


def labelled() -> list[dict[str, str | bool]]:
    return [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines() if line.strip()]


def joined(one: str, other: str) -> bool:
    return len(grouping.group([one, other], english())) == 1


SAME = [
    ("Taxes on sugar would reduce obesity.", "A sugar tax reduces obesity."),
    ("Hourly contracts are risky for clients.", "For the client, an hourly contract is a risk."),
    ("Homework harms children.", "Homework hurts kids."),
    ("The plan is impractical.", "The plan is not practical."),
    ("Never pay before the work is done.", "You should not pay before the work is done."),
    ("The escrow does not work.", "The escrow is ineffective."),
    ("We should ban fireworks.", "Fireworks should be prohibited."),
    ("The fee was increased.", "They raised the fee."),
    ("The reviews are unreliable.", "You cannot rely on the reviews."),
    ("Banning cars reduces pollution.", "Pollution is lowered by a ban on cars."),
]

OPPOSITE = [
    ("Sign the contract.", "Don't sign the contract."),
    ("Pay before the delivery.", "Pay after the delivery."),
    ("The fee was raised.", "The fee was reduced."),
    ("The refund is always paid.", "The refund is never paid."),
    ("Fireworks should be allowed.", "Fireworks should be banned."),
    ("Cycling there is safe.", "Cycling there is dangerous."),
    ("This helps small firms.", "This does not help small firms."),
    ("There is proof that the vaccine works.", "There is no proof that the vaccine works."),
    ("It is necessary to hire a lawyer.", "It is not necessary to hire a lawyer."),
    ("The tracker is reliable.", "The tracker is unreliable."),
    ("Work with a contract.", "Work without a contract."),
    ("The school lacks money.", "The school has money."),
    ("The dam does more harm than good.", "The dam does more good than harm."),
    ("Choose tea rather than coffee.", "Choose coffee rather than tea."),
    ("The new rule fails to protect tenants.", "The new rule protects tenants."),
    ("Everybody agrees with the mayor.", "Nobody agrees with the mayor."),
]


@pytest.mark.parametrize("pair", labelled(), ids=lambda pair: pair["id"])
def test_no_labelled_opposites_are_one_saying(pair: dict[str, str | bool]) -> None:
    if pair["kind"] in OPPOSED:
        assert not joined(str(pair["a"]), str(pair["b"]))


def test_no_labelled_opposites_are_one_saying_among_all_others() -> None:
    pairs = labelled()
    groups = grouping.group([str(pair[side]) for pair in pairs for side in "ab"], english())
    at = {place: number for number, members in enumerate(groups) for place in members}
    together = [pair["id"] for number, pair in enumerate(pairs) if at[2 * number] == at[2 * number + 1]]
    assert not [pair["id"] for pair in pairs if pair["kind"] in OPPOSED and pair["id"] in together]


def test_most_labelled_paraphrases_are_one_saying() -> None:
    same = [joined(str(pair["a"]), str(pair["b"])) for pair in labelled() if pair["same"]]
    assert sum(same) >= 0.7 * len(same)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert joined(one, other)


@pytest.mark.parametrize(("one", "other"), OPPOSITE)
def test_opposites_that_share_words(one: str, other: str) -> None:
    assert not joined(one, other)


def test_groups_and_what_they_share() -> None:
    statements = [
        "Homework harms children.",
        "The school bus is late every morning.",
        "Homework hurts kids!",
        "Homework does not harm children.",
        "Every morning the school bus comes late.",
    ]
    sayings = grouping.sayings(statements, english())
    assert [saying.members for saying in sayings] == [(0, 2), (1, 4), (3,)]
    assert sayings[0].because == ("homework",)
    assert {"bus", "late"} <= set(sayings[1].because)
    assert sayings[2].because == ()


def test_what_all_are_about_joins_nothing() -> None:
    about = "Zoos should be closed"
    statements = ["Zoos teach visitors about nature.", "Zoos cost the city a fortune."]
    assert grouping.group(statements, english(), about) == [[0], [1]]


def test_a_third_statement_does_not_bring_opposites_together() -> None:
    statements = ["The new fee helps freelancers.", "The new fee does not help freelancers.", "New fee, freelancers."]
    groups = grouping.group(statements, english())
    assert not any({0, 1} <= set(members) for members in groups)


def test_a_crowd_is_grouped_by_shared_words() -> None:
    statements = [f"Street {number}x needs lamp {number}y" for number in range(CROWD)]
    statements += [f"Lamp {number}y is what street {number}x needs" for number in range(CROWD)]
    groups = grouping.group(statements, english())
    assert groups == [[number, number + CROWD] for number in range(CROWD)]


def test_long_statements_are_read_in_part() -> None:
    head = " ".join(f"word{number}" for number in range(READ))
    assert joined(head + " one" * 20_000, head + " other" * 20_000)


def test_wrong_data_is_told() -> None:
    text = 'stop = ["a"]\nnegators = ["not"]\nopposite = ["up"]\nsme = []\n'
    _, problems = grouping.read(text, "x", word_forms("en"))
    assert [problem.code for problem in problems] == ["E203", "E202"]


FEW = ["fee", "is", "not", "never", "too", "high", "low", "good", "bad", "don't", "pay", "paid", "before", "after"]
WORDS = st.sampled_from([*FEW, "less", "more", "than", "no,", "unfair", "without", "on", "off", "U.S.", "16"])
STATEMENTS = st.lists(st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=8).map(" ".join)), max_size=12)


@given(STATEMENTS, st.text(max_size=20))
def test_every_statement_is_in_one_group(statements: list[str], about: str) -> None:
    groups = grouping.group(statements, english(), about)
    assert sorted(place for members in groups for place in members) == list(range(len(statements)))
    assert all(members == sorted(members) for members in groups)
    assert groups == sorted(groups)
    assert groups == grouping.group(statements, english(), about)


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_changes_nothing(statements: list[str], chance: random.Random) -> None:
    order = list(range(len(statements)))
    chance.shuffle(order)
    groups = grouping.group([statements[place] for place in order], english())
    back = sorted(sorted(order[place] for place in members) for members in groups)
    assert back == grouping.group(statements, english())


@given(STATEMENTS, STATEMENTS)
def test_identical_statements_are_together(statements: list[str], others: list[str]) -> None:
    groups = grouping.group([*statements, *others, *statements], english())
    at = {place: number for number, members in enumerate(groups) for place in members}
    last = len(statements) + len(others)
    assert all(at[place] == at[last + place] for place in range(len(statements)))


KINDRED = st.lists(
    st.one_of(
        st.sampled_from(
            ["not", "never", "price", "pricing", "prices", "cheap", "expensive", "unfair", "fair", "kids"]
        ),
        st.sampled_from([word for one, other in SAME for word in f"{one} {other}".split()]),
        st.text("aeinrst", min_size=1, max_size=8),
        st.builds("".join, st.lists(st.sampled_from(["star", "ring", "tone"]), min_size=1, max_size=5)),
    ),
    max_size=20,
)


@given(KINDRED)
def test_words_that_have_to_do_with_each_other_are_looked_up(words: list[str]) -> None:
    """No two words are alike, or opposed, that share none of the things by which they are looked up."""
    tokens = statement_reader(english()).read(" ".join(words).casefold()).tokens
    for one in tokens:
        for other in tokens:
            assert relation(one, other) == relation(other, one)
            if not set(kin(one)) & set(kin(other)):
                assert relation(one, other)[0] == 0


@given(KINDRED)
@example(["ring", "ringtonestarton", "tone", "tonestarringer"])
def test_words_are_related_that_are_when_each_is_held_against_each(words: list[str]) -> None:
    tokens = statement_reader(english()).read(" ".join(words).casefold()).tokens
    plain = [
        {place: relation(one, other) for place, other in enumerate(tokens) if relation(one, other)[0] > 0}
        for one in tokens
    ]
    assert relations(tokens) == plain


def plain_groups(statements: list[str]) -> list[list[int]]:
    """Groups by definition: each statement is held against each, and all groups against all, at every step."""
    reader = statement_reader(english())
    parsed = [reader.read(text) for text in sorted(map(same, statements))]
    comparer = Comparer(parsed, english(), weights_of(parsed, set(), english()))
    groups = {number: [number] for number in range(len(parsed))}
    sums: dict[tuple[int, int], float | None] = {
        pair: comparer.likeness(*pair) for pair in itertools.combinations(groups, 2)
    }

    def mean(one: int, other: int) -> float:
        """How alike two groups are, less what is asked for by their size."""
        here, there = len(groups[one]), len(groups[other])
        total = sums[one, other]
        growth = GROWTH * (min(here + there, GROWTH_END) - 2)
        return -1.0 if total is None else total / (here * there) - growth

    for new in itertools.count(len(parsed)):
        pairs = itertools.combinations(sorted(groups), 2)
        one, other = min(pairs, key=lambda pair: (-mean(*pair), pair), default=(0, 0))
        if one == other or mean(one, other) < ALIKE:
            break
        for third in groups.keys() - {one, other}:
            parts = [sums[min(half, third), max(half, third)] for half in (one, other)]
            sums[third, new] = None if None in parts else sum(part for part in parts if part is not None)
        groups[new] = groups.pop(one) + groups.pop(other)
    return sorted(sorted(members) for members in groups.values())


@given(
    st.lists(st.sampled_from([*FEW, *(word for one, other in SAME for word in f"{one} {other}".split())]), min_size=4)
    .map(lambda words: list(dict.fromkeys(words)))
    .flatmap(
        lambda words: st.lists(
            st.lists(st.sampled_from(words), min_size=1, max_size=7).map(" ".join), max_size=14, unique_by=same
        )
    )
)
def test_groups_are_those_of_comparing_each_with_each(statements: list[str]) -> None:
    """The fast way looks only at pairs that can matter; the result is that of looking at all of them."""
    ordered = sorted(statements, key=same)
    assert grouping.group(ordered, english()) == plain_groups(ordered)
