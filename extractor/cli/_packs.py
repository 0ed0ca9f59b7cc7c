"""The packs of a corpus, as several commands need them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor import holdback
from extractor.cli._terminal import warn
from extractor.problems import ThreadfaqError

if TYPE_CHECKING:
    from extractor.labels import Classifier


def classifier_of(root: Path) -> Classifier:
    """The packs of a corpus, compiled; refuses packs with problems, because their labels would be wrong without
    notice."""
    from extractor import corpus
    from extractor.pipeline import stages

    loaded = corpus.load(root, corpus.stored(root, warn))
    if broken := holdback.of_labels(loaded.rule_problems):
        raise ThreadfaqError(*broken)
    return stages.classifier(loaded)
