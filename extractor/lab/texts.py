"""Sentences to measure rules on: a corpus's threads, labelled rows, and plain texts or tables from elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.lab import scoring
from extractor.model import Conversation, Problem, Role, Source, Stage
from extractor.problems import NotUnderstood
from extractor.text import own_words
from extractor.text.sentences import split

COLUMNS = ("text", "body")
"""What a table's column of texts is called, the surer name first; else the column with the longest texts is taken."""
LONGEST = 10_000_000
"""Characters of one cell; the library's own limit is less than a long post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence to try rules on."""

    text: str
    """Its words."""
    role: Role | None = None
    """The speaker's role, where it is known: some rules count only for some speakers."""


def of_threads(conversations: Iterable[Conversation]) -> Iterator[Sentence]:
    """The authors' own sentences of threads, without quotations, code and signatures."""
    for conversation in conversations:
        own = own_words.of_conversation(conversation)
        for post in conversation.thread.posts:
            for start, end in split(post.text):
                if own[post.number].holds(start, end):
                    yield Sentence(text=post.text[start:end], role=post.role)


def of_file(source: Source) -> Iterator[Sentence]:
    """The sentences of a file, by how its name ends: rows (`.jsonl`), a table (`.csv`, `.tsv`), else plain text.

    Rows are sentences already; a table's cells and a text are cut. Nothing in them is believed or run.
    Raises NotUnderstood: E106 not UTF-8, E109 broken rows or table.
    """
    kind = Path(source.name).suffix.casefold()
    if kind == ".jsonl":
        for row in scoring.rows(source.name, source.data):
            yield Sentence(text=row["text"])
        return
    text = _decoded(source)
    for passage in _cells(source.name, text, kind) if kind in (".csv", ".tsv") else (text,):
        for start, end in split(passage):
            yield Sentence(text=passage[start:end])


def _decoded(source: Source) -> str:
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.data.count(b"\n", 0, error.start) + 1
        raise NotUnderstood(
            Problem(
                stage=Stage.COMMAND,
                code="E106",
                file=source.name,
                place=f"line {line}",
                cause=f"this is not UTF-8: {error.reason}",
                help="save it as UTF-8",
            )
        ) from error


def _cells(name: str, text: str, kind: str) -> list[str]:
    """The cells of a table's column of texts; its first row names the columns."""
    head = text.partition("\n")[0]
    delimiter = "\t" if kind == ".tsv" else max(",;\t", key=head.count)
    before = csv.field_size_limit(LONGEST)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise NotUnderstood(
            Problem(
                stage=Stage.COMMAND,
                code="E109",
                file=name,
                cause=f"this is no table of comma-separated values: {error}",
                help="save it as CSV again, or give its texts as a plain text file",
            )
        ) from error
    finally:
        csv.field_size_limit(before)
    if not rows:
        return []
    names = [column.strip().casefold() for column in rows[0]]
    lengths = [sum(len(row[place]) for row in rows[1:] if place < len(row)) for place in range(len(names))]
    named = [names.index(column) for column in COLUMNS if column in names]
    place = named[0] if named else max(range(len(names)), key=lengths.__getitem__, default=0)
    return [row[place] for row in rows[1:] if place < len(row)]
