"""Posts told apart: an id for each that no other post of its thread has, nor the element id made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.model import Block, Post, Problem, Severity, Stage, anchor, digest

MOST_NUMBERS = 12
"""Posts that a warning names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """The ids of a thread's posts."""

    all: tuple[str, ...]
    """In the order of the posts; each with an anchor of its own."""
    shared: tuple[int, ...]
    """Numbers, from 1, of the posts whose id, or whose author and time where they have none, an earlier post has."""
    given_up: Mapping[str, str]
    """Ids that their post could not keep and no other post has, with what stands for them now."""

    def now(self, id: str | None) -> str | None:
        """What stands now for an id by which the source names a post."""
        return None if id is None else self.given_up.get(id, id)

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """Blocks that name the posts they are from by the ids that stand now."""
        return tuple(
            replace(block, declared_post=self.now(block.declared_post))
            if block.declared_post in self.given_up
            else block
            for block in blocks
        )

    def warnings(self, file: str) -> list[Problem]:
        """W121, when any post shares its id."""
        if not self.shared:
            return []
        rest = f" and {len(self.shared) - MOST_NUMBERS} more" if self.shared[MOST_NUMBERS:] else ""
        which = ", ".join(map(str, self.shared[:MOST_NUMBERS]))
        return [
            Problem(
                stage=Stage.READ,
                code="W121",
                file=file,
                cause=f"posts that would have the address of one before them: {which}{rest}",
                help="they share an id, or author and time, and are numbered: a post put in before changes that",
                severity=Severity.WARNING,
            )
        ]


def distinct(marks: Sequence[tuple[str, ...]], own: Sequence[str | None] | None = None) -> Ids:
    """An id for each post.

    `marks` is what each post is known by, author and printed time; `own` the forum's own id where there is one. The
    first post with an id keeps it; whoever has none, or one whose anchor an earlier post has, gets a digest of its
    marks, with its number among the posts of the same marks from the second on.
    """
    own = own or [None] * len(marks)
    anchors = [anchor(id) if id else "" for id in own]
    reserved = set(anchors)
    taken: set[str] = set()
    alike: Counter[tuple[str, ...]] = Counter()
    ids: list[str] = []
    shared: list[int] = []
    for number, (id, own_anchor, parts) in enumerate(zip(own, anchors, marks, strict=True), 1):
        alike[parts] += 1
        among = alike[parts]
        if id and own_anchor not in taken:
            chosen, chosen_anchor = id, own_anchor
            # Whoever made the ids may have counted already.
            counted = among > 1 and id == _made(parts, among)
        else:
            chosen = _made(parts, among)
            while (chosen_anchor := anchor(chosen)) in reserved or chosen_anchor in taken:
                among += 1
                chosen = _made(parts, among)
            counted = bool(id) or among > 1
        if counted:
            shared.append(number)
        taken.add(chosen_anchor)
        ids.append(chosen)
    kept = set(ids)
    given_up = {old: new for old, new in zip(own, ids, strict=True) if old and old not in kept}
    return Ids(all=tuple(ids), shared=tuple(shared), given_up=given_up)


def _made(parts: tuple[str, ...], among: int) -> str:
    return digest(*parts, *([str(among)] if among > 1 else []))


def with_distinct_ids(posts: Sequence[Post]) -> tuple[tuple[Post, ...], Ids]:
    """Posts with their ids made distinct, and what else names a post by an id brought along."""
    ids = distinct([(post.author or "", post.printed or "") for post in posts], [post.id for post in posts])
    if ids.all == tuple(post.id for post in posts):
        return tuple(posts), ids
    return tuple(
        replace(post, id=id, declared_parent=ids.now(post.declared_parent), blocks=ids.blocks(post.blocks))
        for post, id in zip(posts, ids.all, strict=True)
    ), ids
