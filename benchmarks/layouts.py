"""What is made of saved threads in many layouts: read by whom, into how many posts, or refused and why.

    python benchmarks/layouts.py DIR [--posts]

DIR is a folder of saved files. Where a file begins with lines `URL:` and `FORUM:`, they are notes of whoever
collected it and not read; the code that closes the note names the layout. `--posts` prints the first and the last
words of every post as well.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

from extractor import readers
from extractor.model import Source, Thread
from extractor.problems import NotUnderstood
from extractor.text.characters import shortened

_NOTE = re.compile(rb"\A(?:(?:URL|FORUM):[^\r\n]*(?:\r\n|\r|\n))+")
_LAYOUT = re.compile(rb"layout kept: (\w+)\)")
_ENDS = 60
"""Characters of a post that are shown of its beginning and of its end."""


def main(folder: Path, posts: bool) -> None:
    outcomes: dict[tuple[str, str], int] = defaultdict(int)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        note = _NOTE.match(data)
        layout = _LAYOUT.search(note[0]) if note else None
        kind = layout[1].decode() if layout else "-"
        source = Source(name=path.name, data=data[note.end() :] if note else data)
        try:
            thread = readers.read(source)
        except NotUnderstood as refusal:
            first = refusal.problems[0]
            print(f"{path.name:28} {kind:7} {first.code} {first.cause}")
            outcomes[kind, f"{first.code} {first.cause}"] += 1
            continue
        outcomes[kind, thread.format] += 1
        print(f"{path.name:28} {kind:7} {_summary(thread)}")
        if posts:
            _print_posts(thread)
    print()
    for (kind, outcome), number in sorted(outcomes.items()):
        print(f"{kind:7} {number:4}  {outcome}")


def _summary(thread: Thread) -> str:
    people = {post.author for post in thread.posts if post.author}
    announced = thread.posts_announced or "-"
    doubts = "; ".join(f"{problem.code} {problem.cause}" for problem in thread.warnings)
    return f"{thread.format:17} {len(thread.posts):3} of {announced!s:4} {len(people):3} people  {doubts}"


def _print_posts(thread: Thread) -> None:
    print(f"      title: {thread.title}")
    for post in thread.posts:
        name = f"{post.author}{'' if post.author_certain or not post.author else '°'}"
        facts = [post.rank, post.login, post.role.value, post.printed, post.votes, post.edited_by]
        facts += [f"#{post.position}" if post.position else None, "accepted" if post.accepted else None]
        print(f"   {post.number:3} {name} | {' | '.join(str(fact) for fact in facts if fact is not None)}")
        words = " / ".join(post.text.split("\n"))
        shown = words if len(words) <= 2 * _ENDS else f"{words[:_ENDS]} [...] {words[-_ENDS:]}"
        print(f"       {post.line}: {shortened(shown, 3 * _ENDS)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--posts" in sys.argv[2:])
