"""The build of a corpus, as several commands need it: with the store of earlier runs, and progress told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.pipeline.built import Build

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


def built_of(root: Path, only_kept: bool = False, jobs: int | None = None, anew: bool = False) -> Build:
    """Everything that a site is made from. With `anew`, nothing that an earlier run left is believed.

    Raises ThreadfaqError like `corpus.load`.
    """
    from extractor import corpus
    from extractor.corpus.dates import as_of
    from extractor.pipeline.running import run
    from extractor.pipeline.workers import Workers
    from extractor.store import Store
    from extractor.text.progress import ProgressLine

    progress = ProgressLine()
    store = Store() if anew else corpus.stored(root, progress.say)
    return run(corpus.load(root, store), as_of(root), only_kept, Workers(jobs=jobs, say=progress.say), progress)
