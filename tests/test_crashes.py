"""Whatever is killed, at whatever moment: the site is the old one or the new one, the corpus is whole, and the next
build makes what a clean one makes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from extractor.corpus import load, stored
from extractor.corpus.dates import as_of
from extractor.model import wire
from extractor.pipeline.running import run
from extractor.pipeline.workers import Workers
from extractor.store import NAME
from tests.command import ROOT, Done, build_site
from tests.conftest import copy_settings
from tests.nursery import BUILD, DAY, Nursery, nursery

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has neither fork nor such signals")

LONG = 480
"""Threads of a run that can be stopped in its middle."""
Files = dict[str, bytes]
State = Mapping[str, str]


@pytest.fixture(scope="module")
def nurse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Begins commands at once."""
    with nursery(tmp_path_factory.mktemp("nursery")) as begun:
        yield begun


# ---- a corpus in two states


def thread(title: str, *texts: str) -> str:
    """A thread as neutral JSON: two people in turn."""
    rows = [{"id": f"m{n}", "author": ("Ola N", "Mara P")[n % 2], "text": text} for n, text in enumerate(texts, 1)]
    return json.dumps({"title": title, "posts": rows})


def pack(title: str) -> str:
    """A topic pack with one question."""
    text = (ROOT / "tests/corpora/decision-found/corpus/topics/kilns.toml").read_text("utf-8")
    return text.replace("Rent or buy?", title)


def kiln(number: int, town: str = "the hill") -> str:
    """A thread that answers the question."""
    answers = ("You should ask at the studio.", f"Hire a kiln by the day, {number} of them, in {town}.")
    return thread(f"Kilns {number}", f"Where do you rent kiln {number}?", " ".join(answers))


A: State = {
    "corpus.toml": "format = 1\n",
    "topics/kilns.toml": pack("Rent or buy?"),
    **{f"threads/pottery/kiln-{n}.json": kiln(n) for n in range(6)},
}
B: State = {
    "corpus.toml": "format = 1\n",
    "topics/kilns.toml": pack("Hire or buy?"),
    **{f"threads/pottery/kiln-{n}.json": kiln(n, town="the valley" if n == 1 else "the hill") for n in range(1, 7)},
    "decisions/pottery/kiln-2.toml": "[[decision]]\npost = 'm2'\nwords = 'You should ask at the studio.'\n"
    "verdict = 'drop'\nbecause = 'It has closed.'\nby = 'Ida'\non = 2026-05-01\n",
}


def put(root: Path, state: State) -> None:
    """Bring a corpus folder into a state; what is right already is left alone."""
    for path in [path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts]:
        if path.relative_to(root).as_posix() not in state:
            path.unlink()
    for name, text in state.items():
        path = root / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


