"""How many quotations are given back to the right post, in threads whose forum declares it.

    python benchmarks/quotes.py FILE|DIR… [--wrong]

Any file that the readers take. What the source declares about a quote (post number and name) is hidden, as
`threadfaq read --ignore-declared` hides it; the quoted words stay, as a marked block. Precision: of the blocks that
name their speaker and were given to a post, the share given to the declared one. Recall: of the blocks whose
declared post is saved, the share given to it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.replies import cases, share
from extractor.model import Block, BlockKind, Post, Thread
from extractor.pipeline.stages import link
from extractor.text.characters import folded, shortened


def posts_with_words(thread: Thread, post: Post, block: Block) -> list[int]:
    """Earlier posts of others that hold the very words of a quote, white space aside."""
    words = folded(post.text[block.start : block.end])
    earlier = thread.posts[: post.number - 1]
    return [other.number for other in earlier if other.author != post.author and words in folded(other.text)]


BASELINES: dict[str, Callable[[Thread, Post, Block], int | None]] = {
    "the first post with the very words": lambda *at: next(iter(posts_with_words(*at)), None),
    "the last post with the very words": lambda *at: next(iter(posts_with_words(*at)[::-1]), None),
    "the post before": lambda _, post, __: post.number - 1,
}


def main(arguments: list[str]) -> None:
    """Print precision and recall, and with `--wrong` what went wrong."""
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if not paths:
        sys.exit(__doc__)
    ways = ("threadfaq", *BASELINES)
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    declared = 0
    for case in cases(paths):
        thread = case.thread
        numbers = {post.id: post.number for post in thread.posts}
        quotations = link(thread, ignore_declared=True).quotes
        for post in thread.posts:
            for block in post.blocks:
                if block.kind is not BlockKind.QUOTE or not (block.declared_post or block.declared_author):
                    continue
                truth = numbers.get(block.declared_post or "")
                declared += truth is not None
                met = (
                    quote.post for quote in quotations.get(post.number, ()) if quote.start <= block.start < quote.end
                )
                answers = {"threadfaq": next(met, None)}
                answers |= {name: guess(thread, post, block) for name, guess in BASELINES.items()}
                for name in ways:
                    given[name] += answers[name] is not None
                    right[name] += answers[name] is not None and answers[name] == truth
                if "--wrong" in arguments and answers["threadfaq"] != truth:
                    words = shortened(post.text[block.start : block.end], 60)
                    print(f"{thread.name} {post.number}: {answers['threadfaq']}, declared {truth}: {words}")
    print(f"{declared} quotes whose post is declared and saved\n")
    for name in ways:
        print(f"precision {share(right[name], given[name])}   recall {share(right[name], declared)}   {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
