"""Which threads ask which question of the FAQ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extractor.pipeline.keys import Keys


def asked_in(keys: Keys, ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The ids of the threads that ask each question, by the question's address, in order; of these threads."""
    return {}
