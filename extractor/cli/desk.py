"""The commands `threadfaq desk` and `threadfaq todo`: the editors' lists, in a browser and in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from extractor.cli._building import Jobs, Scheduler, workers_of
from extractor.cli._editor import By, editor_of
from extractor.cli._terminal import HERE, CorpusFolder, ended_like_ctrl_c, rows, say, warn


def desk(
    port: Annotated[
        int | None,
        typer.Option(help="The port on this machine; else 8470, or the next that is free.", min=0, max=65535),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    by: By = None,
    root: CorpusFolder = HERE,
) -> None:
    """Open the editors' desk in the browser: questions, answers, mending. On this machine alone."""
    try:
        from extractor.desk.serving import serve
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn"):
            raise
        raise typer.BadParameter("the desk is not installed: pip install 'threadfaq[desk]'") from None
    editor = editor_of(root, by, None)
    ended_like_ctrl_c()
    serve(root, editor.by, port, not no_browser, warn)


def todo(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print what editors have to do: questions to accept, answers to judge, decisions to mend."""
    from extractor.desk import todo as listing
    from extractor.desk.snapshot import taken
    from extractor.site.publishing import published
    from extractor.text.progress import ProgressLine

    progress = ProgressLine()
    with workers_of(jobs, scheduler, progress.say) as workers:
        snapshot = taken(root, workers, progress)
    if as_json:
        rows([listing.row(snapshot)])
    else:
        say(listing.rendered(snapshot, published(root.parent / "mkdocs.yml")))
