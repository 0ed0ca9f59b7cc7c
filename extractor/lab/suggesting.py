"""Suggestions for entries and wordings that a person gives as rows, with the index that readers' searches use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from extractor import search
from extractor.lab.rows import objects
from extractor.readers.exports._fields import Fields

_ENTRY = 'an entry is like {"id": "kiln", "texts": ["Where do I rent a kiln?"]}'
_ASK = 'a wording is like {"id": "1", "text": "kiln for rent"}'


def entries(name: str, data: bytes) -> list[search.Entry]:
    """Entries from rows `{id, texts}`: the first of its texts is an entry's title, all are its wordings.

    Rows may also have `quotations`, what the entry says. Raises NotUnderstood (E109) with every row that is none, or
    whose id stands twice.
    """
    ids: set[str] = set()

    def check(row: Fields) -> None:
        id, texts = row.text("id", required=True), row.items("texts", required=True)
        if not texts:
            row.complain("`texts` should hold a text", _ENTRY)
        row.texts("texts")
        row.texts("quotations")
        if id in ids:
            row.complain(f"there are two entries `{id}`", "put all texts of an entry into one row")
        ids.add(id or "")

    return [
        search.Entry(
            id=row.values["id"],
            title=row.values["texts"][0],
            wordings=tuple(row.values["texts"]),
            quotations=tuple(row.values.get("quotations") or ()),
        )
        for row in objects(name, data, _ENTRY, check)
    ]


def asks(name: str, data: bytes) -> list[Mapping[str, Any]]:
    """Wordings from rows `{id, text}`. Raises NotUnderstood (E109) with every row that is none."""

    def check(row: Fields) -> None:
        row.text("text", required=True)

    return [row.values for row in objects(name, data, _ASK, check)]


def ranked(index: search.Index, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """For each wording, in order, the ids of the entries that share anything with it, best first, and the best one's
    score: 0 where there is none."""
    for row in rows:
        hits = search.rank(index, row["text"]).hits
        yield {
            "id": row.get("id"),
            "ranked": [hit.entry.id for hit in hits],
            "score": hits[0].score if hits else 0.0,
        }
