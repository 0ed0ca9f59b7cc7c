"""What of one thread stands under each question: the decisions about it laid over what the rules propose.

What comes out needs no post any more, so the FAQ of many threads is arranged without opening one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.faq.borrowed import Borrowed, warning
from extractor.faq.rulings import Candidate, candidates, resolve
from extractor.model import Answer, Conversation, Decision, Label, Passage, Problem, Role, Stance
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
class Decided:
    """What editors and rules make of one thread."""

    candidates: tuple[RuledCandidate, ...]
    """What stands under the questions: in the order of the thread, judged passages behind the others."""
    decisions: tuple[tuple[Decision, Passage], ...]
    """The decisions whose words were found."""
    held_decisions: int
    """How many decisions cannot be applied."""
    problems: tuple[Problem, ...]
    """Why not, and which decisions do nothing."""


def decide(
    questions: Sequence[str], conversation: Conversation, labels: Sequence[Label], decisions: Iterable[Decision]
) -> Decided:
    """The thread's candidates after its decisions; `questions` are the addresses of all questions."""
    id = conversation.thread.id or conversation.thread.name
    threads = {id: conversation}
    ruled = resolve(decisions, threads)
    standing, problems = candidates(questions, threads, {id: labels}, ruled)
    standing, refusals = _without_borrowed(standing, conversation)
    return Decided(
        candidates=tuple(
            RuledCandidate(question=address, stance=row.stance, score=row.score, answer=_answer(row, conversation))
            for address, rows in standing.items()
            for row in rows
        ),
        decisions=ruled.decisions,
        held_decisions=ruled.held_decisions,
        problems=(*ruled.problems, *problems, *refusals),
    )


def _without_borrowed(
    standing: Mapping[str, Sequence[Candidate]], conversation: Conversation
) -> tuple[dict[str, list[Candidate]], list[Problem]]:
    """Candidates that begin with nobody else's words, or that an editor has judged; and the others, each once."""
    borrowed = Borrowed(conversation)
    lenders = {
        row.passage: borrowed.lender(row.passage) for rows in standing.values() for row in rows if row.ruling is None
    }
    kept = {
        address: [row for row in rows if row.ruling is not None or lenders[row.passage] is None]
        for address, rows in standing.items()
    }
    told = [warning(conversation, passage, lender) for passage, lender in lenders.items() if lender is not None]
    return kept, told


def _answer(row: Candidate, conversation: Conversation) -> Answer:
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
    )
