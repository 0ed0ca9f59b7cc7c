"""The command about what readers still lack: open."""

from __future__ import annotations

from typing import Annotated

import typer

from extractor import holdback
from extractor.cli._building import Jobs, Scheduler, built_of
from extractor.cli._terminal import HERE, CorpusFolder, rows, say, tell_errors

SHOWN = 30
"""Rows of each part that are shown where no JSON is asked for."""


def still_open(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print what readers still lack: what nobody answers, what rests on one voice, about what people differ."""
    from extractor.model import wire
    from extractor.pipeline.demand import asked_by
    from extractor.pipeline.demand import still_open as open_in

    built = built_of(root, jobs=jobs, scheduler=scheduler)
    tell_errors(built.problems)
    if holdback.of_site(built.problems):
        raise typer.Exit(1)
    value = wire.still_open(open_in(built, asked_by(built)), built.faq)
    if as_json:
        rows([value])
        return
    say(f"nobody answers in public: {value.unanswered.count}")
    for row in value.unanswered.items[:SHOWN]:
        asked = f"{_counted(row.askers, 'person', 'people')} in {_counted(row.threads, 'thread', 'threads')}"
        say(f"  {row.title}   {row.question or row.thread}{f', asked by {asked}' if row.askers else ''}")
    say(f"answered by one person alone: {value.single_voice.count}")
    for each in value.single_voice.items[:SHOWN]:
        say(f"  {each.title}   {each.question}")
    say(f"people differ: {value.contradicted.count}")
    for each in value.contradicted.items[:SHOWN]:
        sides = "; ".join(f"{_counted(side.people, 'person', 'people')}: {side.title}" for side in each.positions)
        say(f"  {each.title}   {each.question}")
        say(f"    {sides}")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
