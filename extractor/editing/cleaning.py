"""Editors' files without what was taken down: decisions, anchors and examples that go, texts that lose some words."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from extractor.corpus.takedowns import Takedowns
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError

ROWS = ("decision", "asked")
"""Lists of tables that go as a whole where they quote or judge what was removed."""
EXAMPLES = ("match", "no_match")
"""Lists without which a rule is refused, unless it says that they were taken down."""
NAMING = ("words", "text", "author")
"""Their keys in which it may stand."""


class _Cleaner:
    def __init__(self, takedowns: Takedowns, threads: Sequence[str], posts: Collection[tuple[str, str]]) -> None:
        self._takedowns, self._threads, self._posts = takedowns, threads, posts
        self.places = 0

    def hits(self, value: object) -> bool:
        if not isinstance(value, str):
            return False
        return bool(self._takedowns.spans(value, self._threads)) or self._takedowns.is_person(value)

    def goes(self, row: Any) -> bool:
        """Whether a decision, or the ask of a question, is about what was removed."""
        threads = [row["thread"]] if isinstance(row.get("thread"), str) else self._threads
        names = (row.get("post"), by_time(row.get("author"), row.get("posted")))
        named = any((thread, name) in self._posts for thread in threads for name in names)
        return named or any(self.hits(row.get(key)) for key in NAMING)

    def clean(self, table: Any) -> None:
        """Go through a table and everything in it."""
        for key in list(table):
            value = table[key]
            if isinstance(value, str):
                if self.hits(value):
                    self.places += 1
                    table[key] = self._takedowns.without(value, self._threads)
            elif isinstance(value, list):
                self._list(table, key, value)
            elif isinstance(value, dict):
                self.clean(value)
            if key in table and self.hits(key):
                self.places += 1
                del table[key]

    def _list(self, table: Any, key: str, value: Any) -> None:
        for number in range(len(value) - 1, -1, -1):
            item = value[number]
            if isinstance(item, dict):
                if key in ROWS and self.goes(item):
                    self.places += 1
                    del value[number]
                else:
                    self.clean(item)
            elif self.hits(item):
                self.places += 1
                del value[number]
        if not value and key in ROWS:
            del table[key]
        if not value and key in EXAMPLES:
            table["examples_removed"] = True


def by_time(author: object, posted: object) -> str:
    """What names a post by its author and its time."""
    return f"{author}\0{posted}"


def cleaned(
    text: str,
    takedowns: Takedowns,
    threads: Sequence[str],
    file: str,
    removed: Collection[str] = (),
    posts: Collection[tuple[str, str]] = (),
) -> tuple[str, int]:
    """A TOML file without what was removed, and in how many places something went.

    `threads` are those that it speaks of, `removed` keys that go from its head, `posts` the threads and old ids of
    posts that are gone. Raises ThreadfaqError (E201) for a file that is not TOML.
    """
    try:
        tomllib.loads(text)
        document: Any = tomlkit.parse(text)
    except (tomllib.TOMLDecodeError, TOMLKitError) as error:
        raise ThreadfaqError(
            Problem(
                stage=Stage.PACKS,
                code="E201",
                file=file,
                cause=f"this is not TOML: {error}",
                help="correct it first: nothing can be taken out of it as it is",
            )
        ) from error
    cleaner = _Cleaner(takedowns, threads, posts)
    cleaner.clean(document)
    for key in removed:
        if key in document:
            del document[key]
            cleaner.places += 1
    result = tomlkit.dumps(document)
    lines = result.split("\n")
    for number, line in enumerate(lines):
        if "#" in line and takedowns.spans(line, threads):
            cleaner.places += 1
            lines[number] = _uncommented(lines, number)
    return "\n".join(lines), cleaner.places


def _uncommented(lines: Sequence[str], number: int) -> str:
    """A line without its comment: cut at the first sign `#` at which the file goes on saying the same."""
    values = tomllib.loads("\n".join(lines))
    line = lines[number]
    for place in (place for place, sign in enumerate(line) if sign == "#"):
        cut = line[:place].rstrip()
        try:
            if tomllib.loads("\n".join([*lines[:number], cut, *lines[number + 1 :]])) == values:
                return cut
        except tomllib.TOMLDecodeError:
            continue
    return line


def background_cleaned(text: str, takedowns: Takedowns, threads: Sequence[str]) -> tuple[str, int]:
    """A file of sentences, one a line, without those in which removed words stand, and how many went."""
    lines = text.split("\n")
    kept = [line for line in lines if not takedowns.spans(line, threads)]
    return "\n".join(kept), len(lines) - len(kept)
