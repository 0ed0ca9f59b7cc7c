"""The measures of `scale.py`: each makes what it needs, runs it, and gives rows of the table."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks import plain_mkdocs
from benchmarks.checkouts import Checkout
from benchmarks.inventing import Invention, write
from benchmarks.launching import Run, launched

ROOT = Path(__file__).parent.parent
REPEATED, TIMES = 10.0, 3
"""Seconds of processor time below which a run is repeated, and how often it is run then."""
PLAIN = 1_000
"""Pages for which MkDocs alone is timed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    work: str
    """What was done."""
    measure: str
    """Which figure of a run is compared: `cpu`, `wall` or `peak`."""
    before: Run | None
    """The run it is compared with; None where there is none."""
    now: Run
    """The run of this checkout."""
    grows: bool = False
    """Whether the ratio says how many times more it takes now, and not how many times less."""

    @property
    def ratio(self) -> float | None:
        """How many times less it takes now, or more."""
        if self.before is None:
            return None
        before, now = getattr(self.before, self.measure), getattr(self.now, self.measure)
        return float(now / before if self.grows else before / now)

    @staticmethod
    def digits(measure: str) -> int:
        """How many digits of a figure behind the point are printed."""
        return 0 if measure == "peak" else 2


class Measures:
    """Rows by the work they measure. What several need is made once."""

    def __init__(
        self, scratch: Path, threads: int, site_threads: int, against: Path | None, most: int, real: Path | None
    ) -> None:
        self.scratch, self.threads, self.site_threads, self.most = scratch, threads, site_threads, most
        self.here = Checkout("now", ROOT, scratch)
        self.older = Checkout("before", against, scratch) if against else None
        self.table = real
        self._projects: dict[tuple[str, str], Path] = {}
        self._runs: dict[tuple[str, ...], Run] = {}
        for side in self._sides():
            # What has never run yet is compiled first.
            project = side.project(scratch / f"{side.name}-warm", self._corpus(20))
            side.faq(project)
            side.site(project)

    def unchanged_faq(self) -> Iterator[Row]:
        """Nothing has changed, to the FAQ."""
        for name, work in self._unchanging():
            yield self._row(f"nothing changed, {work}: `threadfaq faq`", partial(self._faq, name))

    def unchanged_site(self) -> Iterator[Row]:
        """Nothing has changed, to the site."""
        for name, work in self._unchanging():
            yield self._row(f"nothing changed, {work}: `mkdocs build`", partial(self._site, name))

    def decision_site(self) -> Iterator[Row]:
        """One decision has changed."""
        yield self._row(f"one decision changed, {self.threads:,} threads: `mkdocs build`", self._decided)

    def propose(self) -> Iterator[Row]:
        """The decisions to be made on one thread."""
        thread = f"forum/thread-{self.threads // 2:06}"

        def proposed(side: Checkout) -> Run:
            self._first(str(self.threads), side)
            project = self._project(side, str(self.threads))
            return _least(lambda: side.command(project, "propose", thread))

        yield self._row(f"`threadfaq propose`, one thread of {self.threads:,}", proposed)

    def first_build(self) -> Iterator[Row]:
        """Nothing is kept yet."""
        work = f"first build, {self.threads:,} threads of 20 posts, one process: `threadfaq faq`"
        yield self._row(work, partial(self._first, str(self.threads)))

    def two_processes(self) -> Iterator[Row]:
        """The same with two, beside one."""
        project = self.here.project(self.scratch / "two", self._corpus(self.threads))
        now = self.here.faq(project, ["--jobs", "2"])
        one = self._first(str(self.threads), self.here)
        yield Row(
            work=f"first build, {self.threads:,} threads: two processes beside one",
            measure="wall",
            before=one,
            now=now,
        )

    def large_site(self) -> Iterator[Row]:
        """Pages, beside those of MkDocs alone."""
        many = self.site_threads
        first = self._first_site(str(many), self.here)
        again = self._site(str(many), self.here)
        project = self._project(self.here, str(many))
        pages_again = _least(lambda: self.here.pages(project))
        _forget_pages(project)
        pages_first = self.here.pages(project)
        pages, runs = min(many, PLAIN), []
        for count in (pages // 2, pages):
            folder = self.scratch / f"plain-{count}"
            plain_mkdocs.write(folder, self._corpus(many), count)
            runs.append(plain_mkdocs.built(folder, self.here.environment))
            shutil.rmtree(folder)
        before = plain_mkdocs.scaled(runs[0], runs[1], pages, many)
        for kept, now in (
            ("pages alone, its FAQ made before", pages_first),
            ("with the check of every page, its FAQ made before", first),
            ("pages alone, all made before", pages_again),
            ("with its check, all made before", again),
        ):
            work = f"site of {many:,} threads, {kept}; beside MkDocs alone, a Markdown page a thread"
            for measure in ("cpu", "peak"):
                yield Row(work=work, measure=measure, before=before, now=now)

    def memory(self) -> Iterator[Row]:
        """A first build of many threads."""
        for many in (3 * self.threads, 10 * self.threads):
            work = f"most memory of a first `threadfaq faq`, {many:,} threads"
            yield self._row(work, partial(self._first, str(many)), "peak", many)

    def growth(self) -> Iterator[Row]:
        """Ten times as many threads."""
        few, many = (self._first(str(count), self.here) for count in (self.threads, 10 * self.threads))
        work = f"first `threadfaq faq`, {10 * self.threads:,} threads beside {self.threads:,}: times more"
        yield Row(work=work, measure="cpu", before=few, now=many, grows=True)

    def deciding(self) -> Iterator[Row]:
        """Many decisions."""
        threads, decisions = self.threads * 4 // 5, self.threads * 24 // 5
        folder, seconds = self.scratch / "deciding", self.scratch / "deciding.json"
        numbers = ["--threads", str(threads), "--decisions", str(decisions), "--keep", str(folder)]
        line = [sys.executable, str(ROOT / "benchmarks/deciding.py"), *numbers, "--json", str(seconds)]
        now = launched(line, ROOT, self.here.environment)
        now = replace(now, cpu=_sum(seconds))
        before = None
        if self.older is not None and not self.older.keeps:
            line = [sys.executable, str(ROOT / "benchmarks/older_deciding.py"), str(folder), str(seconds)]
            before = launched(line, self.older.folder, self.older.environment)
            before = replace(before, cpu=_sum(seconds))
        work = (
            f"{threads:,} threads with {decisions:,} decisions: deciding and arranging (wall and memory: with labels)"
        )
        yield Row(work=work, measure="cpu", before=before, now=now)

    def long_thread(self) -> Iterator[Row]:
        """One thread of many posts."""
        posts = 50 * self.threads
        path = self.scratch / "long.json"
        made = list(Invention(0, posts // 20, ROOT / "corpus").thread(posts))
        path.write_text(json.dumps({"title": "A long thread", "posts": made}), "utf-8")
        work = f"one thread of {posts:,} posts: `threadfaq read`"
        yield self._row(work, lambda side: side.command(self.scratch, "read", str(path)))

    def _sides(self) -> list[Checkout]:
        return [self.here, *([self.older] if self.older else [])]

    def _row(self, work: str, run: Callable[[Checkout], Run], measure: str = "cpu", many: int = 0) -> Row:
        before = run(self.older) if self.older and many <= self.most else None
        return Row(work=work, measure=measure, before=before, now=run(self.here))

    def _unchanging(self) -> Iterator[tuple[str, str]]:
        if self.table:
            yield "real", "the real threads"
        yield str(self.threads), f"{self.threads:,} threads"

    def _corpus(self, threads: int) -> Path:
        """An invented corpus."""
        folder = self.scratch / f"corpus-{threads}"
        if not folder.exists():
            write(folder, threads)
        return folder

    def _real(self) -> Path:
        """The real threads, brought in by this checkout."""
        folder = self.scratch / "real"
        if not folder.exists():
            (folder / "corpus/threads").mkdir(parents=True)
            for kind in ("topics", "background"):
                shutil.copytree(ROOT / "corpus" / kind, folder / "corpus" / kind)
            shutil.copy(ROOT / "corpus/corpus.toml", folder / "corpus")
            self.here.command(folder, "add", str(self.table), "--yes", "--personal-data-checked")
        return folder / "corpus"

    def _project(self, side: Checkout, name: str) -> Path:
        """A checkout's project with the real threads, or with so many invented ones."""
        if (side.name, name) not in self._projects:
            corpus = self._real() if name == "real" else self._corpus(int(name))
            self._projects[side.name, name] = side.project(self.scratch / f"{side.name}-{name}", corpus)
        return self._projects[side.name, name]

    def _once(self, key: tuple[str, ...], run: Callable[[], Run]) -> Run:
        if key not in self._runs:
            print(f"running: {' '.join(key)}", file=sys.stderr, flush=True)
            self._runs[key] = run()
        return self._runs[key]

    def _first(self, name: str, side: Checkout) -> Run:
        """The first `faq` of a project."""
        return self._once((side.name, "first", name), lambda: side.faq(self._project(side, name)))

    def _first_site(self, name: str, side: Checkout) -> Run:
        """The first site of a project, whose FAQ was made before where a checkout keeps it."""
        if side.keeps:
            self._first(name, side)
        return self._once((side.name, "site", name), lambda: side.site(self._project(side, name)))

    def _faq(self, name: str, side: Checkout) -> Run:
        """A `faq` after which nothing has changed."""
        first = self._first(name, side)
        project = self._project(side, name)
        return _least(lambda: side.faq(project)) if side.keeps else first

    def _site(self, name: str, side: Checkout) -> Run:
        """A site after which nothing has changed."""
        first = self._first_site(name, side)
        project = self._project(side, name)
        return _least(lambda: side.site(project)) if side.keeps else first

    def _decided(self, side: Checkout) -> Run:
        """A site after which one decision was changed, again and again to the other verdict."""
        name = str(self.threads)
        first = self._first_site(name, side)
        if not side.keeps:
            return first
        project = self._project(side, name)
        printed = project / "faq.json"
        side.faq(project, output=printed)
        answer = next(_answers(json.loads(printed.read_text("utf-8"))))
        path = project / f"corpus/decisions/{answer['thread']}.toml"
        verdicts = ("keep", "drop")

        def change(number: int) -> None:
            table = f'[[decision]]\nverdict = "{verdicts[number % 2]}"\npost = "p{answer["post"]}"\n'
            because = 'because = "measured"\nby = "Ida"\non = 2026-11-22\n'
            path.write_text(f"{table}words = {json.dumps(answer['text'])}\n{because}", "utf-8")

        change(0)
        side.site(project)
        runs: list[Run] = []
        while len(runs) < TIMES:
            change(len(runs) + 1)
            runs.append(side.site(project))
        path.unlink()
        side.site(project)
        return min(runs, key=lambda run: run.cpu)


def _answers(faq: dict[str, list[dict[str, list[dict[str, list[dict[str, str]]]]]]]) -> Iterator[dict[str, str]]:
    for topic in faq["topics"]:
        for question in topic["questions"]:
            yield from question["answers"]


def _forget_pages(project: Path) -> None:
    """Take what was made of pages out of a project's store, and nothing of its FAQ."""
    with closing(sqlite3.connect(project / "corpus/.cache/store.sqlite")) as store, store:
        store.execute("DELETE FROM results WHERE stage IN ('page', 'overview', 'proof')")


def _sum(path: Path) -> float:
    seconds = json.loads(path.read_text("utf-8"))
    return float(seconds["decide"] + seconds["arrange"])


def _least(run: Callable[[], Run]) -> Run:
    """The run that took least; one that takes long is not repeated."""
    runs = [run()]
    while runs[0].cpu < REPEATED and len(runs) < TIMES:
        runs.append(run())
    return min(runs, key=lambda run: run.cpu)
