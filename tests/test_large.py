"""What is made for sizes that no other test has: word sequences of long threads, exports of many threads, workers of
other processes and machines. That they give what the small ways give."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.inventing import write
from benchmarks.large import export
from extractor.linking.quotes import _row
from extractor.model import Post, Role
from extractor.pipeline import workers
from tests.command import run

POSTS = st.lists(st.text("ab ", max_size=12), max_size=8)


def _posts(texts: list[str]) -> list[Post]:
    return [
        Post(
            number=number,
            id=str(number),
            author=None,
            author_certain=False,
            edited_by=None,
            role=Role.UNKNOWN,
            posted=None,
            printed=None,
            edited=None,
            text=text,
        )
        for number, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize("long", [0, 10**9], ids=["by numbers", "by themselves"])
@given(POSTS, POSTS, st.integers(1, 4))
def test_no_sequence_that_is_repeated_or_asked_for_is_left_out(
    long: int, texts: list[str], asked: list[str], size: int
) -> None:
    row = _row.Row(_posts(texts))
    every = _row.sequences(row.words, size)
    numbers = [row.numbers(text.split()) for text in asked]
    wanted = {sequence for words in numbers for sequence in _row.sequences(words, size)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_row, "LONG", long)
        repeated, among = row.repeated(size), row.among(numbers, size)
    counts = Counter(every)
    for place, sequence in enumerate(every):
        assert repeated[place] or counts[sequence] == 1
        assert among[place] or sequence not in wanted
    if long:
        assert sum(repeated) == sum(count for count in counts.values() if count > 1)


class Unsteady(Executor):
    """Makes results when it likes, and is killed now and then."""

    def __init__(self, chance: random.Random, kills: list[int]) -> None:
        self._chance, self._kills = chance, kills

    def submit(self, work: Callable[..., object], /, *args: object, **named: object) -> Future[object]:  # type: ignore[override]
        """The result, or the end of this executor."""
        if self._kills[0] and self._chance.random() < 0.2:
            self._kills[0] -= 1
            if self._chance.random() < 0.5:
                raise BrokenProcessPool
            broken: Future[object] = Future()
            broken.set_exception(BrokenProcessPool())
            return broken
        future: Future[object] = Future()
        future.set_result(work(*args))
        return future


@given(st.integers(0, 40), st.integers(1, 4), st.integers(0, 6), st.integers(0, 10**6))
def test_results_come_in_order_whatever_becomes_of_workers(parts: int, jobs: int, kills: int, seed: int) -> None:
    left, chance = [kills], random.Random(seed)
    lines: list[str] = []
    results = workers._spread(lambda: Unsteady(chance, left), str, range(parts), jobs, lines.append)
    assert list(results) == list(map(str, range(parts)))
    assert len(lines) <= kills


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "posts.jsonl"
    export(path, 200)
    return path


def test_the_threads_of_an_export_are_labelled_in_order_as_each_alone(posts: Path, tmp_path: Path) -> None:
    whole = run("label", str(posts))
    assert whole.returncode == 0
    rows_by_thread: dict[str, list[dict[str, object]]] = {}
    for line in whole.stdout.splitlines():
        row = json.loads(line)
        rows_by_thread.setdefault(row.pop("thread"), []).append(row)
    assert list(rows_by_thread) == [f"{posts} (thread {number})" for number in range(1, 11)]
    alone = tmp_path / "alone.jsonl"
    for number, rows in enumerate(rows_by_thread.values(), 1):
        lines = posts.read_text("utf-8").splitlines(keepends=True)
        alone.write_text("".join(line for line in lines if json.loads(line)["thread_id"] == number), "utf-8")
        given = [json.loads(line) for line in run("label", str(alone)).stdout.splitlines()]
        assert [{**row, "thread": None} for row in given] == [{**row, "thread": None} for row in rows]


def test_several_processes_label_as_one_and_refuse_what_it_refuses(posts: Path) -> None:
    with posts.open("a", encoding="utf-8") as file:
        row = {
            "thread_id": 11,
            "author": "Ida",
            "text": "Das hier ist kein Englisch, und niemand versteht es so recht. " * 9,
        }
        file.write(json.dumps(row) + "\n" + json.dumps({**row, "thread_id": 12, "text": "You should wait."}) + "\n")
    one, two = (run("label", str(posts), "--jobs", str(jobs)) for jobs in (1, 2))
    assert (one.stdout, one.returncode) == (two.stdout, two.returncode)
    assert one.returncode == 3 and "W110" in one.stderr
    assert "You should wait." in one.stdout and "niemand" not in one.stdout


def test_of_many_warnings_of_one_code_the_first_are_printed_and_all_counted(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    posts = [
        {"thread_id": number, "author": author, "text": text}
        for number in range(1, 10)
        for author, text in (("Ida", f"Thanks, that worked for me on day {number}."), ("Per", "You are welcome."))
    ]
    file.write_text("".join(json.dumps(post) + "\n" for post in posts), "utf-8")
    for command in ("read", "label", "answers"):
        done = run(command, str(file))
        assert done.returncode == 0
        assert done.stderr.count("warning[W123]") == 5, command
        assert done.stderr.endswith("W123: 9 in all, the first 5 are printed\n"), done.stderr


@pytest.mark.skipif(find_spec("distributed") is None, reason="the extra [cluster] is not installed")
def test_what_is_no_address_of_a_scheduler_is_refused_at_once(posts: Path) -> None:
    done = run("label", str(posts), "--scheduler", "nonsense://x")
    assert done.returncode == 2 and "tcp://127.0.0.1:8786" in done.stderr


def test_without_dask_a_scheduler_is_refused_with_what_to_install(
    posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = run("label", str(posts), "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 2 and "pip install 'threadfaq[cluster]'" in done.stderr


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a real scheduler, and its two workers, each a process; all are gone at the end."""
    file = folder / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start(module: str, *options: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--scheduler-file", str(file), *options]
        environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
        started.append(
            subprocess.Popen(
                command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        for _ in range(2):
            start("dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        from distributed import Client

        with Client(scheduler_file=str(file), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            address: str = client.scheduler.address
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.slow
@pytest.mark.skipif(find_spec("distributed") is None, reason="the extra [cluster] is not installed")
def test_a_cluster_gives_the_same_bytes_as_one_process(posts: Path, tmp_path: Path) -> None:
    write(tmp_path / "corpus", threads=80, posts=6)
    with cluster(tmp_path) as (address, _):
        for command in (["faq", "--corpus", str(tmp_path / "corpus")], ["label", str(posts)]):
            one = run(*command, "--jobs", "1")
            shutil.rmtree(tmp_path / "corpus/.cache", ignore_errors=True)
            many = run(*command, "--scheduler", address)
            # How far it is stands on standard error where it takes longer than a second.
            assert one.returncode == many.returncode == 0 and one.stdout, command
            assert one.stdout == many.stdout, command


@pytest.mark.slow
@pytest.mark.skipif(find_spec("distributed") is None, reason="the extra [cluster] is not installed")
def test_the_work_of_a_worker_that_is_killed_is_done_by_the_other(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    export(file, 6_000)
    one = run("label", str(file), "--jobs", "1")
    with cluster(tmp_path) as (address, workers):
        command = [sys.executable, "-m", "extractor", "label", str(file), "--scheduler", address]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stderr is not None
            # It prints in order: one share is done, and many are not.
            first = process.stdout.readline()
            workers[0].kill()
            assert process.poll() is None, "it had ended before"
            rest = process.stdout.read()
            assert process.wait() == 0, process.stderr.read()
    assert (first + rest).decode("utf-8") == one.stdout
