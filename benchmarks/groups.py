"""Which short statements say the same, on rows that others labelled.

    python benchmarks/groups.py ROWS.jsonl > predicted.jsonl

A row has `id`, `group` (statements are compared within it), `claim` (what they are about) and `text`. Printed are
rows `{"id", "cluster"}`; a cluster never crosses a group. Whatever else a row holds (labels) is not looked at.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.statements import grouping
from extractor.statements.grouping import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One statement."""

    id: str
    group: str
    claim: str
    text: str


def load(path: Path) -> list[Row]:
    """The rows of a file, without their labels."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Row(id=str(row["id"]), group=str(row["group"]), claim=row.get("claim") or "", text=row["text"])
        for row in rows
    ]


def predicted(rows: Iterable[Row], vocabulary: Vocabulary) -> Iterator[dict[str, str]]:
    """A cluster for each row."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    for name, statements in groups.items():
        clusters = grouping.group([row.text for row in statements], vocabulary, statements[0].claim)
        for number, members in enumerate(clusters):
            for member in members:
                yield {"id": statements[member].id, "cluster": f"{name}/{number}"}


def main(arguments: list[str]) -> int:
    """Print a cluster for each row of the file named."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    for row in predicted(load(Path(arguments[0])), grouping.vocabulary_of("en")):
        print(json.dumps(row))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
