"""The order of the answers of one position, person by person.

What a person says stands together. Neighbouring passages of a post are one saying. Of a person's sayings the best
stands first: an editor's lead, else what is judged, else what is strong, of these the one for which most speaks; two
more follow, and the others are folded. People stand in the order of their best sayings. Where sayings name different
amounts of one unit, the newest of them stands first: amounts change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise

from extractor.faq.deciding import RuledCandidate
from extractor.model import Answer, Prominence, Strength

RANKS = (Strength.JUDGED, Strength.STRONG, Strength.WEAK)
"""The order of strengths."""
LEAD = -1
"""The rank of an editor's lead."""
JOINED = 3
"""How many passages one saying has at most."""
BETWEEN = 2
"""How many characters may stand between neighbours: white space."""
BESIDE = 2
"""How many sayings of a person stand open beside the best."""

_AMOUNT = re.compile(
    r"(?P<before>[$€£¥])[ \t\xa0]?(?P<sum>\d[\d.,]*+)|(?<![\d.,])(?P<share>\d[\d.,]*+)[ \t\xa0]?(?P<after>[%€£¥])"
)


@dataclass(frozen=True, slots=True)
class _Saying:
    """Neighbouring passages of one post, ruled on alike or with one that needs the other; or all that a person says,
    the best saying first."""

    answers: tuple[Answer, ...]
    rank: int
    weight: float

    @property
    def key(self) -> tuple[int, float, str, int, int]:
        first = self.answers[0].passage
        return self.rank, -self.weight, first.thread, first.post, first.start


def ordered(candidates: Sequence[RuledCandidate]) -> list[Answer]:
    """The answers of these candidates, which stand in one position, each with its prominence.

    Of one person's same words only one stands there: a judged one, else that of the strongest saying.
    """
    by_person: dict[tuple[object, ...], list[RuledCandidate]] = defaultdict(list)
    for row in candidates:
        passage = row.answer.passage
        # Posts of unknown authors may be by different people.
        nameless = () if row.answer.author is not None else (passage.thread, passage.post)
        by_person[(*row.answer.person, *nameless)].append(row)
    voices = []
    for rows in by_person.values():
        sayings = _newest_first(sorted(_sayings(rows), key=lambda saying: saying.key))
        answers = tuple(_arranged(sayings))
        voices.append(_Saying(answers, sayings[0].rank, sayings[0].weight))
    voices.sort(key=lambda voice: voice.key)
    return [answer for voice in _newest_first(voices) for answer in voice.answers]


def _sayings(rows: Iterable[RuledCandidate]) -> list[_Saying]:
    sayings: list[list[RuledCandidate]] = []
    for row in sorted(rows, key=_place):
        if sayings and len(sayings[-1]) < JOINED and _adjoin(sayings[-1][-1].answer, row.answer):
            sayings[-1].append(row)
        else:
            sayings.append([row])
    return [
        _Saying(
            tuple(row.answer for row in group),
            min(_rank(row.answer) for row in group),
            sum(row.score for row in group),
        )
        for group in sayings
    ]


def _place(row: RuledCandidate) -> tuple[str, int, int, int]:
    passage = row.answer.passage
    return passage.thread, passage.post, passage.start, passage.end


def _rank(answer: Answer) -> int:
    return LEAD if answer.ruling and answer.ruling.lead else RANKS.index(answer.strength)


def _adjoin(one: Answer, two: Answer) -> bool:
    first, second = one.passage, two.passage
    near = (first.thread, first.post) == (second.thread, second.post) and 0 <= second.start - first.end <= BETWEEN
    alike = one.ruling == two.ruling and not one.also_in and not two.also_in
    return near and (alike or (two.needs is not None and two.needs.meets(first)))


def _arranged(sayings: Sequence[_Saying]) -> Iterable[Answer]:
    """A person's sayings, the best first: those beside it and those behind in the order of their posts."""
    beside = list(sayings[1:2])
    if beside:
        # Two of one post can be read as one.
        alike = [saying for saying in sayings[2:] if _source(saying) == _source(beside[0])]
        beside += [*alike, *sayings[2:]][: BESIDE - 1]
    more = [saying for saying in sayings[1:] if saying not in beside]
    for group, prominence in (
        (sayings[:1], Prominence.LEAD),
        (sorted(beside, key=_in_post), Prominence.BESIDE),
        (sorted(more, key=_in_post), Prominence.FOLDED),
    ):
        for saying in group:
            yield from (replace(answer, prominence=prominence) for answer in saying.answers)


def _source(saying: _Saying) -> tuple[object, ...]:
    first = saying.answers[0]
    return first.passage.thread, first.passage.post, first.ruling


def _in_post(saying: _Saying) -> tuple[str, int, int]:
    first = saying.answers[0].passage
    return first.thread, first.post, first.start


def _newest_first(blocks: Sequence[_Saying]) -> list[_Saying]:
    """Where blocks of one rank name different amounts of one unit, the newest takes the first place of these."""
    result: list[_Saying] = []
    for _, group in groupby(blocks, key=lambda block: block.rank):
        result += _newest_of(list(group))
    return result


def _newest_of(blocks: list[_Saying]) -> list[_Saying]:
    by_unit: dict[str, dict[int, set[str]]] = defaultdict(dict)
    for place, block in enumerate(blocks):
        for unit, amounts in amounts_in(answer.passage.text for answer in block.answers).items():
            by_unit[unit][place] = amounts
    differing = {
        place
        for amounts_by_place in by_unit.values()
        if any(one != two for one, two in pairwise(amounts_by_place.values()))
        for place in amounts_by_place
    }
    dated = [place for place in sorted(differing) if blocks[place].answers[0].posted is not None]
    newest = sorted((blocks[place] for place in dated), key=_age)
    for place, block in zip(dated, newest, strict=True):
        blocks[place] = block
    return blocks


def amounts_in(texts: Iterable[str]) -> dict[str, set[str]]:
    """Sums of money and shares in some texts, by their unit: `$`, `€`, `£`, `¥` or `%`."""
    amounts: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for match in _AMOUNT.finditer(text):
            unit, number = match["before"] or match["after"], match["sum"] or match["share"]
            amounts[unit].add(number.rstrip(".,").replace(",", ""))
    return amounts


def _age(block: _Saying) -> float:
    """Smaller for newer posts. Times without a zone are taken as they are printed."""
    posted = block.answers[0].posted
    assert posted is not None, "only dated posts are compared"
    return -(posted.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds()
