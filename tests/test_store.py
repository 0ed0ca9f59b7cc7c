"""The store gives back what was put in, or nothing; and a run with it makes what a run without it makes."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import corpus
from extractor.asks import groups as asks_groups
from extractor.digests import digest_of
from extractor.editing import groups
from extractor.labels import Classifier
from extractor.model import Conversation, Group, Label, Publish, SetAsideVerdict, wire
from extractor.pipeline import running, stages
from extractor.pipeline.built import JUDGED_BY
from extractor.pipeline.grouping import GROUPED_BEFORE, grouped
from extractor.pipeline.workers import Workers
from extractor.store import NAME, Store
from tests.effort import THOROUGH

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 22)
THREAD = "upwork/dispute-second-opinion"
PACK = Path("topics/refund-thinking.toml")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.binary(max_size=3), st.binary())))
def test_a_result_comes_back_under_its_own_key_alone(puts: list[tuple[str, str, bytes, bytes]]) -> None:
    store = Store()
    latest = {}
    for stage, scope, key, value in puts:
        store.put(stage, scope, key, value)
        latest[stage, scope] = key, value
    for (stage, scope), (key, value) in latest.items():
        assert store.get(stage, scope, key) == value
        assert store.get(stage, scope, key + b"x") is None
        assert store.keys(stage)[scope] == key
    store.keep_only("a", {"x"})
    assert set(store.keys("a")) <= {"x"}
    store.close()


@given(st.lists(st.binary(max_size=3)), st.lists(st.binary(max_size=3)))
def test_keys_of_different_parts_differ(one: list[bytes], other: list[bytes]) -> None:
    assert (digest_of(*one) == digest_of(*other)) == (one == other)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the founding corpus with the beginning of its thread, and with a store of its own."""
    monkeypatch.delenv("CI", raising=False)
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns(".cache"))
    path = tmp_path / f"corpus/threads/{THREAD}.txt"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:40]), "utf-8")
    return tmp_path / "corpus"


def built(root: Path, lines: list[str] | None = None) -> bytes:
    """The FAQ and the problems of a corpus by a run with its store; `lines` are told what the store says."""
    messages: list[str] = [] if lines is None else lines
    store = corpus.stored(root, messages.append)
    result = running.run(corpus.load(root, store), DAY, Publish.ALL)
    value = wire.packed([wire.faq(result.faq), list(result.problems), list(result.summaries)])
    for id, conversation in result.conversations.items():
        value += wire.packed(wire.stored(conversation)) + wire.packed(result.mined(id))
    store.close()
    return value


def clean(root: Path) -> bytes:
    """The same by a run that finds nothing."""
    shutil.rmtree(root / ".cache", ignore_errors=True)
    return built(root)


def flip(path: Path, share: float) -> None:
    """Change bytes in the middle of a file."""
    data = bytearray(path.read_bytes())
    for place in range(int(len(data) * share), len(data), 997):
        data[place] ^= 0x55
    path.write_bytes(data)


def other_program(path: Path) -> None:
    path.unlink()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE theirs (x)")
    database.commit()
    database.close()


