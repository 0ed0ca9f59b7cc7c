"""What git knows of a corpus: its branch, what is not committed yet, and a commit when an editor asks for one."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError

_OURS = (".", ":(exclude,glob)**/.adding-*")
"""The corpus without what a killed writer left beside its place."""
_PATIENCE = 30
"""Seconds in which git must answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitState:
    """The state of a corpus in git."""

    branch: str
    """The branch; empty where no branch is checked out."""
    changed: tuple[tuple[str, str], ...]
    """Files of the corpus that are not committed as they are, each with what was done to it: `new`, `changed`,
    `removed`."""


def state(root: Path) -> GitState | None:
    """What git knows; None where the corpus lies in no repository, or git is not there."""
    listed = _git(root, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *_OURS)
    if listed is None:
        return None
    prefix = (_git(root, "rev-parse", "--show-prefix") or "").strip()
    rows = [(row[3:].removeprefix(prefix), _done(row[:2])) for row in listed.split("\0") if len(row) > 3]
    branch = (_git(root, "branch", "--show-current") or "").strip()
    return GitState(branch=branch, changed=tuple(sorted(rows)))


def commit(root: Path, message: str, by: str) -> str:
    """Commit what is not committed of the corpus, and nothing else, and give the commit's short name.

    Raises ThreadfaqError (E613) with what git says where it refuses.
    """
    folder = str(root.resolve())
    for arguments in (["add", "--all", "--", *_OURS], ["commit", "--quiet", "-m", message, "--only", "--", *_OURS]):
        done = _run(root, *_name(root, by), *arguments)
        if done is None or done.returncode:
            words = (done.stderr or done.stdout).strip() if done else "git is not there"
            raise ThreadfaqError(
                Problem(
                    stage=Stage.COMMAND,
                    code="E613",
                    file=folder,
                    cause="git did not commit this",
                    details=tuple(words.splitlines()[:8]),
                    help="nothing of your work is lost: the files are as they were",
                )
            )
    return (_git(root, "rev-parse", "--short", "HEAD") or "").strip()


def new_files(folder: Path) -> frozenset[Path]:
    """The files below a folder that git does not have as they are; none where there is no git."""
    listed = _git(folder, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", ".")
    top = _git(folder, "rev-parse", "--show-toplevel")
    if listed is None or top is None:
        return frozenset()
    return frozenset((Path(top.strip()) / row[3:]).resolve() for row in listed.split("\0") if len(row) > 3)


def _name(root: Path, by: str) -> list[str]:
    """The editor's name where git knows none."""
    if (_git(root, "config", "--get", "user.name") or "").strip():
        return []
    return ["-c", f"user.name={by}", "-c", "user.email="]


def _done(code: str) -> str:
    if code == "??" or "A" in code:
        return "new"
    return "removed" if "D" in code else "changed"


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says; None when it refuses, or is not there."""
    done = _run(folder, *arguments)
    return done.stdout if done is not None and done.returncode == 0 else None


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
