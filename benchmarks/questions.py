"""Which wordings ask the same question, on rows that others labelled.

    python benchmarks/questions.py ASKS.jsonl > predicted.jsonl

A row has `id` and `text`. Printed are rows `{"id", "group"}`. Whatever else a row holds (labels) is not looked at.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.asks.grouping import alike
from extractor.model import Ask, AskKind


def asks_of(path: Path) -> list[Ask]:
    """The rows of a file as asks, each in a thread of its own, without their labels."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [_ask(str(row["id"]), row["text"]) for row in rows]


def _ask(id: str, text: str) -> Ask:
    whole = ((0, len(text)),)
    return Ask(
        id=id,
        thread=id,
        post=1,
        post_id=None,
        author=id,
        kind=AskKind.EXPLICIT,
        ranges=whole,
        asking=whole,
        texts=(text,),
        title="",
        url=None,
        posted=None,
        weight=1.0,
    )


def predicted(asks: Sequence[Ask]) -> Iterator[dict[str, str]]:
    """A group for each ask."""
    for number, places in enumerate(alike(asks, "en")):
        for place in places:
            yield {"id": asks[place].id, "group": str(number)}


def main(arguments: list[str]) -> int:
    """Print a group for each row of the file named."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    for row in predicted(asks_of(Path(arguments[0]))):
        print(json.dumps(row))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
