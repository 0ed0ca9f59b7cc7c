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
    here.problems += _misnamed(folder, Stage.PACKS, ending)
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
        result.problems += _misnamed(forum, stage, ending)
    return result


def _too_deep(inner: Iterable[Path], stage: Stage, ending: str) -> list[Problem]:
    problems: list[Problem] = []
    for folder in inner:
        below = folders.below(folder, stage, ending)
        problems += [*below.problems, *(_aside(path, stage) for path in below.files)]
    return problems


def _misnamed(folder: Path, stage: Stage, ending: str) -> list[Problem]:
    """Files whose names nearly end as they should (W209): `kiln.TOML`, or `kiln.toml.txt`."""
    if not ending:
        return []
    names = folders.listing(folder, stage).files
    return [
        _aside(path, stage, f"its name should end in {ending}", f"rename it to {path.name[:place]}{ending}")
        for path in names
        if not path.name.endswith(ending) and (place := path.name.lower().find(ending)) > 0
    ]


def _aside(
    path: Path,
    stage: Stage,
    cause: str = "nothing reads a file that lies here",
    help: str = "threads and decisions lie in <forum>/<name>, topics and background directly in their folders",
) -> Problem:
    """A file where it is not looked for, or under a name by which it is not."""
    return Problem(
        stage=stage,
        code="W209",
        file=str(path),
        cause=cause,
        help=help,
        severity=Severity.WARNING,
    )
