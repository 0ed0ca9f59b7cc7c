"""Deciding: the words of every decision found in their posts, and the decisions laid over what the rules propose.

Everything is looked up by post: decisions and candidates of other posts never meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from extractor.faq.finding import Finder
from extractor.model import (
    Conversation,
    Decision,
    Label,
    Passage,
    Problem,
    Ruling,
    ScoredPassage,
    Severity,
    Stage,
    Stance,
    Verdict,
)
from extractor.tables import nearest

ANY = "*"
"""The address under which passages stand that answer whatever their thread asks."""


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

    decisions: tuple[tuple[Decision, Passage], ...]
    """Those that were found, with the words they judge, contradicted ones among them."""
    held: tuple[tuple[Decision, Passage], ...]
    """Decisions that cannot be applied, lost and contradicted ones, with each passage that they may judge."""
    problems: tuple[Problem, ...]
    """Why not."""

    @property
    def held_decisions(self) -> int:
        """How many decisions cannot be applied."""
        return len({(decision.file, decision.number) for decision, _ in self.held})


def resolve(
    decisions: Iterable[Decision],
    conversations: Mapping[str, Conversation],
    unread: Iterable[str] = (),
    threads: Iterable[str] = (),
) -> Ruled:
    """Find every decision's words; contradictions and orphans are problems, never dropped in silence.

    `unread` are threads that are held back for a reason of their own, which is told once; `threads` are those whose
    names a file without one may be meant for.
    """
    silent = frozenset(unread)
    orphans: set[str] = set()
    known = list(threads)
    held: list[tuple[Decision, Passage]] = []
    anchored: list[tuple[Decision, Passage]] = []
    by_post: dict[tuple[str, int], list[tuple[Decision, Passage]]] = defaultdict(list)
    finders: dict[str, Finder] = {}
    problems: list[Problem] = []
    for decision in decisions:
        conversation = conversations.get(decision.thread)
        if conversation is None:
            if decision.thread not in silent and not decision.broken and decision.file not in orphans:
                orphans.add(decision.file)
                problems.append(_orphan(decision, nearest(decision.thread, known)))
            continue
        finder = finders.get(decision.thread)
        if finder is None:
            finder = finders[decision.thread] = Finder(conversation)
        passage, more = (None, []) if decision.broken else finder.find(decision)
        problems += more
        if passage is None:
            held += [(decision, each) for each in finder.suspected(decision)]
            continue
        earlier = by_post[passage.thread, passage.post]
        for other, words in earlier:
            if _contradicts(decision, passage, other, words):
                problems.append(
                    _complaint(decision, "E405", f"decision {other.number} rules on the same words already")
                )
                held += [(decision, passage), (other, words)]
        earlier.append((decision, passage))
        anchored.append((decision, passage))
    return Ruled(decisions=tuple(anchored), held=tuple(held), problems=tuple(problems))


def _contradicts(decision: Decision, passage: Passage, other: Decision, words: Passage) -> bool:
    """Two rulings on overlapping words contradict under one question: the second would undo the first."""
    question, before = decision.question, other.question
    return (question == before or None in (question, before)) and passage.meets(words)


def _orphan(decision: Decision, right: str | None) -> Problem:
    """The problem (E406) of a whole file: it has no thread; `right` is the nearest that there is."""
    name = decision.thread.partition("/")[2]
    help = f"did you mean `{right}`? name the file {right.partition('/')[2]}.toml, not {name}.toml" if right else ""
    return Problem(
        stage=Stage.DECIDE,
        code="E406",
        file=decision.file,
        cause=f"there is no thread {decision.thread} to judge",
        help=help or "move the file to its thread's name, or remove it",
    )


def _complaint(decision: Decision, code: str, cause: str) -> Problem:
    return Problem(
        stage=Stage.DECIDE,
        code=code,
        file=decision.file,
        place=decision.place,
        cause=cause,
        help="keep one of them",
    )


def candidates(
    questions: Iterable[str],
    conversations: Mapping[str, Conversation],
    labels: Mapping[str, Sequence[Label]],
    ruled: Ruled,
    passages: Iterable[ScoredPassage] = (),
) -> tuple[dict[str, list[Candidate]], list[Problem]]:
    """What stands under each of these addresses of questions: what the rules propose, the decisions laid over it.

    Candidates come in the order of `labels`, those of decisions behind them in the order of `ruled`. Under `ANY`
    stand `passages`, which answer what their thread asks.
    """
    table = _Table((*questions, ANY))
    for scored in passages:
        table.add(ANY, Candidate(passage=scored.passage, stance=None, score=scored.score, needs=None))
    for thread, rows in labels.items():
        for label in rows:
            for address in label.questions:
                table.add(
                    address,
                    Candidate(
                        passage=label.passage,
                        stance=label.stances[address],
                        score=label.score,
                        needs=_needs(label, conversations[thread]),
                    ),
                )
    problems = _rule(table, ruled, conversations, labels)
    return table.rows, problems


class _Table:
    """Candidates by question, which can be asked for those that share words with a passage."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._rows: dict[str, dict[int, Candidate]] = {address: {} for address in addresses}
        self._by_post: dict[tuple[str, int], dict[str, dict[int, Candidate]]] = defaultdict(dict)
        self._answering: list[Passage] = []
        self._numbers = count()

    def add(self, address: str, row: Candidate) -> None:
        """A candidate, behind all others."""
        number = next(self._numbers)
        if address == ANY:
            self._answering.append(row.passage)
        self._rows[address][number] = row
        self._by_post[row.passage.thread, row.passage.post].setdefault(address, {})[number] = row

    def take(self, passage: Passage, question: str | None = None) -> dict[str, list[Candidate]]:
        """Candidates that share words with this passage, under one question or all, in their order; they are gone."""
        return self._remove(passage, question, judged=True)

    def hold(self, passage: Passage, question: str | None = None) -> None:
        """Remove what shares words with this passage, but not what an editor judged in a decision that is applied."""
        self._remove(passage, question, judged=False)

    def _remove(self, passage: Passage, question: str | None, *, judged: bool) -> dict[str, list[Candidate]]:
        here = self._by_post.get((passage.thread, passage.post), {})
        removed = {}
        for address in [question] if question else list(here):
            numbers = [
                number
                for number, row in here.get(address, {}).items()
                if (judged or row.ruling is None) and row.passage.meets(passage)
            ]
            if numbers:
                removed[address] = [here[address].pop(number) for number in numbers]
                for number in numbers:
                    del self._rows[address][number]
        return removed

    def answers(self, passage: Passage) -> bool:
        """Whether words of this passage answer what their thread asks, or did before an editor ruled on them."""
        return any(words.meets(passage) for words in self._answering)

    @property
    def rows(self) -> dict[str, list[Candidate]]:
        """Candidates by the address of their question."""
        return {address: list(rows.values()) for address, rows in self._rows.items()}