def files(folder: Path) -> Files:
    """Every file below a folder by its path, but for what git leaves alone."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def project(home: Path, state: State) -> Path:
    """A project with a corpus in a state."""
    copy_settings(home)
    put(home / "corpus", state)
    return home


def clean(nurse: Nursery, home: Path, state: State) -> Files:
    """The site of a state, by a build that finds nothing of an earlier one."""
    shutil.rmtree(home, ignore_errors=True)
    done = nurse.run(*BUILD, cwd=project(home, state))
    assert (done.returncode, done.stderr) == (0, "")
    return files(home / "site")


def leftovers(home: Path) -> set[str]:
    """What lies in a project that is neither its own nor its site."""
    own = {"corpus", "docs", "mkdocs.yml", "site", "site_templates"}
    return {path.name for path in home.iterdir()} - own


def built(nurse: Nursery, home: Path, site: Files) -> None:
    """A build that makes this site, and leaves nothing but it."""
    done = nurse.run(*BUILD, cwd=home)
    assert done.returncode == 0, done.stderr
    assert files(home / "site") == site
    assert not leftovers(home)


@pytest.fixture
def sites(nurse: Nursery, tmp_path: Path) -> list[tuple[State, Files]]:
    """Both states, each with its site."""
    return [(state, clean(nurse, tmp_path / "clean", state)) for state in (A, B)]


# ---- killed


def kills(nurse: Nursery, home: Path, sites: list[tuple[State, Files]], count: int, seed: int) -> dict[str, int]:
    """Builds killed at random moments, each held to what it may leave; how many left the old site, or the new one,
    or had ended before."""
    project(home, sites[0][0])
    chance = random.Random(seed)
    old, seconds = sites[0][1], 0.5
    built(nurse, home, old)
    ends = {"old": 0, "new": 0, "ended": 0}
    for number in range(count):
        state, new = sites[(number + 1) % 2]
        put(home / "corpus", state)
        corpus = files(home / "corpus")
        killed = nurse.begin(*BUILD, cwd=home).kill(after=chance.uniform(0, seconds))
        site = files(home / "site")
        assert site in (old, new), "neither the one nor the other"
        assert files(home / "corpus") == corpus
        ends["ended" if not killed else "new" if site == new else "old"] += 1
        began = time.monotonic()
        built(nurse, home, new)
        seconds += (time.monotonic() - began - seconds) / 5
        old = new
    return ends


def test_a_few_kills_of_a_build_leave_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small form of the next test, forked from this process."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    home = project(tmp_path / "faq", A)
    assert build_site(home).returncode == 0
    old = files(home / "site")
    put(home / "corpus", B)
    corpus = files(home / "corpus")
    for moment in (0.02, 0.1, 0.2):
        process = os.fork()
        if process == 0:
            build_site(home)
            os._exit(0)
        time.sleep(moment)
        os.kill(process, signal.SIGKILL)
        killed = os.WIFSIGNALED(os.waitpid(process, 0)[1])
        assert files(home / "site") == old or not killed
        assert files(home / "corpus") == corpus
    assert build_site(home).returncode == 0
    assert b"Hire or buy?" in files(home / "site")["kilns/rent-or-buy.html"]
    assert not leftovers(home)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_two_hundred_kills_of_a_build_leave_the_old_site_or_the_new_one(
    nurse: Nursery, tmp_path: Path, sites: list[tuple[State, Files]], seed: int
) -> None:
    ends = kills(nurse, tmp_path / "faq", sites, count=50, seed=seed)
    print(ends)
    assert ends["old"] > 20, "most moments are before the exchange"


@pytest.mark.slow
def test_a_build_killed_at_any_call_that_changes_a_folder_leaves_a_whole_site(
    nurse: Nursery, tmp_path: Path, sites: list[tuple[State, Files]]
) -> None:
    """From the first call to the last: the exchange itself, too, which random moments seldom meet."""
    home = project(tmp_path / "faq", A)
    (_, old), (_, new) = sites
    built(nurse, home, old)
    put(home / "corpus", B)
    shutil.copytree(home, tmp_path / "before", symlinks=True)
    counts = {"old": 0, "new": 0}
    step = 1
    while nurse.begin(*BUILD, cwd=home, KILLED_AT=str(step)).end().returncode == -signal.SIGKILL:
        site = files(home / "site")
        assert site in (old, new), step
        counts["new" if site == new else "old"] += 1
        built(nurse, home, new)
        shutil.rmtree(home)
        shutil.copytree(tmp_path / "before", home, symlinks=True)
        step += 1
    print(counts)
    assert counts["old"] > 5 and counts["new"] > 2


# ---- a full disk


@contextlib.contextmanager
def small_disk(folder: Path, size: str = "24m") -> Iterator[Callable[[int | None], None]]:
    """A small disk at a folder; the function leaves so many bytes free on it, or all with None."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be made here")
    ballast = folder / "ballast"

    def leave(free: int | None) -> None:
        ballast.unlink(missing_ok=True)
        room = shutil.disk_usage(folder).free
        if free is not None and room > free:
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, room - free)

    try:
        yield leave
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def told(done: Done) -> bool:
    """Whether it says in plain words that the disk is full."""
    assert "Traceback" not in done.stderr, done.stderr
    return any(words in done.stderr for words in ("No space left on device", "disk is full", "disk I/O error"))


