"""Files searched for what was taken down, by its digests, whatever form their words lie in.

Nobody has the words any more: every stretch of a file is digested with the key, and looked up. A leftover is told by
its file and line, never by its words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from extractor.corpus.takedowns import Takedowns
from extractor.model import Problem, Stage
from extractor.text.characters import line_of, line_starts

_TAG = re.compile(r"<[^<>]{0,4000}>")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrtbf])|(.))")


def in_site(folder: Path, takedowns: Takedowns, name: str | None = None) -> list[Problem]:
    """What is left in any file of a built site, whatever its name; `name` is what messages call it."""
    problems = []
    if not folder.is_dir():
        return []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            inside = path.relative_to(folder).as_posix()
            threads = [id for id in takedowns.threads if inside in (f"threads/{id}.html", f"threads/{id}/index.html")]
            shown = f"{name or folder.name}/{inside}"
            problems += list(lines_in(path.read_bytes(), f"{shown}", takedowns, threads))
            if takedowns.spans(_words_of(inside)):
                problems.append(leftover(shown, "its name"))
    return problems


def lines_in(data: bytes, file: str, takedowns: Takedowns, threads: Sequence[str]) -> Iterator[Problem]:
    """The lines of a file on which something is left, each once."""
    text = _text(data)
    lines: set[int] = set()
    for form in dict.fromkeys(_forms(text)):
        spans = takedowns.spans(form, threads)
        if spans:
            starts = line_starts(form)
            lines |= {line_of(starts, start) for start, _ in spans}
    for line in sorted(lines)[:3]:
        yield leftover(file, f"line {line}")


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _forms(text: str) -> Iterator[str]:
    """A text as it lies there, and with what HTML, JSON and addresses make of it undone; lines stay lines."""
    yield text
    if "\\" in text:
        yield _ESCAPE.sub(_unescaped, text)
    if "&" in text or "<" in text:
        yield html.unescape(_TAG.sub(_blank, text))
    if "%" in text:
        yield unquote(text)


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return " " if match[2] else match[3] or ""


def _blank(match: re.Match[str]) -> str:
    return " " + "\n" * match[0].count("\n")


def _words_of(path: str) -> str:
    return re.sub(r"[-_/.]+", " ", path)


def leftover(file: str, place: str) -> Problem:
    """The problem (E621) that something stands there still."""
    return Problem(
        stage=Stage.RENDER,
        code="E621",
        file=file,
        place=place,
        cause="something that was taken down is still here",
        help="take it out, or build the site again; `threadfaq takedown` finds where it stands in the corpus",
    )
