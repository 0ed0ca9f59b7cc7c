"""Writing into a corpus: nothing is lost, nothing is replaced that no plan knew, whoever else writes or is killed."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from extractor import corpus
from extractor.corpus.writing import Change, Changed, digest, locked
from extractor.intake import Action, Intake, Plan, Wish, saved_files
from extractor.problems import ThreadfaqError
from tests.command import begun, git, on_a_terminal, run, unprivileged
from tests.nursery import nursery

PAIR = pytest.mark.skipif(sys.platform == "win32", reason="it has neither fork nor terminals")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with an empty corpus."""
    (tmp_path / "corpus/threads").mkdir(parents=True)
    (tmp_path / "corpus/corpus.toml").write_text("format = 1\n", "utf-8")
    return tmp_path


def thread(title: str, *texts: str, **more: Any) -> str:
    """A thread as neutral JSON: two people in turn."""
    posts = [
        {"id": f"{title}-{number}", "author": ("Ola N", "Mara P")[number % 2], "text": text}
        for number, text in enumerate(texts)
    ]
    return json.dumps({"title": title, "posts": posts, **more})


def saved(home: Path, name: str, *threads: str) -> str:
    """A file with these threads, one a line."""
    (home / name).write_text("".join(f"{line}\n" for line in threads), "utf-8")
    return name


def many(home: Path, name: str, count: int) -> str:
    """An export of so many threads, whose titles other exports have too."""
    return saved(
        home,
        name,
        *(thread(f"Kiln {n}", f"Where is the {name} kiln {n}?", f"Behind {name}, {n}.") for n in range(count)),
    )


def files(home: Path) -> dict[str, bytes]:
    """Every file below `threads`, hidden ones too."""
    threads = home / "corpus/threads"
    return {str(path.relative_to(threads)): path.read_bytes() for path in threads.rglob("*") if path.is_file()}


def brought(home: Path, *names: str) -> list[Plan]:
    """Threads added as with --yes."""
    done = []
    with locked(home / "corpus") as writer:
        intake = Intake(home / "corpus", Wish(forum="pottery"))
        for plan in intake.plans(saved_files([str(home / name) for name in names], bytes)):
            intake.carry_out(plan, writer)
            done.append(plan)
    return done


# ---- two at once


def together(home: Path, *lines: tuple[str, ...]) -> list[str]:
    """What commands say that begin at once, each in a process of its own."""
    processes = [begun(*line, cwd=home) for line in lines]
    messages = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(lines), messages
    return messages


@pytest.mark.slow
def test_of_two_adds_at_once_no_thread_is_lost(home: Path) -> None:
    lines = [("add", many(home, name, 40), "--forum", "pottery", "--yes") for name in ("x.jsonl", "y.jsonl")]
    assert all("40 added" in message for message in together(home, *lines))
    assert len([name for name in files(home) if name.endswith(".json")]) == 80
    loaded = corpus.load(home / "corpus")
    assert not loaded.problems and len(loaded.sources) == 80


@pytest.mark.slow
def test_of_three_merges_at_once_no_page_is_lost(home: Path) -> None:
    first = ("Where do you rent a kiln?", "At the studio on the hill, by the hour.")
    brought(home, saved(home, "kiln.json", thread("Kilns", *first)))
    later = [f"And one more thing that only the copy {n} knows of." for n in range(3)]
    lines = []
    for number, text in enumerate(later):
        copy = json.loads(thread("Kilns", *first))
        copy["posts"].append({"id": f"late-{number}", "author": "Else E", "text": text})
        lines.append(("add", saved(home, f"copy-{number}.json", json.dumps(copy)), "--forum", "pottery", "--yes"))
    together(home, *lines)
    side = tomllib.loads((home / "corpus/threads/pottery/kilns.toml").read_text("utf-8"))
    assert side["more"] == ["kilns.page-2.json", "kilns.page-3.json", "kilns.page-4.json"]
    done = run("read", "corpus/threads/pottery/kilns.json", cwd=home)
    assert len(json.loads(done.stdout)["posts"]) == 5
    assert len(corpus.load(home / "corpus").sources) == 1


