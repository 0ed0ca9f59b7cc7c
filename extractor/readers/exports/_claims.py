"""What readers of JSON share: their answer when asked, and the items of a document that they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from extractor.model import Source
from extractor.readers._json import try_value, value
from extractor.readers._marks import Marks
from extractor.readers._thread import no_posts

Item = TypeVar("Item")


def json_marks(source: Source, looked_for: str, evidence: Callable[[Any], str | None]) -> Marks:
    """Claims a document of which `evidence` says what it holds; None is a document of another kind."""
    document = try_value(source)
    if document is None:
        return Marks(claims=False, looked_for=looked_for, evidence=("no JSON",))
    held = evidence(document)
    return Marks(claims=held is not None, looked_for=looked_for, evidence=(held or "JSON of another kind",))


def held_items(
    source: Source, format: str, items: Callable[[Any], list[Item]], marks: Callable[[Source], Marks]
) -> tuple[Any, list[Item]]:
    """A source's document and its items. Raises NotUnderstood: E109 for broken JSON or no item."""
    document = value(source)
    own = items(document)
    if not own:
        raise no_posts(source, format, marks(source))
    return document, own
