"""The corpus as it lies in its folder. The only module that opens an editor's files."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.corpus import decisions, files, folders, forums, setaside, settings, sidefiles
from extractor.corpus.index import NAME, Index, rescanned, scanned
from extractor.corpus.lookup import find, id_of, ids, is_thread, thread_id
from extractor.corpus.writing import journal
from extractor.corpus.writing.lock import CACHE
from extractor.digests import code_digest, digest_of
from extractor.model import Decision, Problem, SetAside, SideFile, Source, Stage
from extractor.problems import ThreadfaqError
from extractor.store import Store

if TYPE_CHECKING:
    from extractor.corpus.judging import Packs
    from extractor.rules.languages import Language
    from extractor.rules.packs import Topic

__all__ = [
    "NAME",
    "ChangedError",
    "Corpus",
    "find",
    "ids",
    "is_thread",
    "load",
    "reread",
    "source",
    "stored",
    "thread_id",
]


class ChangedError(Exception):
    """A file is no longer what it was when it was first looked at."""


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Everything that editors wrote. Files are listed at once, and read when they are asked for."""

    root: Path
    """The corpus folder."""
    store: Store
    """What earlier runs made of it."""
    index: Index
    """Which files it holds."""
    settings_problems: tuple[Problem, ...]
    """What is wrong with `corpus.toml` or `set-aside.toml`, or was left by a command that was stopped."""
    set_aside: tuple[SetAside, ...] = ()
    """Groups of asks that editors set aside, in the order of the file."""

    @classmethod
    def load(cls, root: Path | str = "corpus") -> Corpus:
        """The corpus of a folder. Raises ThreadfaqError when there is none; else its problems are in `problems`."""
        return load(Path(root))

    @cached_property
    def packs(self) -> Packs:
        """Topics, language and background.

        Raises ChangedError when the files are no longer those whose digests were asked for.
        """
        # Where nothing has changed nobody asks for them, and their modules are not imported.
        from extractor.corpus import judging

        packs = judging.read(self.index)
        if not all(map(self.store.unchanged, self.index.packs)):
            raise ChangedError
        return packs

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Topic packs in their order."""
        return self.packs.topics

    @property
    def language(self) -> Language:
        """The language whose cues classify the threads."""
        return self.packs.language

    @property
    def background(self) -> Mapping[str, Sequence[str]]:
        """As in `Packs`."""
        return self.packs.background

    @property
    def sources(self) -> tuple[Source, ...]:
        """Saved threads that can be opened, by id."""
        return self._opened[0]

    @property
    def unread(self) -> frozenset[str]:
        """Ids of threads that are held back, because their source or side file cannot be read."""
        return self._opened[1]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions, by file, in order."""
        return self._rulings[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with any file of it."""
        return (
            *self.settings_problems,
            *self.packs.problems,
            *self.index.problems,
            *self._opened[2],
            *self._rulings[1],
        )

    @property
    def rule_problems(self) -> tuple[Problem, ...]:
        """What is wrong with its packs, its background and the language; no thread is opened for it."""
        return (*self.packs.problems, *self.index.problems)

    @property
    def lost_topics(self) -> Mapping[str, tuple[Problem, ...]]:
        """As in `Packs`: while there is one, nobody can tell which questions there are."""
        return self.packs.lost_topics

    @property
    def astray(self) -> list[str]:
        """Ids that have decisions and no thread in the index."""
        return [id for id in self.index.decisions if id not in self.index.threads]

    @property
    def questions(self) -> tuple[str, ...]:
        """The addresses of all questions."""
        return tuple(question.address for topic in self.topics for question in topic.questions)

    @property
    def former(self) -> Mapping[str, str | None]:
        """What stands now for each address that a question had before: its address, None for one retired."""
        from extractor.rules.packs import former

        return former(self.topics)

    def source(self, id: str) -> Source:
        """The saved file of a thread of the index, with its side file and its pages. Raises ThreadfaqError."""
        return source(self.index.threads[id], self.root)

    def files_of(self, id: str) -> list[Path]:
        """Every file that a thread of the index is read from: its own, its side file, its pages, its forum's file.

        All but the first may be missing, or be no files.

        Raises FileNotFoundError when the thread has gone since it was listed.
        """
        path = self.index.threads[id]
        if not os.path.lexists(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        side = path.with_suffix(".toml")
        beside = [path.parent / name for name in (*self.pages_of(id), forums.NAME)]
        return [path, *([side] if side != path else []), *beside]

    def pages_of(self, id: str) -> tuple[str, ...]:
        """The names of the files that hold further pages of a thread."""
        side = self.index.threads[id].with_suffix(".toml")
        return _page_names(self.store, side) if side != self.index.threads[id] and side.is_file() else ()

    def decisions_on(self, id: str) -> tuple[tuple[Decision, ...], list[Problem]]:
        """The decisions of a thread's file, broken ones among them, and what is wrong with it."""
        unread = [decisions.unread(id, shown) for thread, shown in self.index.unread_decisions if thread == id]
        if id not in self.index.decisions:
            return tuple(unread), []
        read, problems = self._decisions(id, self.index.decisions[id])
        return (*unread, *read), problems

    @cached_property
    def _opened(self) -> tuple[tuple[Source, ...], frozenset[str], tuple[Problem, ...]]:
        sources: list[Source] = []
        unread = set(self.index.unread_threads)
        problems: list[Problem] = []
        for id in self.index.threads:
            try:
                sources.append(self.source(id))
            except ThreadfaqError as error:
                problems += error.problems
                unread.add(id)
        return tuple(sources), frozenset(unread), tuple(problems)

    @cached_property
    def _rulings(self) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        rulings = [decisions.unread(id, shown) for id, shown in self.index.unread_decisions]
        problems: list[Problem] = []
        for id, path in self.index.decisions.items():
            read, more = self._decisions(id, path)
            rulings += read
            problems += more
        return tuple(rulings), tuple(problems)

    def _decisions(self, id: str, path: Path) -> tuple[tuple[Decision, ...], list[Problem]]:
        text, problems = files.text(path, Stage.DECIDE)
        if problems:
            return (decisions.unread(id, str(path)),), problems
        return decisions.read(id, text, str(path), self.questions, self.former, self.lost_topics)


def load(root: Path, store: Store | None = None) -> Corpus:
    """A corpus folder; with a store, what earlier runs made of it.

    Problems of single files are collected; raises ThreadfaqError only when there is no corpus at all (E601), or none
    that may be read (E214).
    """
    locked_out = folders.unreadable(root)
    if locked_out:
        raise ThreadfaqError(*locked_out)
    if not root.is_dir():
        raise ThreadfaqError(
            Problem(
                stage=Stage.COMMAND,
                code="E601",
                file=str(root),
                cause="there is no such corpus folder",
                help="run from the folder that holds it, name it with --corpus, or begin one: threadfaq init DIR",
            )
        )
    known = Store() if store is None else store
    set_aside, problems = setaside.of_corpus(root)
    return Corpus(
        root=root,
        store=known,
        index=scanned(root, partial(_page_names, known)),
        settings_problems=(*journal.pending(root), *settings.read(root)[1], *problems),
        set_aside=set_aside,
    )


def reread(corpus: Corpus) -> Corpus:
    """The same threads, with topics, decisions and what was set aside as they lie there now; no thread is listed."""
    corpus.store.look_again()
    set_aside, problems = setaside.of_corpus(corpus.root)
    return replace(
        corpus, index=rescanned(corpus.root, corpus.index), set_aside=set_aside, settings_problems=tuple(problems)
    )


def stored(root: Path, say: Callable[[str], None]) -> Store:
    """The store of a corpus folder, in its folder for what git leaves alone; see `Store.opened`.

    In continuous integration (`CI` is set) nothing of an earlier run is believed.
    """
    return Store() if os.environ.get("CI") or not root.is_dir() else Store.opened(root / CACHE, say)


def _page_names(store: Store, side: Path) -> tuple[str, ...]:
    """The names of the further pages in a side file; they are known while the file is as it was."""
    try:
        key = digest_of(store.digest(side), code_digest("corpus", "tables", "text", "model"))
    except OSError:
        return ()
    kept = store.get("pages", str(side), key)
    if kept is not None:
        return tuple(kept.decode().split("\0")) if kept else ()
    names = _side(side)[0].more
    store.put("pages", str(side), key, "\0".join(names).encode())
    return names


def source(path: Path, root: Path | None = None, largest: int | None = None) -> Source:
    """One saved file, with its id, its side file, its forum's and its further pages when it belongs to the corpus at
    `root`.

    Of a file too large for memory, or of more than `largest` bytes, the head alone and a way to open it anew. Raises
    ThreadfaqError (E601) when it cannot be read, E210 when a further page cannot.
    """
    file = files.opened(path, largest)
    side = SideFile()
    beside = path.with_suffix(".toml")
    there, problems = folders.is_file(beside, Stage.READ) if beside != path else (False, [])
    if there:
        side, problems = _side(beside)
    if problems:
        raise ThreadfaqError(*problems)
    id = id_of(path, root)
    if id is not None:
        forum = forums.of_folder(path.parent)
        licence, attribution = side.licence or forum.licence, side.attribution or forum.attribution
        file, side = replace(file, forum=forum), replace(side, licence=licence, attribution=attribution)
    file = replace(file, id=id, side=side)
    return replace(file, more=tuple(_page(file, path, beside, name) for name in side.more))


def _page(first: Source, path: Path, side: Path, name: str) -> Source:
    """A further page or a later copy of a thread, as its side file names it."""
    page = files.beside(path, name) if name != path.name else None
    if page is None:
        raise ThreadfaqError(
            Problem(
                stage=Stage.READ,
                code="E210",
                file=str(side),
                cause=f"`more` names {name}, and there is no such file beside it",
                help="put the file back, or remove its name from `more`",
            )
        )
    # A page of the same kind is read as the first one is; a later copy may be of another.
    format = first.side.format if Path(name).suffix == path.suffix else None
    return replace(page, id=first.id, forum=first.forum, side=replace(first.side, more=(), format=format))


def _side(path: Path) -> tuple[SideFile, list[Problem]]:
    text, problems = files.text(path, Stage.READ)
    side, more = sidefiles.read(text, str(path))
    return side, [*problems, *more]
