"""The one date of a build."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from extractor.corpus import folders
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import shown

END = 253_402_300_800
"""The first second of the year 10000, which no date of Python's can be."""


def as_of(root: Path) -> date:
    """The date that a build speaks of: SOURCE_DATE_EPOCH, else the newest commit that touched the corpus, else its
    newest file. Nothing reads the clock, so the same input gives the same bytes tomorrow.

    Raises ThreadfaqError (E610) when SOURCE_DATE_EPOCH is set to what is no date.
    """
    return datetime.fromtimestamp(epoch(root), UTC).date()


def epoch(root: Path) -> int:
    """`as_of` in seconds since 1970, as SOURCE_DATE_EPOCH counts. Raises like `as_of`."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given:
        seconds = int(given) if given.isascii() and given.isdecimal() and len(given) <= len(str(END)) else END
        if seconds < END:
            return seconds
        raise ThreadfaqError(
            Problem(
                stage=Stage.SETTINGS,
                code="E610",
                file="SOURCE_DATE_EPOCH",
                cause=f"it is {shown(given)}, which is no date",
                help="seconds since 1970, like 1780000000; or leave it unset: the newest commit has a date",
            )
        )
    try:
        log = subprocess.run(
            ["git", "log", "-1", "--format=%ct", "--", "."],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        log = None
    if log is not None and log.stdout.strip().isdigit():
        return int(log.stdout.strip())
    return max((int(path.stat().st_mtime) for path in folders.below(root).files), default=0)
