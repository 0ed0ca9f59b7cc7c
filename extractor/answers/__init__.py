"""How the posts of a thread answer what is asked in it, and which passages others can use."""

from __future__ import annotations

from extractor.answers._posts import public
from extractor.answers._weights import PASSAGES, WEIGHTS
from extractor.answers.answering import answered

__all__ = ["PASSAGES", "WEIGHTS", "answered", "public"]
