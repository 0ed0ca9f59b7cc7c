"""What many people ask: which asks are one group, and what decisions do to groups while threads come and go."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.asks.grouping import alike, halves
from extractor.asks.groups import Decided, groups_of
from extractor.asks.identity import anchor_of
from extractor.corpus import setaside
from extractor.model import (
    Answered,
    Ask,
    Asked,
    AskKind,
    Group,
    GroupState,
    Mined,
    Question,
    SetAside,
    SetAsideVerdict,
    askers_of,
)

TESTS = Path(__file__).parent
PLEAS = TESTS / "groups/pleas.toml"
CASES = sorted(path for path in (TESTS / "groups").glob("*.toml") if path != PLEAS)
SET_ASIDE = sorted((TESTS / "set_aside").glob("*.toml"))
POTTERY = TESTS / "groups/pottery.toml"


def ask(id: str, text: str, title: str = "", thread: str | None = None, author: str | None = None) -> Ask:
    whole = ((0, len(text)),)
    return Ask(
        id=id,
        thread=thread or f"pottery/{id}",
        post=1,
        post_id=f"p-{id}",
        author=author or f"potter {id}",
        kind=AskKind.EXPLICIT,
        ranges=whole,
        asking=whole,
        texts=(text,),
        title=title,
        url=None,
        posted=None,
        weight=1.0,
    )


def labelled(case: Path) -> tuple[list[Ask], list[str]]:
    """The asks of a case, and the group of each: its own where it stands alone."""
    rows = tomllib.loads(case.read_text("utf-8"))["ask"]
    asks = [ask(f"{number:03}", row["text"], row.get("title", "")) for number, row in enumerate(rows)]
    return asks, [row.get("group", f"alone {number}") for number, row in enumerate(rows)]


def mined(asks: Iterable[Ask]) -> dict[str, Mined]:
    return {
        each.thread: Mined(
            asked=Asked(opener_missing=False, asks=(each,)), answered=Answered(public=False, posts=(), passages=())
        )
        for each in asks
    }


def grouped(asks: Iterable[Ask], *set_aside: SetAside, questions: Sequence[Question] = ()) -> tuple[Group, ...]:
    return groups_of(mined(asks), "en", Decided(questions=questions, set_aside=set_aside), {})


def record(group: Group, number: int = 1, verdict: SetAsideVerdict = SetAsideVerdict.DISMISS) -> SetAside:
    return SetAside(
        verdict=verdict,
        because="no question",
        by="Ann",
        on=date(2026, 11, 30),
        askers=group.askers,
        threads=group.threads,
        asked=(),
        members=tuple(each.id for each in group.asks),
        number=number,
    )


def many(seed: int, size: int = 60) -> list[Ask]:
    """Asks of several people for each wording of the pottery, in threads of their own, in any order."""
    asks, _ = labelled(POTTERY)
    chance = random.Random(seed)
    rows = [chance.choice(asks) for _ in range(size)]
    return [ask(f"{number:03}", row.texts[0], row.title) for number, row in enumerate(rows)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_asks_that_ask_the_same_are_one_group(case: Path) -> None:
    asks, expected = labelled(case)
    groups = alike(asks, "en")
    assert sorted(place for group in groups for place in group) == list(range(len(asks)))
    by_name: dict[str, list[int]] = {}
    for place, name in enumerate(expected):
        by_name.setdefault(name, []).append(place)
    assert groups == sorted(by_name.values())


@given(st.randoms(use_true_random=False))
def test_the_order_of_threads_changes_no_group(chance: random.Random) -> None:
    asks, _ = labelled(POTTERY)
    shuffled = chance.sample(asks, len(asks))
    assert grouped(shuffled) == grouped(asks)


def test_a_group_is_named_by_a_wording_of_its_own() -> None:
    asks, expected = labelled(POTTERY)
    groups = grouped(asks)
    assert len(groups) == len({name for name in expected if not name.startswith("alone")})
    for group in groups:
        texts = {text for each in group.asks for text in (*each.texts, each.title)}
        assert group.title == group.wordings[0] and len(group.wordings) <= 3
        assert all(any(wording in text for text in texts) for wording in group.wordings)


def test_pleas_are_no_group_however_many_plead() -> None:
    asks, _ = labelled(PLEAS)
    assert not grouped([*asks, ask("x", "Please help, can someone help me?", "Help"), ask("y", "Help me", "Urgent")])


def test_more_people_and_more_threads_come_first() -> None:
    groups = grouped(labelled(POTTERY)[0])
    assert [group.rank for group in groups] == sorted((group.rank for group in groups), reverse=True)
    assert groups[0].askers == 4


def test_two_people_are_no_group() -> None:
    asks, expected = labelled(POTTERY)
    places = [place for place, name in enumerate(expected) if name == "lease"]
    assert grouped([asks[place] for place in places])
    assert not grouped([asks[place] for place in places[:2]])


def test_one_person_under_many_threads_is_no_group() -> None:
    texts = ["Where can I rent a kiln?", "Kiln rental, where?", "Where to rent a kiln?"]
    assert not grouped(ask(f"{number}", text, "Rent a kiln", author="Robin") for number, text in enumerate(texts))


@pytest.mark.parametrize("seed", range(6))
def test_a_dismissed_group_stays_away_while_threads_arrive(seed: int) -> None:
    asks = many(seed)
    start = len(asks) * 7 // 10
    for victim in grouped(asks[:start]):
        aside = record(victim)
        for size in range(start, len(asks) + 1):
            for group in grouped(asks[:size], aside):
                if not {each.id for each in group.asks} & set(aside.members):
                    continue
                grown = group.askers >= 2 * victim.askers and group.askers >= victim.askers + 3
                assert group.state is (GroupState.GROWN if grown else GroupState.DISMISSED)


def test_a_dismissed_group_comes_once_more_when_it_has_doubled() -> None:
    texts = ["How do I stop glaze running onto the shelf?", "My glaze runs onto the shelf, how to avoid it?"]
    asks = [ask(f"{number:02}", texts[number % 2], "Glaze runs") for number in range(12)]
    (small,) = grouped(asks[:4])
    aside = record(small)
    assert [grouped(asks[:size], aside)[0].state for size in (4, 7, 8)] == ["dismissed", "dismissed", "grown"]
    (large,) = grouped(asks[:8], aside)
    assert grouped(asks, aside, record(large, 2))[0].state is GroupState.DISMISSED


def test_a_group_that_was_put_off_comes_back_with_the_next_asker() -> None:
    asks = [ask(f"{number}", "Where can I rent a kiln?", "Rent a kiln") for number in range(5)]
    aside = record(grouped(asks[:4])[0], verdict=SetAsideVerdict.LATER)
    assert grouped(asks[:4], aside)[0].state is GroupState.LATER
    assert grouped(asks, aside)[0].state is GroupState.GROWN


def test_sides_of_a_split_stay_apart() -> None:
    asks = [ask(f"{number}", "Where can I rent a kiln?", "Rent a kiln") for number in range(8)]
    (group,) = grouped(asks)
    aside = SetAside(
        verdict=SetAsideVerdict.SPLIT,
        because="two",
        by="Ann",
        on=date(2026, 11, 30),
        askers=8,
        threads=8,
        asked=(),
        members=tuple(each.id for each in group.asks[:4]),
        others=tuple(each.id for each in group.asks[4:]),
        number=1,
    )
    sides = [{each.id for each in one.asks} for one in grouped(asks, aside)]
    assert sorted(map(sorted, sides)) == [list("0123"), list("4567")]


def test_what_was_merged_is_one_group_whatever_it_says() -> None:
    asks, expected = labelled(POTTERY)
    chosen = [asks[expected.index(name)] for name in ("glaze", "lease")]
    question = Question(id="both", topic="pots", title="Both?", asked=tuple(anchor_of(one, "x") for one in chosen))
    owned = [group for group in grouped(asks, questions=[question]) if group.question == "pots/both"]
    assert len(owned) == 1 and {one.id for one in chosen} <= {each.id for each in owned[0].asks}


@given(st.data())
def test_an_accepted_question_owns_its_group_whatever_threads_come_and_go(data: st.DataObject) -> None:
    asks, _ = labelled(POTTERY)
    group = data.draw(st.sampled_from(grouped(asks)))
    anchors = tuple(anchor_of(each, each.text) for each in group.asks[:3])
    question = Question(id="q", topic="pots", title=group.title, asked=anchors)
    there = data.draw(st.lists(st.sampled_from(asks), unique=True))
    more = [ask(f"9{number:02}", each.texts[0], each.title) for number, each in enumerate(there)]
    now = data.draw(st.permutations([*there, *more]))
    owned = [each for each in grouped(now, questions=[question]) if each.question is not None]
    present = {each.id for each in group.asks[:3]} & {each.id for each in now}
    assert [each.question for each in owned] == (["pots/q"] if present else [])
    if present:
        assert present <= {each.id for each in owned[0].asks}
        assert owned[0].state is GroupState.OWNED


@given(st.integers(0, 30), st.randoms(use_true_random=False))
def test_a_group_keeps_its_id_as_long_as_most_of_its_asks_are_there(gone: int, chance: random.Random) -> None:
    asks = many(1)
    before = groups_of(mined(asks[:40]), "en", Decided(), {})
    known = {group.id: [each.id for each in group.asks] for group in before}
    now = groups_of(mined(chance.sample(asks, len(asks) - gone)), "en", Decided(), known)
    assert len({group.id for group in now}) == len(now)
    for group in now:
        ids = {each.id for each in group.asks}
        held = [id for id, members in known.items() if 2 * len(ids & set(members)) > len(members)]
        assert group.id in held if held else group.id not in known


def test_a_person_is_counted_once_however_often_they_ask() -> None:
    one, other = ask("1", "Why?", author="Robin"), ask("2", "Why?", author="Robin")
    assert askers_of([one, other]) == 1


def test_halves_are_two_matters() -> None:
    asks = [ask(f"{number}", text) for number, text in enumerate(["rent a kiln"] * 3 + ["glaze a shelf"] * 2)]
    assert halves(asks, "en") == [[0, 1, 2], [3, 4]]
    assert halves(asks[:3], "en") == [[0, 1, 2]]


@pytest.mark.parametrize("case", SET_ASIDE, ids=lambda case: case.stem)
def test_what_is_wrong_with_a_group_set_aside_is_told(case: Path) -> None:
    text = case.read_text("utf-8")
    expected = text.splitlines()[0].removeprefix("# expect: ").split()
    groups, problems = setaside.read(text, str(case))
    assert [problem.code for problem in problems] == [code for code in expected if code != "none"]
    # A key that nobody knows makes nothing else of the group wrong.
    assert len(groups) == {"none": 2, "E202": 1}.get(expected[0], 0)
    for problem in problems:
        assert problem.file == str(case) and problem.place and problem.help
