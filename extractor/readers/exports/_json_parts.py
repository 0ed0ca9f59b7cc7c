"""JSON that holds several threads in one list, cut into files of the same form with one thread each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extractor.model import Source
from extractor.readers._json import at, slices, value
from extractor.readers.exports._gather import Key, named


def parts(
    source: Source,
    path: Sequence[str],
    key: Callable[[Any], Key | None],
    *,
    more: Mapping[str, Any] | None = None,
    bare: bool = False,
) -> Iterator[Source]:
    """A source for each thread of the list at the end of a path, its items as they stand in the file.

    `key` says which thread an item is of, None for what is of none. `more` is what an object around the list holds
    besides; with `bare` a thread is one item and stands alone. A file with one thread is its own piece. Raises
    NotUnderstood (E109).
    """
    document = value(source)
    items = at(document, *path) if path else document
    keys = [key(item) for item in items] if isinstance(items, list) else []
    threads = list(dict.fromkeys(own for own in keys if own is not None))
    if len(threads) < 2:
        yield source
        return
    texts: dict[Key, list[str]] = {own: [] for own in threads}
    for own, text in zip(keys, slices(source, *path), strict=True):
        if own is not None:
            texts[own].append(text)
    side = replace(source.side, title=None, url=None)
    for own in threads:
        whole = texts[own][0] if bare else _wrapped(texts[own], path, more or {})
        yield replace(named(source, own), data=whole.encode("utf-8", "surrogatepass"), side=side)


def _wrapped(texts: list[str], path: Sequence[str], more: Mapping[str, Any]) -> str:
    whole = "[" + ",\n".join(texts) + "]"
    for depth, name in enumerate(reversed(path)):
        others = (
            "".join(f", {json.dumps(key)}: {json.dumps(held)}" for key, held in more.items()) if depth == 0 else ""
        )
        whole = f"{{{json.dumps(name)}: {whole}{others}}}"
    return whole
