"""Which files a corpus folder holds, and of which thread each is; no thread and no decision is opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.corpus import folders, forums, places
from extractor.model import Problem, Stage
from extractor.text.slugs import is_device

NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
"""What a forum's folder or a thread's file may be called: both are parts of an address."""
OWN_WORDS = "background/words.toml"
"""Where a corpus says what its community's words are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The files of a corpus by what they are for."""

    threads: Mapping[str, Path]
    """The first file of each thread by the thread's id, in the order of ids."""
    decisions: Mapping[str, Path]
    """The decisions file of each thread that has one, in the order of their paths."""
    topics: tuple[Path, ...]
    """Topic packs."""
    background: tuple[Path, ...]
    """Sentences about no topic."""
    own_words: Path | None
    """What the corpus says of the words of its community."""
    unread_threads: frozenset[str]
    """Ids of threads whose file lies there and cannot be opened."""
    unread_decisions: tuple[tuple[str, str], ...]
    """Ids of threads whose decisions file cannot be opened, each with that file as a person can read it."""
    problems: tuple[Problem, ...]
    """What is wrong with where files lie."""

    @property
    def rules(self) -> tuple[Path, ...]:
        """The files by which sentences are judged: topic packs, and the community's own words."""
        return (*self.topics, *([self.own_words] if self.own_words else []))

    @property
    def packs(self) -> tuple[Path, ...]:
        """Those, and the background that tests them."""
        return (*self.rules, *self.background)


def scanned(root: Path, further_pages: Callable[[Path], Collection[str]]) -> Index:
    """The files of a corpus folder; `further_pages` gives the names of the files that a side file names as pages."""
    threads, unread_threads, problems = _threads(root / "threads", further_pages)
    rulings = places.in_forums(root / "decisions", Stage.DECIDE, ".toml")
    topics = places.directly_in(root / "topics", ".toml")
    background = places.directly_in(root / "background", ".txt")
    own_words, more = _own_words(root / OWN_WORDS)
    return Index(
        threads=threads,
        decisions={_id(path): path for path in rulings.files},
        topics=tuple(topics.files),
        background=tuple(background.files),
        own_words=own_words,
        unread_threads=unread_threads,
        unread_decisions=tuple((_id(path), folders.shown(path)) for path in rulings.unread),
        problems=(*topics.problems, *background.problems, *more, *problems, *rulings.problems),
    )


def _own_words(path: Path) -> tuple[Path | None, list[Problem]]:
    there, problems = folders.is_file(path, Stage.PACKS)
    return (path if there else None), problems


def rescanned(root: Path, index: Index) -> Index:
    """The same threads, and the other files as they lie there now: what editors write while threads stay."""
    rulings = places.in_forums(root / "decisions", Stage.DECIDE, ".toml")
    return replace(
        index,
        decisions={_id(path): path for path in rulings.files},
        topics=tuple(places.directly_in(root / "topics", ".toml").files),
        background=tuple(places.directly_in(root / "background", ".txt").files),
        own_words=_own_words(root / OWN_WORDS)[0],
        unread_decisions=tuple((_id(path), folders.shown(path)) for path in rulings.unread),
    )


def _threads(
    threads: Path, further_pages: Callable[[Path], Collection[str]]
) -> tuple[dict[str, Path], frozenset[str], list[Problem]]:
    there = places.in_forums(threads, Stage.READ)
    problems = there.problems
    unread = {_id(path) for path in there.unread}
    sides, sources = _apart(there.files)
    stems = {path.with_suffix("") for path in sources}
    problems += [_orphan(path) for path in sides if path.with_suffix("") not in stems]
    pages = {path.parent / name for path in sides for name in further_pages(path)}
    first_files: dict[str, Path] = {}
    for path in sources:
        if path in pages:
            continue
        trouble = _misplaced(path, threads, first_files.get(_id(path)))
        if trouble is None:
            first_files[_id(path)] = path
        else:
            problems.append(trouble)
            unread.add(_id(path))
    return {id: first_files[id] for id in sorted(first_files)}, frozenset(unread), problems


def _apart(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Side files, and files of threads; what is a forum's is neither."""
    sides: list[Path] = []
    sources: list[Path] = []
    for path in paths:
        if path.name != forums.NAME:
            (sides if path.suffix == ".toml" else sources).append(path)
    return sides, sources


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _orphan(path: Path) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="E206",
        file=str(path),
        cause="this side file has no thread beside it",
        help="give both the same name, or remove it",
    )


def _misplaced(path: Path, threads: Path, twin: Path | None) -> Problem | None:
    """What is wrong with where a source lies, if anything."""
    if not all(NAME.fullmatch(part) for part in (path.parent.name, path.stem)):
        return Problem(
            stage=Stage.READ,
            code="E207",
            file=str(path),
            cause="its name cannot be part of an address",
            help="use small letters and digits, joined by single hyphens, dots or underscores",
        )
    if device := next((part for part in (path.parent.name, path.stem) if is_device(part)), None):
        return Problem(
            stage=Stage.READ,
            code="E207",
            file=str(path),
            cause=f"`{device}` is a device of Windows, and no file or folder there can be called so",
            help=f"call it {device}-1",
        )
    if path.with_suffix(".toml").name == forums.NAME:
        return Problem(
            stage=Stage.READ,
            code="E207",
            file=str(path),
            cause=f"the file beside a thread of this name would be {forums.NAME}, which speaks of the whole forum",
            help="give the thread another name, and its side file and decisions too",
        )
    # Only a link leads elsewhere; a folder that is one is not followed at all.
    if path.is_symlink() and not path.resolve().is_relative_to(threads.resolve()):
        return Problem(
            stage=Stage.READ,
            code="E207",
            file=str(path),
            cause="it is a link out of the corpus",
            help="put the file itself here",
        )
    if twin is not None:
        return Problem(
            stage=Stage.READ,
            code="E205",
            file=str(path),
            cause=f"it has the same name as {twin.name}",
            help="two files of one name would share one address; rename one",
        )
    return None
