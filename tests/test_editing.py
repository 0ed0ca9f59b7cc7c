"""What editors decide about groups is written as text, all or nothing, and every step is undone byte for byte."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import corpus
from extractor.editing import groups as editing
from extractor.editing import history, tables
from extractor.editing.groups import Accepted, Editor
from extractor.model import Group, GroupState, SetAsideVerdict
from extractor.pipeline import running
from extractor.pipeline.built import Build
from extractor.pipeline.grouping import grouped
from extractor.problems import ThreadfaqError
from tests.command import run

DAY = date(2026, 11, 30)
ANN = Editor(by="Ann", on=DAY)
THREADS = {
    "kiln-rental": ("Renting a kiln by the hour", "Where can I rent a kiln by the hour?"),
    "rent-a-kiln": ("Rent a kiln", "Can you rent a kiln for one firing?"),
    "kiln-rent": ("Kiln rental", "How can one rent a kiln?"),
    "runny-glaze": ("Glaze runs onto the shelf", "How do I stop glaze running onto the shelf?"),
    "glaze-running": ("Glaze running", "Is there a way to keep glaze from running onto the shelf?"),
    "glaze-on-shelf": ("Running glaze", "Why is my glaze running onto the shelf?"),
    "fair": ("Fair in spring", "When is the spring fair held?"),
}
ANSWERS = {
    "kiln-rental": 'You should rent a kiln at the "guild"; it is C:\\cheap [[group]] there.',
    "rent-a-kiln": "You can rent a kiln for one firing at the school if you bring your own shelf.",
    "runny-glaze": "You should apply the glaze thinner at the foot.",
}


def post(number: int, author: str, text: str) -> dict[str, object]:
    posted = f"2026-03-0{number}T10:00:00"
    return {"id": f"{number}", "author": author, "text": text, "posted": posted, "role": "member"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A corpus of invented threads, with one topic."""
    folder = tmp_path / "corpus"
    (folder / "threads/pottery").mkdir(parents=True)
    (folder / "topics").mkdir()
    (folder / "corpus.toml").write_text("format = 1\n", "utf-8")
    for name, (title, text) in THREADS.items():
        posts = [post(1, f"Asker of {name}", text)]
        if name in ANSWERS:
            posts.append(post(2, f"Potter {name}", ANSWERS[name]))
        thread = {"title": title, "url": f"https://pots.example/{name}", "posts": posts}
        (folder / f"threads/pottery/{name}.json").write_text(json.dumps(thread), "utf-8")
    pack = '# kept by hand\ntitle = "Kilns"\nsummary = "All about kilns."\n\n[[question]]\nid = "cost"   # old\n'
    pack += 'title = "What does firing cost?"\n\n[[question]]\nid = "heat"\ntitle = "How hot is a kiln?"\n'
    (folder / "topics/kilns.toml").write_text(pack, "utf-8")
    return folder


def built(root: Path) -> tuple[Build, tuple[Group, ...]]:
    build = running.run(corpus.load(root), DAY)
    assert not build.problems
    return build, grouped(build.keys, [summary.id for summary in build.summaries])


def asked_in(groups: tuple[Group, ...], thread: str) -> Group:
    return next(group for group in groups if any(ask.thread == f"pottery/{thread}" for ask in group.asks))


def files(root: Path) -> dict[str, bytes]:
    """Every file of a corpus but those that git leaves alone."""
    paths = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def accept(root: Path, topic: str = "glazes", thread: str = "kiln-rental", **more: object) -> str:
    build, groups = built(root)
    accepted = Accepted(topic=topic, **more)  # type: ignore[arg-type]
    return editing.accept(build.corpus, asked_in(groups, thread), accepted, ANN, build.conversations)


def put_off(verdict: SetAsideVerdict) -> Callable[[Path], None]:
    def step(root: Path) -> None:
        build, groups = built(root)
        editing.set_aside(build.corpus, asked_in(groups, "kiln-rental"), verdict, ANN)

    return step


def merge(root: Path) -> None:
    build, groups = built(root)
    editing.merge(build.corpus, asked_in(groups, "kiln-rental"), "kilns/cost")


def split(root: Path) -> None:
    build, groups = built(root)
    group = asked_in(groups, "kiln-rental")
    editing.split(build.corpus, group, [group.asks[:1], group.asks[1:]], ANN)


STEPS: dict[str, Callable[[Path], object]] = {
    "accept into a new topic": accept,
    "accept into a topic": lambda root: accept(root, "kilns", title="Where?"),
    "accept and keep": lambda root: accept(root, "kilns", keep=(1, 2)),
    "merge": merge,
    "dismiss": put_off(SetAsideVerdict.DISMISS),
    "later": put_off(SetAsideVerdict.LATER),
    "split": split,
}


@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_undone_byte_for_byte(name: str, root: Path) -> None:
    before = files(root)
    STEPS[name](root)
    after = files(root)
    assert after != before
    assert not corpus.load(root).problems
    history.undo(root)
    assert files(root) == before


