"""The corpus as it lies in its folder. The only module that opens an editor's files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from extractor.corpus import decisions, files, folders, places, settings, sidefiles
from extractor.corpus.writing import journal
from extractor.language import DEFAULT, file_text
from extractor.model import Decision, Problem, SideFile, Source, Stage
from extractor.problems import ThreadfaqError
from extractor.rules import languages, packs, unknown_rules
from extractor.rules.languages import Language
from extractor.rules.packs import Topic
from extractor.tables import nearest

NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
"""What a forum's folder or a thread's file may be called: both are parts of an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Everything that editors wrote, read once."""

    root: Path
    """The corpus folder."""
    sources: tuple[Source, ...]
    """Saved threads, by id."""
    topics: tuple[Topic, ...]
    """Topic packs in their order."""
    language: Language
    """The language whose cues classify them."""
    background: Mapping[str, Sequence[str]]
    """Sentences about none of the topics, one a line, by their file: a topic rule that matches one of them is
    wrong."""
    decisions: tuple[Decision, ...]
    """All decisions, by file, in order."""
    unread: frozenset[str]
    """Ids of threads that are held back, because their source or side file cannot be read."""
    problems: tuple[Problem, ...]
    """What is wrong with any of these files."""

    @classmethod
    def load(cls, root: Path | str = "corpus") -> Corpus:
        """The corpus of a folder. Raises ThreadfaqError when there is none; else its problems are in `problems`."""
        return load(Path(root))


def load(root: Path) -> Corpus:
    """Read a corpus folder.

    Collects problems of single files; raises ThreadfaqError only when there is no corpus at all (E601), or none that
    may be read (E214).
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
                help="run from the folder that holds `corpus/`, or name it with --corpus",
            )
        )
    problems = [*journal.pending(root), *settings.read(root)[1]]
    language, more = load_language(DEFAULT)
    problems += more
    topics, more = _topics(root, language)
    problems += more
    background, more = _background(root)
    problems += more
    sources, unread, more = _sources(root)
    problems += more
    rulings, more = _decisions(root, topics)
    problems += more
    return Corpus(
        root=root,
        sources=sources,
        topics=topics,
        language=language,
        background=background,
        decisions=rulings,
        unread=unread,
        problems=tuple(problems),
    )


def load_language(code: str) -> tuple[Language, list[Problem]]:
    """The package's own words and cues for a language."""
    texts = tuple(file_text(code, name) for name in languages.FILES)
    language, problems = _language(code, texts)
    return language, list(problems)


@lru_cache(maxsize=4)
def _language(code: str, texts: tuple[str, ...]) -> tuple[Language, tuple[Problem, ...]]:
    """A language is read once for all builds of a process: half a second each time `make serve` builds anew."""
    language, problems = languages.read(code, texts, f"extractor/language/{code}")
    return language, tuple(problems)


def source(path: Path, root: Path | None = None) -> Source:
    """One saved file, with its id, its side file and its further pages when it belongs to the corpus at `root`.

    Of a file too large for memory, the head alone and a way to open it anew. Raises ThreadfaqError (E601) when it
    cannot be read, E210 when a further page cannot.
    """
    file = files.opened(path)
    side = SideFile()
    beside = path.with_suffix(".toml")
    there, problems = folders.is_file(beside, Stage.READ) if beside != path else (False, [])
    if there:
        side, problems = _side(beside)
    if problems:
        raise ThreadfaqError(*problems)
    file = replace(file, id=_id(path, root), side=side)
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
    return replace(page, id=first.id, side=replace(first.side, more=(), format=format))


def _id(path: Path, root: Path | None) -> str | None:
    if root is None:
        return None
    threads = (root / "threads").resolve()
    resolved = path.resolve()
    if not resolved.is_relative_to(threads) or len(resolved.relative_to(threads).parts) != 2:
        return None
    return f"{resolved.parent.name}/{resolved.stem}"


@lru_cache(maxsize=256)
def _pack(id: str, text: str, file: str, language: Language) -> tuple[Topic | None, tuple[Problem, ...]]:
    """A topic pack, read once while it stays as it is; so is what is compiled of it (`classify.compiled`)."""
    topic, problems = packs.read(id, text, file, language.lexicon)
    return topic, tuple(problems)


def _topics(root: Path, language: Language) -> tuple[tuple[Topic, ...], list[Problem]]:
    topics: list[Topic] = []
    there = places.directly_in(root / "topics", ".toml")
    problems = there.problems
    for path in there.files:
        text, more = files.text(path, Stage.PACKS)
        problems += more
        if more:
            continue
        topic, wrong = _pack(path.stem, text, str(path), language)
        problems += wrong
        if topic is not None:
            topics.append(topic)
    topics.sort(key=lambda topic: (topic.order, topic.id))
    rules = [*language.cues, *language.modifiers, *(rule for topic in topics for rule in topic.rules)]
    return tuple(topics), [*problems, *packs.unknown_questions(topics), *unknown_rules(rules)]


def _background(root: Path) -> tuple[dict[str, Sequence[str]], list[Problem]]:
    lines: dict[str, Sequence[str]] = {}
    there = places.directly_in(root / "background", ".txt")
    problems = there.problems
    for path in there.files:
        text, more = files.text(path, Stage.PACKS)
        problems += more
        lines[str(path)] = text.split("\n")
    return lines, problems


