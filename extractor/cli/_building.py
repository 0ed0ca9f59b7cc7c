"""The build of a corpus, as several commands need it: with the store of earlier runs, and progress told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli._terminal import warn

if TYPE_CHECKING:
    from extractor.corpus import Corpus
    from extractor.model import Publish
    from extractor.pipeline.built import Build, Survey
    from extractor.pipeline.workers import Workers
    from extractor.text.progress import ProgressLine

Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        help="How many processes work on threads; as many as there are cores where it pays.",
        metavar="N",
        show_default=False,
    ),
]


Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        help="Let the workers of a Dask cluster work on threads: the address of its scheduler.",
        metavar="ADDRESS",
        show_default=False,
    ),
]
ADDRESS = re.compile(r"(?:(?:tcp|tls|wss?)://)?[^\s/:]+:[0-9]+|(?:tcp|tls)://\[[0-9a-fA-F:]+\]:[0-9]+")
"""What an address of a scheduler looks like; Dask waits long for any other."""
PATIENCE = 20
"""Seconds in which a scheduler must answer."""


@contextmanager
def workers_of(jobs: int | None, scheduler: str | None, say: Callable[[str], None] = warn) -> Iterator[Workers]:
    """Who works on threads: this process, several, or the workers of a cluster.

    Raises typer.BadParameter where Dask is not installed, and where no scheduler answers.
    """
    from extractor.pipeline.workers import Workers

    if scheduler is None:
        yield Workers(jobs=jobs, say=say)
        return
    try:
        from distributed import Client
    except ImportError:
        raise typer.BadParameter(
            "--scheduler needs Dask, which is not installed: pip install 'threadfaq[cluster]'"
        ) from None
    if not ADDRESS.fullmatch(scheduler):
        raise typer.BadParameter(f"--scheduler {scheduler}: an address is like tcp://127.0.0.1:8786")
    try:
        connected = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(
            f"--scheduler {scheduler}: no scheduler answers there ({error}); start one with: dask scheduler"
        ) from None
    with connected as client:
        threads = sum(client.nthreads().values())
        if not threads:
            say("the scheduler has no workers yet; waiting for one: dask worker ADDRESS --nthreads 1")
        # A worker that is killed is started anew by its nanny, and the scheduler repeats what it was doing.
        yield Workers(jobs=jobs or threads or None, executor=client.get_executor(), say=say)


def built_of(
    root: Path,
    publish: Publish | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    anew: bool = False,
) -> Build:
    """Everything that a site is made from. With `anew`, nothing that an earlier run left is believed.

    `publish` is what is printed without an editor; None for what the mkdocs.yml beside the corpus says.

    Raises ThreadfaqError like `corpus.load`.
    """
    from extractor.corpus.dates import as_of
    from extractor.pipeline.running import run
    from extractor.site.publishing import published

    printed = publish or published(root.parent / "mkdocs.yml")
    with _opened(root, jobs, scheduler, anew) as (corpus, workers, progress):
        return run(corpus, as_of(root), printed, workers, progress)


def survey_of(root: Path, jobs: int | None = None, scheduler: str | None = None) -> Survey:
    """What all threads of a corpus give, where no FAQ is asked for. Raises ThreadfaqError like `corpus.load`."""
    from extractor.pipeline.running import survey

    with _opened(root, jobs, scheduler) as (corpus, workers, progress):
        return survey(corpus, workers, progress)


@contextmanager
def _opened(
    root: Path, jobs: int | None, scheduler: str | None, anew: bool = False
) -> Iterator[tuple[Corpus, Workers, ProgressLine]]:
    """A corpus with its store, who works on its threads, and who is told how far it is."""
    from extractor import corpus
    from extractor.store import Store
    from extractor.text.progress import ProgressLine

    progress = ProgressLine()
    store = Store() if anew else corpus.stored(root, progress.say)
    with workers_of(jobs, scheduler, progress.say) as workers:
        yield corpus.load(root, store), workers, progress
