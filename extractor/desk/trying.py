"""A rule tried over the corpus before it is written: what it catches, what that changes, which examples it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor import corpus, labels
from extractor.editing.rules import NewRule, written
from extractor.faq import resolve
from extractor.lab.diff import Flip, compared
from extractor.lab.opening import compiled
from extractor.model import Conversation, Problem, wire
from extractor.pipeline.built import linked_of
from extractor.pipeline.keys import Keys
from extractor.pipeline.stages import unspoken
from extractor.problems import ThreadfaqError
from extractor.rules.phrases import Phrase
from extractor.text.characters import norms

SHOWN = 60
"""Sentences that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a rule would do."""

    caught: int
    """How many sentences it finds in the threads."""
    threads: int
    """In how many threads."""
    flips: tuple[Flip, ...]
    """Sentences that are judged otherwise, the first SHOWN."""
    flipped: int
    """How many those are in all."""
    against: int
    """How many of editors' decisions they go against."""
    problems: tuple[Problem, ...]
    """What is wrong with it: examples that it fails, words that it cannot be made of."""


def tried(root: Path, rule: NewRule) -> Trial:
    """Try a rule over the threads of a corpus; only those that have its words are judged."""
    store = corpus.stored(root, lambda _: None)
    try:
        loaded = corpus.load(root, store)
        _, topic = written(loaded, rule)
        old = compiled(loaded.topics, loaded.language, loaded.rule_problems)
        topics = tuple(topic if each.id == topic.id else each for each in loaded.topics)
        new = labels.Classifier(topics, loaded.language)
        made = new.rules[f"{rule.topic}/{rule.id}"]
        conversations = _with(loaded, made.phrases)
        problems = tuple(labels.failures(new, [made]))
        ruled = resolve((row for row in loaded.decisions if row.thread in conversations), conversations)
        difference = compared(old, new, conversations, ruled.decisions)
        places = [
            label.passage.thread
            for conversation in conversations.values()
            for label in new.label(conversation)
            if made.id in label.rule_ids
        ]
        return Trial(
            caught=len(places),
            threads=len(set(places)),
            flips=difference.flips[:SHOWN],
            flipped=len(difference.flips),
            against=sum(len(flip.contradictions) for flip in difference.flips),
            problems=problems,
        )
    except ThreadfaqError as error:
        return Trial(caught=0, threads=0, flips=(), flipped=0, against=0, problems=tuple(error.problems))
    finally:
        store.close()


def _with(loaded: corpus.Corpus, phrases: tuple[Phrase, ...]) -> Mapping[str, Conversation]:
    """The threads that have every word which one of these phrases must have, in one of its forms."""
    wanted = [[piece.forms for piece in phrase.required()] for phrase in phrases]
    keys = Keys(loaded)
    rows: dict[str, Conversation] = {}
    for id in loaded.index.threads:
        thread = linked_of(keys, id).thread
        if thread is None:
            continue
        conversation = wire.conversation(thread)
        words = {word for post in conversation.thread.posts for word in norms(post.text)}
        has_words = any(all(forms & words for forms in pieces) for pieces in wanted)
        if has_words and unspoken(conversation, loaded.language) is None:
            rows[id] = conversation
    return rows