def test_who_waits_says_for_whom_and_plans_from_what_is_there_then(home: Path) -> None:
    saved(home, "kiln.json", thread("Kilns", "Where do you rent a kiln?", "At the studio."))
    with locked(home / "corpus") as writer:
        process = begun("add", "kiln.json", "--forum", "pottery", "--yes", cwd=home)
        assert process.stderr is not None
        line = process.stderr.readline()
        assert re.fullmatch(rf"waiting: `threadfaq.*` \(process {os.getpid()}\) is writing into corpus\n", line)
        path = home / "corpus/threads/pottery/kilns.json"
        writer.write([Change(path=path, content=thread("Kilns", "Quite another thread.", "Only copy."))])
    assert "1 added" in process.communicate(timeout=60)[1]
    assert sorted(files(home)) == ["pottery/kilns-2.json", "pottery/kilns-2.toml", "pottery/kilns.json"]


def test_migrate_waits_as_well_and_sees_that_it_is_done(home: Path) -> None:
    (home / "corpus/corpus.toml").unlink()
    with locked(home / "corpus"):
        process = begun("migrate", "--yes", cwd=home)
        assert process.stderr is not None and "waiting" in process.stderr.readline()
        (home / "corpus/corpus.toml").write_text("# by hand\nformat = 1\n", "utf-8")
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert (home / "corpus/corpus.toml").read_text("utf-8").startswith("# by hand")


@pytest.mark.parametrize("text", ["format = 'one'\n", "form = 1\n", "[\n"])
def test_migrate_does_not_replace_settings_that_it_cannot_read(home: Path, text: str) -> None:
    (home / "corpus/corpus.toml").write_text(text, "utf-8")
    assert run("migrate", "--yes", cwd=home).returncode == 1
    assert (home / "corpus/corpus.toml").read_text("utf-8") == text


