"""Whether decisions outlast a later copy of their thread: random edits of real threads.

    python benchmarks/reanchoring.py FILE|DIR… [--edits 1000] [--seed 20] [--wrong]

Each edit takes a thread of these files, anchors three decisions in it, by author and time or by the post's id, and
makes a later copy of it: words changed, put in and left out, posts put in, removed and put into another order, ids or
printed times of another form. Then the program looks for the decisions. What is known, because the copy was made
here: where the words of each decision stand now, and how many of them survive.

Counted of decisions whose words survive at 70 % or more: how many are attached or offered at the right passage. Of
all: how many are attached to a wrong one (none may be), and how many that are not attached are missing in the list.
A passage is right if it stands in the same post and shares most of its words with the true one.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from extractor import corpus, readers
from extractor.editing import reanchoring
from extractor.faq.finding import Finder
from extractor.model import Block, BlockKind, Conversation, Decision, Link, Passage, Post, SideFile, Thread, Verdict
from extractor.model.anchors import with_distinct_ids
from extractor.pipeline.stages import link
from extractor.problems import NotUnderstood
from extractor.text import sentences
from extractor.text.characters import folded, shortened

SURVIVES = 0.7
"""The share of its words from which on a decision must be found."""
SHARED = 0.6
"""The share of characters, of what either has, that a passage must have in common with the true one."""
COLUMNS = {
    "thread": "url",
    "author": "contributor_id",
    "text": "message_text",
    "posted": "post_date",
    "title": "title",
}
"""Which column of a table holds what."""
LARGEST = 150
"""Posts of the largest thread that is edited; linking a larger one over and over measures patience."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A post as it was, and as it is in the later copy."""

    post: Post
    """The post of the copy."""
    places: Sequence[int]
    """Where each character of the old text stands in the new; one more for its end."""
    kept: Sequence[bool]
    """Whether each character of the old text was kept."""


@dataclass(slots=True)
class Tally:
    """What came of all edits."""

    counts: Counter[str]
    wrong: list[str]

    def share(self) -> float:
        """The share of decisions that survive and are attached or offered at the right passage."""
        return self.counts["right"] / (self.counts["surviving"] or 1)


def threads_of(paths: Sequence[Path]) -> Iterator[Thread]:
    """Every thread of these files that can be read."""
    files = [file for path in paths for file in (sorted(path.rglob("*.*")) if path.is_dir() else [path])]
    for file in files:
        source = corpus.source(file)
        if file.suffix == ".csv":
            source = replace(source, side=SideFile(columns=COLUMNS))
        try:
            for _, thread in readers.pieces(source):
                if isinstance(thread, Thread) and 2 <= len(thread.posts) <= LARGEST:
                    yield thread
        except NotUnderstood:
            continue


def edited(thread: Thread, words: Sequence[str], chance: random.Random) -> tuple[Thread, dict[int, Rewritten]]:
    """A later copy of a thread, and what became of its posts, by their numbers in the old one; not of removed."""
    rate = chance.choice([0.0, 0.0, 0.05, 0.1, 0.2, 0.3, 0.4])
    rows: list[tuple[int | None, Rewritten]] = [
        (post.number, rewritten(post, words, rate if chance.random() < 0.8 else 0.0, chance)) for post in thread.posts
    ]
    for _ in range(chance.choice([0, 0, 1, 2])):
        if len(rows) > 1:
            del rows[chance.randrange(len(rows))]
    for _ in range(chance.choice([0, 0, 1, 3])):
        rows.insert(chance.randint(0, len(rows)), (None, invented(thread, words, chance)))
    if chance.random() < 0.2:
        chance.shuffle(rows)
    renamed, reprinted = chance.random() < 0.15, chance.random() < 0.15
    posts = []
    for number, (_, row) in enumerate(rows, 1):
        post = replace(row.post, number=number)
        if renamed:
            post = replace(post, id=f"n{chance.randrange(10**9)}", declared_parent=None)
        if reprinted and post.printed is not None:
            post = replace(post, printed=f"~ {post.printed}")
        posts.append(post)
    distinct, _ = with_distinct_ids(posts)
    by_number = {old: replace(row, post=distinct[place]) for place, (old, row) in enumerate(rows) if old is not None}
    return replace(thread, posts=distinct, posts_announced=None, warnings=()), by_number


