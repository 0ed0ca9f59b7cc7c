"""The commands about what the FAQ prints: faq, and propose, which prepares decisions."""

from __future__ import annotations

from typing import Annotated

import typer

from extractor import holdback
from extractor.cli._building import Jobs, Scheduler, built_of
from extractor.cli._terminal import HERE, CorpusFolder, rows, say, tell
from extractor.model import Publish
from extractor.problems import ThreadfaqError, failing


def faq(
    publish: Annotated[
        Publish | None,
        typer.Option(
            help="What to print that no editor has judged, instead of what mkdocs.yml says.", show_default=False
        ),
    ] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print the whole FAQ as JSON."""
    from extractor.model import wire

    built = built_of(root, publish, jobs, scheduler)
    tell(built.problems)
    if holdback.of_site(built.problems):
        raise typer.Exit(1)
    if built.held_back:
        say(built.held_back, err=True)
    rows([wire.faq(built.faq)])


def propose(
    thread: Annotated[str, typer.Argument(help="A thread's id or file.")],
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print decision tables for what nobody has judged yet, ready to paste."""
    from extractor import corpus
    from extractor.corpus import decisions

    id = corpus.thread_id(corpus.find(thread, root), root)
    built = built_of(root, jobs=jobs, scheduler=scheduler)
    if id not in built.conversations:
        raise ThreadfaqError(*(problem for problem in built.problems if failing([problem])))
    ruled = [(decision, passage) for decision, passage in built.decisions if decision.thread == id]
    text = decisions.proposals(built.proposals(id), built.conversations[id], ruled)
    say(f"# paste into {root}/decisions/{id}.toml" if text else "# everything is judged", err=not text)
    if text:
        say(text)
