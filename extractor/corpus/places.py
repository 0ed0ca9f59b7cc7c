"""Where files of a corpus lie: directly in a folder, or in the folder of a forum. What lies elsewhere is told."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extractor.corpus import folders
from extractor.corpus.folders import Listing
from extractor.model import Problem, Severity, Stage


def directly_in(folder: Path, ending: str) -> Listing:
    """Files of this ending in a folder of topics or background; those in folders below are told (W209)."""
    here = folders.listing(folder, Stage.PACKS, ending, files_only=True)
    here.problems += _too_deep(here.folders, Stage.PACKS, ending)
    return here


def in_forums(folder: Path, stage: Stage, ending: str = "") -> Listing:
    """Files of this ending in the folders of forums; those at other depths are told (W209)."""
    top = folders.listing(folder, stage, ending)
    result = Listing(folders=top.folders, problems=[*top.problems, *(_aside(path, stage) for path in top.files)])
    for forum in top.folders:
        here = folders.listing(forum, stage, ending, files_only=True)
        result.files += here.files
        result.unread += here.unread
        result.problems += [*here.problems, *_too_deep(here.folders, stage, ending)]
    return result


def _too_deep(inner: Iterable[Path], stage: Stage, ending: str) -> list[Problem]:
    problems: list[Problem] = []
    for folder in inner:
        below = folders.below(folder, stage, ending)
        problems += [*below.problems, *(_aside(path, stage) for path in below.files)]
    return problems


def _aside(path: Path, stage: Stage) -> Problem:
    """A file in a folder where it is not looked for."""
    return Problem(
        stage=stage,
        code="W209",
        file=str(path),
        cause="nothing reads a file that lies here",
        help="threads and decisions lie in <forum>/<name>, topics and background directly in their folders",
        severity=Severity.WARNING,
    )
