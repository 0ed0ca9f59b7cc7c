"""What is found in a sentence and what it amounts to: values, and the few constants that decide."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from extractor.model import Act, Fired, Modified, Role, Silence, Stance, Vetoed
from extractor.rules import Rule, Status

BY_WEIGHT = (Act.QUESTION, Act.SOCIAL, Act.OTHER, Act.FACT, Act.OPINION, Act.EXPERIENCE, Act.ADVICE)
"""Where two acts have the same weight, the earlier wins; acts whose cues are the most reliable stand first."""

SPEAKS = frozenset({Act.ADVICE, Act.FACT, Act.OPINION})
"""Acts that can answer; an experience can when it tells a habit."""


SILENCES = {
    "condition": frozenset({Act.FACT, Act.EXPERIENCE, Act.OPINION}),
    "aside": frozenset({Act.EXPERIENCE}),
}
"""Modifiers that silence cues, and for which acts. "If he billed for it" is no experience, and neither is "the rule
which he broke": a subordinate clause says which thing is meant, not what the sentence tells. Advice is not among the
first, because many a writer leaves out the comma that ends a condition: "if he lies fire him"."""

MARKED = 0.5
"""The least weight of cues that decides an act."""

TELLS = 1.5
"""Advice has a cue of at least this weight: an order, a proposal, a recommendation. What merely leans towards it, a
`you` or a choice, counts where sentences are compared (`advises`) and makes none of them advice: of 36 labelled
sentences with nothing else, 6 were advice and 19 facts."""

UNMARKED = Act.FACT
"""The act of a sentence without cues: one that names no person, judges nothing and asks nothing states a fact."""

AGAINST_ADVICE = dict.fromkeys(BY_WEIGHT, 0.4) | {Act.QUESTION: 0.2, Act.OPINION: 0.2, Act.FACT: 0.1}
"""How much of what speaks for another act speaks against advice: advice stands beside other acts more often than
instead of them, and facts and opinions are what people give as its reasons."""

REMARK = 1.0
"""What each cue for a remark (`remark` in cues.toml) takes off what speaks for advice. Tried in steps of a half."""

OUTWEIGHS = 3
"""So many rules of one topic outweigh a word of another subject: two that share a word ("lawyer") still do not."""

STRONGEST = ("denied", "optional", "negated")
"""Where several modifiers reach a rule, the first of these decides: what did not happen cannot be turned."""

TURNED = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}
"""What a negation makes of a stance; the others stay what they are."""


class Judgement(NamedTuple):
    """What the rules make of one sentence alone. Offsets count as in its findings."""

    topics: tuple[str, ...]
    act: Act
    acts: Mapping[Act, float]
    """The weight of the cues for each act; the greatest decides."""
    stance: Stance | None
    questions: tuple[str, ...]
    stances: Mapping[str, Stance | None]
    score: float
    fired: tuple[Fired, ...]
    vetoed: tuple[Vetoed, ...]
    """Rules that would have fired, and what kept them silent."""
    modified: tuple[Modified, ...]
    """Rules that fired within the reach of a modifier."""
    marks: frozenset[str]
    advises: float
    """How much speaks for advice: see `advising`."""


class Verdict(NamedTuple):
    """What a set of rules amounts to, in whatever sentence it fires; its fields are those of the `Judgement`."""

    silent: Mapping[str, Vetoed]
    """By id, those of the rules that count for nothing beside the others, or from this speaker."""
    topics: tuple[str, ...]
    act: Act
    acts: Mapping[Act, float]
    stance: Stance | None
    questions: tuple[str, ...]
    stances: Mapping[str, Stance | None]
    score: float
    marks: frozenset[str]
    advises: float


class Findings(NamedTuple):
    """The rules that fired in a sentence, before anything is made of them. Offsets count in that sentence, or in the
    text that it is a part of, where whoever asked said its place there."""

    fired: tuple[Fired, ...]
    """In order of their place."""
    vetoed: Mapping[str, Vetoed]
    """By rule id, why it does not count."""
    modified: Mapping[str, Modified]
    """By rule id, the modifier that reaches it."""


def advising(acts: Mapping[Act, float], remarks: int) -> float:
    """How much speaks for advice: its own cues, less a part of what speaks for other acts (AGAINST_ADVICE), less what
    it remarks on (REMARK). `remarks`: how many cues say that it speaks of how things are."""
    others = sum(AGAINST_ADVICE[act] * weight for act, weight in acts.items() if act is not Act.ADVICE)
    return acts[Act.ADVICE] - others - REMARK * remarks


def modified_by(stance: Stance | None, kind: str) -> Stance | None:
    """A rule's stance as a modifier leaves it."""
    if kind == "negated" and stance is not None:
        return TURNED.get(stance, stance)
    return Stance.OPTIONAL if kind == "optional" else stance


@lru_cache(maxsize=4096)
def vetoed_by(id: str, because: Silence, by: str = "") -> Vetoed:
    """A veto, as one value for all sentences that have the same one: most vetoes repeat, and this saves memory."""
    return Vetoed(id=id, because=because, by=by)


def disregarded(rule: Rule, role: Role | None) -> Silence | None:
    """Why a rule that fires counts for nothing; None where it is in force and may be believed from this speaker."""
    if rule.status is Status.EXPERIMENTAL:
        return Silence.EXPERIMENTAL
    believed = not rule.speakers or role is None or role in rule.speakers
    return None if believed else Silence.SPEAKER


def answers(judged: Judgement, role: Role) -> tuple[bool, str]:
    """Whether a sentence is printed, and why, in one sentence for `threadfaq why`."""
    if not judged.questions:
        return False, "no rule claims a question for it"
    if role is Role.ASKER:
        return False, "the asker tells the case; an answer is somebody else's"
    if "addressee" in judged.marks:
        return False, "it speaks of the person it answers, not of the reader's case"
    if judged.act in SPEAKS:
        return True, f"{judged.act} under {', '.join(judged.questions)}"
    if judged.act is Act.EXPERIENCE and "habit" in judged.marks:
        return True, f"a habit, told as advice, under {', '.join(judged.questions)}"
    return False, f"its act is {judged.act}"
