"""What this checkout takes for the work of a forum, beside what an older one takes: a table.

    python benchmarks/scale.py [--against DIR] [--real TABLE] [--threads 1000] [--rows NAMES] [--json FILE]

DIR holds the files of another commit (`git archive COMMIT | tar -x -C DIR`), which are run by the same interpreter
with the same libraries. TABLE is a file with the posts of real threads, as `threadfaq add` takes it. Other corpora
are invented (`inventing.py`), the same for both. Every run is a process of its own. Its seconds are those of the
processor, with all processes that it starts; its memory is the most that one of them ever held. A run that may be
repeated and takes less than ten seconds is run three times, and the least counts. A checkout that keeps no results
does everything again in every run: one run stands for its first, for an unchanged one and for one with a changed
decision. The ratio says how many times less a row takes now.

N is the number of `--threads`, each of 20 posts. Rows (`--rows` takes some of these names, with commas):

    unchanged-faq   nothing changed: `threadfaq faq`, of the real threads and of N
    unchanged-site  nothing changed: `mkdocs build`, of both
    decision-site   one decision changed, of N threads: `mkdocs build`
    propose         `threadfaq propose` of one thread of N, whose results are kept
    first           first build of N threads to `threadfaq faq`, in one process
    two             the same in two processes, beside one of this checkout, by the clock
    site            `mkdocs build` of M threads (`--site-threads`, else 10 N) whose FAQ was made before: pages alone
                    (`unchecked.py`) and with the check of every page, and then once more when all is kept; beside
                    MkDocs alone with a Markdown page for each. MkDocs is timed at 1,000 pages and at half of them,
                    and every further page is taken to cost what those between cost
    memory          most memory of a first `threadfaq faq` of 3 N and 10 N threads
    deciding        4.8 N decisions on 0.8 N threads: deciding and arranging alone
    growth          first `threadfaq faq` of 10 N threads beside one of N, both of this checkout: how many times more
    long-thread     `threadfaq read` of one thread of 50 N posts
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.measures import Measures, Row

COLUMNS = ("work", "in", "before", "now", "ratio", "CPU s", "wall s", "peak MB")


def main() -> None:
    """Measure, and print the table."""
    rows: dict[str, Callable[[Measures], Iterator[Row]]] = {
        "unchanged-faq": Measures.unchanged_faq,
        "unchanged-site": Measures.unchanged_site,
        "decision-site": Measures.decision_site,
        "propose": Measures.propose,
        "first": Measures.first_build,
        "two": Measures.two_processes,
        "site": Measures.large_site,
        "memory": Measures.memory,
        "deciding": Measures.deciding,
        "growth": Measures.growth,
        "long-thread": Measures.long_thread,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, metavar="DIR", help="a folder with the files of an older commit")
    parser.add_argument("--against-most", type=int, metavar="M", help="threads beyond which it is not run; 3 N")
    parser.add_argument("--real", type=Path, metavar="TABLE", help="real threads, as `threadfaq add` takes them")
    parser.add_argument("--threads", type=int, default=1000, metavar="N")
    parser.add_argument("--site-threads", type=int, metavar="M", help="10 N")
    parser.add_argument("--rows", type=lambda names: names.split(","), default=list(rows), metavar="NAMES")
    parser.add_argument("--json", type=Path, metavar="FILE", help="a file for the same as JSON")
    chosen = parser.parse_args()
    if unknown := set(chosen.rows) - set(rows):
        parser.error(f"no rows of these names: {', '.join(sorted(unknown))}")
    if chosen.threads < 20:
        parser.error("--threads: at least 20")
    most = chosen.against_most or 3 * chosen.threads
    with tempfile.TemporaryDirectory() as folder:
        measures = Measures(
            Path(folder),
            chosen.threads,
            chosen.site_threads or 10 * chosen.threads,
            chosen.against and chosen.against.resolve(),
            most,
            chosen.real and chosen.real.resolve(),
        )
        made = []
        for name in (name for name in rows if name in chosen.rows):
            for row in rows[name](measures):
                made.append(row)
                print(_line(_cells(row)), file=sys.stderr, flush=True)
    print(_line(COLUMNS))
    print("|" + "---|" * len(COLUMNS))
    for row in made:
        print(_line(_cells(row)))
    if chosen.json is not None:
        content = [{**asdict(row), "ratio": row.ratio} for row in made]
        chosen.json.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    def both(measure: str) -> str:
        return " / ".join("–" if run is None else f"{getattr(run, measure):,.{row.digits(measure)}f}" for run in runs)

    runs = (row.before, row.now)
    ratio = "–" if row.ratio is None else f"{row.ratio:.1f}"
    unit = {"cpu": "CPU s", "wall": "wall s", "peak": "MB"}[row.measure]
    before, now = both(row.measure).split(" / ")
    return (row.work, unit, before, now, ratio, both("cpu"), both("wall"), both("peak"))


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