@pytest.mark.slow
def test_a_build_that_is_interrupted_leaves_the_old_site_and_is_gone_on_with(
    nurse: Nursery, tmp_path: Path, sites: list[tuple[State, Files]]
) -> None:
    """Ctrl-C, as often as not while pages are written."""
    home = project(tmp_path / "faq", A)
    built(nurse, home, sites[0][1])
    put(home / "corpus", B)
    chance, interrupted = random.Random(9), 0
    for _ in range(20):
        child = nurse.begin(*BUILD, cwd=home)
        time.sleep(chance.uniform(0, 0.4))
        os.kill(child.pid, signal.SIGINT)
        done = child.end()
        assert "Traceback" not in done.stderr
        interrupted += done.returncode != 0
        assert files(home / "site") == sites[done.returncode == 0][1]
        if done.returncode == 0:
            put(home / "corpus", A)
            built(nurse, home, sites[0][1])
            put(home / "corpus", B)
    assert interrupted > 5
    built(nurse, home, sites[1][1])
    assert not leftovers(home)


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_write_leaves_the_old_site(
    nurse: Nursery, tmp_path: Path, sites: list[tuple[State, Files]]
) -> None:
    moments, refused = 50, 0
    with small_disk(tmp_path / "disk") as leave:
        home = project(tmp_path / "disk/faq", A)
        empty = shutil.disk_usage(home).used
        built(nurse, home, sites[0][1])
        need = int((shutil.disk_usage(home).used - empty) * 1.2)
        for moment in range(moments):
            (_, old), (state, new) = sites[moment % 2], sites[(moment + 1) % 2]
            put(home / "corpus", state)
            if moment % 4 < 2:
                shutil.rmtree(home / "corpus/.cache")
            corpus = files(home / "corpus")
            leave(need * moment // moments)
            done = nurse.run(*BUILD, cwd=home)
            assert done.returncode in (0, 1), done.stderr
            assert files(home / "site") == (old if done.returncode else new), done.stderr
            assert files(home / "corpus") == corpus
            if done.returncode:
                assert told(done), done.stderr
                refused += 1
            elif done.stderr:
                assert told(done) and "going on without the store" in done.stderr, done.stderr
                assert len(done.stderr.splitlines()) == 1, done.stderr
            leave(None)
            built(nurse, home, new)
    print(f"{refused} of {moments} refused")
    assert 10 < refused < moments


@pytest.mark.slow
def test_a_disk_that_is_full_for_the_store_alone_costs_a_line(
    nurse: Nursery, tmp_path: Path, sites: list[tuple[State, Files]]
) -> None:
    home = project(tmp_path / "faq", A)
    with small_disk(home / "corpus/.cache") as leave:
        leave(None)
        built(nurse, home, sites[0][1])
        need = shutil.disk_usage(home / "corpus/.cache").used
        without = 0
        for moment in range(20):
            state, site = sites[moment % 2]
            put(home / "corpus", state)
            leave(None)
            if moment % 4 < 2:
                for path in (home / "corpus/.cache").iterdir():
                    path.unlink()
            leave(need * moment // 20)
            done = nurse.run(*BUILD, cwd=home)
            assert done.returncode == 0 and files(home / "site") == site, done.stderr
            if done.stderr:
                assert told(done) and "going on without the store" in done.stderr, done.stderr
                assert len(done.stderr.splitlines()) == 1, done.stderr
                without += 1
        assert without > 5


# ---- two at once, and changes meanwhile


@pytest.mark.slow
def test_of_two_builds_at_once_the_second_waits_and_builds_what_lies_there_then(
    nurse: Nursery, tmp_path: Path, sites: list[tuple[State, Files]]
) -> None:
    home = project(tmp_path / "faq", A)
    chance, waited = random.Random(3), 0
    for number in range(12):
        state, site = sites[(number + 1) % 2]
        first = nurse.begin(*BUILD, cwd=home)
        wait_for((home / ".site.building").exists)
        time.sleep(chance.uniform(0, 0.1))
        put(home / "corpus", state)
        second = nurse.begin(*BUILD, cwd=home)
        killed = number % 3 == 2 and first.kill(after=0.1)
        if not killed:
            done = first.end()
            assert (done.returncode, done.stderr.replace(CHANGED, "")) == (0, "")
        done = second.end()
        assert done.returncode == 0, done.stderr
        assert done.stderr in ("", f"waiting: process {first.pid} is building this site\n")
        waited += bool(done.stderr)
        assert files(home / "site") == site and not leftovers(home)
    assert waited > 5


CHANGED = "a file was changed meanwhile; beginning again\n"


def wait_for(there: Callable[[], bool], seconds: float = 60) -> None:
    """Until something is the case."""
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.002)


@pytest.mark.slow
def test_a_corpus_changed_while_it_is_built_gives_a_state_that_it_was_in(nurse: Nursery, tmp_path: Path) -> None:
    """A thread is changed, then the pack, then both back again in the other order: three states, and no fourth."""
    one, other = "threads/pottery/kiln-5.json", "topics/kilns.toml"
    changes = [(one, kiln(5, "the valley")), (other, pack("Hire or buy?")), (other, A[other]), (one, A[one])]
    states = [A, {**A, one: changes[0][1]}, {**A, one: changes[0][1], other: changes[1][1]}]
    expected = [clean(nurse, tmp_path / "clean", state) for state in states]
    home = project(tmp_path / "faq", A)
    built(nurse, home, expected[0])
    chance, stop = random.Random(5), threading.Event()

    def edit() -> None:
        number = 0
        while not stop.wait(chance.uniform(0, 0.15)) or number % 4:
            name, text = changes[number % 4]
            beside = home / "beside"
            beside.write_text(text, "utf-8")
            beside.replace(home / "corpus" / name)
            number += 1

    counts = {"built": 0, "told": 0, "restless": 0}
    editor = threading.Thread(target=edit)
    editor.start()
    try:
        for _ in range(40):
            done = nurse.run(*BUILD, cwd=home)
            assert "Traceback" not in done.stderr
            assert done.returncode == 0 or "error[E612]" in done.stderr, done.stderr
            assert files(home / "site") in expected
            counts["built" if done.returncode == 0 else "restless"] += 1
            counts["told"] += CHANGED in done.stderr
    finally:
        stop.set()
        editor.join()
    print(counts)
    assert counts["built"] > 10
    built(nurse, home, expected[0])


# ---- the same bytes


def many(count: int, first: int = 0) -> State:
    """A corpus of so many threads."""
    threads = {f"threads/pottery/kiln-{n}.json": kiln(n) for n in range(first, first + count)}
    return {"corpus.toml": "format = 1\n", "topics/kilns.toml": pack("Rent or buy?"), **threads}


def faketime(folder: Path) -> str:
    """A library that puts the clock of a process forward by a hundred days; empty where none can be made."""
    if shutil.which("cc") is None or sys.platform != "linux":
        return ""
    (folder / "later.c").write_text(LATER, "utf-8")
    line = ["cc", "-shared", "-fPIC", "-o", str(folder / "later.so"), str(folder / "later.c"), "-ldl"]
    return "" if subprocess.run(line, capture_output=True, check=False).returncode else str(folder / "later.so")


LATER = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *when) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, when);
    if (clock == CLOCK_REALTIME) when->tv_sec += 8640000;
    return result;
}
time_t time(time_t *into) {
    struct timespec when;
    clock_gettime(CLOCK_REALTIME, &when);
    if (into) *into = when.tv_sec;
    return when.tv_sec;
}
"""


@pytest.mark.slow
def test_the_same_corpus_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """By one process or two, on any day, in any time zone and language, however its files came there."""
    state, later = many(80), faketime(tmp_path)
    surroundings: list[tuple[str, dict[str, str]]] = [
        ("1", {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}),
        ("2", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LD_PRELOAD": later}),
        ("2", {"PYTHONHASHSEED": "random", "TZ": "America/St_Johns", "LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"}),
    ]
    results: list[tuple[bytes, Files]] = []
    for number, (jobs, environment) in enumerate(surroundings):
        home = tmp_path / f"faq-{number}"
        copy_settings(home)
        names = list(state)
        random.Random(number).shuffle(names)
        put(home / "corpus", {name: state[name] for name in names})
        around = {**os.environ, "SOURCE_DATE_EPOCH": DAY, **environment}
        around.pop("CI", None)
        line = [sys.executable, "-m", "extractor", "faq", "--jobs", jobs]
        faq = subprocess.run(line, cwd=home, env=around, capture_output=True, check=True).stdout
        shutil.rmtree(home / "corpus/.cache")
        build = [sys.executable, "-m", "mkdocs", "--quiet", "build"]
        done = subprocess.run(build, cwd=home, env=around, capture_output=True, check=True)
        assert not lines(done.stderr.decode())
        results.append((faq, files(home / "site")))
    assert all(result == results[0] for result in results)
    assert len(results[0][1]) > 90


# ---- processes that work together


def rows(home: Path) -> int:
    """How many threads are done in the store of a project."""
    path = home / "corpus/.cache" / NAME
    if not path.exists():
        return 0
    with contextlib.closing(sqlite3.connect(path)) as database:
        try:
            return int(database.execute("SELECT count(*) FROM results WHERE stage = 'decide'").fetchone()[0])
        except sqlite3.Error:
            return 0


def group(leader: int) -> dict[int, int]:
    """The processes of a group that live, each with its parent."""
    members: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, leads = entry.read_text().rpartition(")")[2].split()[:3]
            if int(leads) == leader and state != "Z":
                members[int(entry.parent.name)] = int(parent)
    return members


def workers(leader: int) -> list[int]:
    """The processes that a command has sent for: children of the one that forks them."""
    members = group(leader)
    return sorted(pid for pid, parent in members.items() if parent in members and members[parent] == leader)


def begun(home: Path) -> subprocess.Popen[bytes]:
    """`threadfaq faq` with two workers, in a group of processes of its own, as a terminal begins it."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": DAY}
    environment.pop("CI", None)
    return subprocess.Popen(
        [sys.executable, "-m", "extractor", "faq", "--jobs", "2"],
        cwd=home,
        env=environment,
        # A pipe that nobody reads would stop it.
        stdout=(home / "output").open("wb"),
        stderr=(home / "messages").open("wb"),
        start_new_session=True,
    )


