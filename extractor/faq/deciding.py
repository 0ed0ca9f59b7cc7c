"""What of one thread stands under each question: the decisions about it laid over what the rules propose.

What comes out needs no post any more, so the FAQ of many threads is arranged without opening one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.faq.rulings import ANY, Candidate, candidates, resolve
from extractor.faq.sides import NO_SIDES, Addressed, Sides
from extractor.faq.withheld import Lent, warning
from extractor.linking.asked import Answering
from extractor.linking.borrowed import Borrowed, Lender
from extractor.model import (
    Answer,
    Conversation,
    Decision,
    Label,
    Mined,
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
    lent: str | None = None
    """What stands for the words of somebody else that it begins with, if it does: see `Lent`."""
    misses: tuple[str, ...] = ()
    """The sides that it does not speak to, of those that ask questions."""


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
    lent: str | None = None
    """As in RuledCandidate."""
    misses: tuple[str, ...] = ()
    """As in RuledCandidate."""
    asked: int | None = None
    """The post whose ask it answers, as `linking.asked` has it."""


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
    lent: tuple[Lent, ...] = ()
    """Passages that begin with somebody else's words: none of them stands, unless the words stand in many threads."""


def decide(
    questions: Sequence[str],
    conversation: Conversation,
    labels: Sequence[Label],
    decisions: Iterable[Decision],
    mined: Mined | None = None,
    sides: Sides = NO_SIDES,
) -> Decided:
    """The thread's candidates after its decisions.

    `questions` are the addresses of all questions, `sides` those that ask them; `mined` is what the thread itself
    asks, and what answers it there.
    """
    passages = mined.answered.passages if mined else ()
    answering = Answering(conversation, mined.asked.asks if mined else ())
    addressed = Addressed(sides, conversation, answering)
    id = conversation.thread.id or conversation.thread.name
    threads = {id: conversation}
    ruled = resolve(decisions, threads)
    standing, problems = candidates(questions, threads, {id: labels}, ruled, passages)
    lenders = _lenders(standing, conversation)
    scored = {(row.passage.post, row.passage.start, row.passage.end): row for row in passages}
    best = {(row.passage.post, row.passage.start): row for row in passages}
    pool = standing.pop(ANY, [])
    claimed = {row.passage for rows in standing.values() for row in rows if row.ruling is None}
    return Decided(
        candidates=tuple(
            RuledCandidate(
                question=address,
                stance=row.stance,
                score=row.score,
                answer=_answer(row, conversation, best.get((row.passage.post, row.passage.start))),
                lent=_lent(row, lenders),
                misses=() if row.ruling else addressed.misses(row.passage),
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
                lent=_lent(row, lenders),
                misses=() if row.ruling else addressed.misses(row.passage),
                asked=answering.asked(row.passage.post),
            )
            for row in pool
            for one in [scored.get((row.passage.post, row.passage.start, row.passage.end))]
        ),
        decisions=ruled.decisions,
        held_decisions=ruled.held_decisions,
        problems=(*ruled.problems, *problems),
        lent=tuple(
            Lent(run=lender.run, warning=warning(conversation, passage, lender) if passage in claimed else None)
            for passage, lender in lenders.items()
        ),
    )


def _lenders(standing: Mapping[str, Sequence[Candidate]], conversation: Conversation) -> dict[Passage, Lender]:
    """Who said first what candidates begin with that no editor has judged; nothing of those that begin with their
    author's own words."""
    borrowed = Borrowed(conversation)
    passages = dict.fromkeys(row.passage for rows in standing.values() for row in rows if row.ruling is None)
    lenders = ((passage, borrowed.lender(passage)) for passage in passages)
    return {passage: lender for passage, lender in lenders if lender is not None}


def _lent(row: Candidate, lenders: Mapping[Passage, Lender]) -> str | None:
    return lenders[row.passage].run if row.ruling is None and row.passage in lenders else None


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
