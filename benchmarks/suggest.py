"""Which entry answers a wording, on rows that others labelled, with the index of `threadfaq suggest`.

    python benchmarks/suggest.py ENTRIES.jsonl ASKS.jsonl [--half read|held] > predicted.jsonl

Entries are rows `{"id", "question", "answers"}` (one wording and what is said, as in StackFAQ) or rows `{"bot",
"entry", "text"}` (a wording each, as in HINT3, where each bot has entries of its own). Wordings are rows `{"id",
"text"}`, with `bot` in the second form; their labels are looked at for nothing but the half. Printed are rows `{"id",
"ranked"}` or `{"id", "entry", "score"}`, in the scorers' forms.

With `--half`, only one half of the wordings is asked: that which may be read or that which is only scored, by whether
the sha256 of the entry (StackFAQ) or of the id (HINT3) is even. `--asks` prints the wordings of the half instead, for
the scorer.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from extractor.search import Entry, Index, index, rank

Row = Mapping[str, Any]


def load(path: Path) -> list[Row]:
    """The rows of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def indexes(rows: Iterable[Row]) -> dict[str, Index]:
    """An index for each bot, or one for rows that name none."""
    wordings: dict[str, dict[str, list[str]]] = {}
    answers: dict[str, tuple[str, ...]] = {}
    for row in rows:
        name = row["entry"] if "entry" in row else row["id"]
        wordings.setdefault(row.get("bot", ""), {}).setdefault(name, []).append(row.get("text") or row["question"])
        answers[name] = tuple(row.get("answers", ()))
    return {
        bot: index(
            Entry(id=name, title=texts[0], wordings=tuple(texts), quotations=answers[name])
            for name, texts in entries.items()
        )
        for bot, entries in wordings.items()
    }


def predicted(built: Mapping[str, Index], asks: Iterable[Row]) -> Iterator[Row]:
    """The entries that answer each wording, in the form that its scorer reads."""
    for ask in asks:
        hits = rank(built[ask.get("bot", "")], ask["text"], 1 if "bot" in ask else None).hits
        if "bot" in ask:
            best = (hits[0].entry.id, hits[0].score) if hits else (None, 0.0)
            yield {"id": ask["id"], "entry": best[0], "score": best[1]}
        else:
            yield {"id": ask["id"], "ranked": [hit.entry.id for hit in hits]}


def half_of(ask: Row) -> str:
    """Whether a wording may be read, or is only scored: by its entry, where every entry is asked in many words."""
    name = str(ask["id"]) if "bot" in ask else ask["entry"]
    return "held" if sha256(name.encode()).digest()[-1] % 2 else "read"


def main() -> int:
    """Print predictions, or with `--asks` the wordings that they are for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entries", type=Path)
    parser.add_argument("asks", type=Path)
    parser.add_argument("--half", choices=("read", "held"))
    parser.add_argument("--asks", dest="only_asks", action="store_true")
    given = parser.parse_args()
    asks = [ask for ask in load(given.asks) if given.half in (None, half_of(ask))]
    if given.only_asks:
        print("\n".join(map(json.dumps, asks)))
        return 0
    start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    built = indexes(load(given.entries))
    ready = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    for row in predicted(built, asks):
        print(json.dumps(row))
    end = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    print(f"index {ready - start:.2f} s of CPU, {1000 * (end - ready) / len(asks):.1f} ms a wording", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
