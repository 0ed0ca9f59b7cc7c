"""What people are by the ranks that their forum gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from extractor.language import DEFAULT, file_name, file_text
from extractor.model import Forum, Post, Role, Stage, Thread
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import folded, norms

_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


def ranked(thread: Thread, forum: Forum, roles: Mapping[str, Role]) -> Thread:
    """A thread in which staff and experts are known by their ranks; whom `roles` names is what that says alone."""
    if not forum.staff_ranks and not forum.expert_ranks:
        return thread
    staff, experts = ({folded(rank) for rank in ranks} for ranks in (forum.staff_ranks, forum.expert_ranks))

    def known(post: Post) -> Post:
        if post.author is None or post.author in roles or post.rank is None:
            return post
        rank = folded(post.rank)
        if rank in staff:
            return replace(post, role=Role.STAFF)
        return replace(post, expert=True) if rank in experts else post

    return replace(thread, posts=tuple(map(known, thread.posts)))


def forum_of(ranks: Iterable[str], language: str = DEFAULT) -> Forum:
    """What the ranks of a forum without a file say of themselves: whose name has a word for staff, or for experts."""
    ranks = tuple(ranks)
    staff = tuple(rank for rank in ranks if _has(rank, language, "staff"))
    return Forum(
        staff_ranks=staff,
        expert_ranks=tuple(rank for rank in ranks if rank not in staff and _has(rank, language, "experts")),
    )


def _has(rank: str, language: str, kind: str) -> bool:
    line = f" {' '.join(norms(_PARTS.sub(' ', rank)))} "
    return any(f" {phrase} " in line for phrase in _rank_words(language)[kind])


@cache
def _rank_words(code: str) -> dict[str, tuple[str, ...]]:
    """The words of a language in ranks, by kind. Raises ThreadfaqError when its file is wrong."""
    values, problems = parse(file_text(code, "ranks.toml"), file_name(code, "ranks.toml"), Stage.PACKS)
    top = Table(file_name(code, "ranks.toml"), "top", values, problems, stage=Stage.PACKS)
    words = {kind: top.texts(kind, required=True) for kind in ("staff", "experts")}
    top.done()
    if problems:
        raise ThreadfaqError(*problems)
    return words
