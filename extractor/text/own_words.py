"""The author's own words: a post without quotations, code and signatures. Ranges, never cut text: offsets survive."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from extractor.model import BlockKind, Conversation, Post, Quote

Range = tuple[int, int]
"""Offsets in a post's text, the second exclusive."""

SIGNED_TIMES = 2
"""Under so many posts a last line is a signature."""
SENTENCE_TIMES = 3
"""Under so many where it ends as a sentence does, or where the signature has several lines."""
MOST_SIGNED = 6
"""Lines of a signature, at most."""
FURNITURE_POSTS = 5
"""In so many posts the same first or last line is the page's own, ..."""
FURNITURE_AUTHORS = 4
"""... if so many people have it, ..."""
FURNITURE_SHARE = 0.8
"""... in such a share of all posts that have other lines too."""

_LINE = re.compile(r"[^\r\n]+")


class Why(StrEnum):
    """Why words are not their author's own, as people are told; of several reasons the first here counts."""

    QUOTED = "somebody else's words"
    CODE = "code, no prose"
    SIGNATURE = "a signature, said under every post"
    FURNITURE = "words of the page or its program"


_BLOCKS = {
    BlockKind.QUOTE: Why.QUOTED,
    BlockKind.CODE: Why.CODE,
    BlockKind.SIGNATURE: Why.SIGNATURE,
    BlockKind.FURNITURE: Why.FURNITURE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """A post's text, told apart. All offsets count in `text`."""

    text: str
    """The post's text, whole."""
    ranges: tuple[Range, ...]
    """What its author wrote for this post: disjoint, in order, none empty."""
    others: Mapping[Why, tuple[Range, ...]]
    """All the rest, by its reason; disjoint and in order within each, but two reasons may share characters."""

    def why_not(self, start: int, end: int) -> Why | None:
        """Why a range is not wholly the author's own; None when it is."""
        for why, ranges in self.others.items():
            if _meets(start, end, ranges):
                return why
        return None

    def holds(self, start: int, end: int) -> bool:
        """Whether a range is wholly the author's own."""
        before = bisect_right(self.ranges, (start, len(self.text)))
        return before > 0 and end <= self.ranges[before - 1][1]

    def line_ranges(self) -> Iterator[Range]:
        """Lines that have anything in them, without the space around them; what lies between two is never crossed."""
        for start, end in self.ranges:
            for match in _LINE.finditer(self.text, start, end):
                line = match.group()
                if words := line.strip():
                    first = match.start() + len(line) - len(line.lstrip())
                    yield first, first + len(words)

    def lines(self) -> list[str]:
        """The words of `line_ranges`."""
        return [self.text[start:end] for start, end in self.line_ranges()]


def of_post(post: Post, quotes: Iterable[Quote], signed: bool = False) -> OwnWords:
    """One post, given the quotes that are known in it so far, in any order.

    With `signed` a declared signature counts as own: whoever quotes it quotes its author. Signatures that no block
    declares are left in: they show only beside other posts, see `of_thread`.
    """
    spans = [(quote.start, quote.end) for quote in quotes]
    if not spans and not post.blocks:
        return _whole(post.text)
    others: dict[Why, list[Range]] = {why: [] for why in Why}
    others[Why.QUOTED] += spans
    for block in post.blocks:
        if block.kind in _BLOCKS and not (signed and block.kind is BlockKind.SIGNATURE):
            others[_BLOCKS[block.kind]].append((block.start, block.end))
    return _told_apart(post.text, others)


def of_thread(posts: Sequence[Post], quotes: Mapping[int, Sequence[Quote]]) -> dict[int, OwnWords]:
    """Every post by its number, given the quotes by the number of the quoting post. Linear, but for sorting.

    A last line that one known author puts under different words in most of their posts is a signature, whether or not
    the source says so: under two or more, and under three or more where it ends as a sentence does, for that may be
    advice given twice. The same holds of several last lines, where three posts have them. A post of that line alone,
    and the same post sent twice, are no proof of it. A first or last line that nearly all posts of several authors
    have is the page's own.
    """
    own = {post.number: of_post(post, quotes.get(post.number, ())) for post in posts}
    lines = {post.number: list(own[post.number].line_ranges()) for post in posts}
    marked: dict[int, dict[Why, list[Range]]] = defaultdict(lambda: {why: [] for why in Why})
    for number, line in _furniture(posts, lines):
        marked[number][Why.FURNITURE].append(line)
        lines[number].remove(line)
    for number, tail in _signatures(posts, lines):
        marked[number][Why.SIGNATURE] += tail
    for number, new in marked.items():
        others = {why: [*own[number].others.get(why, ()), *ranges] for why, ranges in new.items()}
        own[number] = _told_apart(own[number].text, others)
    return own


def _signatures(posts: Sequence[Post], lines: Mapping[int, Sequence[Range]]) -> Iterator[tuple[int, Sequence[Range]]]:
    """The last lines of posts that are signatures, by the number of the post."""
    tails = {
        post.number: (post, post.author, lines[post.number])
        for post in posts
        if post.author is not None and len(lines[post.number]) > 1
    }
    bodies: dict[str, set[str]] = defaultdict(set)
    for post, author, ranges in tails.values():
        bodies[author].add(_joined(post, ranges[:-1]))
    signed: dict[int, Sequence[Range]] = {}
    for length in range(1, MOST_SIGNED + 1):
        above: dict[tuple[str, str], set[str]] = defaultdict(set)
        ends: dict[int, tuple[str, str]] = {}
        for number, (post, author, ranges) in tails.items():
            if len(ranges) > length:
                ends[number] = author, _joined(post, ranges[-length:])
                above[ends[number]].add(_joined(post, ranges[:-length]))
        longer = {}
        for number, (author, words) in ends.items():
            times = len(above[author, words])
            least = SENTENCE_TIMES if length > 1 or words.endswith((".", "!", "?")) else SIGNED_TIMES
            if times >= least and 2 * times > len(bodies[author]):
                longer[number] = tails[number]
                signed[number] = tails[number][2][-length:]
        tails = longer
    yield from signed.items()


def _furniture(posts: Sequence[Post], lines: Mapping[int, Sequence[Range]]) -> list[tuple[int, Range]]:
    """First and last lines that the page puts into nearly all posts."""
    several = [post for post in posts if len(lines[post.number]) > 1]
    furniture: dict[int, Range] = {}
    for edge in (0, -1):
        holders: dict[str, list[Post]] = defaultdict(list)
        for post in several:
            holders[post.text[slice(*lines[post.number][edge])]].append(post)
        for line, alike in holders.items():
            if len(alike) < max(FURNITURE_POSTS, FURNITURE_SHARE * len(several)) or line.endswith(
                (".", "!", "?", ",")
            ):
                continue
            if len({post.author for post in alike if post.author is not None}) >= FURNITURE_AUTHORS:
                furniture |= {post.number: lines[post.number][edge] for post in alike if post.number not in furniture}
    return list(furniture.items())


def _joined(post: Post, ranges: Sequence[Range]) -> str:
    return "\n".join(post.text[slice(*line)] for line in ranges)


def of_conversation(conversation: Conversation) -> dict[int, OwnWords]:
    """`of_thread` of a thread whose quotes are all known."""
    return of_thread(conversation.thread.posts, conversation.quotes)


def _whole(text: str) -> OwnWords:
    """A post that is all its author's."""
    return OwnWords(text=text, ranges=((0, len(text)),) if text else (), others={})


def _told_apart(text: str, others: Mapping[Why, Iterable[Range]]) -> OwnWords:
    merged = {why: ranges for why, spans in others.items() if (ranges := tuple(_merged(spans)))}
    own: list[Range] = []
    place = 0
    for start, end in _merged(span for spans in merged.values() for span in spans):
        if place < start:
            own.append((place, start))
        place = end
    if place < len(text):
        own.append((place, len(text)))
    return OwnWords(text=text, ranges=tuple(own), others=merged)


def _merged(spans: Iterable[Range]) -> Iterator[Range]:
    """Spans in order, those that overlap or touch as one, empty ones left out."""
    open: Range | None = None
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if open is not None and start <= open[1]:
            open = open[0], max(open[1], end)
            continue
        if open is not None:
            yield open
        open = start, end
    if open is not None:
        yield open


def _meets(start: int, end: int, ranges: Sequence[Range]) -> bool:
    """Whether a range shares a character with any of these, which are disjoint and in order."""
    before = bisect_left(ranges, (end, end))
    return before > 0 and start < ranges[before - 1][1]
