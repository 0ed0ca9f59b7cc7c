"""Whether sentences ask the forum, on rows in the form of `forum-asks`.

    python benchmarks/asks.py ROWS.jsonl [--explain]

Each row has `id`, `text` and `where` it stands: in the `question` that opens a thread, or in a `comment`; labels are
not read. Prints `{"id", "ask"}` for each; with `--explain` what is seen in each sentence.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from extractor.asks import sentences
from extractor.asks.phrases import phrases_of
from extractor.language import DEFAULT


def main(arguments: list[str]) -> None:
    """Print a row for each row."""
    files = [argument for argument in arguments if argument != "--explain"]
    if len(files) != 1:
        sys.exit(__doc__)
    phrases = phrases_of(DEFAULT)
    for line in Path(files[0]).read_text("utf-8").splitlines():
        if not line.strip():
            continue
        row = json.loads(line)
        place = sentences.Place(row["where"])
        if "--explain" in arguments:
            facts = sentences.facts_of(row["text"], phrases)._asdict()
            kind = sentences.asks(row["text"], place, phrases) or "-"
            print(f"{kind:9} {place:8} {row['text']}  ({', '.join(name for name in facts if facts[name])})")
        else:
            print(json.dumps({"id": row["id"], "ask": int(bool(sentences.asks(row["text"], place, phrases)))}))


if __name__ == "__main__":
    main(sys.argv[1:])
