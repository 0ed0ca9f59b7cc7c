"""What is kept of a page that was read back without a fault, so that the same bytes need not be read again.

A proof holds what other pages are checked against. It stands for one page's bytes and one state of everything else
that the check looks at; whoever keeps proofs sees to that. A check without proofs reads everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A page on which nothing is wrong."""

    ids: tuple[str, ...]
    """The ids on it."""
    leads_to: tuple[tuple[str, str], ...]
    """Where its links within the site lead: file and place in it, each pair once; not to places of its own."""
    begins: Mapping[str, int] = field(default_factory=dict)
    """On a thread's page: by the id of each mark in a post, how many letters of the post stand before it."""
    quotes: tuple[tuple[str, str, str, tuple[int, ...]], ...] = ()
    """Its quotations: the thread page that each names, the passage there, the words that begin at its mark, and how
    many letters of the post may stand before them."""
    main: tuple[str, str] | None = None
    """What search may say of it: its title, and the letters of its main part."""


class Proofs(Protocol):
    """Where proofs are kept from one check to the next."""

    def get(self, address: str, page: bytes) -> Proof | None:
        """The proof for a page with these bytes, if there is one."""

    def put(self, address: str, page: bytes, proof: Proof) -> None:
        """Keep a proof."""
