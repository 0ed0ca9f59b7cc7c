"""Files that a build copies or writes from the corpus alone, byte for byte (E509)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractor.checker.expected import Expected
from extractor.checker.page import NEXT_STEP
from extractor.model import Problem, Stage


def check(file: str, name: str, path: Path, expected: Expected) -> Iterator[Problem]:
    """The problem of one file; `file` is its path from the root of the site, `name` what a person would call it."""
    data = path.read_bytes()
    if file in expected.copied and data != expected.copied[file].read_bytes():
        yield _problem(name, f"the file is not the one it was copied from, {expected.copied[file].name}")
    elif file in expected.written and data != expected.written[file]:
        line = _first_difference(data, expected.written[file])
        yield _problem(name, "the file is not what the corpus says today", f"line {line}")


def missing(site: str, present: set[str], expected: Expected) -> Iterator[Problem]:
    """Files that should be there and are not."""
    for file in [*expected.copied, *expected.written]:
        if file not in present:
            yield _problem(f"{site}/{file}", "the file is missing")


def _first_difference(data: bytes, wanted: bytes) -> int:
    lines = zip(data.splitlines(), wanted.splitlines(), strict=False)
    return next((number for number, (one, other) in enumerate(lines, 1) if one != other), 1)


def _problem(name: str, cause: str, place: str = "") -> Problem:
    return Problem(stage=Stage.CHECK, code="E509", file=name, place=place, cause=cause, help=NEXT_STEP["E509"])
