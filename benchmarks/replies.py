"""How many reply links are found right, on threads whose forum declares them.

    python benchmarks/replies.py DIR [--walk] [--all]

DIR is a folder of Discourse post lists, `*.posts.json`: each a list of posts as the forum's API gives them. What
the forum declares is hidden from the program: the reply links, and the quotes' post numbers and names; the quoted
words stay, as marked blocks. Counted are posts whose parent is declared and saved. `--all` prints every wrong link.

With `--walk` each thread is first put into the order of a threaded view: a walk of its declared tree, siblings by
time, posts without a declared parent under the opening one. This measures what the order itself gives away.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from extractor import quotes, replies
from extractor.model import Block, BlockKind, Post, Reply, Role, Thread
from extractor.text import shortened

_PARAGRAPHS = frozenset(
    ("p", "li", "blockquote", "pre", "h1", "h2", "h3", "h4", "tr", "div", "aside", "ul", "ol", "hr")
)


@dataclass(frozen=True, slots=True)
class Case:
    """A thread without what its forum declares, and the parents that it declares."""

    thread: Thread
    parents: Mapping[int, int]
    quoted: Mapping[int, int]
    """The post that a post's first quote names, for the baselines alone."""


def _flow(node: Tag) -> Iterator[str | tuple[BlockKind, bool]]:
    """The words of an element in order, with a mark where a quote or code begins (true) and ends (false)."""
    for child in node.children:
        if isinstance(child, NavigableString):
            if type(child) is NavigableString:
                yield str(child)
        elif isinstance(child, Tag):
            classes = child.get("class") or []
            if child.name == "br":
                yield "\n"
            elif child.name == "img" or (child.name == "div" and "title" in classes and node.name == "aside"):
                continue
            else:
                kind = {"blockquote": BlockKind.QUOTE, "pre": BlockKind.CODE}.get(child.name)
                if child.name in _PARAGRAPHS:
                    yield "\n"
                if kind:
                    yield kind, True
                yield from _flow(child)
                if kind:
                    yield kind, False
                if child.name in _PARAGRAPHS:
                    yield "\n"


def plain(cooked: str) -> tuple[str, tuple[Block, ...]]:
    """The words of a post's HTML, one line a paragraph, and its quotes and code as ranges of them."""
    text, blocks, opened = "", [], []
    for piece in _flow(BeautifulSoup(cooked, "html.parser")):
        if isinstance(piece, str):
            text += piece if text and not text.endswith("\n") else piece.lstrip()
        elif piece[1]:
            opened.append(len(text))
        else:
            start = opened.pop()
            if not opened and text[start:].strip():
                blocks.append(Block(kind=piece[0], start=start, end=len(text.rstrip())))
    return text.rstrip(), tuple(blocks)


def load(path: Path) -> Case:
    """One topic."""
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    rows.sort(key=lambda row: int(row["post_number"]))
    numbers = {row["post_number"]: number for number, row in enumerate(rows, 1)}
    posts, parents, quoted = [], {}, {}
    for number, row in enumerate(rows, 1):
        text, blocks = plain(row["cooked"])
        posts.append(
            Post(
                number=number,
                id=str(row["id"]),
                author=row["username"],
                author_certain=True,
                edited_by=None,
                role=Role.ASKER if row["username"] == rows[0]["username"] else Role.MEMBER,
                posted=datetime.fromisoformat(row["created_at"]),
                printed=row["created_at"],
                edited=None,
                text=text,
                blocks=blocks,
            )
        )
        parent = numbers.get(row["reply_to_post_number"])
        if parent is not None and parent < number:
            parents[number] = parent
        aside = BeautifulSoup(row["cooked"], "html.parser").select_one("aside.quote[data-post]")
        if aside is not None and numbers.get(int(str(aside["data-post"])), number) < number:
            quoted[number] = numbers[int(str(aside["data-post"]))]
    thread = Thread(
        id=None, name=path.name, title=None, url=None, platform="Discourse", format="benchmark", posts=tuple(posts)
    )
    return Case(thread, parents, quoted)


def walked(case: Case) -> Case:
    """The same thread as a threaded view shows it, numbered anew; undeclared parents are the opening post."""
    below: dict[int, list[int]] = {}
    for post in case.thread.posts[1:]:
        below.setdefault(case.parents.get(post.number, 1), []).append(post.number)
    order, waiting = [], [1]
    while waiting:
        order.append(waiting.pop())
        waiting += reversed(below.get(order[-1], []))
    new = {number: place for place, number in enumerate(order, 1)}
    posts = tuple(replace(case.thread.by_number[number], number=new[number]) for number in order)
    parents = {new[child]: new[parent] for child, parent in case.parents.items()}
    quoted = {new[child]: new[other] for child, other in case.quoted.items() if new[other] < new[child]}
    return Case(replace(case.thread, posts=posts), parents, quoted)


def linked(case: Case) -> Mapping[int, Reply]:
    """What the program finds."""
    return replies.find(case.thread, quotes.find(case.thread))


def _share(right: int, of: int) -> str:
    return f"{right / of if of else 0:6.3f}  {right:4d} of {of}"


def _baselines(cases: Iterable[Case]) -> Iterator[tuple[str, int, int]]:
    def named(case: Case, number: int) -> int:
        if number in case.quoted:
            return case.quoted[number]
        text = case.thread.by_number[number].text.casefold()
        for earlier in range(number - 1, 0, -1):
            author = (case.thread.by_number[earlier].author or "").casefold()
            if author != (case.thread.by_number[number].author or "").casefold() and f"@{author}" in text:
                return earlier
        return number - 1

    guesses: dict[str, Callable[[Case, int], int]] = {
        "the post before": lambda _, number: number - 1,
        "the opening post": lambda *_: 1,
        "declared quote, else @name, else the post before": named,
    }
    cases = list(cases)
    for name, guess in guesses.items():
        right = sum(guess(case, number) == parent for case in cases for number, parent in case.parents.items())
        yield name, right, sum(len(case.parents) for case in cases)


def main(arguments: list[str]) -> None:
    """Print shares, and with `--all` what went wrong."""
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if len(folders) != 1:
        sys.exit(__doc__)
    cases = [load(path) for path in sorted(folders[0].glob("*.posts.json"))]
    if "--walk" in arguments:
        cases = [walked(case) for case in cases]
    if not cases:
        sys.exit(f"no *.posts.json in {folders[0]}")
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for case in cases:
        found = linked(case)
        for number, parent in case.parents.items():
            reply = found[number]
            for key in ("all", str(reply.because), "certain" if reply.certain else "not certain"):
                of[key] += 1
                right[key] += reply.parent == parent
            if "--all" in arguments and reply.parent != parent:
                words = shortened(case.thread.by_number[number].text, 60)
                print(f"{case.thread.name} {number}: {reply.parent} ({reply.because}), declared {parent}: {words}")
    print(f"{len(cases)} threads, {sum(len(case.thread.posts) for case in cases)} posts\n")
    for key in ("all", *sorted(set(of) - {"all"})):
        print(f"{_share(right[key], of[key]):>22}  {key}")
    print("\nbaselines")
    for name, hits, total in _baselines(cases):
        print(f"{_share(hits, total):>22}  {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
