"""What of one thread stands under each question: the decisions about it laid over what the rules propose.

What comes out needs no post any more, so the FAQ of many threads is arranged without opening one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.faq.borrowed import Borrowed, warning
from extractor.faq.rulings import ANY, Candidate, candidates, resolve
from extractor.model import (
    Answer,
    Conversation,
    Decision,
    Label,
    Passage,
    Problem,
    Role,
    ScoredPassage,
    Stance,
    Strength,
)
from extractor.model.addresses import thread_path


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledCandidate:
    """A passage that stands under a question, with what is printed beside it."""

    question: str
    """The question's address."""
    stance: Stance | None
    """Where it stands, if anything says so."""
    score: float
    """How much speaks for it."""
    answer: Answer
    """As it is printed where no other passage of the same words joins it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadAnswer:
    """A passage that answers what its thread asks, whichever question that is."""

    score: float
    """How much speaks for it."""
    strong: str | None
    """The kind of evidence that makes it strong, if any does."""
    answer: Answer
    """As it is printed where no other passage of the same words joins it."""
    ruled_under: tuple[str, ...]
    """Addresses of questions under which an editor ruled on these words: there the decision counts instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What editors and rules make of one thread."""

    candidates: tuple[RuledCandidate, ...]
    """What stands under the questions: in the order of the thread, judged passages behind the others."""
    thread_answers: tuple[ThreadAnswer, ...]
    """What stands under every question that the thread asks, the best first."""
    decisions: tuple[tuple[Decision, Passage], ...]
    """The decisions whose words were found."""
    held_decisions: int
    """How many decisions cannot be applied."""
    problems: tuple[Problem, ...]
    """Why not, and which decisions do nothing."""


def decide(
    questions: Sequence[str],
    conversation: Conversation,
    labels: Sequence[Label],
    decisions: Iterable[Decision],
    passages: Sequence[ScoredPassage] = (),
) -> Decided:
    """The thread's candidates after its decisions.

    `questions` are the addresses of all questions; `passages` answer what the thread itself asks.
    """
    id = conversation.thread.id or conversation.thread.name
    threads = {id: conversation}
    ruled = resolve(decisions, threads)
    standing, problems = candidates(questions, threads, {id: labels}, ruled, passages)
    standing, refusals = _without_borrowed(standing, conversation)
    scored = {(row.passage.post, row.passage.start, row.passage.end): row for row in passages}
    best = {(row.passage.post, row.passage.start): row for row in passages}
    pool = standing.pop(ANY, [])
    return Decided(
        candidates=tuple(
            RuledCandidate(
                question=address,
                stance=row.stance,
                score=row.score,
                answer=_answer(row, conversation, best.get((row.passage.post, row.passage.start))),
            )
            for address, rows in standing.items()
            for row in rows
        ),
        thread_answers=tuple(
            ThreadAnswer(
                score=row.score,
                strong=one.strong if one else None,
                answer=_answer(row, conversation, one),
                ruled_under=_ruled_under(row.passage, ruled.decisions, ruled.held),
            )
            for row in pool
            for one in [scored.get((row.passage.post, row.passage.start, row.passage.end))]
        ),
        decisions=ruled.decisions,
        held_decisions=ruled.held_decisions,
        problems=(*ruled.problems, *problems, *refusals),
    )


def _without_borrowed(
    standing: Mapping[str, Sequence[Candidate]], conversation: Conversation
) -> tuple[dict[str, list[Candidate]], list[Problem]]:
    """Candidates that begin with nobody else's words, or that an editor has judged; and warnings of the others.

    Of passages under `ANY` nobody is warned: perhaps no question asks for them.
    """
    borrowed = Borrowed(conversation)
    lenders = {
        row.passage: borrowed.lender(row.passage) for rows in standing.values() for row in rows if row.ruling is None
    }
    kept = {
        address: [row for row in rows if row.ruling is not None or lenders[row.passage] is None]
        for address, rows in standing.items()
    }
    unjudged = (row for address, rows in standing.items() if address != ANY for row in rows if row.ruling is None)
    claimed = {row.passage for row in unjudged}
    warnings = [
        warning(conversation, passage, lender)
        for passage, lender in lenders.items()
        if lender is not None and passage in claimed
    ]
    return kept, warnings


def _ruled_under(passage: Passage, *rulings: Sequence[tuple[Decision, Passage]]) -> tuple[str, ...]:
    """The questions, of those that decisions name, under which one rules on some of these words."""
    named = {
        decision.question
        for rows in rulings
        for decision, words in rows
        if decision.question is not None and words.meets(passage)
    }
    return tuple(sorted(named))


def _answer(row: Candidate, conversation: Conversation, scored: ScoredPassage | None) -> Answer:
    passage = row.passage
    thread = conversation.thread
    post = thread.by_number[passage.post]
    return Answer(
        passage=passage,
        author=post.author,
        author_certain=post.author_certain,
        role=post.role if post.author else Role.UNKNOWN,
        posted=post.posted,
        url=f"{thread_path(passage.thread)}#{passage.id}",
        original=post.permalink or thread.url,
        permalink=post.permalink,
        needs=row.needs,
        ruling=row.ruling,
        thread_url=thread.url,
        strength=Strength.WEAK if row.ruling is None else Strength.JUDGED,
        because=scored.because if scored else (),
    )
