"""The input of every tool of the lab: a corpus whose rules can be run, its threads, and the chosen rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor import corpus, holdback, labels
from extractor.corpus import Corpus
from extractor.labels import Classifier
from extractor.model import Conversation, Problem, Stage, wire
from extractor.pipeline.built import linked_of
from extractor.pipeline.keys import Keys
from extractor.pipeline.stages import unspoken
from extractor.problems import ThreadfaqError
from extractor.rules import Rule
from extractor.rules.languages import Language
from extractor.rules.packs import Topic
from extractor.tables import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """A corpus and its rules, ready to be tried."""

    corpus: Corpus
    """The corpus."""
    classifier: Classifier
    """Its packs and its language's cues, compiled."""


def opened(root: Path, say: Callable[[str], None] = lambda _: None) -> Lab:
    """The corpus at `root`; `say` is told in one line where its store cannot be used.

    Raises ThreadfaqError with every problem of its packs, cues and background: what is broken would be measured
    wrong.
    """
    loaded = corpus.load(root, corpus.stored(root, say))
    return Lab(corpus=loaded, classifier=compiled(loaded.topics, loaded.language, loaded.rule_problems))


def compiled(packs: Sequence[Topic], language: Language, problems: Iterable[Problem]) -> Classifier:
    """The classifier of packs and a language; `problems` are those met when they were read.

    Raises ThreadfaqError when rules are broken; decisions and threads may be.
    """
    if broken := holdback.of_labels(problems):
        raise ThreadfaqError(*broken)
    return labels.compiled(tuple(packs), language)


def chosen(classifier: Classifier, names: Sequence[str]) -> list[Rule]:
    """The rules that a person names by id, by topic or by kind of cue; all when nobody is named.

    Raises ThreadfaqError (E311) for a name that is none.
    """
    rules = list(classifier.rules.values())
    claims = {rule.claims for rule in rules}
    for name in names:
        if name not in classifier.rules and name not in claims:
            right = nearest(name, sorted(claims)) or nearest(name, list(classifier.rules))
            raise ThreadfaqError(
                Problem(
                    stage=Stage.COMMAND,
                    code="E311",
                    file=name,
                    cause="there is no rule, topic or kind of cue of this name",
                    help=f"did you mean `{right}`?" if right else f"topics and kinds: {', '.join(sorted(claims))}",
                )
            )
    return [rule for rule in rules if not names or rule.id in names or rule.claims in names]


def conversations(loaded: Corpus) -> Mapping[str, Conversation]:
    """Every thread of a corpus in the language of its rules, linked, by id.

    Raises ThreadfaqError with every source that cannot be read: a number over the others would be a wrong one.
    """
    conversations_by_id: dict[str, Conversation] = {}
    problems: list[Problem] = []
    keys = Keys(loaded)
    for id in loaded.index.threads:
        linked = linked_of(keys, id)
        if linked.thread is None:
            problems += linked.problems
            continue
        conversation = wire.conversation(linked.thread)
        if unspoken(conversation, loaded.language) is None:
            conversations_by_id[id] = conversation
    loaded.store.commit()
    if problems:
        raise ThreadfaqError(*problems)
    return conversations_by_id
