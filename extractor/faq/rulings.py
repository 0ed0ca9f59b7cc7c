"""Deciding: the words of every decision found in their posts, and the decisions laid over what the rules propose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.corpus.decisions import find, suspected
from extractor.model import (
    Conversation,
    Decision,
    Label,
    Passage,
    Problem,
    Ruling,
    Severity,
    Stage,
    Stance,
    Verdict,
)
from extractor.rules.packs import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may stand under a question."""

    passage: Passage
    stance: Stance | None
    score: float
    needs: Passage | None
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """The decisions that were found, and the problems of those that were not."""

    found: tuple[tuple[Decision, Passage], ...]
    """Decisions with the words they judge, contradicted ones among them."""
    held: tuple[tuple[Decision, Passage], ...]
    """Decisions that cannot be applied, lost and contradicted ones, with each passage that they may judge."""
    problems: tuple[Problem, ...]
    """Why not."""

    @property
    def held_decisions(self) -> int:
        """How many decisions cannot be applied."""
        return len({(decision.file, decision.number) for decision, _ in self.held})


def resolve(
    decisions: Iterable[Decision], conversations: Mapping[str, Conversation], unread: Iterable[str] = ()
) -> Ruled:
    """Find every decision's words; contradictions and orphans are problems, never dropped in silence.

    `unread` are threads that are held back for a reason of their own, which is told once.
    """
    found: list[tuple[Decision, Passage]] = []
    held: list[tuple[Decision, Passage]] = []
    problems: list[Problem] = []
    for decision in decisions:
        conversation = conversations.get(decision.thread)
        if conversation is None:
            if decision.thread not in unread and not decision.broken:
                problems.append(_complaint(decision, "E406", f"there is no thread {decision.thread} to judge"))
            continue
        passage, more = (None, []) if decision.broken else find(decision, conversation)
        problems += more
        if passage is None:
            held += [(decision, each) for each in suspected(decision, conversation)]
            continue
        for other, words in found:
            if _contradicts(decision, passage, other, words):
                problems.append(
                    _complaint(decision, "E405", f"decision {other.number} rules on the same words already")
                )
                held += [(decision, passage), (other, words)]
        found.append((decision, passage))
    return Ruled(found=tuple(found), held=tuple(held), problems=tuple(problems))


def _contradicts(decision: Decision, passage: Passage, other: Decision, words: Passage) -> bool:
    """Two rulings on overlapping words contradict under one question: the second would undo the first."""
    asked, before = decision.question, other.question
    return passage.meets(words) and (asked == before or None in (asked, before))


def _complaint(decision: Decision, code: str, cause: str) -> Problem:
    return Problem(
        stage=Stage.DECIDE,
        code=code,
        file=decision.file,
        place=f"decision {decision.number}",
        cause=cause,
        help="keep one of them" if code == "E405" else "move the file to its thread's name, or remove it",
    )


def proposed(
    topics: Sequence[Topic], conversations: Mapping[str, Conversation], labels: Mapping[str, Sequence[Label]]
) -> dict[str, list[Candidate]]:
    standing: dict[str, list[Candidate]] = {question.address: [] for topic in topics for question in topic.questions}
    for thread, rows in labels.items():
        for label in rows:
            for address in label.questions:
                standing[address].append(
                    Candidate(
                        passage=label.passage,
                        stance=label.stances[address],
                        score=label.score,
                        needs=_needs(label, conversations[thread]),
                    )
                )
    return standing


def _needs(label: Label | None, conversation: Conversation) -> Passage | None:
    if label is None or label.needs is None:
        return None
    start, end = label.needs
    post = conversation.thread.by_number[label.passage.post]
    return replace(label.passage, start=start, end=end, text=post.text[start:end])


def rule(
    standing: dict[str, list[Candidate]],
    ruled: Ruled,
    conversations: Mapping[str, Conversation],
    labels: Mapping[str, Sequence[Label]],
) -> list[Problem]:
    """Lay the decisions over the proposals, in the order of the files."""
    problems = []
    contradicted = {decision for decision, _ in ruled.held}
    for decision, passage in ruled.found:
        if decision in contradicted:
            continue
        overlapped = {
            address: [row for row in rows if row.passage.meets(passage)] for address, rows in standing.items()
        }
        named = (
            [decision.question] if decision.question else [address for address, rows in overlapped.items() if rows]
        )
        for address in named:
            standing[address] = [row for row in standing[address] if not row.passage.meets(passage)]
        if decision.verdict is Verdict.DROP:
            if not any(overlapped[address] for address in named):
                problems.append(_idle(decision))
            continue
        targets = [decision.to] if decision.verdict is Verdict.MOVE else named
        if not targets:
            problems.append(
                Problem(
                    stage=Stage.DECIDE,
                    code="E408",
                    file=decision.file,
                    place=f"decision {decision.number}",
                    cause="it names no question, and the program proposes none for these words",
                    help='add `question = "topic/question"`',
                )
            )
        for address in filter(None, targets):
            before = next(iter(overlapped.get(address, [])), None)
            standing[address] = [row for row in standing[address] if not row.passage.meets(passage)]
            label = _label_at(passage, labels.get(passage.thread, ()))
            standing[address].append(
                Candidate(
                    passage=passage,
                    stance=decision.stance or (before.stance if before else None),
                    score=before.score if before else 0.0,
                    needs=_needs(label, conversations[passage.thread]),
                    ruling=Ruling(
                        verdict=decision.verdict,
                        by=decision.by,
                        on=decision.on,
                        because=decision.because,
                        text=decision.text,
                    ),
                )
            )
    for decision, passage in ruled.held:
        # Words that another editor judged, in a decision that can be applied, are not in doubt.
        for address in [decision.question] if decision.question else list(standing):
            standing[address] = [row for row in standing[address] if row.ruling or not row.passage.meets(passage)]
    return problems


def _idle(decision: Decision) -> Problem:
    """A drop that drops nothing: harmless today, and a sign that the rules have changed under it."""
    return Problem(
        stage=Stage.DECIDE,
        code="W409",
        file=decision.file,
        place=f"decision {decision.number}",
        cause="it drops words that the program does not print there",
        help="remove it, or name the question they are printed under",
        severity=Severity.WARNING,
    )


def _label_at(passage: Passage, labels: Iterable[Label]) -> Label | None:
    """The label of the sentence that a passage begins in."""
    return next(
        (
            label
            for label in labels
            if label.passage.post == passage.post and label.passage.start <= passage.start < label.passage.end
        ),
        None,
    )
