"""`threadfaq check --accept`: words that decisions quote and that are lost, offered where they may stand now."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from extractor.cli._terminal import say
from extractor.text.characters import shortened
from extractor.text.terminal import safe
from extractor.text.worddiff import excerpt, marked

if TYPE_CHECKING:
    from extractor.editing.reanchoring import LostAnchor, Offer
    from extractor.pipeline.built import Build

WIDE = 600
"""Characters of a difference that are shown."""


def accept(built: Build, at_least: float | None) -> tuple[int, int]:
    """Offer a passage for each decision whose words are lost, and write what is confirmed; how many were written, and
    how many are left.

    With `at_least`, nobody is asked: passages at least so like (of 100) are taken. Raises typer.BadParameter where
    nobody can be asked.
    """
    from extractor.editing import reanchoring

    if at_least is None and not sys.stdin.isatty():
        raise typer.BadParameter("--accept asks on a terminal; elsewhere, say how like with --accept-likeness N")
    anchors = reanchoring.lost(built.corpus, built.conversations, built.problems)
    taken = 0
    for anchor in anchors:
        say("\n".join(lines(anchor)))
        offer = anchor.offer
        if offer is not None and _agreed(offer, at_least):
            reanchoring.take(built.corpus, anchor, built.conversations[anchor.thread], offer)
            say("  written")
            taken += 1
    return taken, len(anchors) - taken


def _agreed(offer: Offer, at_least: float | None) -> bool:
    if at_least is not None:
        return offer.likeness >= at_least
    return typer.confirm(safe("  Is it about these words now?"), default=False, err=True)


def lines(anchor: LostAnchor) -> Iterator[str]:
    """What is lost, and what is offered, as a person reads it."""
    from extractor.editing.reanchoring import AnchorKind

    what = anchor.verdict.value if anchor.verdict is not None else "asked"
    about = f" {anchor.question}" if anchor.question and anchor.kind is AnchorKind.DECISION else ""
    yield f"{anchor.file}, {anchor.problem.place}: {what}{about}"
    yield f"  {anchor.problem.cause}"
    yield f'  says     "{shortened(anchor.words, WIDE)}"'
    offer = anchor.offer
    if offer is None:
        yield "  nothing in its thread is like them: quote other words, or remove it"
        return
    whose = ", ".join(filter(None, (offer.author or "unknown", offer.posted)))
    yield f"  nearest  post {offer.passage.post} ({whose}), {offer.likeness:.0f} of 100 alike"
    yield f"  changed  {shortened(marked(excerpt(offer.difference)), WIDE)}"


def reported(built: Build, at_least: float | None) -> None:
    """Run `accept`, and say what was done."""
    taken, left = accept(built, at_least)
    if not taken and not left:
        say("every decision finds its words", err=True)
        return
    say(f"{taken} written, {left} left; `threadfaq undo` takes back one after the other", err=True)
    if left:
        raise typer.Exit(1)
