"""How often each kind of evidence for a passage is right, on threads whose passages people marked.

    python benchmarks/strength.py ANSWERS.jsonl GOLD.jsonl POSTS.csv [--half read|held]

ANSWERS is what `threadfaq answers POSTS.csv --json` prints; GOLD is in the form of `gold/dev-threads.jsonl`, with
`score_threads.py` beside it, whose functions say what is right. Passages of posts beyond the first fifteen of a
thread are left out: nobody marked those. A line for each kind in `strength.toml`, one for all of them, one for the
rest.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

MARKED = 15
"""Posts of a thread, by time, that were read when passages were marked."""


def scorer(gold: Path) -> Any:
    """The scorer that lies beside the gold."""
    spec = importlib.util.spec_from_file_location("score_threads", gold.parent / "score_threads.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def marked(gold: Any) -> set[int]:
    """The rows of posts that were read when passages were marked."""
    rows: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for number, row in enumerate(gold.rows):
        if row["url"] in gold.threads:
            rows[row["url"]].append((datetime.strptime(row["post_date"], "%m/%d/%y %H:%M"), number))
    return {number for posts in rows.values() for _, number in sorted(posts)[:MARKED]}


def main() -> None:
    """Print a line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("answers", "gold", "posts"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--half", choices=["read", "held"])
    given = parser.parse_args()
    gold = scorer(given.gold).Gold(given.gold, given.posts, given.half)
    known = marked(gold)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line in given.answers.read_text("utf-8").splitlines():
        thread = json.loads(line)
        if thread["url"] not in gold.threads:
            continue
        texts = {post["post"]: post["text"] for post in thread["posts"]}
        for passage in thread["passages"]:
            row = gold.row(thread["url"], texts[passage["post"]])
            if row not in known:
                continue
            is_right = gold.meets(passage["text"], gold.threads[thread["url"]]["passages"])
            kind = passage["strong"]
            for name in ("weak",) if kind is None else (kind, "strong"):
                total[name] += 1
                right[name] += is_right
    for name in sorted(total):
        print(f"{name:20} {right[name]:4} of {total[name]:4} = {right[name] / total[name]:.2f}")


if __name__ == "__main__":
    main()
