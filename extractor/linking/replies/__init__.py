"""Which post each post answers, and why we think so.

Where the printed times never run backwards, posts stand in the order in which they were written, and any earlier
one can be the answered one. Where they do, the source shows a walk of the reply tree: see `_walk`. In both, what
speaks for a link is a sum of named weights (`_weights`), and the whole tree is found at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

from extractor.language import DEFAULT
from extractor.linking.replies import _weights
from extractor.linking.replies._evidence import IN_TURN, NEAREST, Clue, Evidence, Place
from extractor.linking.replies._roots import Roots
from extractor.linking.replies._walk import runs_backwards, walk
from extractor.model import Because, Post, Quote, Reply, Thread

__all__ = ["find"]


class _Link(NamedTuple):
    """A link that was found."""

    parent: int
    clues: Sequence[Clue]
    alone: bool
    """Whether the order of the posts leaves no other parent."""
    leads: bool = False
    """Whether this parent scores far above any other."""


def find(
    thread: Thread,
    quotes: Mapping[int, tuple[Quote, ...]],
    ignore_declared: bool = False,
    language: str = DEFAULT,
) -> dict[int, Reply]:
    """One reply for each post, by its number; together they are one tree whose root opens the thread.

    A declared parent wins, unless `ignore_declared`, or it is not in the thread, or it would close a circle.
    Every other parent has a smaller number. `Reply.words` is the evidence as it stands in the post.
    `language` is spaCy's code of the thread's language.
    """
    if not thread.posts:
        return {}
    declared = {} if ignore_declared else _declared(thread.posts)
    evidence = Evidence(thread, quotes, ignore_declared, language)
    if not declared and not thread.flat and runs_backwards(thread.posts):
        links = {child: _Link(*link) for child, link in walk(thread.posts, evidence).items()}
    else:
        links = _flat(thread.posts, evidence, declared)
    root = next(post.number for post in thread.posts if post.number not in declared)
    whole = thread.complete is not False and not thread.opener_missing
    replies = {root: Reply(child=root, parent=None, because=Because.OPENS, certain=whole)}
    for child, link in links.items():
        replies[child] = _reply(child, link)
    for child, parent in declared.items():
        replies[child] = Reply(child=child, parent=parent, because=Because.DECLARED, certain=True)
    return dict(sorted(replies.items()))


def _declared(posts: Sequence[Post]) -> dict[int, int]:
    """Parents that the source declares, without those that would close a circle; at least one post has none."""
    numbers = {post.id: post.number for post in posts}
    parents: dict[int, int] = {}
    roots = Roots()
    for post in posts:
        parent = numbers.get(post.declared_parent) if post.declared_parent is not None else None
        # A post that has no parent yet is the root of all below it.
        if parent is not None and roots.of(parent) != post.number:
            parents[post.number] = parent
            roots.link(post.number, parent)
    return parents


def _flat(posts: Sequence[Post], evidence: Evidence, declared: Mapping[int, int]) -> dict[int, _Link]:
    """Links of posts in the order of writing: each to the post for which most speaks, of equals to the nearest."""
    forward = any(parent > child for child, parent in declared.items())
    parents: dict[int, int] = dict(declared)
    roots = Roots()
    for number, above in declared.items():
        roots.link(number, above)
    authors = {post.number: post.author for post in posts}
    links = {}
    root = next(post.number for post in posts if post.number not in declared)
    for post in posts:
        child = post.number
        if child in declared or child == root:
            continue
        able = _candidates(child, root, evidence)
        if forward:
            able = [number for number in able if roots.of(number) != child] or [root]
        best: tuple[float, int, list[Clue]] | None = None
        second = -inf
        numbers_by_author: dict[str | None, int] = {}
        for rank, parent in enumerate(able):
            author = authors[parent]
            older = numbers_by_author.get(author, 0)
            numbers_by_author[author] = older + 1
            clues = evidence.clues(child, Place(parent, rank, older, parents.get(parent)), IN_TURN)
            score = sum([clue.weight for clue in clues])
            if best is None or score > best[0]:
                second = best[0] if best is not None else second
                best = (score, parent, clues)
            elif score > second:
                second = score
        assert best is not None  # the root always is a candidate
        parents[child] = best[1]
        roots.link(child, best[1])
        links[child] = _Link(best[1], best[2], False, best[0] - second >= _weights.CERTAIN_LEAD)
    return links


def _candidates(child: int, root: int, evidence: Evidence) -> list[int]:
    """Earlier posts worth weighing, the nearest first."""
    first = max(1, child - NEAREST)
    older = {number for number in evidence.pointed(child) if number < first}
    if root < first:
        older.add(root)
    return [*range(child - 1, first - 1, -1), *sorted(older, reverse=True)]


def _reply(child: int, link: _Link) -> Reply:
    """A link with its strongest reason; that the order leaves no other is stronger than all but a quotation.

    POSITION is certain because it follows from the printed times, once the source is a walk: a deduction, which
    was right in 54 of 54 links (docs/contributors/log/2026-11.md).
    """
    strongest = max(link.clues, key=lambda clue: clue.weight)
    quoted = strongest.because is Because.QUOTED
    if link.alone and not quoted:
        return Reply(child=child, parent=link.parent, because=Because.POSITION, certain=True)
    certain = link.leads or any(clue.certain for clue in link.clues)
    return Reply(child=child, parent=link.parent, because=strongest.because, certain=certain, words=strongest.words)
