"""How many examples the property tests try: few in every run, many under `make test-slow`."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("THREADFAQ_THOROUGH") == "1"
"""Whether time does not matter; then property tests count as slow ones, so that they run among them."""


def examples(few: int, many: int) -> int:
    """The number of examples of a property test: `few` in every run, `many` in a thorough one."""
    return many if THOROUGH else few
