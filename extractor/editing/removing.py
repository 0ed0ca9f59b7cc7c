"""Threads taken out of a corpus, with everything that belongs to them; one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from extractor.corpus import Corpus, forums
from extractor.editing import history
from extractor.editing.history import Edit


def files_of(corpus: Corpus, ids: Sequence[str]) -> list[Path]:
    """The files that go with these threads: saved files, side files, further pages, decisions; not the forum's."""
    paths: list[Path] = []
    for id in ids:
        paths += [path for path in corpus.files_of(id) if path.name != forums.NAME and path.is_file()]
        if id in corpus.index.decisions:
            paths.append(corpus.index.decisions[id])
    return list(dict.fromkeys(paths))


def remove(corpus: Corpus, ids: Sequence[str], say: Callable[[str], None] = lambda _: None) -> None:
    """Remove them. Raises ThreadfaqError: E609 where a file changed meanwhile, E607 where one cannot be removed."""
    edits = [Edit(path=path, before=path.read_bytes(), after=None) for path in files_of(corpus, ids)]
    history.write(corpus.root, f"remove {', '.join(ids)}", edits, say)
