"""What nobody has looked at for too long, and rules that go against what editors decided, reach the editors' list."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from extractor import corpus
from extractor.corpus import Corpus
from extractor.desk.snapshot import Snapshot, taken
from extractor.editing.groups import Editor
from extractor.editing.rulings import NewRuling, confirm, rule
from extractor.model import Conversation, Problem, Verdict
from extractor.pipeline import running
from tests.command import run
from tests.desk import running as desk_running
from tests.test_desk import sent

PACK = """title = "Kilns"
summary = "All about kilns."
facts_last_months = 24

[[question]]
id = "cost"
title = "What does firing cost?"

[[rule]]
id = "fee"
question = "cost"
any = ["firing costs"]
match = ["One firing costs money."]
no_match = ["A kiln is hot."]
"""
FACT = "One firing costs $40 at the guild."
OTHER = "One firing costs $55 in the town hall."
THIRD = "A firing costs less in the summer."


def decision(post: str, words: str, verdict: str = "keep", on: str = "2024-03-04") -> str:
    lead = "lead = true\n" if verdict == "keep" and words == FACT else ""
    return (
        f'[[decision]]\nverdict = "{verdict}"\npost = "{post}"\nwords = "{words}"\nquestion = "kilns/cost"\n'
        f'because = "So it is."\nby = "Ida"\non = {on}   # that day\n{lead}\n'
    )


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")  # 1 December 2026
    root = tmp_path / "corpus"
    for folder in ("threads/pottery", "topics", "decisions/pottery"):
        (root / folder).mkdir(parents=True)
    posts = [
        {"id": "1", "author": "Ola", "text": "What does one firing cost?", "posted": "2023-03-01T10:00:00"},
        {"id": "2", "author": "Mara", "text": f"{FACT} {THIRD}", "posted": "2023-03-02T10:00:00"},
        {"id": "3", "author": "Ida", "text": OTHER, "posted": "2025-03-02T10:00:00"},
    ]
    thread = {"title": "What does firing cost?", "posts": posts}
    (root / "threads/pottery/cost.json").write_text(json.dumps(thread), "utf-8")
    (root / "corpus.toml").write_text("format = 1\n", "utf-8")
    (root / "topics/kilns.toml").write_text(PACK, "utf-8")
    judged(root, decision("2", FACT), decision("3", OTHER, "drop"))
    return root


def judged(root: Path, *decisions: str) -> Path:
    path = root / "decisions/pottery/cost.toml"
    path.write_text("".join(decisions), "utf-8")
    return path


def conversation(root: Path) -> tuple[Corpus, Conversation]:
    built = running.run(corpus.load(root), date(2026, 12, 1))
    return built.corpus, built.conversations["pottery/cost"]


def old(root: Path) -> list[tuple[str, str, date, str | None]]:
    return [(row.question, row.words, row.looked, row.by) for row in taken(root).old_facts]


def test_a_fact_is_old_when_nobody_has_vouched_for_it_for_as_long_as_its_topic_allows(root: Path) -> None:
    assert old(root) == [("kilns/cost", "$40", date(2024, 3, 4), "Ida")]
    judged(root, decision("2", FACT, on="2024-12-01"), decision("3", OTHER, "drop"))
    assert old(root) == [], "exactly as old as it may be"
    judged(root, decision("2", FACT, on="2024-11-30"), decision("3", OTHER, "drop"))
    assert len(old(root)) == 1
    judged(root, decision("2", FACT), decision("3", OTHER))
    assert old(root) == [], "a newer value of the same fact stands beside it"
    judged(root, decision("2", FACT), decision("3", OTHER, "drop"))
    (root / "topics/kilns.toml").write_text(PACK.replace("facts_last_months = 24\n", ""), "utf-8")
    assert old(root) == [], "where a topic says nothing, nothing is old"


def test_who_says_that_it_holds_changes_nothing_but_name_and_day(root: Path) -> None:
    loaded, thread = conversation(root)
    path = judged(root, decision("2", FACT), decision("3", OTHER, "drop"))
    before = path.read_text("utf-8")
    (row,) = taken(root).old_facts
    confirm(loaded, thread, row.passage, row.question, Editor(by="Ann", on=date(2026, 12, 1)))
    assert path.read_text("utf-8") == before.replace("Ida", "Ann", 1).replace("2024-03-04", "2026-12-01", 1)
    assert old(root) == []


def again(on: str, by: str) -> str:
    """A decision whose words are to be verified again by a day."""
    return decision("2", FACT, on=on).replace("   # that day", f"   # that day\ncheck_again = {by}")


def test_the_day_by_which_to_look_again_moves_as_far_as_it_lay_ahead(root: Path) -> None:
    path = judged(root, again("2026-01-01", "2026-11-01"), decision("3", OTHER, "drop"))
    loaded, thread = conversation(root)
    words = next(words for each, words in taken(root).arranged.decisions if each.check_again)
    confirm(loaded, thread, words, "kilns/cost", Editor(by="Ann", on=date(2026, 12, 1)))
    assert "check_again = 2027-10-01" in path.read_text("utf-8")
    keep = NewRuling(verdict=Verdict.KEEP, question="kilns/cost")
    rule(loaded, thread, words, keep, Editor(by="Ann", on=date(2026, 12, 2)))
    assert "check_again = 2027-10-02" in path.read_text("utf-8"), "judged again, it is verified too"
    rule(loaded, thread, words, replace(keep, verdict=Verdict.DROP), Editor(by="Ann", on=date(2026, 12, 3)))
    assert "check_again" not in path.read_text("utf-8"), "nobody need look at what is not printed"
    assert corpus.load(root).problems == ()


def test_a_day_of_its_own_counts_more_than_what_the_topic_says(root: Path) -> None:
    judged(root, again("2024-03-04", "2027-01-01"), decision("3", OTHER, "drop"))
    snapshot = taken(root)
    assert (list(snapshot.old_facts), snapshot.mending) == ([], [])
    judged(root, again("2024-03-04", "2026-11-30"), decision("3", OTHER, "drop"))
    snapshot = taken(root)
    assert list(snapshot.old_facts) == []
    assert [row.code for row in snapshot.mending if isinstance(row, Problem)] == ["W415"]
    assert "W415" in run("todo", cwd=root.parent).stdout


def test_what_was_to_be_verified_again_is_verified_at_the_desk(root: Path) -> None:
    path = judged(root, again("2024-03-04", "2024-04-04"), decision("3", OTHER, "drop"))
    with desk_running(root) as desk:
        page = desk.page("/mending/0").text
        assert "was to be verified again" in page and FACT in page
        sent(desk, "/mending/0", do="holds")
        assert 'by = "Ann"' in path.read_text("utf-8") and "2024-04-04" not in path.read_text("utf-8")
    assert corpus.load(root).problems == ()


def test_a_decision_that_goes_against_another_can_be_taken_out_at_the_desk(root: Path) -> None:
    path = judged(root, decision("2", FACT), decision("2", FACT, "drop"))
    with desk_running(root) as desk:
        assert "E405" in desk.page("/mending/0").text
        sent(desk, "/mending/0", do="withdraw")
    assert path.read_text("utf-8").count("[[decision]]") == 1


@pytest.mark.parametrize("months", ["0", "1.5", "-3", "true", '"24"', "99999"])
def test_how_long_facts_last_is_a_number_of_months(months: str, root: Path) -> None:
    (root / "topics/kilns.toml").write_text(PACK.replace("= 24", f"= {months}"), "utf-8")
    assert [problem.code for problem in corpus.load(root).problems] == ["E203"]


def against(root: Path, *decisions: str) -> list[tuple[str, int, int]]:
    judged(root, *decisions)
    snapshot: Snapshot = taken(root)
    return [(row.rule, len(row.rows), row.agreed) for row in snapshot.against]


def test_a_rule_goes_against_decisions_when_most_drop_what_it_proposes(root: Path) -> None:
    dropped = [decision(post, words, "drop") for post, words in (("2", FACT), ("3", OTHER), ("2", THIRD))]
    assert against(root, *dropped) == [("kilns/fee", 3, 0)]
    assert against(root, *dropped[:2], decision("2", THIRD)) == [("kilns/fee", 2, 1)]
    assert against(root, dropped[0], decision("3", OTHER), decision("2", THIRD)) == []
    assert against(root, dropped[0]) == [], "one is an exception"


def test_both_are_in_the_list_of_the_terminal_and_of_the_desk(root: Path) -> None:
    path = judged(root, decision("2", FACT), decision("3", OTHER, "drop"), decision("2", THIRD, "drop"))
    shown = run("todo", cwd=root.parent).stdout
    assert "1 to be looked at again" in shown and "`$40` may have changed: Ida looked at it on 2024-03-04" in shown
    assert "the rule `kilns/fee` goes against 2 decisions, and agrees with 1" in shown
    mending = json.loads(run("todo", "--json", cwd=root.parent).stdout)["mending"]
    assert (mending["count"], len(mending["old_facts"]), mending["rules_against"][0]["against"]) == (2, 1, 2)
    before = path.read_text("utf-8")
    with desk_running(root) as desk:
        assert "may have changed" in desk.page("/mending/0").text
        assert "judge it again" in desk.page("/mending/1").text
        sent(desk, "/mending/0", do="holds")
        assert 'by = "Ann"' in path.read_text("utf-8")
        page = desk.page("/changes")
        back = desk.ask("/undo", {"token": page.field("token"), "step": page.field("step", 'action="/undo"')})
        assert "may have changed" in desk.follow(back).text
        assert path.read_text("utf-8") == before
        sent(desk, "/mending/0", do="drop")
        assert "It does not hold any more." in path.read_text("utf-8")
