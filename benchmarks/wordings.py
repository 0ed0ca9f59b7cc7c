"""How well the search finds what people mean, on wordings that were written before its index was looked at.

    python benchmarks/wordings.py [--misses]

Entries are those of the founding FAQ, the questions of `examples/puppies` with the threads that ask them, and the
distractors in `benchmarks/search/`. A question of the puppies has its title, the titles and asks of the threads that
`asked.toml` names for it (as a corpus has them whose editor accepted it), and the best passages of these threads.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from extractor import corpus
from extractor.model import Publish
from extractor.pipeline import running
from extractor.pipeline.searching import asked_of
from extractor.search import Entry, Index, entries_of, index, rank
from tests.command import run

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "search"
PUPPIES = ROOT / "examples/puppies"
NEAREST = 3
"""Entries that a reader is shown where nobody answers, as the theme's script has it."""
FLOORS = {"plain at 1": 0.75, "plain at 5": 0.93, "typing at 5": 0.85, "synonym at 5": 0.6, "nobody": 0.8}


def founding() -> list[Entry]:
    """The entries of the founding FAQ."""
    built = running.run(corpus.load(ROOT / "corpus"), date(2026, 12, 1), Publish.ALL)
    return entries_of(built.faq, asked_of(built))


def puppies(folder: Path) -> Iterator[Entry]:
    """The questions of the puppies, with what the threads that ask them say; `folder` is for their corpus."""
    (folder / "corpus").mkdir()
    (folder / "corpus/corpus.toml").write_text("format = 1\n", "utf-8")
    files = sorted(map(str, (PUPPIES / "sources").iterdir()))
    done = run("add", "--yes", "--personal-data-checked", "--forum", "puppies", *files, cwd=folder)
    assert done.returncode == 0, done.stderr
    built = running.run(corpus.load(folder / "corpus"), date(2026, 12, 1), Publish.ALL)
    asked = asked_of(built)
    ids = {summary.title: summary.id for summary in built.summaries}
    for number, question in enumerate(tomllib.loads((PUPPIES / "asked.toml").read_text("utf-8"))["question"]):
        threads = [ids[title] for title in question["threads"] if title in ids]
        best = [row.passage.text for id in threads for row in built.mined(id).answered.passages[:3]]
        second = [text for id in threads for text in asked(id)]
        title = question["title"]
        yield Entry(id=f"p{number}", title=title, wordings=(title,), quotations=tuple(best), second=tuple(second))


def distractors() -> Iterator[Entry]:
    """The invented entries about other matters."""
    for number, line in enumerate((DATA / "distractors.tsv").read_text("utf-8").splitlines()):
        title, quotation = line.split("\t")
        yield Entry(id=f"d{number:03}", title=title, wordings=(title,), quotations=(quotation,))


def report(built: Index, misses: bool) -> bool:
    """Print the shares; whether all are at their floors."""
    hits: dict[str, list[bool]] = {}
    for line in (DATA / "wordings.tsv").read_text("utf-8").splitlines():
        kind, words, wanted = line.split("\t")
        ranked = rank(built, words, 5)
        titles = [hit.entry.title for hit in ranked.answering]
        if kind == "nobody":
            good = not titles
            hits.setdefault(kind, []).append(good)
        else:
            good = wanted in titles
            hits.setdefault(f"{kind} at 1", []).append(titles[:1] == [wanted])
            hits.setdefault(f"{kind} at 5", []).append(good)
            nearest = [hit.entry.title for hit in ranked.hits[:NEAREST]]
            hits.setdefault(f"{kind} among what is shown", []).append(good or wanted in nearest)
        if misses and not good:
            print(f"  {kind}: {words!r} gives {titles[:2]}", file=sys.stderr)
    for name, row in hits.items():
        floor = FLOORS.get(name)
        print(f"{name}: {sum(row)} of {len(row)} = {sum(row) / len(row):.2f}{f' (floor {floor})' if floor else ''}")
    return all(sum(hits[name]) / len(hits[name]) >= floor for name, floor in FLOORS.items())


def main() -> int:
    """Print the measure; exit code 1 below a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="print the kind of what was missed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        entries = [*founding(), *puppies(Path(folder)), *distractors()]
    classes = [tuple(words) for words in _classes()]
    print(f"{len(entries)} entries")
    return 0 if report(index(entries, classes), given.misses) else 1


def _classes() -> Iterator[list[str]]:
    """The other wordings of the founding packs."""
    for path in sorted((ROOT / "corpus/topics").glob("*.toml")):
        yield from tomllib.loads(path.read_text("utf-8")).get("words", {}).values()


if __name__ == "__main__":
    sys.exit(main())
