"""What was taken down, `takedowns.toml`: keyed digests of words and names, the day and the ground; no word, no name.

A digest stands for some words in a row. Whoever has the key can tell whether words that they have were removed, and
nobody can read the words from it. Without the key not even a guess can be tried; so the key lies in a file of its own
that is kept out of git.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from extractor.corpus import files, folders
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import folded, words

FILE, KEY = "takedowns.toml", "takedowns.key"
"""Its name, and that of the key, in the corpus folder."""
ENVIRONMENT = "THREADFAQ_TAKEDOWN_KEY"
"""The variable that holds the key where its file is not, as in continuous integration."""
LONG = 7
"""Words of a row that stands for removed text wherever it is found; two people seldom write the same seven."""
REMOVED = "[removed]"
"""What stands in the place of removed words."""
_COVERED = 0.8
"""The share of its words from which on a text is removed as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """One takedown, as the file keeps it."""

    on: date
    """When."""
    ground: str
    """On what ground, in the editor's words."""
    scope: str
    """What was removed: `person`, `post` or `words`."""
    threads: tuple[str, ...]
    """The threads in which something was removed."""
    digests: tuple[str, ...]
    """What stands for the removed words."""


@dataclass(frozen=True, kw_only=True)
class Takedowns:
    """All takedowns of a corpus, with the key."""

    key: bytes
    """The key of the digests."""
    rows: tuple[Takedown, ...] = ()
    """Every takedown, in the order of the file."""

    def __bool__(self) -> bool:
        return bool(self.rows)

    @cached_property
    def _digests(self) -> frozenset[str]:
        return frozenset(digest for row in self.rows for digest in row.digests)

    @cached_property
    def _lengths(self) -> list[tuple[int, str]]:
        """How many words digests stand for, and of which sort they are: `g` anywhere, `t` in one thread."""
        kinds = {(int(digest.partition("-")[0][:-1]), digest.partition("-")[0][-1]) for digest in self._digests}
        return sorted(kind for kind in kinds if kind[1] in "gt")

    @cached_property
    def threads(self) -> frozenset[str]:
        """Every thread in which something was removed."""
        return frozenset(thread for row in self.rows for thread in row.threads)

    def spans(self, text: str, threads: Sequence[str] = ()) -> list[tuple[int, int]]:
        """Where removed words stand in a text, in order and disjoint; `threads` are those that it is from."""
        tokens = words(text)
        hits: list[tuple[int, int]] = []
        for length, kind in self._lengths:
            for place in range(len(tokens) - length + 1):
                norms = [token.norm for token in tokens[place : place + length]]
                scopes = [""] if kind == "g" else threads
                if any(digest(self.key, kind, scope, norms) in self._digests for scope in scopes):
                    hits.append((tokens[place].start, tokens[place + length - 1].end))
        return _joined(hits)

    def is_person(self, name: str | None) -> bool:
        """Whether somebody of this name was removed."""
        norms = [word.norm for word in words(name or "")]
        return bool(norms) and digest(self.key, "a", "", norms) in self._digests

    def covers(self, text: str, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether hardly a word of a text is left beside what was removed of it."""
        tokens = words(text)
        gone = sum(any(start <= token.start < end for start, end in spans) for token in tokens)
        return bool(spans) and gone >= _COVERED * len(tokens)

    def without(self, text: str, threads: Sequence[str] = ()) -> str:
        """A text with REMOVED in the place of removed words."""
        spans = self.spans(text, threads)
        if self.covers(text, spans):
            return REMOVED
        for start, end in reversed(spans):
            text = text[:start] + REMOVED + text[end:]
        return text


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def digest(key: bytes, kind: str, scope: str, norms: Sequence[str]) -> str:
    """The digest of some words in a row: of kind `g` anywhere, `t` in the thread `scope`, `a` as an author's name."""
    data = "\x1f".join([kind, scope, *norms]).encode("utf-8", "surrogatepass")
    return f"{len(norms)}{kind}-{blake2b(data, key=key, digest_size=8).hexdigest()}"


def digests_of(key: bytes, text: str, threads: Iterable[str] = ()) -> set[str]:
    """The digests that stand for a text: of every LONG words in a row anywhere; of fewer words, in these threads, or
    anywhere where there are none."""
    norms = [word.norm for word in words(folded(text))]
    if len(norms) >= LONG:
        rows = (norms[place : place + LONG] for place in range(len(norms) - LONG + 1))
        return {digest(key, "g", "", row) for row in rows}
    if not norms:
        return set()
    scopes = list(threads)
    return {digest(key, "t", scope, norms) for scope in scopes} or {digest(key, "g", "", norms)}


def key_of(root: Path) -> bytes | None:
    """The key of a corpus, from its file or the environment; None where there is none. Raises OSError."""
    given = os.environ.get(ENVIRONMENT, "").strip()
    if not given and (root / KEY).is_file():
        given = (root / KEY).read_text("ascii", "replace").strip()
    try:
        key = bytes.fromhex(given)
    except ValueError:
        return None
    return key if 16 <= len(key) <= 64 else None


def new_key() -> bytes:
    """A key nobody can guess."""
    return secrets.token_bytes(32)


def of_corpus(root: Path) -> Takedowns | None:
    """The takedowns of a corpus; None where there are none.

    Raises ThreadfaqError: E622 where the key is missing, and the problems of a broken file.
    """
    path = root / FILE
    there, problems = folders.is_file(path, Stage.SETTINGS)
    if problems:
        raise ThreadfaqError(*problems)
    if not there:
        return None
    text, problems = files.text(path, Stage.SETTINGS)
    if not problems:
        rows, problems = read(text, str(path))
    if problems:
        raise ThreadfaqError(*problems)
    key = key_of(root)
    if key is None and rows:
        raise ThreadfaqError(
            Problem(
                stage=Stage.SETTINGS,
                code="E622",
                file=str(root / KEY),
                cause="the key of the takedowns is missing, so nobody can tell what was removed",
                help=f"put the file back, or set {ENVIRONMENT}; ask whoever made the takedown for it",
            )
        )
    return Takedowns(key=key or b"", rows=rows)


def read(text: str, file: str) -> tuple[tuple[Takedown, ...], list[Problem]]:
    """The takedowns of a file, and what is wrong with it."""
    values, problems = parse(text, file, Stage.SETTINGS)
    top = Table(file, "top", values, problems, stage=Stage.SETTINGS)
    rows = []
    for table in top.tables("takedown", "takedown"):
        on, ground = table.day("on", required=True), table.text("ground", required=True)
        scope = table.choice("scope", ["person", "post", "words"], required=True)
        threads, digests = table.texts("threads"), table.texts("digests", required=True)
        table.number("posts")
        table.number("places")
        table.done()
        rows.append(
            Takedown(on=on or date.min, ground=ground or "", scope=scope or "", threads=threads, digests=digests)
        )
    top.done()
    bad = [each for row in rows for each in row.digests if not _is_digest(each)]
    if bad:
        top.complain("E203", f"`{bad[0]}` is no digest", "`threadfaq takedown` writes them; nobody types one")
    return tuple(rows), problems


def _is_digest(text: str) -> bool:
    head, _, tail = text.partition("-")
    return len(tail) == 16 and head[-1:] in ("g", "t", "a") and head[:-1].isdecimal() and head[:-1].isascii()
