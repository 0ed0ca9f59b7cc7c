"""The proof of a takedown: every file of a corpus and of its built site is searched for what was removed.

Nobody has the words any more: every stretch of every file is digested with the key, and looked up. A leftover is told
by its file and line, never by its words.
"""

from __future__ import annotations

import base64
import binascii
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from extractor.corpus import Corpus
from extractor.corpus.leftovers import in_site, leftover, lines_in
from extractor.corpus.takedowns import FILE, KEY, Takedowns, of_corpus
from extractor.corpus.writing.lock import CACHE
from extractor.model import Problem
from extractor.pipeline import stages
from extractor.problems import ThreadfaqError
from extractor.store import NAME as STORE

_SITES = ("site", "site.refused")


def leftovers(corpus: Corpus, site: Path | None = None) -> list[Problem]:
    """Everything that is left of what was taken down: in sources, editors' files, the store, the history of steps and
    built sites, `site` or those beside the corpus. Raises ThreadfaqError (E622) for a missing key."""
    takedowns = of_corpus(corpus.root)
    if not takedowns:
        return []
    problems = [*_sources(corpus, takedowns), *_corpus_files(corpus, takedowns), *_store(corpus.root, takedowns)]
    folders = [site] if site is not None else [corpus.root.parent / name for name in _SITES]
    for folder in folders:
        problems += in_site(folder, takedowns)
    return list(dict.fromkeys(problems))


def _sources(corpus: Corpus, takedowns: Takedowns) -> Iterator[Problem]:
    """Threads as they are read, whatever form or encoding they lie in."""
    for id, path in corpus.index.threads.items():
        try:
            thread = stages.read(corpus.source(id))
        except ThreadfaqError:
            continue
        for post in thread.posts:
            names = (post.author, post.edited_by, post.login)
            texts = (post.text, *filter(None, names))
            if any(takedowns.spans(text, [id]) for text in texts) or any(map(takedowns.is_person, names)):
                yield leftover(str(path), f"post {post.number}")
        if takedowns.spans(" ".join(filter(None, (thread.title, thread.url))), [id]):
            yield leftover(str(path), "its title or address")


def _corpus_files(corpus: Corpus, takedowns: Takedowns) -> Iterator[Problem]:
    """Every file of the corpus, byte by byte; of the cache the history of steps."""
    root = corpus.root
    owners = {path: id for id, path in (*corpus.index.threads.items(), *corpus.index.decisions.items())}
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if not path.is_file() or inside.as_posix() in (FILE, KEY) or path.name.startswith(STORE):
            continue
        id = owners.get(path) or owners.get(path.with_suffix(".json"))
        threads = [id] if id else list(takedowns.threads) if inside.parts[0] in ("topics", "background") else []
        data = path.read_bytes()
        if inside.parts[0] == CACHE and path.suffix == ".json":
            data += b"\n" + b"\n".join(_decoded_history(data))
        yield from lines_in(data, str(path), takedowns, threads)


def _decoded_history(data: bytes) -> Iterator[bytes]:
    for match in re.finditer(rb'"(?:before|after)": "([A-Za-z0-9+/=]+)"', data):
        try:
            yield base64.b64decode(match[1])
        except binascii.Error:
            continue


def _store(root: Path, takedowns: Takedowns) -> Iterator[Problem]:
    """Results of earlier runs."""
    path = root / CACHE / STORE
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            for stage, scope, value in database.execute("SELECT stage, scope, CAST(value AS BLOB) FROM results"):
                body = value[8:]
                data = zlib.decompress(body[1:]) if body[:1] == b"z" else body[1:]
                threads = [scope] if scope in takedowns.threads else []
                for _ in lines_in(data, "", takedowns, threads):
                    yield leftover(str(path), f"a result of the stage {stage}")
                    break
    except (sqlite3.Error, zlib.error):
        yield leftover(str(path), "it cannot be searched; remove it, it is made anew")
