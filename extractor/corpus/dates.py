"""The one date of a build."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path


def as_of(root: Path) -> date:
    """The date that a build speaks of: SOURCE_DATE_EPOCH, else the newest commit that touched the corpus, else its
    newest file. Nothing reads the clock, so the same input gives the same bytes tomorrow."""
    return datetime.fromtimestamp(epoch(root), UTC).date()


def epoch(root: Path) -> int:
    """`as_of` in seconds since 1970, as SOURCE_DATE_EPOCH counts."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return int(given)
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
    return max((int(path.stat().st_mtime) for path in root.rglob("*") if path.is_file()), default=0)
