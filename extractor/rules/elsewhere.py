"""Cues for other subjects, without the words that packs use themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractor.rules import Rule
from extractor.rules.packs import Topic
from extractor.text.characters import words


def vocabulary_of(topics: Iterable[Topic]) -> set[str]:
    """The words in packs' phrases and names: none of them is a sign of another subject."""
    vocabulary: set[str] = set()
    for topic in topics:
        for rule in topic.rules:
            vocabulary.update(form for phrase in rule.phrases for piece in phrase.pieces for form in piece.forms)
        wordings = (wording for question in topic.questions for wording in (question.title, *question.also_asked))
        called = {word.norm for text in (topic.title, topic.summary, *wordings) for word in words(text)}
        vocabulary |= called | {word.removesuffix("s") for word in called}
    return vocabulary


def foreign(cue: Rule, own: set[str]) -> Rule:
    """The cue for other subjects without words that a pack uses: a pack about kilns uses `oven`, so there an oven is
    no sign of another subject."""
    phrases = []
    for phrase in cue.phrases:
        pieces = tuple(replace(piece, forms=piece.forms - own) for piece in phrase.pieces)
        if all(piece.forms or piece.sign for piece in pieces):
            phrases.append(replace(phrase, pieces=pieces))
    return replace(cue, phrases=tuple(phrases))