def rewritten(post: Post, words: Sequence[str], rate: float, chance: random.Random) -> Rewritten:
    """A post in which so many of its words were changed, left out, spelt otherwise or followed by a new one; its
    quotations stay as they are, but for what stands around them."""
    fixed = [(block.start, block.end) for block in post.blocks if block.kind is BlockKind.QUOTE]
    text, places, kept = [], [], []
    length = 0
    place = 0
    while place < len(post.text):
        end = place + 1
        if not post.text[place].isspace():
            while end < len(post.text) and not post.text[end].isspace():
                end += 1
        old = post.text[place:end]
        new = old
        inside = any(place < last and first < end for first, last in fixed)
        if rate and not inside and not old.isspace() and chance.random() < rate:
            new = chance.choice(
                [chance.choice(words), "", f"{old} {chance.choice(words)}", misspelt(old, chance), old.swapcase()]
            )
        same = new.startswith(old)
        for offset in range(end - place):
            places.append(length + min(offset, len(new)))
            kept.append(same)
        text.append(new)
        length += len(new)
        place = end
    joined = "".join(text)
    places.append(length)
    blocks = tuple(
        replace(block, start=places[block.start], end=places[block.end])
        for block in post.blocks
        if places[block.start] < places[block.end]
    )
    links = tuple(Link(start=places[row.start], end=places[row.end], url=row.url) for row in post.links)
    return Rewritten(post=replace(post, text=joined, blocks=blocks, links=links), places=places, kept=kept)


def misspelt(word: str, chance: random.Random) -> str:
    """A word with one letter too many or too few."""
    place = chance.randrange(len(word))
    return word[:place] + chance.choice(["", word[place] * 2]) + word[place + 1 :]


def invented(thread: Thread, words: Sequence[str], chance: random.Random) -> Rewritten:
    """A new post: words of other threads, sometimes below a quotation of a post that is there."""
    said = " ".join(chance.choice(words) for _ in range(chance.randint(3, 40))) + "."
    blocks: tuple[Block, ...] = ()
    if chance.random() < 0.4:
        quoted = chance.choice(thread.posts).text.strip()[:300].rsplit(" ", 1)[0]
        if quoted:
            blocks = (Block(kind=BlockKind.QUOTE, start=0, end=len(quoted)),)
            said = f"{quoted}\n\n{said}"
    other = chance.choice(thread.posts)
    post = replace(
        other, id=f"x{chance.randrange(10**9)}", text=said, blocks=blocks, links=(), line=None, declared_parent=None,
        author=chance.choice([other.author, "Somebody New"]), printed=f"later {chance.randrange(10**6)}", posted=None,
    )  # fmt: skip
    return Rewritten(post=post, places=(), kept=())


def decisions(conversation: Conversation, chance: random.Random) -> list[tuple[Decision, Passage]]:
    """Three decisions about one to three sentences each, with the passages they are about."""
    rows: list[tuple[Decision, Passage]] = []
    finder = Finder(conversation)
    for number in range(1, 31):
        post = chance.choice(conversation.thread.posts)
        ranges = sentences.split(post.text)
        if not ranges:
            continue
        first = chance.randrange(len(ranges))
        last = min(first + chance.choice([0, 0, 0, 1, 2]), len(ranges) - 1)
        words = folded(post.text[ranges[first][0] : ranges[last][1]])
        if len(words.split()) < 4:
            continue
        by_name = chance.random() < 0.7 and post.author is not None and post.printed is not None
        decision = Decision(
            verdict=Verdict.KEEP, thread=conversation.thread.id or conversation.thread.name, words=words, because="",
            by="", on=date.min, file="decisions.toml", number=number,
            author=post.author if by_name else None, posted=post.printed if by_name else None,
            post=None if by_name else post.id,
        )  # fmt: skip
        passage = finder.find(decision)[0]
        if passage is not None:
            rows.append((decision, passage))
        if len(rows) == 3:
            break
    return rows


