"""What makes a passage weak whatever else speaks for it: it is not printed without an editor for its strength."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.model import Reason, Weight

AGAINST: Mapping[str, Weight] = {
    "other side": Weight(-2.0, "It speaks to another side than the one that asks the question."),
    "like words": Weight(-1.0, "Its thread asks something in like words."),
    "other ask": Weight(-2.0, "It answers somebody who asks something else in the same thread."),
}


def _reason(name: str) -> Reason:
    return Reason(name, AGAINST[name].worth)


OTHER_SIDE, OTHER_ASK, LIKE_WORDS = _reason("other side"), _reason("other ask"), _reason("like words")
"""The same as they stand beside a passage."""
