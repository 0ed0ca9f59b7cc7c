"""The order of the answers of one position.

An editor's lead stands first, then what is judged, then what is strong; of these the post that says most first, its
sentences in their own order. Where posts name different amounts of one unit, the newest of them stands first: amounts
change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from extractor.faq.deciding import RuledCandidate
from extractor.model import Answer, Strength

RANKS = (Strength.JUDGED, Strength.STRONG, Strength.WEAK)
"""The order of strengths."""
LEAD = -1
"""The rank of an editor's lead."""

_AMOUNT = re.compile(
    r"(?P<before>[$€£¥])[ \t\xa0]?(?P<sum>\d[\d.,]*+)|(?<![\d.,])(?P<share>\d[\d.,]*+)[ \t\xa0]?(?P<after>[%€£¥])"
)


def ordered(candidates: Sequence[RuledCandidate]) -> list[Answer]:
    """The answers of these candidates, which stand in one position."""
    weight: dict[tuple[str, int], float] = {}
    strongest: dict[tuple[str, int], int] = {}
    for row in candidates:
        post = row.answer.passage.thread, row.answer.passage.post
        weight[post] = weight.get(post, 0) + row.score
        if row.answer.ruling is None:
            strongest[post] = min(strongest.get(post, len(RANKS)), RANKS.index(row.answer.strength))

    def block(answer: Answer) -> tuple[int, float, str, int]:
        passage = answer.passage
        post = passage.thread, passage.post
        rank = strongest[post] if answer.ruling is None else LEAD if answer.ruling.lead else 0
        return rank, -weight[post], *post

    rows = sorted((row.answer for row in candidates), key=lambda answer: (block(answer), answer.passage.start))
    blocks = [list(answers) for _, answers in groupby(rows, block)]
    for _, places in groupby(range(len(blocks)), lambda place: block(blocks[place][0])[0]):
        _newest_first(blocks, list(places))
    return [answer for answers in blocks for answer in answers]


def _newest_first(blocks: list[list[Answer]], places: Sequence[int]) -> None:
    """Where blocks at these places name different amounts of one unit, the newest takes the first place."""
    by_unit: dict[str, dict[int, set[str]]] = defaultdict(dict)
    for place in places:
        for unit, amounts in amounts_in(answer.passage.text for answer in blocks[place]).items():
            by_unit[unit][place] = amounts
    differing = {
        place
        for amounts_by_place in by_unit.values()
        if len({frozenset(amounts) for amounts in amounts_by_place.values()}) > 1
        for place in amounts_by_place
    }
    dated = [place for place in sorted(differing) if blocks[place][0].posted is not None]
    newest = sorted((blocks[place] for place in dated), key=_age)
    for place, block in zip(dated, newest, strict=True):
        blocks[place] = block


def amounts_in(texts: Iterable[str]) -> dict[str, set[str]]:
    """Sums of money and shares in some texts, by their unit: `$`, `€`, `£`, `¥` or `%`."""
    amounts: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for match in _AMOUNT.finditer(text):
            unit, number = match["before"] or match["after"], match["sum"] or match["share"]
            amounts[unit].add(number.rstrip(".,").replace(",", ""))
    return amounts


def _age(block: Sequence[Answer]) -> float:
    """Smaller for newer posts. Times without a zone are taken as they are printed."""
    posted = block[0].posted
    assert posted is not None, "only dated posts are compared"
    return -(posted.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds()
