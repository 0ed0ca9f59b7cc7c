"""What people ask: who asks what in a thread, and which asks of many threads ask the same."""

from __future__ import annotations

from extractor.asks._group_weights import ANSWERS
from extractor.asks.asking import asked
from extractor.asks.opening import settled

__all__ = ["ANSWERS", "asked", "settled"]
