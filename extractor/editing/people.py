"""Who an editor is, where nobody says it."""

from __future__ import annotations

import subprocess
from pathlib import Path


def name_in_git(folder: Path) -> str | None:
    """The name under which git would commit in a folder; None where there is no git, or it knows none."""
    try:
        done = subprocess.run(
            ["git", "config", "--get", "user.name"], cwd=folder, capture_output=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    name = done.stdout.decode("utf-8", "replace").strip()
    return name or None
