"""What people are by the ranks that their forum gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extractor.model import Forum, Post, Role, Thread
from extractor.text.characters import folded


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
