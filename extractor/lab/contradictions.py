"""Where changed rules go against what editors have decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.model import Decision, Label, Passage, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A decision with which the new rules disagree and the old ones did not."""

    decision: Decision
    """The ruling."""
    reason: str
    """What is against it, in words."""


def contradicted(before: Label, after: Label, ruled: Iterable[tuple[Decision, Passage]]) -> tuple[Contradiction, ...]:
    """The rulings on a sentence that the change of its label contradicts.

    A decision with which the old rules disagreed too is left out.
    """
    return tuple(
        Contradiction(decision=decision, reason=reason)
        for decision, passage in ruled
        if passage.thread == after.passage.thread and passage.meets(after.passage)
        for reason in _against(decision, before, after)
    )


def _against(decision: Decision, before: Label, after: Label) -> Iterator[str]:
    gone = [question for question in before.questions if question not in after.questions]
    new = [question for question in after.questions if question not in before.questions]
    named = decision.question
    if decision.verdict is Verdict.DROP:
        yield from (f"dropped, and now proposed under {question}" for question in new if named in (question, None))
        return
    place = decision.to if decision.verdict is Verdict.MOVE else named
    done = {
        Verdict.KEEP: "kept",
        Verdict.REWORD: "reworded",
        Verdict.ADD: "added",
        Verdict.MOVE: f"moved to {decision.to}",
    }[decision.verdict]
    yield from (f"{done}, and no longer proposed under {question}" for question in gone if place in (question, None))
    if decision.verdict is Verdict.MOVE:
        yield from (f"{done}, and now proposed under {question}" for question in new if question != place)
    for question in after.questions:
        stance = after.stances.get(question)
        agreed = question in before.stances and before.stances[question] == decision.stance
        if question == place and decision.stance is not None and agreed and stance != decision.stance:
            yield f"{done} as `{decision.stance}`, and now `{stance or 'no stance'}`"
