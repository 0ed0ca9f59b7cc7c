"""What each sentence of a thread does towards an answer: facts, from its label and the phrases of a language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.model import Act, Conversation, Label
from extractor.statements.ranking import Phrases
from extractor.text import own_words
from extractor.text.characters import norms

_TRACKED = re.compile(r"#\d{3,}|\b\d{6,}\b")
_CLOSED = re.compile(r"[.!…)\"”’:]\Z")
_TROUBLES = frozenset({Act.EXPERIENCE, Act.QUESTION})
_GUIDES = frozenset({Act.ADVICE, Act.FACT})


class Sentence(NamedTuple):
    """A sentence that is its author's own prose."""

    label: Label
    """What the rules make of it."""
    words: Sequence[str]
    """Its words, folded."""
    polite: bool
    """Whether it only greets, thanks or signs."""
    asks: bool
    """Whether it asks."""
    pleads: bool
    """Whether it begs for help."""
    deflects: bool
    """Whether it says that the matter will be dealt with elsewhere."""
    offers: bool
    """Whether it offers more help."""
    points: bool
    """Whether it leads to a page."""
    writer: bool
    """Whether it speaks of its writer."""
    trouble: bool
    """Whether it tells of trouble that its writer has, or begs for help."""
    case: bool
    """Whether it speaks of what happened in one case."""
    guides: bool
    """Whether it tells what to do or how things are, and none of what speaks against that is true."""
    closed: bool
    """Whether it ends as a sentence does."""

    @property
    def talks(self) -> bool:
        """Whether it is nothing but talk between two people, and part of no passage."""
        return self.polite or self.pleads or self.deflects or self.offers


def of_thread(conversation: Conversation, labels: Sequence[Label], phrases: Phrases) -> Mapping[int, list[Sentence]]:
    """The sentences of each post by its number, in order; what is not its author's prose is left out."""
    own = own_words.of_conversation(conversation)
    sentences: dict[int, list[Sentence]] = {post.number: [] for post in conversation.thread.posts}
    for label in labels:
        passage = label.passage
        if label.prose and own[passage.post].holds(passage.start, passage.end):
            sentences[passage.post].append(_sentence(label, phrases))
    return sentences


def _sentence(label: Label, phrases: Phrases) -> Sentence:
    text = label.passage.text
    words = norms(text)
    says = phrases.in_words(words)
    kinds = {rule.id.partition("/")[0] for rule in label.rules}
    polite = label.act is Act.SOCIAL
    asks = label.act is Act.QUESTION or text.rstrip().endswith("?")
    pleads = says("pleads")
    deflects = says("deflects")
    case = "addressee" in kinds or says("case") or _TRACKED.search(text) is not None
    return Sentence(
        label=label,
        words=words,
        polite=polite,
        asks=asks,
        pleads=pleads,
        deflects=deflects,
        offers=says("offers"),
        points=says("points"),
        writer=says("writer"),
        trouble=pleads or (says("writer") and label.act in _TROUBLES and says("fails")),
        case=case,
        guides=label.act in _GUIDES and not asks and not pleads and not deflects,
        closed=_CLOSED.search(text) is not None,
    )
