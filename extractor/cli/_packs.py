"""The packs of a corpus, as several commands need them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor import holdback
from extractor.cli._terminal import warn
from extractor.problems import ThreadfaqError

if TYPE_CHECKING:
    from extractor.labels import Classifier
    from extractor.rules.languages import Language
    from extractor.rules.packs import Topic


def classifier_of(root: Path) -> Classifier:
    """The packs of a corpus, compiled; refuses packs with problems, because their labels would be wrong without
    notice."""
    from extractor.labels import compiled

    return compiled(*packs_of(root))


def packs_of(root: Path) -> tuple[tuple[Topic, ...], Language]:
    """The topics of a corpus and its language; refuses packs with problems, see `classifier_of`."""
    from extractor import corpus

    loaded = corpus.load(root, corpus.stored(root, warn))
    if broken := holdback.of_labels(loaded.rule_problems):
        raise ThreadfaqError(*broken)
    return tuple(loaded.topics), loaded.language