def ended(process: subprocess.Popen[bytes], home: Path) -> tuple[str, str]:
    """What it printed, and what it said, when it has ended."""
    process.wait(120)
    return (home / "output").read_text("utf-8"), (home / "messages").read_text("utf-8")


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A project whose first run takes some seconds."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("the processes of a group cannot be seen here")
    put(tmp_path / "faq/corpus", many(LONG))
    return tmp_path / "faq"


def lines(message: str) -> list[str]:
    """What a command says, but for how far it is."""
    return [line for line in message.splitlines() if not line.startswith("reading and judging")]


class Counting(Workers):
    """Counts the threads that it is given."""

    total = 0

    def outcomes(self, tasks, total, *rest):  # type: ignore[no-untyped-def]
        self.total += total
        return super().outcomes(tasks, total, *rest)


def faq_of(home: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `threadfaq faq` prints, by a run in this process that goes on with the store."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    monkeypatch.chdir(home)
    root = Path("corpus")
    store = stored(root, pytest.fail)
    result = run(load(root, store), as_of(root), workers=workers)
    store.close()
    return wire.written(wire.faq(result.faq)) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
def test_a_first_run_that_is_stopped_is_gone_on_with(
    long: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = begun(long)
    wait_for(lambda: rows(long) > 0)
    assert len(workers(process.pid)) >= 2
    began = time.monotonic()
    if number is signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    output, message = ended(process, long)
    wait_for(lambda: not group(process.pid), 10)
    print(f"gone after {time.monotonic() - began:.1f} s")
    assert output == ""
    if number is signal.SIGINT:
        assert (process.returncode, lines(message)) == (130, ["stopped; the next run goes on from here"])
    else:
        assert process.returncode == -number and "Traceback" not in message
    done = rows(long)
    assert 0 < done < LONG
    counting = Counting(jobs=1)
    result = faq_of(long, counting, monkeypatch)
    assert counting.total == LONG - done
    shutil.rmtree(long / "corpus/.cache")
    assert result == faq_of(long, Workers(jobs=1), monkeypatch)


@pytest.mark.slow
def test_workers_that_are_killed_are_told_of_and_their_threads_are_done_again(
    long: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = faq_of(long, Workers(jobs=1), monkeypatch)
    chance = random.Random(7)
    for number in range(4):
        shutil.rmtree(long / "corpus/.cache")
        process = begun(long)
        wait_for(lambda: len(workers(process.pid)) >= 2)  # noqa: B023
        killed = 0
        # Killed once, or again and again until nobody sends for new ones.
        while process.poll() is None and killed < (1, 20)[number % 2]:
            time.sleep(chance.uniform(0, 0.5))
            for worker in workers(process.pid)[-1:]:
                os.kill(worker, signal.SIGKILL)
                killed += 1
        output, message = ended(process, long)
        assert process.returncode == 0, message
        assert output == expected
        assert set(lines(message)) <= {"a worker was killed; its share of the threads is done again"}
        assert lines(message) or not killed
        # Python's own helper ends a moment after the command.
        wait_for(lambda: not group(process.pid), 10)  # noqa: B023
