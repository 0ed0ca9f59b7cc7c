"""Templates of a project laid over the program's own, file by file."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

from extractor.resources import site_templates

_NUMBERS = count(1)


def overlaid(own: Path | None) -> Path:
    """A folder with every template: the program's own where a project has none, the project's where it has all.

    Otherwise a folder of this process, made anew at each call: the program's files, some replaced by the project's.
    """
    packaged = site_templates()
    if own is None or own.resolve() == packaged.resolve():
        return packaged
    if all((own / path.relative_to(packaged)).is_file() for path in packaged.rglob("*") if path.is_file()):
        return own
    folder = Path(_scratch().name) / str(next(_NUMBERS))
    shutil.copytree(packaged, folder)
    shutil.copytree(own, folder, dirs_exist_ok=True)
    return folder


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes when the process ends."""
    return tempfile.TemporaryDirectory(prefix="threadfaq-")
