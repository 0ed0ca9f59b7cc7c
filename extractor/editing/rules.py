"""A rule put into a topic's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.corpus import Corpus
from extractor.editing import history, tables
from extractor.editing.history import Edit
from extractor.model import Problem, Stage, Stance
from extractor.problems import ThreadfaqError
from extractor.rules import packs
from extractor.rules.packs import Topic
from extractor.text.characters import shortened


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """A rule as an editor writes it."""

    topic: str
    """The topic's id."""
    id: str
    """Unique in the topic."""
    question: str | None = None
    """The question that its sentences answer, by its id in the topic; None where they are only about the topic."""
    stance: Stance | None = None
    """Where they stand towards it."""
    weight: float = 2
    """What a match adds."""
    any: Sequence[str] = field(default_factory=tuple)
    """Phrases, of which one must be there."""
    without: Sequence[str] = field(default_factory=tuple)
    """Phrases that must not be there."""
    match: Sequence[str] = field(default_factory=tuple)
    """Sentences that it must match."""
    no_match: Sequence[str] = field(default_factory=tuple)
    """Sentences that it must not match."""


def written(corpus: Corpus, rule: NewRule) -> tuple[str, Topic]:
    """A topic's file with the rule at its end, and the topic as it would be read.

    Raises ThreadfaqError: E404 where there is no such topic, and whatever is wrong with the rule.
    """
    topic = next((each for each in corpus.topics if each.id == rule.topic), None)
    if topic is None:
        cause = f"there is no topic `{shortened(rule.topic)}`"
        raise ThreadfaqError(
            Problem(stage=Stage.COMMAND, code="E404", file=rule.topic, cause=cause, help="choose another one")
        )
    table: dict[str, Any] = {
        "id": rule.id,
        **({"question": rule.question} if rule.question else {}),
        **({"stance": rule.stance.value} if rule.stance else {}),
        "weight": rule.weight,
        "any": list(rule.any),
        **({"without": list(rule.without)} if rule.without else {}),
        "match": list(rule.match),
        "no_match": list(rule.no_match),
    }
    before = (history.read(Path(topic.file)) or b"").decode("utf-8")
    text = tables.appended(before, "rule", [table], topic.file)
    read, problems = packs.read(topic.id, text, topic.file, corpus.language.lexicon)
    if read is None or problems:
        raise ThreadfaqError(*problems)
    return text, read


def write(corpus: Corpus, rule: NewRule) -> None:
    """Put a rule into its topic's file. Raises ThreadfaqError like `written`, E607 and E609 like `history.write`."""
    text, topic = written(corpus, rule)
    path = Path(topic.file)
    edit = Edit(path=path, before=history.read(path), after=text.encode())
    history.write(corpus.root, f"wrote the rule {rule.topic}/{rule.id}", [edit])
