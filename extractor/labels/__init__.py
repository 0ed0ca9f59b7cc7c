"""What each sentence says: topics, act, stance, and whether it answers a question.

A sentence is judged by rules alone. Nothing here knows a forum's subject or a word of English: topics come from
the packs, acts and modifiers from the language's cues.
"""

from __future__ import annotations

from extractor.labels._examples import failures, strays, unproved
from extractor.labels._judgement import TURNED, Findings, Judgement
from extractor.labels.classifier import Classifier, compiled

__all__ = [
    "TURNED",
    "Classifier",
    "Findings",
    "Judgement",
    "compiled",
    "failures",
    "strays",
    "unproved",
]
