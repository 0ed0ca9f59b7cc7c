"""What people ask: who asks what in a thread, and which asks of many threads ask the same."""

from __future__ import annotations

from extractor.asks.asking import asked

__all__ = ["asked"]