def later_form(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 999")
    database.commit()
    database.close()


def other_values(path: Path) -> None:
    """Results that were put there by nobody, under the right keys."""
    database = sqlite3.connect(path)
    database.execute("UPDATE results SET value = x'00000000000000007b7d'")
    database.commit()
    database.close()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SPOILT: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: os.truncate(path, 5000),
    "text": lambda path: path.write_text("no database at all\n" * 500, "utf-8"),
    "flipped": lambda path: flip(path, 0.3),
    "flipped-late": lambda path: flip(path, 0.8),
    "foreign": other_program,
    "later": later_form,
    "forged": other_values,
    "folder": folder,
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_store_gives_no_wrong_result_and_at_most_a_few_lines(copy: Path, spoil: str) -> None:
    first = built(copy)
    SPOILT[spoil](copy / ".cache" / NAME)
    lines: list[str] = []
    assert built(copy, lines) == first
    assert len(lines) <= 1
    assert built(copy) == first


def test_a_store_of_another_program_is_left_alone(copy: Path) -> None:
    built(copy)
    other_program(copy / ".cache" / NAME)
    before = (copy / ".cache" / NAME).read_bytes()
    lines: list[str] = []
    built(copy, lines)
    assert (copy / ".cache" / NAME).read_bytes() == before
    assert "another program" in lines[0]


def decision_dropped(root: Path) -> None:
    (root / "decisions/upwork").mkdir(parents=True, exist_ok=True)
    (root / f"decisions/{THREAD}.toml").write_text("[[decision]]\nverdict = 'keep'\n", "utf-8")


def rule_changed(root: Path) -> None:
    text = (root / PACK).read_text("utf-8")
    (root / PACK).write_text(text.replace("weight = 2", "weight = 3", 1), "utf-8")


def thread_added(root: Path) -> None:
    shutil.copy(root / f"threads/{THREAD}.txt", root / "threads/upwork/again.txt")


def thread_edited(root: Path) -> None:
    path = root / f"threads/{THREAD}.txt"
    path.write_text(path.read_text("utf-8").replace("Refund thinking", "Refund reasoning", 1), "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "decision": decision_dropped,
    "rule": rule_changed,
    "added": thread_added,
    "edited": thread_edited,
    "removed": lambda root: (root / f"threads/{THREAD}.txt").unlink(),
    "unreadable": lambda root: (root / f"threads/{THREAD}.txt").write_bytes(b"\xff\xfe\x00"),
    "side": lambda root: (root / f"threads/{THREAD}.toml").write_text("title = 'Another'\n", "utf-8"),
    "settings": lambda root: (root / "corpus.toml").write_text("format = 1\ncolour = 'red'\n", "utf-8"),
    "background": lambda root: (root / "background/more.txt").write_text("A refund is due.\n", "utf-8"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_a_run_makes_what_a_clean_one_makes(copy: Path, change: str) -> None:
    before = built(copy)
    CHANGES[change](copy)
    after = built(copy)
    assert (after != before) or change in {"rule", "background"}
    assert after == built(copy) == clean(copy)


def test_several_processes_make_what_one_makes(copy: Path) -> None:
    for number in range(40):
        shutil.copy(copy / f"threads/{THREAD}.txt", copy / f"threads/upwork/copy-{number}.txt")
    one = running.run(corpus.load(copy), DAY, Publish.ALL, workers=Workers(jobs=1))
    many = running.run(corpus.load(copy), DAY, Publish.ALL, workers=Workers(jobs=2))
    assert wire.packed(wire.faq(one.faq)) == wire.packed(wire.faq(many.faq))
    assert one.problems == many.problems and dict(one.conversations) == dict(many.conversations)


def test_nothing_of_an_earlier_run_is_believed_in_continuous_integration(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    built(copy)
    assert not (copy / ".cache").exists()


def test_what_another_version_left_in_another_form_is_no_error(copy: Path) -> None:
    first = built(copy)
    store = corpus.stored(copy, print)
    for stage in (JUDGED_BY, GROUPED_BEFORE):
        store.put(stage, "", b"another", b'{"another": 1}')
    store.close()
    assert built(copy) == first


PHRASE = "any = ["


def edited(text: str, chance: random.Random) -> str:
    """A pack in which something of a rule is another."""
    rules = text.split("[[rule]]")
    number = chance.randrange(1, len(rules))
    rule = rules[number]
    match chance.randrange(7):
        case 0:
            rule = re.sub(r"weight = \S+", f"weight = {chance.choice([1, 2, 3])}", rule)
        case 1:
            more = chance.choice(["work", "the fee", "money", "ask * refund"])
            rule = rule.replace(PHRASE, f'{PHRASE}"{more}", ', 1)
        case 2:
            return "[[rule]]".join([*rules[:number], *rules[number + 1 :]])
        case 3:
            rule = rule.replace(PHRASE, f'without = ["{chance.choice(["you", "client", "never"])}"]\n{PHRASE}', 1)
        case 4:
            rule = f'\nstatus = "experimental"{rule}'
        case 5:
            rule = f'\nspeakers = ["{chance.choice(["asker", "member"])}"]{rule}'
        case 6:
            return text.replace('summary = "', 'summary = "Of money. ', 1)
    return "[[rule]]".join([*rules[:number], rule, *rules[number + 1 :]])


@pytest.mark.parametrize("seed", range(1 if not THOROUGH else 12))
def test_any_sequence_of_changes_is_as_good_as_a_clean_build(copy: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = (ROOT / f"corpus/threads/{THREAD}.txt").read_text("utf-8").splitlines(keepends=True)
    for number in range(4):
        (copy / f"threads/upwork/part-{number}.txt").write_text("".join(whole[: 10 + 12 * number]), "utf-8")
    packs = sorted((copy / "topics").glob("*.toml"))
    built(copy)
    for _ in range(4):
        pack = chance.choice(packs)
        pack.write_text(edited(pack.read_text("utf-8"), chance), "utf-8")
        assert built(copy) == without_store(copy)


PEOPLE = ("Ida", "Ola", "Per", "Siv", "Tor", "Una")
ASKED = (
    ("Lost badge", "How do I get my lost badge back?"),
    ("Badge is gone", "My badge is lost, how do I get it back?"),
    ("Slow approval", "Why is the approval of my account so slow?"),
    ("Approval takes long", "The approval of my account is slow, why?"),
)


def somebody_asks(root: Path, number: int) -> None:
    """A thread in which somebody asks and somebody answers."""
    title, text = ASKED[number % len(ASKED)]
    asker = PEOPLE[number % len(PEOPLE)]
    rows = [(asker, text), ("Vigdis", "Write to the desk. They send it to everybody who asks.")]
    posts = [{"id": f"{number}-{author}", "author": author, "text": words} for author, words in rows]
    value = {"title": f"{title} {number}", "posts": posts}
    (root / f"threads/upwork/asked-{number}.json").write_text(json.dumps(value), "utf-8")


def groups_in(root: Path) -> list[Group]:
    """The groups of a corpus by a run with its store."""
    store = corpus.stored(root, print)
    survey = running.survey(corpus.load(root, store))
    groups = list(grouped(survey.keys, [summary.id for summary in survey.summaries]))
    store.close()
    return groups


def decide_at_random(root: Path, chance: random.Random) -> None:
    """Something that editors do to groups, or to a question that came of one."""
    editor = groups.Editor(by="Ann", on=DAY)
    loaded = corpus.load(root)
    waiting = [group for group in groups_in(root) if group.is_open]
    pack = root / "topics/asked.toml"
    if pack.exists() and (not waiting or chance.random() < 0.3):
        titled = re.sub(r'^title = "', 'title = "Also: ', pack.read_text("utf-8"), flags=re.MULTILINE)
        pack.write_text(titled, "utf-8")
        return
    if not waiting:
        return
    group = chance.choice(waiting)
    match chance.choice(["accept", "merge", "dismiss", "later", "split"]):
        case "merge" if pack.exists():
            questions = next(topic for topic in loaded.topics if topic.id == "asked").questions
            groups.merge(loaded, group, chance.choice(questions).address)
        case "dismiss":
            groups.set_aside(loaded, group, SetAsideVerdict.DISMISS, editor)
        case "later":
            groups.set_aside(loaded, group, SetAsideVerdict.LATER, editor)
        case "split":
            groups.split(loaded, group, [group.asks[:1], group.asks[1:]], editor)
        case _:
            groups.accept(loaded, group, groups.Accepted(topic="asked"), editor, {})


@pytest.mark.parametrize("seed", range(2 if not THOROUGH else 12))
def test_whatever_editors_decide_a_run_makes_what_a_clean_one_makes(copy: Path, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(10):
        somebody_asks(copy, number)
    for step in range(5):
        decide_at_random(copy, chance)
        if step % 2:
            somebody_asks(copy, 10 + step)
        assert built(copy) == without_store(copy)
        # Ids of groups go on from the last run, and are no part of what is built.
        members = {tuple(ask.id for ask in group.asks): (group.state, group.question) for group in groups_in(copy)}
        store = copy / ".cache"
        store.rename(copy.parent / "aside")
        clean_groups = groups_in(copy)
        shutil.rmtree(store)
        (copy.parent / "aside").rename(store)
        assert members == {
            tuple(ask.id for ask in group.asks): (group.state, group.question) for group in clean_groups
        }


def test_an_accepted_question_leaves_every_thread_as_it_was_judged(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        somebody_asks(copy, number)
    group = next(group for group in groups_in(copy) if group.is_open)
    work: list[str] = []
    monkeypatch.setattr(stages, "judged", lambda *_: work.append("judging"))
    monkeypatch.setattr(stages, "mined", lambda *_: work.append("mining"))
    monkeypatch.setattr(asks_groups, "alike", lambda *_, **__: work.append("grouping"))
    monkeypatch.setattr(asks_groups, "terms_in", lambda *_: work.append("terms"))
    editor = groups.Editor(by="Ann", on=DAY)
    groups.accept(corpus.load(copy), group, groups.Accepted(topic="asked"), editor, {})
    after = groups_in(copy)
    assert not work
    (owned,) = [each.question for each in after if each.id == group.id]
    assert owned is not None and owned.startswith("asked/")


def test_a_changed_rule_is_tried_on_the_threads_alone_that_hold_its_words(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phrase whose words stand in one of two threads: the other is not judged again."""
    for name, words in (("one", "He said that a zymurgist knows."), ("two", "He said that a potter knows.")):
        rows = [("Ida", "What do you know?"), ("Ola", words)]
        posts = [{"id": author, "author": author, "text": text} for author, text in rows]
        (copy / f"threads/upwork/{name}.json").write_text(json.dumps({"posts": posts}), "utf-8")
    built(copy)
    judged: list[str | None] = []
    label_all = Classifier.label_all

    def counted(self: Classifier, conversations: Iterable[Conversation]) -> Iterator[Sequence[Label]]:
        threads = list(conversations)
        judged.extend(conversation.thread.id for conversation in threads)
        return label_all(self, threads)

    monkeypatch.setattr(Classifier, "label_all", counted)
    pack = copy / PACK
    pack.write_text(pack.read_text("utf-8").replace(PHRASE, f'{PHRASE}"zymurgist", ', 1), "utf-8")
    built(copy)
    assert judged == ["upwork/one"]


def without_store(root: Path) -> bytes:
    """What a run makes that finds nothing."""
    kept = root.parent / "kept"
    (root / ".cache").rename(kept)
    value = built(root)
    shutil.rmtree(root / ".cache")
    kept.rename(root / ".cache")
    return value


def side_link(root: Path) -> None:
    (root / f"threads/{THREAD}.toml").unlink(missing_ok=True)
    (root / f"threads/{THREAD}.toml").symlink_to("nowhere.toml")


def side_folder(root: Path) -> None:
    (root / f"threads/{THREAD}.toml").unlink(missing_ok=True)
    (root / f"threads/{THREAD}.toml").mkdir()


def page_link(root: Path) -> None:
    page = root / "threads/upwork/page2.txt"
    page.rename(root.parent / "elsewhere.txt")
    page.symlink_to(root.parent / "elsewhere.txt")


@pytest.mark.parametrize("change", [side_link, side_folder, page_link])
def test_what_is_refused_for_what_it_is_and_its_correction_are_both_seen(
    copy: Path, change: Callable[[Path], None]
) -> None:
    shutil.copy(copy / f"threads/{THREAD}.txt", copy / "threads/upwork/page2.txt")
    (copy / f"threads/{THREAD}.toml").write_text('more = ["page2.txt"]\n', "utf-8")
    folder, good = copy / "threads", copy.parent / "good"
    shutil.copytree(folder, good)
    before = built(copy)
    change(copy)
    refused = built(copy)
    assert refused == without_store(copy) != before
    shutil.rmtree(copy / ".cache")
    built(copy)
    shutil.rmtree(folder)
    shutil.copytree(good, folder)
    assert built(copy) == before


def test_what_was_put_is_still_there_when_the_file_can_no_longer_be_written(tmp_path: Path) -> None:
    lines: list[str] = []
    store = Store.opened(tmp_path, lines.append)
    store.put("a", "x", b"1", b"before")
    store.commit()
    # As with a full disk: reading goes on, writing does not.
    store._database.execute("PRAGMA query_only = ON")
    store.put("a", "y", b"2", b"after")
    store.commit()
    assert len(lines) == 1 and "going on without the store" in lines[0]
    assert not store.lasting
    assert (store.get("a", "x", b"1"), store.get("a", "y", b"2")) == (b"before", b"after")
    assert store.keys("a") == {"x": b"1", "y": b"2"}
    store.put("a", "x", b"3", b"anew")
    assert (store.get("a", "x", b"3"), store.get("a", "x", b"1")) == (b"anew", None)
    store.close()


def test_closing_twice_takes_nothing_away(tmp_path: Path) -> None:
    lines: list[str] = []
    store = Store.opened(tmp_path, lines.append)
    store.put("a", "x", b"1", b"kept")
    store.close()
    store.close()
    again = Store.opened(tmp_path, lines.append)
    assert (again.get("a", "x", b"1"), lines) == (b"kept", [])
    again.close()
