"""What the readers make of any folder of files, a line each: for trying them on pages that nobody here has seen.

    python benchmarks/formats.py FOLDER [--tsv]

The table says for each file its format, threads, posts (and how many the source announces), how many have a name, a
time and a time of an edit, quotes (and how many are led back to a post), seconds of CPU, the title, and the codes of
warnings or of the refusal. `--tsv` divides the columns by tabs, for a spreadsheet. Sums of the formats stand below.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from extractor import readers
from extractor.intake import saved_files
from extractor.intake.archive import SavedFile
from extractor.model import Thread
from extractor.pipeline.stages import link
from extractor.problems import NotUnderstood, ThreadfaqError
from extractor.text.characters import shortened

LINKED = 3000
"""Posts of a thread beyond which quotes are not looked for."""


@dataclass(slots=True)
class Counts:
    """What was understood of a file."""

    format: str = ""
    threads: int = 0
    posts: int = 0
    announced: int = 0
    named: int = 0
    dated: int = 0
    edited: int = 0
    quotes: int = 0
    led: int = 0
    title: str = ""
    notes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def take(self, thread: Thread) -> None:
        """Count a thread."""
        self.threads += 1
        self.posts += len(thread.posts)
        self.announced += thread.posts_announced or 0
        self.named += sum(post.author is not None for post in thread.posts)
        self.dated += sum(post.posted is not None for post in thread.posts)
        self.edited += sum(post.edited is not None for post in thread.posts)
        self.title = self.title or thread.title or ""
        self.notes.update(problem.code for problem in thread.warnings)
        if len(thread.posts) <= LINKED:
            quotes = [quote for listed in link(thread).quotes.values() for quote in listed]
            self.quotes += len(quotes)
            self.led += sum(quote.post is not None for quote in quotes)

    def cells(self) -> list[str]:
        """The columns of the table."""
        posts = f"{self.posts}/{self.announced}" if self.announced else str(self.posts)
        notes = " ".join(f"{code}×{times}" if times > 1 else code for code, times in sorted(self.notes.items()))
        counts = [str(self.threads), posts, str(self.named), str(self.dated), str(self.edited)]
        quotes = f"{self.quotes}/{self.led}"
        return [self.format or "-", *counts, quotes, f"{self.seconds:.1f}", shortened(self.title, 40), notes]


HEADS = ("file", "format", "threads", "posts", "named", "dated", "edited", "quotes/led", "s", "title", "codes")


def counted(item: SavedFile | ThreadfaqError) -> tuple[str, Counts]:
    """A file's name and what was understood of it."""
    counts = Counts()
    if isinstance(item, ThreadfaqError):
        counts.notes.update(problem.code for problem in item.problems)
        return item.problems[0].file, counts
    began = time.process_time()
    try:
        for _, thread in readers.pieces(item.source):
            if isinstance(thread, NotUnderstood):
                counts.notes.update(problem.code for problem in thread.problems)
            else:
                counts.format = thread.format
                counts.take(thread)
    except ThreadfaqError as refusal:
        counts.notes.update(problem.code for problem in refusal.problems)
        counts.title = counts.title or refusal.problems[0].cause
    counts.seconds = time.process_time() - began
    return item.source.name, counts


def main(arguments: list[str]) -> None:
    """Print the table, and the sums of each format."""
    folders = [argument for argument in arguments if not argument.startswith("--")]
    if len(folders) != 1 or not Path(folders[0]).exists():
        sys.exit(__doc__)
    by_format: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    rows = [list(HEADS)]
    for item in saved_files(folders, lambda: b""):
        name, counts = counted(item)
        by_format[counts.format or "refused"] += 1
        posts[counts.format or "refused"] += counts.posts
        rows.append([name.removeprefix(folders[0]).lstrip("/"), *counts.cells()])
    if "--tsv" in arguments:
        print("\n".join("\t".join(row) for row in rows))
    else:
        wide = [min(max(len(row[column]) for row in rows), 48) for column in range(len(HEADS))]
        for row in rows:
            cells = (shortened(cell, 48).ljust(width) for cell, width in zip(row, wide, strict=True))
            print("  ".join(cells).rstrip())
    print()
    for format, files in by_format.most_common():
        print(f"{files:6} files {posts[format]:8} posts  {format}")


if __name__ == "__main__":
    main(sys.argv[1:])
