"""What is to be verified again: an editor's word that what a passage states holds goes out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from extractor.model import Decision, Passage, Problem, Severity, Stage


def overdue(decisions: Iterable[tuple[Decision, Passage]], as_of: date) -> Iterator[Problem]:
    """W415 for each decision whose day has passed at the date of the FAQ, which is no clock's."""
    for decision, _ in decisions:
        if decision.check_again is not None and decision.check_again < as_of:
            yield Problem(
                stage=Stage.DECIDE,
                code="W415",
                file=decision.file,
                place=decision.place,
                cause=f"what these words state was to be verified again by {decision.check_again}",
                help="verify it, then write the new `on` and `check_again`, or drop the words",
                severity=Severity.WARNING,
            )
