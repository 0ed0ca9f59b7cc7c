"""How a group stands in editors' files: some of its asks that name it, and its askers' wordings."""

from __future__ import annotations

from typing import Any

from extractor.model import Ask, AskedAnchor, Group
from extractor.text.characters import folded, legible, shortened

ANCHORS = 5
"""Asks that a question names at most as those it came from."""
WORDINGS = 10
"""Wordings that a new question is given at most, its title apart: search finds it by them."""
LONGEST = 160
"""Characters of a wording, and of the words of an anchor."""


def other_wordings(group: Group, title: str) -> list[str]:
    """The askers' own wordings of a group but for one, at most WORDINGS, the best first: what asks, of each ask."""
    rows = list(group.wordings)
    for ask in group.asks:
        texts = dict(zip(ask.ranges, ask.texts, strict=True))
        rows += [texts[span] for span in ask.asking if span in texts][:1]
    texts_of_rows = dict.fromkeys(text for row in rows if legible(text := folded(row)) and len(text) <= LONGEST)
    return [text for text in texts_of_rows if text != title][:WORDINGS]


def anchors(group: Group) -> list[AskedAnchor]:
    """Two to five asks that stand for a group: those that open threads first, one a thread as far as that goes."""
    order = sorted(group.asks, key=lambda ask: (-ask.weight, not ask.asking, ask.post is None))
    by_thread: dict[str, Ask] = {}
    for ask in order:
        by_thread.setdefault(ask.thread, ask)
    chosen = list(by_thread.values())
    chosen += [ask for ask in order if ask not in chosen]
    return [_anchor(ask) for ask in chosen[:ANCHORS]]


def _anchor(ask: Ask) -> AskedAnchor:
    texts = dict(zip(ask.ranges, ask.texts, strict=True))
    words = next((texts[span] for span in ask.asking if span in texts), ask.texts[0] if ask.texts else ask.title)
    author = ask.author if ask.author is not None and legible(ask.author) else None
    return AskedAnchor(
        thread=ask.thread, post=ask.post_id, author=author, posted=None, words=shortened(words, LONGEST) or "…"
    )


def row_of(anchor: AskedAnchor) -> dict[str, Any]:
    """An anchor as a table of a file."""
    return {key: value for key, value in anchor._asdict().items() if value is not None}
