"""Cases that are files: the expected output lies beside the input."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
RENEW = bool(os.environ.get("THREADFAQ_RENEW"))


def cases(folder: str) -> list[Path]:
    """Every input below a folder of the tests."""
    inputs = (FOLDER / folder).rglob("*.*")
    return sorted(path for path in inputs if ".expected." not in path.name and path.name[0] not in ".R")


def compare(case: Path, kind: str, actual: str) -> None:
    """Fail where what came out is not what is expected; with THREADFAQ_RENEW=1 write it instead."""
    expected = case.with_name(f"{case.stem}.expected.{kind}")
    if RENEW:
        expected.write_text(actual, "utf-8")
    if not expected.exists():
        pytest.fail(f"{expected.name} is missing: write it with THREADFAQ_RENEW=1 and read it")
    assert actual == expected.read_text("utf-8")
