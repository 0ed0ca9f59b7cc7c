"""The command about what readers ask: suggest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli._building import Jobs, Scheduler, built_of
from extractor.cli._terminal import HERE, CorpusFolder, rows, say

if TYPE_CHECKING:
    from extractor import search

SHOWN = 5
"""Entries that are shown where no JSON is asked for."""


def suggest(
    words: Annotated[str | None, typer.Argument(help="What a reader would ask.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
    all: Annotated[bool, typer.Option("--all", help="Show the nearest also where none is near enough.")] = False,
    entries: Annotated[
        Path | None, typer.Option(help="Rows {id, texts} to rank instead of the FAQ.", metavar="ROWS.jsonl")
    ] = None,
    ask: Annotated[
        Path | None, typer.Option(help="Rows {id, text} to rank them for, one by one.", metavar="ROWS.jsonl")
    ] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print the entries of the FAQ that answer a reader's wording, best first, and the words they share."""
    from extractor import corpus, search
    from extractor.pipeline.searching import index_of

    if (words is None) == (ask is None):
        raise typer.BadParameter("give either a reader's words or rows with --ask")
    if entries is not None:
        from extractor.lab import suggesting

        index = search.index(suggesting.entries(str(entries), corpus.source(entries).data))
    else:
        index = index_of(built_of(root, jobs=jobs, scheduler=scheduler))
    if ask is not None:
        from extractor.lab import suggesting

        rows(suggesting.ranked(index, suggesting.asks(str(ask), corpus.source(ask).data)))
        return
    ranked = search.rank(index, words or "")
    hits = ranked.hits if all else ranked.answering
    if json:
        rows([list(map(_form, hits))])
        return
    if not ranked.answering:
        nearest = f" Nearest: {ranked.hits[0].entry.title}" if ranked.hits else ""
        say(f"Nobody here answers this.{nearest}")
    for hit in hits[:SHOWN]:
        say(_shown(hit))


def _form(hit: search.Hit) -> dict[str, object]:
    because = [{"word": shared.word, "match": shared.match, "how": shared.how} for shared in hit.because]
    entry = hit.entry
    return {"title": entry.title, "url": entry.url, "topic": entry.topic, "score": hit.score, "because": because}


def _shown(hit: search.Hit) -> str:
    """A hit on two lines: its score and title, its page and the words shared."""
    words = ", ".join(
        shared.word if shared.how == "same" else f"{shared.word} ({shared.how}: {shared.match})"
        for shared in hit.because
    )
    return f"{hit.score:.2f}  {hit.entry.title}\n      {hit.entry.url or hit.entry.id}: {words}"
