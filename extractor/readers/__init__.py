"""From a saved file to a thread. Every reader is asked; exactly one must claim the file.

Readers are the modules of `pages`, `exports` and `pasted` without an underscore. There are no priorities: two
readers that claim the same file are an error that names both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from itertools import islice
from pkgutil import iter_modules
from typing import cast

from extractor.model import Problem, Role, Severity, Source, Stage, Thread
from extractor.problems import NotUnderstood
from extractor.readers import exports, pages, pasted
from extractor.readers._chats import chat
from extractor.readers._decoding import decoded, doubts, try_decoded
from extractor.readers._html import page_of, try_page
from extractor.readers._json import looks_like_json, value
from extractor.readers._leftovers import without_leftovers
from extractor.readers._marks import Encoded, Export, Marks, Reader, Standing
from extractor.readers._presentable import presentable
from extractor.readers._ranks import forum_of, ranked
from extractor.readers._whole import OWN_FORM, examined
from extractor.readers.pasted._nameless import nameless
from extractor.tables import nearest
from extractor.text.characters import shortened

__all__ = [
    "Export",
    "Marks",
    "Reader",
    "Standing",
    "cut",
    "explain",
    "formats",
    "forum_of",
    "identify",
    "pieces",
    "ranked",
    "read",
    "read_piece",
    "saved_on",
]

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body|div|table|article)\b", re.IGNORECASE
)


# How readers say that they saw nothing at all of what they look for.
_LINE = re.compile(r"line (?P<line>[0-9]{1,12})")
_NOTHING = re.compile(r"(?:no\b|none\b|0 |an HTML page without|JSON of another kind$)")


@cache
def formats() -> dict[str, Reader]:
    """Every reader by the name of its format, in alphabetical order."""
    modules = [
        import_module(f"{room.__name__}.{module.name}")
        for room in (pages, exports, pasted)
        for module in iter_modules(room.__path__)
        if not module.name.startswith("_")
    ]
    for module in modules:
        if missing := [name for name in ("NAME", "STANDING", "marks", "read") if not hasattr(module, name)]:
            raise TypeError(f"{module.__name__} has no {', '.join(missing)}: docs/contributors/add-a-format.md")
    readers = [cast("Reader", module) for module in modules]
    return {reader.NAME: reader for reader in sorted(readers, key=lambda reader: reader.NAME)}


def read(source: Source, format: str | None = None) -> Thread:
    """The one thread that a source holds.

    Raises NotUnderstood (E101 to E112), with file, place and what was expected; E110 for an export of several
    threads, which `pieces` takes apart.
    """
    reader = identify(source, format)
    if isinstance(reader, Export):
        first, *others = islice(reader.pieces(source), 2)
        if others:
            raise NotUnderstood(_several(source, reader))
        source = first
    return _read_by(reader, source)


def pieces(source: Source, format: str | None = None) -> Iterator[tuple[Source, Thread | NotUnderstood]]:
    """Every thread of a source, one after the other, with the piece of the source that holds it alone.

    A source with a single thread is its own piece. A piece that cannot be read comes with its refusal, so that
    one broken thread does not stop an export; raises NotUnderstood only when the whole source is refused.
    """
    name, parts = cut(source, format)
    for part in parts:
        try:
            yield part, _relined(part, read_piece(part, name))
        except NotUnderstood as refusal:
            yield part, refusal


def _relined(piece: Source, thread: Thread) -> Thread:
    """The thread with the lines in its warnings that the file has of which it is a piece."""
    where = piece.line_of
    if where is None or not any(_LINE.fullmatch(problem.place) for problem in thread.warnings):
        return thread
    warnings = []
    for problem in thread.warnings:
        match = _LINE.fullmatch(problem.place)
        line = where(int(match["line"])) if match else None
        warnings.append(replace(problem, place=f"line {line}") if line is not None else problem)
    return replace(thread, warnings=tuple(warnings))


def cut(source: Source, format: str | None = None) -> tuple[str, Iterator[Source]]:
    """The format of a source, and the pieces that `pieces` would read, for `read_piece`; what is one thread is its
    own piece. Raises NotUnderstood, also while pieces are taken."""
    reader = identify(source, format)
    return reader.NAME, reader.pieces(source) if isinstance(reader, Export) else iter((source,))


def read_piece(piece: Source, format: str) -> Thread:
    """The thread of a piece that `cut` made of a source of this format. Raises NotUnderstood."""
    return _read_by(formats()[format], piece)


def _read_by(reader: Reader, source: Source) -> Thread:
    """What a reader makes of a source, with doubts about its bytes (W112, W115) and about the reader (W113, W114)."""
    thread = ranked(presentable(reader.read(source)), source.forum, source.side.roles)
    if thread.format != OWN_FORM:
        thread = without_leftovers(thread)
    thread = examined(source, thread, reader.STANDING is Standing.GENERAL)
    doubted = reader.doubts(source) if isinstance(reader, Encoded) else doubts(source)
    thread = replace(thread, warnings=(*doubted, *thread.warnings))
    if Role.ASKER in source.side.roles.values():
        thread = replace(thread, opener_missing=False)
    if reader.STANDING is Standing.PROVEN:
        return thread
    code, cause = {
        Standing.EXPERIMENTAL: ("W113", f"the reader {reader.NAME} is experimental: never tried on a real page"),
        Standing.GENERAL: ("W114", "no reader knows this forum; its posts were guessed from the page's structure"),
    }[reader.STANDING]
    doubt = Problem(
        stage=Stage.READ,
        code=code,
        file=source.name,
        cause=cause,
        help="compare names, dates and the number of posts with the page before you add it",
        severity=Severity.WARNING,
    )
    return replace(thread, warnings=(doubt, *thread.warnings))


def identify(source: Source, format: str | None = None) -> Reader:
    """The one reader that claims a source, or the one that is named, here or in its side file.

    A general reader is asked only when no other claims it. Raises NotUnderstood: E108 unknown name, E103 no
    claim, E111 no claim for a page whose names are lost, E104 two claims, and E101 or E102 for a file that nobody
    claims because it is no text.
    """
    readers = formats()
    format = format or source.side.format
    if format is not None:
        if format not in readers:
            raise NotUnderstood(_unknown(source, format, list(readers)))
        return readers[format]
    answers: dict[str, Marks] = {}
    for general in (False, True):
        candidates = {
            name: reader for name, reader in readers.items() if (reader.STANDING is Standing.GENERAL) is general
        }
        answers |= {name: reader.marks(source) for name, reader in candidates.items()}
        claims = [name for name in candidates if answers[name].claims]
        if len(claims) == 1:
            return readers[claims[0]]
        if claims:
            raise NotUnderstood(_contested(source, {name: answers[name] for name in claims}))
    text = decoded(source)
    # What is too large or broken for every reader of its kind is told as that.
    page_of(source)
    value(source)
    if (program := chat(text)) is not None:
        raise NotUnderstood(_chat(source, program))
    lost = None if _kind(text) else nameless(source, text)
    raise NotUnderstood(lost or _unclaimed(source, text, answers))


def explain(source: Source) -> list[str]:
    """Lines for `--explain`: which readers were tried, what each looked for, and what it found or missed."""
    report = [f"{source.name}: {len(formats())} readers were asked"]
    claimed = False
    for name, reader in formats().items():
        marks = reader.marks(source)
        claimed = claimed or marks.claims
        report.append(f"  {name}: {'claims it' if marks.claims else 'does not claim it'}")
        report.append(f"    looked for: {marks.looked_for}")
        report += [f"    found: {mark}" for mark in marks.evidence]
    text = try_decoded(source)
    note = _kind(text) if text is not None and not claimed else None
    if text is not None and not note and not claimed:
        lost = nameless(source, text)
        note = lost.cause if lost else None
    return [*report, *([f"  note: {note}"] if note else [])]


def saved_on(source: Source) -> date | None:
    """The day on which a page was saved, where the program that saved it has written it down."""
    page = try_page(source)
    return page.saved.date() if page is not None and page.saved is not None else None


KNOWN = (
    "read are: pages saved in the browser (HTML, MHTML) of most forums, exports and JSON (Discourse, Stack Exchange, "
    "Reddit, mailboxes, CSV), threads copied into a text file with their names and dates"
)
"""What can be read, in a line, for who has a file of another kind."""


def _several(source: Source, reader: Reader) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E110",
        file=source.name,
        cause=f"this {reader.NAME} export holds several threads, and one is needed here",
        help="add it with `threadfaq add`, which makes a source of each thread; `threadfaq read` prints them all",
    )


def _chat(source: Source, program: str) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E103",
        file=source.name,
        cause=f"this is a chat of {program}, and chats are not read",
        help="what people write in a chat is not written for everybody; ask them, and let them post it in a forum",
    )


def _kind(text: str) -> str | None:
    """What a file is that no reader knows, where its first characters tell."""
    if _HTML.match(text):
        return "this looks like an HTML page, and no reader knows pages of this forum"
    return "this looks like JSON of another kind" if looks_like_json(text) else None


def _unknown(source: Source, format: str, names: list[str]) -> Problem:
    right = nearest(format, names)
    return Problem(
        stage=Stage.READ,
        code="E108",
        file=source.name,
        cause=f"there is no format `{format}`",
        details=(f"formats: {', '.join(names)}",),
        help=f"did you mean `{right}`?" if right else "leave out --format to have the format recognised",
    )


def _contested(source: Source, claims: dict[str, Marks]) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E104",
        file=source.name,
        cause=f"{len(claims)} readers claim this file: {' and '.join(claims)}",
        details=tuple(f"{name} found {mark}" for name, marks in claims.items() for mark in marks.evidence[:1]),
        help=f"name the right one, like --format {next(iter(claims))}; cut the file if it holds two threads",
    )


def _unclaimed(source: Source, text: str, answers: dict[str, Marks]) -> Problem:
    number, line = next(pair for pair in enumerate(re.split(r"\r\n|\r|\n", text), 1) if pair[1].strip())
    near = {name: marks for name, marks in answers.items() if not all(map(_NOTHING.match, marks.evidence))}
    details = [f"it begins with `{shortened(line)}`"]
    for name, marks in near.items():
        details.append(f"{name} looked for {marks.looked_for}")
        details += [f"  found {mark}" for mark in marks.evidence]
    without = len(answers) - len(near)
    details += [KNOWN, f"{without} readers found nothing of theirs; `threadfaq read FILE --explain` says why each"]
    return Problem(
        stage=Stage.READ,
        code="E103",
        file=source.name,
        place=f"line {number}",
        cause=_kind(text) or "no reader knows this format",
        details=tuple(details),
        help="save the page itself (Ctrl-S), or copy the thread with its names and dates; the page “Formats” of the "
        "manual lists all that are read",
    )
