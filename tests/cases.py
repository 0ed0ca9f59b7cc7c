"""Cases that are files: the expected output lies beside the input. And what a built site's search holds."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

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


def pieces_of(site: Path) -> dict[str, Any]:
    """The data of the pieces of a site's search, by their names."""
    pieces = {}
    for path in sorted((site / "search").glob("*.js")):
        script = path.read_text("utf-8")
        name, value = json.loads(f"[{script.removeprefix('threadfaqPiece(').removesuffix(');' + chr(10))}]")
        assert name == path.stem
        pieces[name] = value
    return pieces
