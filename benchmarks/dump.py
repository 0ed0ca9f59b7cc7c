"""How fast a data dump is read, and how much memory it takes, at a size that no memory should hold.

    python benchmarks/dump.py [--rows 1000000] [--only-pieces]

An invented `Posts.xml` and `Users.xml` are written into a temporary folder: a third of the rows are questions, and
answers follow theirs at a distance as in a real dump. Child processes then take the dump apart, the second one also
reads each thread; they print posts per second and the most memory they ever held, as the kernel counts (`VmHWM`).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast
from xml.sax.saxutils import quoteattr

from extractor import readers
from extractor.model import HEAD, Source
from extractor.problems import NotUnderstood

WORDS = ("kiln", "cone", "glaze", "shelf", "studio", "clay", "fire", "never", "rent", "ask", "the", "a", "of", "and")


def write(folder: Path, rows: int) -> None:
    """The dump."""
    chance = random.Random(rows)
    people = max(rows // 20, 10)
    with (folder / "Users.xml").open("w", encoding="utf-8") as users:
        users.write('<?xml version="1.0" encoding="utf-8"?>\n<users>\n')
        for id in range(1, people + 1):
            users.write(f'  <row Id="{id}" Reputation="1" DisplayName="Potter {id}" />\n')
        users.write("</users>\n")
    waiting: list[int] = []
    with (folder / "Posts.xml").open("w", encoding="utf-8") as posts:
        posts.write('<?xml version="1.0" encoding="utf-8"?>\n<posts>\n')
        for id in range(1, rows + 1):
            paragraphs = (" ".join(chance.choices(WORDS, k=30)) for _ in range(chance.randint(1, 5)))
            html = "".join(f"<p>{words}, said <em>nobody</em> &amp; all.</p>\n" for words in paragraphs)
            body = quoteattr(html, {"\n": "&#xA;"})
            owner = chance.randint(1, people)
            tail = f'CreationDate="2024-02-03T09:15:00.000" Score="1" Body={body} OwnerUserId="{owner}"'
            if id % 3 == 1:
                posts.write(f'  <row Id="{id}" PostTypeId="1" {tail} Title="Question {id}" AnswerCount="2" />\n')
                waiting += [id, id]
            else:
                # Most answers come soon, some come years later.
                place = len(waiting) - 1 - min(int(chance.expovariate(0.01)), len(waiting) - 1)
                posts.write(f'  <row Id="{id}" PostTypeId="2" ParentId="{waiting.pop(place)}" {tail} />\n')
        posts.write("</posts>\n")


def source(path: Path) -> Source:
    """A file of the dump as the corpus opens one that is too large for memory."""

    def beside(name: str) -> Source | None:
        other = path.with_name(name)
        return source(other) if other.is_file() else None

    with path.open("rb") as file:
        head = file.read(HEAD)
    stream = cast("partial[BinaryIO]", partial(path.open, "rb"))
    return Source(name=path.name, data=head, stream=stream, beside=beside)


def measure(path: Path, only_pieces: bool) -> None:
    """Take the dump apart, in this process."""
    began = time.perf_counter()
    threads = posts = refused = 0
    if only_pieces:
        reader = readers.identify(source(path))
        assert isinstance(reader, readers.Export)
        for piece in reader.pieces(source(path)):
            threads += 1
            posts += piece.data.count(b"PostTypeId=")
    else:
        for _, thread in readers.pieces(source(path)):
            if isinstance(thread, NotUnderstood):
                refused += 1
                continue
            threads += 1
            posts += len(thread.posts)
    took = time.perf_counter() - began
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(f"{threads:,} threads, {posts:,} posts, {refused} refused, in {took:.0f} s")
    print(f"{posts / took:,.0f} posts a second")
    print(f"peak memory {peak / 1024:.0f} MB")


def main() -> None:
    """Write the dump and measure in a child, whose memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only-pieces", action="store_true", help="take it apart, and do not read the threads")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure is not None:
        measure(given.measure, given.only_pieces)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Posts.xml"
        write(Path(folder), given.rows)
        print(f"{given.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB")
        command = [sys.executable, __file__, "--measure", str(path)]
        for what in (["--only-pieces"], []) if not given.only_pieces else (["--only-pieces"],):
            print("pieces alone" if what else "pieces and threads", flush=True)
            subprocess.run([*command, *what], check=True)


if __name__ == "__main__":
    main()
