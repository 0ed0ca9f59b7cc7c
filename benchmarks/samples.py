"""What the readers make of real files, beside what is known of them.

    python benchmarks/samples.py DIR [NAME…]

DIR holds real files of many forums; `samples.toml` beside this program says what is known of each by its path:
threads, posts, the number announced. A file of which nothing is known is printed all the same. With names, only
files whose path contains one of them. The exit code is 1 when something known is not what was read.
"""

from __future__ import annotations

import sys
import time
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

from extractor import corpus, readers
from extractor.model import How, SideFile, Thread
from extractor.pipeline.stages import link
from extractor.problems import NotUnderstood

KNOWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def measured(path: Path, name: str) -> tuple[dict[str, int], str]:
    """What was read of a file: counts, and a line about it."""
    known = KNOWN.get(name, {})
    source = corpus.source(path)
    side = SideFile(columns=known.get("columns", {}))
    if path.parent.name == "layouts":
        # Its first two lines were put in by whoever collected the layouts.
        source = replace(source, data=source.data.split(b"\n", 2)[2])
    began = time.monotonic()
    threads: list[Thread] = []
    refused: list[str] = []
    try:
        for _, thread in readers.pieces(replace(source, side=side)):
            if isinstance(thread, NotUnderstood):
                refused.append(thread.problems[0].code)
            else:
                threads.append(thread)
    except NotUnderstood as refusal:
        refused += [f"{problem.code} {problem.cause}" for problem in refusal.problems[:1]]
    posts = [post for thread in threads for post in thread.posts]
    counts = {
        "threads": len(threads),
        "posts": len(posts),
        "announced": sum(thread.posts_announced or 0 for thread in threads),
        "people": len({post.author for post in posts if post.author}),
        "dated": sum(post.posted is not None for post in posts),
        "edited": sum(post.edited is not None for post in posts),
    }
    if len(posts) < 2000:
        quotes = [
            quote for thread in threads for quotes_of_post in link(thread).quotes.values() for quote in quotes_of_post
        ]
        counts["quotes"] = len(quotes)
        counts["declared"] = sum(quote.how is How.DECLARED for quote in quotes)
    formats = ", ".join(sorted({thread.format for thread in threads}))
    warned = Counter(problem.code for thread in threads for problem in thread.warnings)
    notes = [formats, *(f"{code}×{times}" for code, times in sorted(warned.items())), *dict.fromkeys(refused)]
    return counts, f"{time.monotonic() - began:5.1f} s  {'  '.join(note for note in notes if note)}"


def main(arguments: list[str]) -> None:
    """Print one line a file, and what differs from what is known."""
    if not arguments or not Path(arguments[0]).is_dir():
        sys.exit(__doc__)
    root, only = Path(arguments[0]), arguments[1:]
    wrong = 0
    for path in sorted(path for path in root.rglob("*") if path.is_file() and path.name != "README.md"):
        name = path.relative_to(root).as_posix()
        if only and not any(part in name for part in only):
            continue
        counts, line = measured(path, name)
        shown = " ".join(f"{value} {key}" for key, value in counts.items() if value)
        print(f"{name:45} {shown or 'refused'}  {line}")
        for key, value in KNOWN.get(name, {}).items():
            if key in counts and counts[key] != value:
                wrong += 1
                print(f"{'':45} WRONG: {key} should be {value}")
    print(f"\n{wrong} counts differ from what is known" if wrong else "\neverything known is as it should be")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
