"""How many reply links are found right, in threads whose forum declares them.

    python benchmarks/replies.py FILE|DIR… [--walk] [--wrong]

Any file that the readers take: a Discourse topic, a Reddit listing, a mailbox. What the source declares is hidden
from the program as `threadfaq read --ignore-declared` hides it: reply links, and the quotes' post numbers and names;
quoted words stay, as marked blocks. Counted are posts whose parent is declared and saved. `--wrong` prints every
wrong link.

With `--walk` each thread is first put into the order of a threaded view: a walk of its declared tree, siblings by
time, posts without a declared parent under the opening one. This measures what the order itself gives away.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor import corpus, readers
from extractor.model import BlockKind, Thread
from extractor.pipeline.stages import link
from extractor.problems import NotUnderstood
from extractor.text.characters import shortened


@dataclass(frozen=True, slots=True)
class Case:
    """A thread, and the parents that it declares."""

    thread: Thread
    parents: Mapping[int, int]


def cases(paths: Sequence[Path]) -> Iterator[Case]:
    """Every thread of these files, and of the files in these folders."""
    files = [file for path in paths for file in (sorted(path.rglob("*.*")) if path.is_dir() else [path])]
    for file in files:
        try:
            for _, thread in readers.pieces(corpus.source(file)):
                if not isinstance(thread, NotUnderstood):
                    yield case(thread)
        except NotUnderstood as refusal:
            print(f"{file}: {refusal.problems[0].cause}", file=sys.stderr)


def case(thread: Thread) -> Case:
    """A thread with the parents it declares, as numbers; only those that stand above what answers them."""
    numbers = {post.id: post.number for post in thread.posts}
    declared = {post.number: numbers.get(post.declared_parent or "", post.number) for post in thread.posts}
    return Case(thread, {child: parent for child, parent in declared.items() if parent < child})


def walked(case: Case) -> Case:
    """The same thread as a threaded view shows it, numbered anew; undeclared parents are the opening post."""
    below: dict[int, list[int]] = {}
    for post in replace(case.thread, posts=case.thread.posts[1:]).in_time:
        below.setdefault(case.parents.get(post.number, 1), []).append(post.number)
    order, waiting = [], [1]
    while waiting:
        order.append(waiting.pop())
        waiting += reversed(below.get(order[-1], []))
    new = {number: place for place, number in enumerate(order, 1)}
    posts = tuple(replace(case.thread.by_number[number], number=new[number]) for number in order)
    return Case(
        replace(case.thread, posts=posts, flat=False), {new[child]: new[up] for child, up in case.parents.items()}
    )


def quotes(case: Case, number: int) -> bool:
    """Whether a post quotes anything at all."""
    return any(block.kind is BlockKind.QUOTE for block in case.thread.by_number[number].blocks)


def by_quote_or_name(case: Case, number: int) -> int:
    """A baseline: the post that the first quote declares, else that of a called `@author`, else the one before."""
    posts = case.thread.by_number
    numbers = {post.id: post.number for post in case.thread.posts}
    for block in posts[number].blocks:
        quoted = numbers.get(block.declared_post or "", number)
        if quoted < number:
            return quoted
    text = posts[number].text.casefold()
    for earlier in range(number - 1, 0, -1):
        author = (posts[earlier].author or "").casefold()
        if author and author != (posts[number].author or "").casefold() and f"@{author}" in text:
            return earlier
    return number - 1


BASELINES: dict[str, Callable[[Case, int], int]] = {
    "the post before": lambda _, number: number - 1,
    "the opening post": lambda *_: 1,
    "declared quote, else @name, else the post before": by_quote_or_name,
}


def share(right: int, of: int) -> str:
    """A share of right ones, and the counts."""
    return f"{right / of if of else 0:6.3f}  {right:5d} of {of}"


def main(arguments: list[str]) -> None:
    """Print shares, and with `--wrong` what went wrong."""
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if not paths:
        sys.exit(__doc__)
    chosen = [walked(case) if "--walk" in arguments else case for case in cases(paths) if case.parents]
    if not chosen:
        sys.exit("no thread with declared parents")
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for one in chosen:
        replies = link(one.thread, ignore_declared=True).replies
        for number, parent in one.parents.items():
            reply = replies[number]
            quoting = "with a quotation" if quotes(one, number) else "without any quotation"
            for key in ("all", str(reply.because), "certain" if reply.certain else "not certain", quoting):
                of[key] += 1
                right[key] += reply.parent == parent
            for name, guess in BASELINES.items():
                hits[name] += guess(one, number) == parent
            if "--wrong" in arguments and reply.parent != parent:
                words = shortened(one.thread.by_number[number].text, 60)
                print(f"{one.thread.name} {number}: {reply.parent} ({reply.because}), declared {parent}: {words}")
    print(f"{len(chosen)} threads, {sum(len(one.thread.posts) for one in chosen)} posts\n")
    for key in ("all", *sorted(set(of) - {"all"})):
        print(f"{share(right[key], of[key]):>23}  {key}")
    print(f"{of['certain'] / of['all']:6.3f}  of all links are marked certain")
    print("\nbaselines")
    for name in BASELINES:
        print(f"{share(hits[name], of['all']):>23}  {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