def test_steps_are_undone_one_after_the_other_the_last_first(root: Path) -> None:
    states = [files(root)]
    for step in ("accept into a topic", "accept into a new topic"):
        thread = {"accept into a topic": "kiln-rental", "accept into a new topic": "runny-glaze"}[step]
        accept(root, "kilns" if step == "accept into a topic" else "glazes", thread)
        states.append(files(root))
    for state in reversed(states[:-1]):
        history.undo(root)
        assert files(root) == state
    with pytest.raises(ThreadfaqError) as refusal:
        history.undo(root)
    assert [problem.code for problem in refusal.value.problems] == ["E614"]


def test_nothing_is_undone_where_a_file_was_changed_since(root: Path) -> None:
    accept(root, "kilns", keep=(1,))
    path = root / "topics/kilns.toml"
    path.write_text(path.read_text("utf-8") + "\n# mine\n", "utf-8")
    changed = files(root)
    with pytest.raises(ThreadfaqError) as refusal:
        history.undo(root)
    (problem,) = refusal.value.problems
    assert problem.code == "E609"
    assert problem.details[-1].endswith("there now # mine"), "what stands there is shown"
    assert "check --accept" in problem.help
    assert files(root) == changed


@pytest.mark.parametrize("step", ["accept", "merge", "dismiss", "later", "split"])
def test_nothing_is_decided_while_a_question_may_be_out_of_sight(step: str, root: Path) -> None:
    accept(root, "glazes")
    path = root / "topics/glazes.toml"
    path.write_text(path.read_text("utf-8") + 'x = "\n', "utf-8")
    before = files(root)
    loaded = corpus.load(root)
    build = running.run(loaded, DAY)
    (told,) = build.problems
    groups = grouped(build.keys, [summary.id for summary in build.summaries])
    group = asked_in(groups, "kiln-rental")
    assert group.question is None, "its file cannot be read"
    verbs: dict[str, Callable[[], object]] = {
        "accept": lambda: editing.accept(loaded, group, Accepted(topic="kilns"), ANN, build.conversations),
        "merge": lambda: editing.merge(loaded, group, "kilns/cost"),
        "dismiss": lambda: editing.set_aside(loaded, group, SetAsideVerdict.DISMISS, ANN),
        "later": lambda: editing.set_aside(loaded, group, SetAsideVerdict.LATER, ANN),
        "split": lambda: editing.split(loaded, group, [group.asks[:1], group.asks[1:]], ANN),
    }
    with pytest.raises(ThreadfaqError) as refusal:
        verbs[step]()
    (problem,) = refusal.value.problems
    assert (problem.code, problem.file, problem.place) == ("E201", str(path), told.place) and "line" in problem.place
    assert "correct it and do it again" in problem.help
    assert files(root) == before


@pytest.mark.parametrize("path", ["../outside.toml", "/etc/outside.toml", "topics/../../outside.toml"])
def test_a_forged_record_reaches_nothing_outside(path: str, root: Path) -> None:
    folder = root / ".cache/history"
    folder.mkdir(parents=True)
    row = {"path": path, "before": "aGk=", "after": None}
    (folder / "000001.json").write_text(json.dumps({"what": "x", "files": [row]}), "utf-8")
    with pytest.raises(ThreadfaqError):
        history.undo(root)
    assert not (root.parent / "outside.toml").exists()


def test_what_stood_in_a_pack_stands_there_still(root: Path) -> None:
    path = root / "topics/kilns.toml"
    before = path.read_text("utf-8")
    accept(root, "kilns")
    assert path.read_text("utf-8").startswith(before)
    history.undo(root)
    merge(root)
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in before.splitlines() if line] == [line for line in lines if line in before and line]
    cost, heat = tomllib.loads(path.read_text("utf-8"))["question"]
    assert len(cost["asked"]) == 3 and cost["also_asked"] and set(heat) == {"id", "title"}


def test_an_accepted_question_has_its_askers_words(root: Path) -> None:
    address = accept(root)
    (question,) = tomllib.loads((root / "topics/glazes.toml").read_text("utf-8"))["question"]
    assert address == f"glazes/{question['id']}"
    texts = {text for row in THREADS.values() for text in row}
    assert {question["title"], *question["also_asked"]} <= texts
    assert 2 <= len(question["asked"]) <= 5
    for row in question["asked"]:
        assert row["words"] in texts and row["thread"].startswith("pottery/")
    _, groups = built(root)
    owned = asked_in(groups, "kiln-rental")
    assert (owned.state, owned.question) == (GroupState.OWNED, address)


