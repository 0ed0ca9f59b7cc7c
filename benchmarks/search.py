"""What the site's search costs a reader, and whether its script ranks as `threadfaq suggest` does.

    python benchmarks/search.py [--entries 1000] [--threads 10000] [--asks 200] [--words 6]
    python benchmarks/search.py --rows ENTRIES.jsonl ASKS.jsonl

The first is an invented FAQ: six wordings and eight quotations an entry, and what ten thread titles and asks an entry
say. The second takes rows as `suggest.py` does. Printed are the bytes that are loaded before the first result (mean,
nine in ten, most), the time of a question in node once all is loaded, and how many questions the script ranks
otherwise than Python. The script is run by node, in one process, from its pieces.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.inventing import Invention
from benchmarks.suggest import indexes, load
from extractor.search import Entry, Index, index, pieces, rank

ROOT = Path(__file__).parent.parent


def invented(entries: int, threads: int) -> tuple[list[Entry], Callable[[], str]]:
    """Entries in the language of `inventing`, and who says a sentence of it."""
    invention = Invention(0, 100, ROOT / "corpus")
    asked, sentence = invention.kinds["questions"], invention.sentence
    return [
        Entry(
            id=f"topic/{number:05}",
            title=(title := invention.filled(asked())),
            url=f"topic/{number:05}.html",
            wordings=(title, *(invention.filled(asked()) for _ in range(5))),
            quotations=tuple(f"{sentence()} {sentence()}" for _ in range(8)),
            second=tuple(sentence() for _ in range(max(1, threads // entries))),
        )
        for number in range(entries)
    ], sentence


def loaded(built: Index, files: dict[str, str], question: str) -> int:
    """The bytes that are loaded for a question: the index, the postings asked for, the best eight entries."""
    from extractor.search._lookup import asked_of
    from extractor.search._writing import TOGETHER, pieces_of_terms

    sizes = {name: len(script.encode()) for name, script in files.items()}
    terms = [term for word in asked_of(built, question) for term, _ in word.matches]
    numbers = {entry.id: number for number, entry in enumerate(built.data.entries)}
    places = {numbers[hit.entry.id] // TOGETHER for hit in rank(built, question, 8).answering}
    names = [f"terms-{number}.js" for number in pieces_of_terms(built, terms)]
    return (
        sizes["index.js"] + sum(sizes[name] for name in names) + sum(sizes[f"entries-{place}.js"] for place in places)
    )


def scripted(files: dict[str, str], questions: Sequence[str]) -> tuple[list[list[list[float]]], float]:
    """What the script gives for questions, and the milliseconds of one."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("pieces.json", "questions.json")]
        for path, value in zip(paths, (files, questions), strict=True):
            path.write_text(json.dumps(value), "utf-8")
        ranking = ROOT / "site_templates/theme/js/ranking.js"
        command: list[str | Path] = ["node", ROOT / "tests/search/ranking.cjs", ranking, *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout), float(done.stderr)


def report(name: str, built: Index, entries: Sequence[Entry], questions: Sequence[str]) -> None:
    """Print what there is to say of one index."""
    shown = {
        entry.id: [[text, "Somebody", f"post-{place:020}"] for place, text in enumerate(entry.quotations)]
        for entry in entries
    }
    files = pieces(built, shown)
    sizes = sorted(loaded(built, files, question) for question in questions)
    hits, milliseconds = scripted(files, questions)
    numbers = {entry.id: number for number, entry in enumerate(built.data.entries)}
    otherwise = sum(
        [[numbers[hit.entry.id], hit.score] for hit in rank(built, question).hits] != given
        for question, given in zip(questions, hits, strict=True)
    )
    first = len(files["index.js"].encode())
    most = [round(size / 1000) for size in (statistics.mean(sizes), sizes[len(sizes) * 9 // 10], sizes[-1])]
    print(f"{name}: {len(built.data.entries)} entries, {len(built.data.terms)} terms; index {first / 1000:.0f} kB")
    print(f"  loaded before the first result {most[0]} kB, nine in ten {most[1]}, most {most[2]}")
    print(f"  {milliseconds:.1f} ms a question in node; {otherwise} of {len(questions)} ranked otherwise")


def main() -> int:
    """Print a line for each index."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000)
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--asks", type=int, default=200)
    parser.add_argument("--words", type=int, default=6, help="words of a question")
    parser.add_argument("--rows", type=Path, nargs=2, metavar=("ENTRIES", "ASKS"))
    given = parser.parse_args()
    if given.rows:
        asks = load(given.rows[1])
        for bot, built in indexes(load(given.rows[0])).items():
            report(bot or "rows", built, (), [ask["text"] for ask in asks if ask.get("bot", "") == bot])
        return 0
    entries, say = invented(given.entries, given.threads)
    report("invented", index(entries), entries, [" ".join(say().split()[: given.words]) for _ in range(given.asks)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
