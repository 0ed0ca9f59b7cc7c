"""Kinds of evidence that were measured to be right so often that passages are printed before an editor sees them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from extractor.answers._weights import PASSAGES
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse

FILE = "extractor/answers/strength.toml"
QUALIFIES = 0.85
"""The least share of passages that were right when a kind was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of evidence."""

    name: str
    """What passages of it carry."""
    means: str
    """One sentence: which passages are of it."""
    needs: frozenset[str]
    """Names of weights of passages that must speak for it."""
    without: frozenset[str]
    """Names of weights that must have no part in it."""
    rank: int
    """Among how many best passages of its thread it stands."""
    sentences: int
    """How many sentences it has at the least."""
    right: int
    """How many of the measured passages were right."""
    measured: int
    """How many were measured."""
    on: date
    """When."""

    def fits(self, names: Set[str], rank: int, sentences: int) -> bool:
        """Whether a passage is of this kind: the names of its reasons, its place in its thread from 1, its length."""
        return (
            rank <= self.rank
            and sentences >= self.sentences
            and self.needs <= names
            and self.without.isdisjoint(names)
        )


def strength(names: Set[str], rank: int, sentences: int) -> str | None:
    """The name of the first kind that fits, see `Kind.fits`; None where none does."""
    return next((kind.name for kind in kinds() if kind.fits(names, rank, sentences)), None)


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of the package's own file. Raises ThreadfaqError where it is wrong."""
    known, problems = read((Path(__file__).parent / "strength.toml").read_text("utf-8"), FILE)
    if problems:
        raise ThreadfaqError(*problems)
    return known


def read(text: str, file: str) -> tuple[tuple[Kind, ...], list[Problem]]:
    """The kinds of a file, and what is wrong with it."""
    values, problems = parse(text, file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    kinds = [_kind(table) for table in top.tables("kind", "kind")]
    top.done()
    return tuple(kind for kind in kinds if kind is not None), problems


def _kind(table: Table) -> Kind | None:
    name, means, on = table.text("name", required=True), table.text("means", required=True), table.day("on", True)
    needs, without = _names(table, "with"), _names(table, "without")
    rank, sentences, right, measured = (table.number(key) for key in ("rank", "sentences", "right", "measured"))
    table.done()
    if name is None or means is None or on is None:
        return None
    right, measured = right or 0, measured or 0
    if not measured or right < QUALIFIES * measured:
        share = f"`right` is {right:.0f} of {measured:.0f}"
        table.complain("E203", share, f"a kind is right in at least {100 * QUALIFIES:.0f} of 100")
        return None
    return Kind(
        name=name,
        means=means,
        needs=needs,
        without=without,
        rank=int(rank or 1),
        sentences=int(sentences or 1),
        right=int(right),
        measured=int(measured),
        on=on,
    )


def _names(table: Table, key: str) -> frozenset[str]:
    names = table.texts(key)
    return frozenset(name for name in names if table.one_of(key, name, list(PASSAGES)) is not None)