def test_a_kept_answer_is_printed_under_its_question_whatever_threads_come_and_go(root: Path) -> None:
    address = accept(root, keep=(1,))
    pack = (root / "topics/glazes.toml").read_bytes()

    def kept(build: Build) -> list[str]:
        return [
            answer.passage.text
            for section in build.faq.sections
            for entry in section.entries
            if entry.question.address == address
            for answer in entry.answers
            if answer.ruling is not None
        ]

    (words,) = kept(built(root)[0])
    other = next(name for name in ("kiln-rent", "rent-a-kiln") if ANSWERS.get(name) != words)
    (root / f"threads/pottery/{other}.json").unlink()
    thread = {"title": "Kiln to rent", "posts": [post(1, "Newcomer", "Who has a kiln to rent?")]}
    (root / "threads/pottery/a-kiln-to-rent.json").write_text(json.dumps(thread), "utf-8")
    build, groups = built(root)
    assert kept(build) == [words]
    assert [group.question for group in groups if group.state is GroupState.OWNED] == [address]
    assert (root / "topics/glazes.toml").read_bytes() == pack


def test_what_was_dismissed_leaves_the_queue_and_may_be_accepted_after_all(root: Path) -> None:
    put_off(SetAsideVerdict.DISMISS)(root)
    assert asked_in(built(root)[1], "kiln-rental").state is GroupState.DISMISSED
    address = accept(root)
    group = asked_in(built(root)[1], "kiln-rental")
    assert (group.question, group.askers) == (address, 3)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"topic": "../kilns"}, "E613"),
        ({"topic": "Kilns"}, "E613"),
        ({"id": "a/b"}, "E613"),
        ({"topic": "kilns", "id": "cost"}, "E613"),
        ({"id": "index"}, "E613"),
        ({"keep": (99,)}, "E613"),
        ({"keep": (0,)}, "E613"),
    ],
)
def test_what_cannot_be_accepted_is_refused_and_nothing_written(
    more: dict[str, object], code: str, root: Path
) -> None:
    before = files(root)
    with pytest.raises(ThreadfaqError) as refusal:
        accept(root, **{"topic": "glazes", **more})  # type: ignore[arg-type]
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert files(root) == before


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1)


@given(st.lists(st.fixed_dictionaries({"thread": TEXTS, "words": TEXTS}), min_size=1, max_size=3), TEXTS)
def test_whatever_people_write_a_table_says_it_and_nothing_else(asked: list[dict[str, str]], title: str) -> None:
    before = '# mine\ntitle = "T"\n\n[[question]]\nid = "old"\ntitle = "Old"\n'
    table = {"id": "new", "title": title, "also_asked": [title, "x"], "asked": asked}
    text = tables.appended(before, "question", [table], "kilns.toml")
    assert text.startswith(before)
    assert tomllib.loads(text)["question"] == [{"id": "old", "title": "Old"}, table]
    more = tables.inserted(text, "old", asked, [title], "kilns.toml")
    old, new = tomllib.loads(more)["question"]
    assert old == {"id": "old", "title": "Old", "also_asked": [title], "asked": asked} and new == table


def test_the_commands_do_what_the_functions_do(root: Path) -> None:
    home = root.parent
    groups = json.loads(run("questions", "--json", cwd=home).stdout)["groups"]
    assert len(groups) == 2 and all(group["askers"] >= 3 for group in groups)
    id = groups[0]["id"]
    shown = run("questions", "show", id, cwd=home)
    assert groups[0]["title"] in shown.stdout and "asked:" in shown.stdout
    assert groups[1]["title"] in run("questions", cwd=home).stdout
    done = run("questions", "accept", id, "--topic", "New Glazes", "--by", "Ann", cwd=home)
    assert done.returncode == 1 and "did you mean `new-glazes`?" in done.stderr
    done = run("questions", "accept", id, "--topic", "glazes", "--keep", "1", "--by", "Ann", cwd=home)
    more = sum(row["score"] > 0 for row in groups[0]["answers"]) - 1
    assert ("without anybody's judgement" in done.stderr) is bool(more), done.stderr
    assert done.returncode == 0 and "accepted as glazes/" in done.stdout
    assert [group["id"] for group in json.loads(run("questions", "--json", cwd=home).stdout)["groups"]] == [
        groups[1]["id"]
    ]
    owned = json.loads(run("questions", "--json", "--topic", "glazes", cwd=home).stdout)["groups"]
    assert [(group["id"], group["state"]) for group in owned] == [(id, "owned")]
    assert run("questions", "dismiss", groups[1]["id"], "--by", "Ann", cwd=home).returncode == 0
    assert run("questions", "dismiss", "zzz", "--by", "Ann", cwd=home).returncode == 1
    everything = json.loads(run("questions", "--json", "--all", cwd=home).stdout)["groups"]
    assert sorted(group["state"] for group in everything) == ["dismissed", "owned"]
    assert "undone: dismissed" in run("undo", cwd=home).stdout
    assert "undone: accepted" in run("undo", cwd=home).stdout
    assert json.loads(run("questions", "--json", cwd=home).stdout)["groups"] == groups
