"""What speaks for a passage, in a sentence a reason: the names of weights are for programs."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.answers import PASSAGES
from extractor.asks import ANSWERS
from extractor.faq.against import AGAINST
from extractor.model import Reason


def told(reasons: Iterable[Reason]) -> list[str]:
    """Each of these reasons for a passage as a person reads it: `+1.5 tells what to do`."""
    return [f"{reason.weight:+.1f} {sentence(reason.name)}" for reason in reasons]


def sentence(name: str) -> str:
    """What a weight means, without its subject and its full stop; its name where nobody knows it."""
    weight = PASSAGES.get(name) or ANSWERS.get(name) or AGAINST.get(name)
    if weight is None:
        return name
    means = weight.means.removeprefix("It ").rstrip(".")
    return means[:1].lower() + means[1:]
