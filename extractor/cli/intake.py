"""The commands that bring threads in: `threadfaq add` and `threadfaq migrate`. Unpack, ask, print."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli._terminal import HERE, CorpusFolder, say

if TYPE_CHECKING:
    from extractor.corpus.migrating import MigrationStep


def add(
    files: Annotated[
        list[str],
        typer.Argument(help="Saved pages, exports, folders, zips; - is standard input.", metavar="FILE…|-"),
    ],
    forum: Annotated[str | None, typer.Option(help="The forum's folder; else the one of its address.")] = None,
    name: Annotated[str | None, typer.Option(help="The thread's name; else made of its title.")] = None,
    format: Annotated[str | None, typer.Option(help="Name the format instead of recognising it.")] = None,
    title: Annotated[str | None, typer.Option(help="The thread's title, where the file has none.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was posted.")] = None,
    licence: Annotated[str | None, typer.Option(help="The terms under which it may be quoted.")] = None,
    permission: Annotated[str | None, typer.Option(help="Who allowed it, if anybody was asked.")] = None,
    attribution: Annotated[str | None, typer.Option(help="How its authors want to be named.")] = None,
    retrieved: Annotated[
        datetime | None, typer.Option(help="The day it was saved; else the file's own date.", formats=["%Y-%m-%d"])
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    personal_data_checked: Annotated[
        bool, typer.Option("--personal-data-checked", help="The personal data in it was looked at and may stay.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a thread.")] = False,
    root: CorpusFolder = HERE,
) -> None:
    """Bring saved threads into the corpus: show what was understood, ask, write the source unchanged."""
    from extractor.cli._adding import AddRun, noted
    from extractor.intake import Intake, Wish, saved_files
    from extractor.text.characters import encodable
    from extractor.text.progress import ProgressLine
    from extractor.text.weblinks import web_address

    if url is not None and web_address(url) is None:
        raise typer.BadParameter(f"--url {url}: write it out, beginning with https://")
    terms = {"title": title, "licence": licence, "permission": permission, "attribution": attribution}
    for option, text in terms.items():
        if text is not None and not encodable(text):
            raise typer.BadParameter(f"--{option}: this is not UTF-8, and cannot be written into a side file")
    wish = Wish(
        forum=forum,
        name=name,
        format=format,
        title=title,
        url=url,
        licence=licence,
        permission=permission,
        attribution=attribution,
        retrieved=retrieved.date() if retrieved else None,
    )
    standard_input = cache(sys.stdin.buffer.read)
    if "-" in files:
        # Nobody is kept waiting for what somebody else has still to write.
        standard_input()
    run = AddRun(
        root=root,
        intake=lambda: Intake(root, wish, ProgressLine()),
        files=lambda: saved_files(files, standard_input),
        format=format,
        checked=personal_data_checked,
        as_json=as_json,
    )
    if wish.of_one_thread and len(list(islice(run.plans(noted), 2))) > 1:
        raise typer.BadParameter(f"{', '.join(wish.of_one_thread)}: these files hold more than one thread")
    asks = sys.stdin.isatty() and sys.stdout.isatty() and "-" not in files and not as_json
    if yes and not dry_run:
        run.bring()
    elif asks and not dry_run:
        run.ask()
    else:
        run.end(run.report(run.plans(noted), written=False), written=False)
        if not dry_run:
            typer.echo("nothing was written: there is no terminal to ask on; use --yes or --dry-run", err=True)
            raise typer.Exit(2)


def migrate(
    yes: Annotated[bool, typer.Option("--yes", help="Do it; otherwise it is only shown.")] = False,
    root: CorpusFolder = HERE,
) -> None:
    """Bring an older corpus to the form that this program writes: show what changes, and change it with --yes."""
    from extractor.corpus import migrating
    from extractor.corpus.settings import FORMAT
    from extractor.corpus.writing import locked

    form, steps = migrating.needed(root)
    if not steps:
        typer.echo(f"{root} has format {form}: nothing to change", err=True)
        return
    if not yes:
        _announce(root, form, steps)
        typer.echo("nothing was changed; do it with: threadfaq migrate --yes", err=True)
        return
    with locked(root, partial(say, err=True)) as writer:
        # Somebody may have done it while this waited.
        form, steps = migrating.needed(root)
        _announce(root, form, steps)
        writer.write([step.change for step in steps if step.change.path.is_relative_to(root)])
        for step in steps:
            if not step.change.path.is_relative_to(root):
                migrating.write_settings(step.change)
    typer.echo(f"done: {root} has format {FORMAT}", err=True)


def _announce(root: Path, form: int, steps: Sequence[MigrationStep]) -> None:
    from extractor.corpus.settings import FORMAT

    if form != FORMAT:
        say(f"{root} has format {form}, this program writes {FORMAT}")
    for step in steps:
        say(f"  {'change' if step.change.replaces else 'write'}  {step.change.path}  {step.why}")
