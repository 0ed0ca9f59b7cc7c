"""What one very long thread costs, and what a file of many threads costs: processor time and memory at their peak.

    python -m benchmarks.large thread [--posts 50000] [--declared 0.5] [--keep FILE]
    python -m benchmarks.large export [--posts 10000] [--jobs 2] [--scheduler ADDRESS] [--keep FILE]

`thread` writes one thread in the neutral JSON form and runs `threadfaq read` on it, which reads, links and prints.
`--declared` is the share of posts that say what they answer. `export` writes JSON Lines, a post a line, threads of
twenty posts that come one after the other, and runs `threadfaq label` on it with the project's own packs.

The posts are invented (`inventing.py`), sixty words each; some quote an earlier one, with a mark or without, some
name people. The same numbers give the same bytes. The command is a child process, with workers of its own for several
jobs: printed are the seconds of processor time of all of them, the seconds on the clock, and the peak memory of the
first process and of all together, as the kernel counts it. `--checkout DIR` measures another checkout of the project,
with the same interpreter. Workers of a cluster are not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.inventing import ROOT, Invention, Post

WORDS = 60
"""Words of a post, on average."""
NEAR, FAR = 12, 3
"""Posts that one may quote or address: the nearest, and some of all before."""
LENGTH = 20
"""Posts of each thread of an export."""


class Longer(Invention):
    """Posts of WORDS words."""

    def post(self, before: Sequence[Post]) -> str:
        """As an invention has it, with a second part so often that the mean is right."""
        text = super().post(before)
        enough = self.chance.randint(WORDS // 4, WORDS)
        while len(text.split()) < enough:
            text += " " + self.sentence()
        return text


def one_thread(path: Path, posts: int, declared: float, seed: int = 0) -> None:
    """Write one thread in the neutral JSON form; a `declared` share of its posts says what it answers."""
    invention = Longer(seed, max(12, posts // 20), ROOT / "corpus")
    # What is declared is drawn apart, so that the words are the same whatever its share.
    chance = random.Random(f"large {seed} {declared}")
    moment = datetime(2019, 1, 1)
    made: list[Post] = []
    with path.open("w", encoding="utf-8") as file:
        file.write('{"title": "One long thread", "posts": [\n')
        for number in range(1, posts + 1):
            moment += timedelta(minutes=invention.chance.randint(1, 120))
            before = made[-NEAR:] + (invention.chance.choices(made, k=FAR) if made else [])
            post = Post(
                id=f"p{number}",
                author=invention.chance.choice(invention.people),
                posted=moment.isoformat(),
                text=invention.post(before),
            )
            made.append(post)
            row: dict[str, object] = {**post}
            if number > 1 and chance.random() < declared:
                row["reply_to"] = max(1, number - 1 - int(chance.expovariate(0.3)))
            file.write(json.dumps(row, ensure_ascii=False) + ("\n" if number == posts else ",\n"))
        file.write("]}\n")


def export(path: Path, posts: int, seed: int = 0) -> None:
    """Write JSON Lines, a post a line, in threads of LENGTH posts."""
    invention = Longer(seed, 2000, ROOT / "corpus")
    with path.open("w", encoding="utf-8") as file:
        for number in range(posts // LENGTH):
            for post in invention.thread(LENGTH):
                row = {"thread_id": number + 1, **post, "id": f"{number + 1}-{post['id']}"}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _family(process: int) -> Iterator[int]:
    """A process and all that it started."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _held(process: int) -> int:
    """Bytes of a process that no other shares, and its part of those that others do; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def _worked(process: int) -> float:
    """Seconds of processor time of a process so far; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    """What a process and all that it starts take, looked at a few times a second: workers belong to a server that is
    nobody's child, so the kernel does not add them up."""

    def __init__(self, process: int) -> None:
        self.memory = 0
        """The most that they held together at one moment, in bytes."""
        self._process = process
        self._seconds: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(0.25):
            family = list(_family(self._process))
            self.memory = max(self.memory, sum(map(_held, family)))
            for process in family:
                self._seconds[process] = max(self._seconds.get(process, 0), _worked(process))

    def end(self, seconds: float) -> float:
        """Seconds of processor time of all of them, when the first has ended after so many."""
        self._ended.set()
        self._thread.join()
        return sum({**self._seconds, self._process: seconds}.values())


def measured(command: list[str], checkout: Path) -> None:
    """Run a command of the package in a checkout and print what it took."""
    began = time.perf_counter()
    # The folder in which Python is started is looked through before all others.
    process = subprocess.Popen([sys.executable, "-m", "extractor", *command], stdout=subprocess.DEVNULL, cwd=checkout)
    watch = Watch(process.pid)
    _, status, used = os.wait4(process.pid, 0)
    seconds = watch.end(used.ru_utime + used.ru_stime)
    if status:
        sys.exit(f"the command ended with {status}")
    print(
        f"{seconds:.1f} s of processor time, {time.perf_counter() - began:.1f} s on the clock, "
        f"{used.ru_maxrss / 1024:.0f} MB the first process, {watch.memory / (1 << 20):.0f} MB all together"
    )


def main() -> None:
    """Write and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("thread", "export"))
    parser.add_argument("--posts", type=int, metavar="N", help="50,000 of a thread, 10,000 of an export")
    parser.add_argument("--declared", type=float, default=0.0, metavar="0.0", help="share of posts with a parent")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes for an export")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, for an export")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checkout", type=Path, default=ROOT, metavar="DIR", help="what to measure instead")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write there, or measure what is there already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        thread = given.kind == "thread"
        path = given.keep or Path(folder) / ("thread.json" if thread else "posts.jsonl")
        if not path.exists() and thread:
            one_thread(path, given.posts or 50_000, given.declared, given.seed)
        elif not path.exists():
            export(path, given.posts or 10_000, given.seed)
        print(f"{path.stat().st_size / 1e6:,.1f} MB", flush=True)
        spread = ["--scheduler", given.scheduler] if given.scheduler else ["--jobs", str(given.jobs)]
        command = ["read"] if thread else ["label", *spread]
        measured([*command, str(path.absolute())], given.checkout.absolute())


if __name__ == "__main__":
    main()