def right(passage: Passage, truth: tuple[int, int, int]) -> bool:
    """Whether a passage is the one that is known: post number, start and end."""
    number, start, end = truth
    shared = min(passage.end, end) - max(passage.start, start)
    return (
        passage.post == number
        and shared > 0
        and shared / (max(passage.end, end) - min(passage.start, start)) >= SHARED
    )


def tallied(threads: Sequence[Thread], edits: int, seed: int) -> Tally:
    """Edit these threads so often, and count."""
    chance = random.Random(seed)
    words = sorted(
        {word for thread in threads for post in thread.posts for word in post.text.split() if len(word) < 15}
    )
    tally = Tally(Counter(), [])
    for _ in range(edits):
        thread = chance.choice(threads)
        before = link(thread)
        judged = decisions(before, chance)
        copy, became = edited(before.thread, words, chance)
        after = link(copy)
        finder = Finder(after)
        id = after.thread.id or after.thread.name
        listed = {row.number: row for row in reanchoring.of_thread(id, [decision for decision, _ in judged], after)}
        for decision, passage in judged:
            count(tally, decision, passage, became.get(passage.post), finder, listed.get(decision.number))
    return tally


def count(
    tally: Tally,
    decision: Decision,
    passage: Passage,
    became: Rewritten | None,
    finder: Finder,
    lost: reanchoring.LostAnchor | None,
) -> None:
    """Count what became of one decision."""
    tally.counts["decisions"] += 1
    truth, survival = (0, 0, 0), 0.0
    if became is not None:
        truth = (became.post.number, became.places[passage.start], became.places[passage.end])
        kept = list(became.kept[passage.start : passage.end])
        survival = sum(kept) / len(kept)
    attached = finder.find(decision)[0]
    tally.counts["attached"] += attached is not None
    if attached is not None and not right(attached, truth):
        tally.counts["attached to a wrong one"] += 1
        tally.wrong.append(f"attached wrongly: {shortened(decision.words, 60)} | {shortened(attached.text, 60)}")
    tally.counts["missing in the list"] += attached is None and lost is None
    offer = lost.offer.passage if lost is not None and lost.offer is not None else None
    tally.counts["offered"] += offer is not None
    if offer is not None and survival < SURVIVES and (became is None or not right(offer, truth)):
        tally.counts["offered a wrong one, little survives"] += 1
    if survival >= SURVIVES:
        tally.counts["surviving"] += 1
        passed = attached if attached is not None else offer
        if passed is not None and right(passed, truth):
            tally.counts["right"] += 1
        else:
            shown = shortened(passed.text, 70) if passed is not None else "nothing"
            tally.wrong.append(f"{survival:.2f} {shortened(decision.words, 70)} | {shown}")


def main() -> int:
    """Measure, print, and give 1 where the share is below 0.99 or any decision is attached wrongly or missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--wrong", action="store_true", help="print what is not right")
    given = parser.parse_args()
    threads = list(threads_of(given.paths))
    tally = tallied(threads, given.edits, given.seed)
    print(f"{len(threads)} threads, {given.edits} edits, seed {given.seed}")
    for name, number in sorted(tally.counts.items()):
        print(f"{number:6}  {name}")
    print(f"{tally.share():6.4f}  attached or offered at the right passage, of those of which {SURVIVES:.0%} survive")
    if given.wrong:
        print("\n".join(tally.wrong))
    broken = tally.counts["attached to a wrong one"] or tally.counts["missing in the list"]
    return 1 if broken or tally.share() < 0.99 else 0


if __name__ == "__main__":
    sys.exit(main())
