"""From a saved file to a thread. Every reader is asked; exactly one must claim the file.

Readers are the modules of this package without an underscore. There are no priorities: two readers that claim
the same file are an error that names both.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from extractor.model import Problem, Source, Thread
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded, try_decoded
from extractor.readers._marks import Marks, Reader
from extractor.tables import nearest

__all__ = ["Marks", "Reader", "explain", "formats", "identify", "read"]

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body|div|table|article)\b", re.IGNORECASE
)


@cache
def formats() -> dict[str, Reader]:
    """Every reader by the name of its format, in alphabetical order."""
    modules = [
        import_module(f"{__name__}.{found.name}")
        for found in iter_modules(__path__)
        if not found.name.startswith("_")
    ]
    readers = [cast("Reader", module) for module in modules]
    return {reader.NAME: reader for reader in sorted(readers, key=lambda reader: reader.NAME)}


def read(source: Source, format: str | None = None) -> Thread:
    """The thread that a source holds. Raises NotUnderstood (E101 to E109), with file, line and what was expected."""
    return identify(source, format).read(source)


def identify(source: Source, format: str | None = None) -> Reader:
    """The one reader that claims a source, or the one that is named.

    Raises NotUnderstood: E108 unknown name, E103 no claim, E104 two claims, and E101, E102 or E106 for a file
    that nobody claims because it is no text.
    """
    readers = formats()
    if format is not None:
        if format not in readers:
            raise NotUnderstood(_unknown(source, format, list(readers)))
        return readers[format]
    answers = {name: reader.marks(source) for name, reader in readers.items()}
    claims = [name for name, marks in answers.items() if marks.claims]
    if len(claims) == 1:
        return readers[claims[0]]
    if claims:
        raise NotUnderstood(_contested(source, {name: answers[name] for name in claims}))
    text = decoded(source)
    raise NotUnderstood(_unclaimed(source, text, answers))


def explain(source: Source) -> list[str]:
    """Lines for `--explain`: which readers were tried, what each looked for, and what it found or missed."""
    told = [f"{source.name}: {len(formats())} readers were asked"]
    for name, reader in formats().items():
        marks = reader.marks(source)
        told.append(f"  {name}: {'claims it' if marks.claims else 'does not claim it'}")
        told.append(f"    looked for: {marks.looked_for}")
        told += [f"    found: {found}" for found in marks.found]
    text = try_decoded(source)
    kind = _kind(text) if text is not None else None
    return [*told, *([f"  note: {kind}"] if kind else [])]


def _kind(text: str) -> str | None:
    """What a file is that no reader knows, where its first characters tell."""
    if _HTML.match(text):
        return "this looks like an HTML page, and no reader knows pages of this forum"
    return "this looks like JSON of another kind" if text.lstrip()[:1] in ("{", "[") else None


def _unknown(source: Source, format: str, names: list[str]) -> Problem:
    right = nearest(format, names)
    return Problem(
        code="E108",
        file=source.name,
        cause=f"there is no format `{format}`",
        details=(f"formats: {', '.join(names)}",),
        help=f"did you mean `{right}`?" if right else "leave out --format to have the format recognised",
    )


def _contested(source: Source, claims: dict[str, Marks]) -> Problem:
    return Problem(
        code="E104",
        file=source.name,
        cause=f"{len(claims)} readers claim this file: {' and '.join(claims)}",
        details=tuple(f"{name} found {found}" for name, marks in claims.items() for found in marks.found[:1]),
        help=f"name the right one, like --format {next(iter(claims))}; cut the file if it holds two threads",
    )


def _unclaimed(source: Source, text: str, answers: dict[str, Marks]) -> Problem:
    first = next(number for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1) if line.strip())
    details = []
    for name, marks in answers.items():
        details.append(f"{name} looked for {marks.looked_for}")
        details += [f"  found {found}" for found in marks.found]
    return Problem(
        code="E103",
        file=source.name,
        place=f"line {first}",
        cause=_kind(text) or "no reader knows this format",
        details=tuple(details),
        help="save the thread in one of these formats, or name one with --format to see where it breaks",
    )