def _sources(root: Path) -> tuple[tuple[Source, ...], frozenset[str], list[Problem]]:
    sources: dict[str, Source] = {}
    unread: set[str] = set()
    threads = root / "threads"
    there = places.in_forums(threads, Stage.READ)
    paths, problems = there.files, there.problems
    unread |= {f"{path.parent.name}/{path.stem}" for path in there.unread}
    stems = {path.with_suffix("") for path in paths if path.suffix != ".toml"}
    pages = {path.parent / name for path in paths if path.suffix == ".toml" for name in _side(path)[0].more}
    for path in paths:
        if path in pages:
            continue
        if path.suffix == ".toml":
            if path.with_suffix("") not in stems:
                problems.append(
                    Problem(
                        stage=Stage.READ,
                        code="E206",
                        file=str(path),
                        cause="this side file has no thread beside it",
                        help="give both the same name, or remove it",
                    )
                )
            continue
        id = f"{path.parent.name}/{path.stem}"
        trouble = _misplaced(path, threads, sources.get(id))
        if trouble is not None:
            problems.append(trouble)
            unread.add(id)
            continue
        try:
            sources[id] = source(path, root)
        except ThreadfaqError as error:
            problems += error.problems
            unread.add(id)
    return tuple(sources[id] for id in sorted(sources)), frozenset(unread), problems


def _misplaced(path: Path, threads: Path, twin: Source | None) -> Problem | None:
    """What is wrong with where a source lies, if anything."""
    if not all(NAME.fullmatch(part) for part in (path.parent.name, path.stem)):
        return Problem(
            stage=Stage.READ,
            code="E207",
            file=str(path),
            cause="its name cannot be part of an address",
            help="use small letters and digits, joined by single hyphens, dots or underscores",
        )
    if not path.resolve().is_relative_to(threads.resolve()):
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
            cause=f"it has the same name as {Path(twin.name).name}",
            help="two files of one name would share one address; rename one",
        )
    return None


def _side(path: Path) -> tuple[SideFile, list[Problem]]:
    text, problems = files.text(path, Stage.READ)
    side, more = sidefiles.read(text, str(path))
    return side, [*problems, *more]


def _decisions(root: Path, topics: tuple[Topic, ...]) -> tuple[tuple[Decision, ...], list[Problem]]:
    addresses = [question.address for topic in topics for question in topic.questions]
    rulings: list[Decision] = []
    there = places.in_forums(root / "decisions", Stage.DECIDE, ".toml")
    problems = there.problems
    rulings += [decisions.unread(f"{path.parent.name}/{path.stem}", folders.shown(path)) for path in there.unread]
    for path in there.files:
        text, more = files.text(path, Stage.DECIDE)
        problems += more
        if more:
            rulings.append(decisions.unread(f"{path.parent.name}/{path.stem}", str(path)))
            continue
        read, more = decisions.read(f"{path.parent.name}/{path.stem}", text, str(path), addresses)
        rulings += read
        problems += more
    return tuple(rulings), problems


def find(thread: str, root: Path) -> Path:
    """The file of a thread that a person names by its id or its path.

    Raises ThreadfaqError: E601 when there is none, E214 when it may lie in a folder that cannot be read.
    """
    if files.is_file(Path(thread)):
        return Path(thread)
    there = places.in_forums(root / "threads", Stage.COMMAND)
    named = [path for path in there.files if path.suffix != ".toml"]
    named = [path for path in named if thread in (f"{path.parent.name}/{path.stem}", path.stem)]
    if len(named) == 1:
        return named[0]
    unread = [problem for problem in there.problems if problem.code == "E214"]
    if unread and not named:
        raise ThreadfaqError(*unread)
    right = None if named else nearest(thread, ids(root))
    raise ThreadfaqError(
        Problem(
            stage=Stage.COMMAND,
            code="E601",
            file=thread if len(thread) <= 100 else f"{thread[:99]}…",
            cause="there is no such thread" if not named else "two forums have a thread of that name",
            help=f"did you mean `{right}`?" if right else "name it as <forum>/<name>, or by its file",
        )
    )


def ids(root: Path) -> list[str]:
    """The ids that threads of a corpus have by where they lie, in order; no file is opened."""
    paths = places.in_forums(root / "threads", Stage.COMMAND).files
    return sorted({f"{path.parent.name}/{path.stem}" for path in paths if path.suffix != ".toml"})


def is_thread(what: str, root: Path) -> bool:
    """Whether a person's words name a thread rather than a sentence."""
    try:
        find(what, root)
    except (ThreadfaqError, OSError, ValueError):
        return False
    return True


def thread_id(path: Path, root: Path) -> str:
    """The id of a thread of this corpus. Raises ThreadfaqError (E601) for a file outside it."""
    id = _id(path, root)
    if id is None:
        raise ThreadfaqError(
            Problem(
                stage=Stage.COMMAND,
                code="E601",
                file=str(path),
                cause=f"it is not in {root / 'threads'}",
                help="put it into corpus/threads/<forum>/ first",
            )
        )
    return id
