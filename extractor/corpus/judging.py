"""What sentences are judged by: topic packs and background of a corpus folder, and the package's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extractor.corpus import files
from extractor.corpus.index import Index
from extractor.language import DEFAULT, file_text
from extractor.model import Problem, Stage
from extractor.rules import languages, packs, unknown_rules
from extractor.rules.languages import Language, OwnWords
from extractor.rules.packs import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """What sentences are judged by."""

    topics: tuple[Topic, ...]
    """Topic packs in their order."""
    language: Language
    """The language whose cues classify them."""
    background: Mapping[str, Sequence[str]]
    """Sentences about none of the topics, one a line, by their file: a topic rule that matches one of them is
    wrong."""
    problems: tuple[Problem, ...]
    """What is wrong with any of these files."""
    lost_topics: Mapping[str, tuple[Problem, ...]]
    """Topics of whose file something could not be taken, a question perhaps, with what is wrong there."""
    own_words_lost: bool = False
    """Whether the community's own words could not be taken."""


LOSING = frozenset({"E201", "E203", "E207", "E208", "E214"})
"""Problems of a topic's file for which a question of it, or an ask that one came from, is not taken."""


def read(index: Index) -> Packs:
    """The packs of a corpus with these files."""
    own, troubles = _own_words(index.own_words)
    language, problems = load_language(DEFAULT, own)
    topics, lost, more = _topics(index.topics, language)
    background, worse = _background(index.background)
    return Packs(
        topics=topics,
        language=language,
        background=background,
        problems=(*troubles, *problems, *more, *worse),
        lost_topics=lost,
        own_words_lost=bool(troubles) or any(problem.code == "E201" for problem in problems),
    )


def load_language(code: str, own: OwnWords | None = None) -> tuple[Language, list[Problem]]:
    """The package's words and cues for a language, with a community's own."""
    texts = tuple(file_text(code, name) for name in languages.FILES)
    language, problems = _language(code, texts, own)
    return language, list(problems)


@lru_cache(maxsize=4)
def _language(code: str, texts: tuple[str, ...], own: OwnWords | None) -> tuple[Language, tuple[Problem, ...]]:
    """A language is read once for all builds of a process: half a second each time `make serve` builds anew."""
    language, problems = languages.read(code, texts, f"extractor/language/{code}", own)
    return language, tuple(problems)


@lru_cache(maxsize=256)
def _pack(id: str, text: str, file: str, language: Language) -> tuple[Topic | None, tuple[Problem, ...]]:
    """A topic pack, read once while it stays as it is; so is what is compiled of it (`classify.compiled`)."""
    topic, problems = packs.read(id, text, file, language.lexicon)
    return topic, tuple(problems)


def _topics(
    paths: Iterable[Path], language: Language
) -> tuple[tuple[Topic, ...], dict[str, tuple[Problem, ...]], list[Problem]]:
    topics: list[Topic] = []
    problems: list[Problem] = []
    lost: dict[str, tuple[Problem, ...]] = {}
    for path in paths:
        text, wrong = files.text(path, Stage.PACKS)
        topic: Topic | None = None
        if not wrong:
            topic, read = _pack(path.stem, text, str(path), language)
            wrong = list(read)
        problems += wrong
        causes = tuple(problem for problem in wrong if problem.code in LOSING)
        if causes:
            lost[path.stem] = causes
        if topic is not None:
            topics.append(topic)
    topics.sort(key=lambda topic: (topic.order, topic.id))
    rules = [*language.cues, *language.modifiers, *(rule for topic in topics for rule in topic.rules)]
    unread = lost.keys() - {topic.id for topic in topics}
    unknown = [*packs.unknown_questions(topics, lost), *unknown_rules(rules, unread)]
    return tuple(topics), lost, [*problems, *unknown, *packs.reused(topics), *packs.accepted_twice(topics)]


def _own_words(path: Path | None) -> tuple[OwnWords | None, list[Problem]]:
    if path is None:
        return None, []
    text, problems = files.text(path, Stage.PACKS)
    return (None if problems else OwnWords(file=str(path), text=text)), problems


def _background(paths: Iterable[Path]) -> tuple[dict[str, Sequence[str]], list[Problem]]:
    lines: dict[str, Sequence[str]] = {}
    problems: list[Problem] = []
    for path in paths:
        text, more = files.text(path, Stage.PACKS)
        problems += more
        lines[str(path)] = text.split("\n")
    return lines, problems