def test_a_killed_holder_leaves_no_lock(home: Path) -> None:
    script = (
        "from pathlib import Path; from extractor.corpus.writing import locked; import time\n"
        "with locked(Path('corpus')): print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=home, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    sentences: list[str] = []
    process.kill()
    process.wait()
    with locked(home / "corpus", sentences.append):
        assert sentences == []


def test_git_sees_nothing_of_the_lock(home: Path) -> None:
    git(home, "init", "-q")
    with locked(home / "corpus"):
        pass
    status = subprocess.run(["git", "status", "--short", "-uall"], cwd=home, capture_output=True, check=True)
    assert status.stdout == b"?? corpus/corpus.toml\n"


@pytest.mark.parametrize("begun_before", [False, True])
def test_a_corpus_that_may_not_be_written_is_told(home: Path, begun_before: bool) -> None:
    saved(home, "kiln.json", thread("Kilns", "Where do you rent a kiln?", "At the studio."))
    if begun_before:
        with locked(home / "corpus"):
            pass
    for folder in ("corpus/.cache", "corpus/threads", "corpus"):
        if (home / folder).exists():
            (home / folder).chmod(0o555)
    add = unprivileged("add", "kiln.json", "--forum", "pottery", "--yes", cwd=home)
    check = unprivileged("check", cwd=home)
    for folder in ("corpus", "corpus/threads", "corpus/.cache"):
        if (home / folder).exists():
            (home / folder).chmod(0o755)
    assert add.returncode == 1 and "error[E607]" in add.stderr and "Traceback" not in add.stderr
    assert check.returncode == 0, "reading needs no lock"


# ---- nothing is replaced that no plan knew


def test_a_new_file_takes_no_place_that_is_taken(home: Path) -> None:
    root = home / "corpus"
    plants: list[Callable[[Path], object]] = [Path.touch, Path.mkdir, lambda path: path.symlink_to("nothing")]
    for plant in plants:
        taken = root / f"threads/pottery/{len(list(root.rglob('*')))}.json"
        taken.parent.mkdir(exist_ok=True)
        plant(taken)
        before = files(home)
        changes = [Change(path=taken.with_suffix(".toml"), content="side"), Change(path=taken, content="other")]
        with locked(root) as writer, pytest.raises(Changed):
            writer.write(changes)
        assert files(home) == before and os.path.lexists(taken)


def test_a_file_is_replaced_only_as_it_was_planned_on(home: Path) -> None:
    root = home / "corpus"
    side = root / "threads/side.toml"
    side.write_text("a", "utf-8")
    side.chmod(0o640)
    planned = digest(side)
    page = Change(path=root / "threads/page.txt", content="page")
    side.write_text("b", "utf-8")
    with locked(root) as writer:
        with pytest.raises(Changed):
            writer.write([page, Change(path=side, content="c", replaces=planned)])
        assert files(home) == {"side.toml": b"b"}
        writer.write([page, Change(path=side, content="c", replaces=digest(side))])
    assert files(home) == {"side.toml": b"c", "page.txt": b"page"} and side.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_leads_out_of_the_corpus_is_not_written_into(home: Path) -> None:
    (home / "elsewhere").mkdir()
    (home / "corpus/threads/pottery").symlink_to(home / "elsewhere")
    change = Change(path=home / "corpus/threads/pottery/kiln.json", content="x")
    with locked(home / "corpus") as writer, pytest.raises(ThreadfaqError):
        writer.write([change])
    assert not list((home / "elsewhere").iterdir())


@pytest.mark.parametrize("refused", [errno.EPERM, errno.ENOTSUP])
def test_where_a_file_cannot_have_two_names_nothing_is_replaced_either(
    home: Path, monkeypatch: pytest.MonkeyPatch, refused: int
) -> None:
    def link(*_: object) -> None:
        raise OSError(refused, os.strerror(refused))

    monkeypatch.setattr(os, "link", link)
    (plan,) = brought(home, saved(home, "kiln.json", thread("Kilns", "Where do you rent one?", "At the studio.")))
    assert plan.action is Action.ADD and sorted(files(home)) == ["pottery/kilns.json", "pottery/kilns.toml"]
    with locked(home / "corpus") as writer, pytest.raises(Changed):
        writer.write([Change(path=home / "corpus/threads/pottery/kilns.json", content="other")])


# ---- while the question stands


def put(home: Path, name: str, text: str, side: str | None = None) -> None:
    """A thread that somebody puts into the forum's folder by hand."""
    folder = home / "corpus/threads/pottery"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(text, "utf-8")
    if side is not None:
        (folder / f"{name}.toml").write_text(side, "utf-8")


@PAIR
def test_a_file_that_comes_while_the_question_stands_is_not_replaced(home: Path) -> None:
    saved(home, "kiln.json", thread("Kilns", "Where do you rent a kiln?", "At the studio."))
    other = thread("Other", "Something quite different, only copy.")
    shown = on_a_terminal(
        home,
        *("add", "kiln.json", "--forum", "pottery"),
        answers="y\n",
        meanwhile=lambda: put(home, "kilns", other, 'title = "Other"\n'),
    )
    assert "planned anew" in shown and "propose pottery/kilns-2" in shown
    assert files(home)["pottery/kilns.json"].decode() == other
    assert files(home)["pottery/kilns.toml"] == b'title = "Other"\n'
    assert "pottery/kilns-2.json" in files(home)


@PAIR
def test_the_same_thread_that_comes_while_the_question_stands_is_not_doubled(home: Path) -> None:
    text = thread("Kilns", "Where do you rent a kiln?", "At the studio.")
    saved(home, "kiln.json", text)
    shown = on_a_terminal(
        home,
        *("add", "kiln.json", "--forum", "pottery"),
        answers="y\ny\n",
        meanwhile=lambda: put(home, "kilns", f"{text}\n", 'title = "Kilns"\n'),
    )
    assert "planned anew" in shown and "1 skipped as duplicates" in shown
    assert sorted(files(home)) == ["pottery/kilns.json", "pottery/kilns.toml"]


@PAIR
def test_a_side_file_that_is_edited_while_the_question_stands_keeps_its_edit(home: Path) -> None:
    first = ("Where do you rent a kiln?", "At the studio on the hill.")
    brought(home, saved(home, "kiln.json", thread("Kilns", *first)))
    saved(home, "later.json", thread("Kilns", *first, "And the key hangs beside the door of the studio."))
    side = home / "corpus/threads/pottery/kilns.toml"
    shown = on_a_terminal(
        home,
        *("add", "later.json", "--forum", "pottery"),
        answers="y\ny\n",
        meanwhile=lambda: side.write_text(f"# asked by mail\n{side.read_text('utf-8')}", "utf-8"),
    )
    assert "merged" in shown
    assert side.read_text("utf-8").startswith("# asked by mail\n")
    assert tomllib.loads(side.read_text("utf-8"))["more"] == ["kilns.page-2.json"]


@PAIR
def test_what_was_agreed_to_in_a_list_is_not_done_to_another_thread(home: Path) -> None:
    texts = [("Where is the kiln?", f"Behind the door number {n}, as the sign of it says.") for n in range(5)]
    saved(home, "all.jsonl", *(thread(f"Kiln {n}", *text) for n, text in enumerate(texts)))
    shown = on_a_terminal(
        home,
        *("add", "all.jsonl", "--forum", "pottery"),
        answers="y\n",
        meanwhile=lambda: put(home, "old", thread("Kiln 3", *texts[3][:1]), ""),
    )
    assert "4 added, 1 refused (E609)" in shown
    assert len([name for name in files(home) if name.endswith(".json")]) == 5


# ---- killed at any moment


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Whether a process that does this work was killed before its so-and-so-many-eth call of a library's function."""
    process = os.fork()
    if process == 0:
        calls = 0

        def count(frame: FrameType, event: str, function: object) -> None:
            nonlocal calls
            name = getattr(function, "__name__", "")
            if event == "c_call" and name in (
                "open",
                "write",
                "fsync",
                "link",
                "replace",
                "unlink",
                "mkdir",
                "rename",
            ):
                calls += 1
                if calls == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(count)
        work()
        os._exit(0)
    status = os.waitpid(process, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.slow
@PAIR
@pytest.mark.parametrize("kind", ["add", "merge"])
def test_who_is_killed_between_any_two_calls_leaves_what_is_told_and_finished(
    home: Path, tmp_path: Path, kind: str
) -> None:
    first = ("Where do you rent a kiln?", "At the studio on the hill.")
    saved(home, "kiln.json", thread("Kilns", *first))
    saved(home, "later.json", thread("Kilns", *first, "And the key hangs beside the door of the studio."))
    if kind == "merge":
        brought(home, "kiln.json")
    name = "later.json" if kind == "merge" else "kiln.json"
    before = files(home)
    root = home / "corpus"
    with locked(root):
        (plan,) = Intake(root, Wish(forum="pottery")).plans(saved_files([str(home / name)], bytes))
    brought(home, name)
    after = files(home)
    assert len(after) > len(before)
    half_done, ends = 0, set()
    for step in range(1, 200):
        for path in set(files(home)) - set(before):
            (root / "threads" / path).unlink()
        for path, data in before.items():
            (root / "threads" / path).write_bytes(data)
        intake = Intake(root, Wish(forum="pottery"))
        (plan,) = intake.plans(saved_files([str(home / name)], bytes))

        def work(intake: Intake = intake, plan: Plan = plan) -> None:
            with locked(root) as writer:
                intake.carry_out(plan, writer)

        was_killed = killed_at(step, work)
        now = {path: data for path, data in files(home).items() if "/." not in path}
        assert all(data in (before.get(path), after[path]) for path, data in now.items()), "whole files only"
        codes = [problem.code for problem in corpus.load(root).problems]
        assert now in (before, after) or "E213" in codes, "what is half done is told"
        half_done += "E213" in codes
        sentences: list[str] = []
        with locked(root, sentences.append):
            assert not corpus.load(root).problems
        whole = {path: data for path, data in files(home).items() if "/." not in path}
        assert whole in (before, after)
        assert ("E213" in codes) == bool(sentences)
        ends.add(whole == after)
        # The same command again brings the rest, and sweeps.
        brought(home, name)
        assert files(home) == after
        if not was_killed:
            break
    else:
        pytest.fail("it never ended by itself")
    assert half_done >= 2 and ends == {True, False}, "it was killed in the middle, too"


@PAIR
@pytest.mark.slow
def test_a_hundred_real_adds_that_are_killed_lose_nothing(home: Path, tmp_path: Path) -> None:
    name = many(home, "x.jsonl", 60)
    add = ("threadfaq", "add", name, "--forum", "pottery", "--yes")
    chance, ends = random.Random(9), {"nothing": 0, "some": 0, "all": 0}
    with nursery(tmp_path / "nursery") as nurse:
        nurse.run("threadfaq", "--version", cwd=home)
        began = time.monotonic()
        assert nurse.run(*add, cwd=home).returncode == 0
        seconds, after = time.monotonic() - began, files(home)
        assert len(after) == 120
        for _ in range(100):
            shutil.rmtree(home / "corpus/threads/pottery")
            nurse.begin(*add, cwd=home).kill(after=chance.uniform(0, seconds))
            now = {path: data for path, data in files(home).items() if "/." not in path}
            assert all(data == after[path] for path, data in now.items()), "whole files only"
            ends["all" if now == after else "some" if now else "nothing"] += 1
            codes = {problem.code for problem in corpus.load(home / "corpus").problems}
            assert not codes or "E213" in codes
            with locked(home / "corpus"):
                loaded = corpus.load(home / "corpus")
            assert not loaded.problems and all(source.side.title for source in loaded.sources)
            assert nurse.run(*add, cwd=home).returncode == 0
            assert files(home) == after
    print(ends)
    assert ends["some"] > 5


@pytest.mark.parametrize(
    "rows",
    [
        [{"beside": "../.adding-1-x", "path": "../x", "replaces": None}],
        [{"beside": "threads/.adding-1-x", "path": "../x", "replaces": None}],
        [{"beside": "/tmp/.adding-1-x", "path": "/tmp/x", "replaces": None}],
        [{"beside": "corpus.toml", "path": "x.toml", "replaces": None}],
        [{"beside": "threads/out/.adding-1-x", "path": "threads/out/x", "replaces": None}],
        [{"path": 1}],
        {"a": 1},
        "no list",
    ],
)
def test_a_note_that_somebody_forged_moves_nothing(home: Path, rows: object) -> None:
    (home / "corpus/.cache").mkdir()
    (home / "corpus/.cache/writing.json").write_text(json.dumps(rows), "utf-8")
    (home / "out").mkdir()
    (home / "corpus/threads/out").symlink_to(home / "out")
    for folder in (home, home / "out", home / "corpus/threads"):
        (folder / ".adding-1-x").write_text("forged", "utf-8")
    paths = {path for path in home.rglob("*") if ".cache" not in path.parts}
    with locked(home / "corpus"):
        pass
    assert {path for path in home.rglob("*") if ".cache" not in path.parts} == paths
    assert not (home / "corpus/.cache/writing.json").exists()


def test_what_cannot_be_finished_is_taken_back(home: Path) -> None:
    """Another file has come into one of the places since."""
    folder = home / "corpus/threads"
    for name in ("a.toml", "a.json"):
        (folder / f".adding-1-{name}").write_text(name, "utf-8")
    os.link(folder / ".adding-1-a.toml", folder / "a.toml")
    (folder / "a.json").write_text("somebody's", "utf-8")
    rows = [
        {"beside": f"threads/.adding-1-{n}", "path": f"threads/{n}", "replaces": None} for n in ("a.toml", "a.json")
    ]
    (home / "corpus/.cache").mkdir()
    (home / "corpus/.cache/writing.json").write_text(json.dumps(rows), "utf-8")
    sentences: list[str] = []
    with locked(home / "corpus", sentences.append):
        assert files(home) == {"a.json": b"somebody's"}
    assert sentences and sentences[0].startswith("taken back")