def _needs(label: Label | None, conversation: Conversation) -> Passage | None:
    if label is None or label.needs is None:
        return None
    start, end = label.needs
    post = conversation.thread.by_number[label.passage.post]
    return Passage.of(conversation.thread, post, start, end)


def _rule(
    table: _Table,
    ruled: Ruled,
    conversations: Mapping[str, Conversation],
    labels: Mapping[str, Sequence[Label]],
) -> list[Problem]:
    """Apply the decisions to the proposals, in the order of the files."""
    problems = []
    labels_by_post: dict[tuple[str, int], list[Label]] = defaultdict(list)
    for thread, rows in labels.items():
        for label in rows:
            labels_by_post[thread, label.passage.post].append(label)
    contradicted = {(decision.file, decision.number) for decision, _ in ruled.held}
    for decision, passage in ruled.decisions:
        if (decision.file, decision.number) in contradicted:
            continue
        taken = table.take(passage, decision.question)
        if decision.verdict is Verdict.DROP:
            if not taken and not table.answers(passage):
                problems.append(_idle(decision))
            continue
        named = [decision.question] if decision.question else list(taken)
        targets = [decision.to] if decision.verdict is Verdict.MOVE else named
        if not targets:
            problems.append(
                Problem(
                    stage=Stage.DECIDE,
                    code="E408",
                    file=decision.file,
                    place=decision.place,
                    cause="it names no question, and the program proposes none for these words",
                    help='add `question = "topic/question"`',
                )
            )
        needs = _needs(
            _label_at(passage, labels_by_post.get((passage.thread, passage.post), ())), conversations[passage.thread]
        )
        for address in filter(None, targets):
            replaced = taken.get(address) or table.take(passage, address).get(address)
            before = replaced[0] if replaced else None
            table.add(
                address,
                Candidate(
                    passage=passage,
                    stance=decision.stance or (before.stance if before else None),
                    score=before.score if before else 0.0,
                    needs=needs,
                    ruling=Ruling(
                        verdict=decision.verdict,
                        by=decision.by,
                        on=decision.on,
                        because=decision.because,
                        text=decision.text,
                        lead=decision.lead,
                        check_again=decision.check_again,
                    ),
                ),
            )
    for decision, passage in ruled.held:
        table.hold(passage, decision.question)
    return problems


def _idle(decision: Decision) -> Problem:
    """W409 for a drop without effect: perhaps the rules have changed since it was written."""
    return Problem(
        stage=Stage.DECIDE,
        code="W409",
        file=decision.file,
        place=decision.place,
        cause="it drops words that the program does not print there",
        help="remove it, or name the question they are printed under",
        severity=Severity.WARNING,
    )


def _label_at(passage: Passage, labels: Iterable[Label]) -> Label | None:
    """The label, of those of its post, of the sentence that a passage begins in."""
    return next((label for label in labels if label.passage.start <= passage.start < label.passage.end), None)
