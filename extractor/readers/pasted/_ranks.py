"""Titles that a Khoros forum gives its people, and where the place itself speaks."""

from __future__ import annotations

import re

STAFF = ("Community Manager", "Moderator", "Team Member", "Administrator", "Admin")
PLAIN = (
    "Active Member",
    "Community Member",
    "Community Guru",
    "Community Leader",
    "Ace Contributor",
    "Retired Team Member",
    "Member",
)
RANKS = frozenset((*STAFF, *PLAIN))

# A title that no list has: up to four words with a capital each, as in `Kiln Wizard`, and no sign.
_LIKE_A_RANK = re.compile(r"[^\W\d_a-z][^\W\d_]{1,19}(?: [^\W\d_a-z][^\W\d_]{1,19}){0,3}")
# Longer ones first: `Team Member` ends with `Member`.
_BY_LENGTH = sorted(RANKS, key=lambda rank: (-len(rank), rank))


def like_a_rank(text: str) -> bool:
    """Whether words have the form of a title; only their place can tell whether they are one."""
    return _LIKE_A_RANK.fullmatch(text) is not None


def without_rank(printed: str) -> tuple[str, str | None]:
    """A name that is printed together with its rank, and the rank: `Ada L`, `Moderator`."""
    for rank in _BY_LENGTH:
        if printed.endswith(f" {rank}"):
            return printed.removesuffix(rank).strip(), rank
    return printed, None
