"""Which phrases find no more than others: an exact decision from their structure, without trying sentences.

A phrase is a small automaton over tokens. Whether all its matches are matches of another is decided by walking both
at once over every kind of token that they can tell apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from extractor.rules.phrases import GAP, Phrase, PhrasePiece

LIMIT = 20_000
"""Pairs of states after which a question is left undecided, and the answer is no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One token of a phrase."""

    forms: frozenset[str] = frozenset()
    number: bool = False
    anything: bool = False
    optional: bool = False

    def takes(self, token: _Token) -> bool:
        word, number = token
        return self.anything or (self.number and number) or word in self.forms


_Token = tuple[str, bool]
"""A word, and whether it counts as a number. The word "" stands for every word that no phrase names."""


def includes(wide: Phrase, narrow: Phrase, around: bool = False) -> bool:
    """Whether every match of `narrow` is a match of `wide`; with `around`, whether it holds one.

    True is proved; False may mean that it could not be decided.
    """
    if (wide.starts and not narrow.starts) or (wide.ends and not narrow.ends):
        return False
    # Most pairs differ in a word that must be there; that is seen without walking.
    musts = [piece.forms for piece in narrow.required()]
    if not all(any(forms <= piece.forms for forms in musts) for piece in wide.required()):
        return False
    first, second = _steps(narrow), _steps(wide)
    before, behind = around and not wide.starts, around and not wide.ends
    tokens = _tokens((*first, *second))
    begun = _reach(second, {0})
    waiting = [(place, begun) for place in _reach(first, {0})]
    states = set(waiting)
    while waiting:
        place, places = waiting.pop()
        if place == len(first) and len(second) not in places:
            return False
        if place == len(first):
            continue
        for token in tokens:
            if not first[place].takes(token):
                continue
            after = {at + 1 for at in places if at < len(second) and second[at].takes(token)}
            after |= {0} if before else set()
            after |= {len(second)} if behind and len(second) in places else set()
            reached = _reach(second, after)
            for next_place in _reach(first, {place + 1}):
                pair = (next_place, reached)
                if pair not in states:
                    states.add(pair)
                    waiting.append(pair)
        if len(states) > LIMIT:
            return False
    return True


def never_meet(one: Phrase, other: Phrase, numeric: Callable[[str], bool]) -> bool:
    """Whether two phrases that both begin the sentence can never stand in one sentence.

    `numeric` says which words count as numbers: a sentence's beginning may lie behind one. True is proved.
    """
    first, second = _steps(one), _steps(other)
    if not (one.starts and other.starts and _plain(first, numeric) and _plain(second, numeric)):
        return False
    tokens = _tokens((*first, *second))
    waiting = [(a, b) for a in _reach(first, {0}) for b in _reach(second, {0})]
    states = set(waiting)
    while waiting:
        a, b = waiting.pop()
        if a == len(first) or b == len(second):
            return False
        for token in tokens:
            if first[a].takes(token) and second[b].takes(token):
                for pair in ((x, y) for x in _reach(first, {a + 1}) for y in _reach(second, {b + 1})):
                    if pair not in states:
                        states.add(pair)
                        waiting.append(pair)
    return True


def _plain(steps: Sequence[_Step], numeric: Callable[[str], bool]) -> bool:
    """Whether a phrase can only begin at a word, so that all such phrases begin at the same one."""
    for step in steps:
        if step.anything or step.number or not all(form.isalpha() and not numeric(form) for form in step.forms):
            return False
        if not step.optional:
            return True
    return False


def _steps(phrase: Phrase) -> tuple[_Step, ...]:
    return tuple(step for piece in phrase.pieces for step in _of_piece(piece))


def _of_piece(piece: PhrasePiece) -> list[_Step]:
    if piece.sign == "*":
        return [_Step(anything=True, optional=True)] * GAP
    return [_Step(forms=piece.forms, number=piece.sign == "#", optional=piece.optional)]


def _tokens(steps: Sequence[_Step]) -> list[_Token]:
    """One token of each kind that these steps can tell apart."""
    kinds: dict[tuple[bool, ...], _Token] = {}
    distinct = list(dict.fromkeys(steps))
    for word in ("", *sorted({form for step in distinct for form in step.forms})):
        for number in (False, True):
            kinds.setdefault(tuple(step.takes((word, number)) for step in distinct), (word, number))
    return list(kinds.values())


def _reach(steps: Sequence[_Step], places: Iterable[int]) -> frozenset[int]:
    """These places, and those behind steps that may be missing."""
    reached = set(places)
    waiting = list(reached)
    while waiting:
        place = waiting.pop()
        if place < len(steps) and steps[place].optional and place + 1 not in reached:
            reached.add(place + 1)
            waiting.append(place + 1)
    return frozenset(reached)
