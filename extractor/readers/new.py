"""The beginning of a reader: `python -m extractor.readers.new NAME --kind page|export|pasted`, in a checkout.

Writes a module that reads an invented thread of an invented form, and the folder with its first case, so that the
tests pass from the first minute on. What it writes lies in `_skeletons`, a folder for each kind.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from string import Template

from extractor.readers import formats

ROOMS = {"page": "pages", "export": "exports", "pasted": "pasted"}
"""The folder of each kind of reader."""

_READER = "reader.txt"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
# The folder of the files that nobody may read.
_TAKEN = ("refused",)
_NEXT = """\
wrote {written}

Next:
  1. put a thread in your format, with invented words, in place of {source}
  2. change {module} until it reads it; what you may use is in docs/contributors/add-a-format.md
  3. THREADFAQ_RENEW=1 .venv/bin/pytest tests/test_reading.py -k {name}
     and read what came out: {expected}
  4. make test
"""


class Refused(Exception):
    """Why no reader is written: one sentence."""


def write(name: str, kind: str, checkout: Path) -> list[Path]:
    """Write the module, its case and what must come out; returns them in this order. Nothing is overwritten.

    Raises Refused: for a name that cannot be one or is taken, and for a folder that is no checkout.
    """
    rooms = checkout / "extractor/readers"
    cases = checkout / "tests/readers"
    for folder in (rooms, cases):
        if not folder.is_dir():
            raise Refused(f"{checkout} is no checkout of threadfaq: there is no {folder}")
    _check(name, rooms, cases)
    skeleton = files("extractor.readers") / "_skeletons" / kind
    module = rooms / ROOMS[kind] / f"{_module(name)}.py"
    values = {"name": name, "title": name.replace("-", " ").capitalize()}
    # `….expected.json` stands behind the source that it is expected of.
    parts = sorted(skeleton.iterdir(), key=lambda part: (part.name != _READER, ".expected." in part.name))
    written = [module if part.name == _READER else cases / name / part.name for part in parts]
    for part, path in zip(parts, written, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(part.read_text("utf-8")).substitute(values), "utf-8")
    return written


def _check(name: str, rooms: Path, cases: Path) -> None:
    """Raises Refused for a name that cannot be a format's, or is one already."""
    if not _NAME.fullmatch(name) or len(name) > 40:
        raise Refused(
            f"`{name}` cannot be a format's name: small letters, digits and single hyphens, like `kiln-board`"
        )
    if keyword.iskeyword(name) or name in _TAKEN:
        raise Refused(f"`{name}` means something else already; take a longer name, like `{name}-board`")
    if name in formats():
        about, *_ = (formats()[name].__doc__ or "").split("\n")
        raise Refused(f"there is a reader `{name}`: {about}")
    for path in (*(rooms / room / f"{_module(name)}.py" for room in ROOMS.values()), cases / name):
        if path.exists():
            raise Refused(f"{path} is there already; remove it, or take another name")


def _module(name: str) -> str:
    return name.replace("-", "_")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what the command line asks for, and print the next steps. Exit code 2 when it is refused."""
    parser = argparse.ArgumentParser(prog="python -m extractor.readers.new", description="Begin a reader.")
    parser.add_argument("name", metavar="NAME", help="the format's name, like kiln-board")
    parser.add_argument("--kind", choices=list(ROOMS), required=True, help="what its files are")
    parser.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="the checkout; default: this folder")
    wanted = parser.parse_args(arguments)
    try:
        module, source, expected = write(wanted.name, wanted.kind, wanted.into)
    except Refused as refusal:
        parser.error(str(refusal))
    every = ", ".join(map(str, (module, source, expected)))
    print(_NEXT.format(written=every, module=module, source=source, expected=expected, name=wanted.name), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
