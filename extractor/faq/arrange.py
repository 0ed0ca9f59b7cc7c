"""Arranging passages as an FAQ: under every question that rules claim, grouped by stance, one person's same words
once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from extractor.faq.against import LIKE_WORDS, OTHER_ASK, OTHER_SIDE
from extractor.faq.deciding import RuledCandidate, ThreadAnswer
from extractor.faq.order import ordered
from extractor.model import (
    PRINTED,
    Answer,
    Entry,
    Faq,
    Position,
    Publish,
    Question,
    Reason,
    Section,
    Stance,
    Strength,
)
from extractor.rules.packs import Topic
from extractor.statements import grouping
from extractor.statements.grouping import Vocabulary
from extractor.text.characters import folded
from extractor.text.messages import N_

HEADINGS = {
    Stance.EXPLAINS: N_("How it works"),
    Stance.FOR: N_("For it"),
    Stance.AGAINST: N_("Against it"),
    Stance.OPTIONAL: N_("It depends"),
    None: N_("What people say"),
}
"""Headings where a pack names none, in English; the order is the order of positions:
how it works stands above opinions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingThread:
    """A thread that asks a question of the FAQ, with what answers it there."""

    id: str
    """Thread id."""
    posts: frozenset[int | None]
    """The posts that ask it, by their numbers; None for the thread's title."""
    about: bool
    """Whether it is what the thread is about: then all of it may answer, whoever else asks there."""
    surely: bool
    """Whether these posts surely ask it; else they ask something in like words."""
    answers: tuple[ThreadAnswer, ...]
    """The best first, whichever ask of the thread they answer."""


def arrange(
    topics: Sequence[Topic],
    candidates: Iterable[RuledCandidate],
    as_of: date,
    vocabulary: Vocabulary,
    publish: Publish = Publish.STRONG,
    asking: Mapping[str, Sequence[AskingThread]] = MappingProxyType({}),
) -> Faq:
    """The whole FAQ from the candidates of all threads; `publish` says what is printed without an editor.

    `asking` gives by a question's address the threads that ask it. `vocabulary` tells which answers say the same.
    """
    by_question: dict[str, list[RuledCandidate]] = defaultdict(list)
    for row in candidates:
        by_question[row.question].append(row)
    return Faq(
        as_of=as_of,
        sections=tuple(
            Section(
                id=topic.id,
                title=topic.title,
                summary=topic.summary,
                notice=topic.notice,
                entries=tuple(
                    Entry(
                        question=question,
                        positions=_positions(
                            question,
                            published(
                                gathered(
                                    question,
                                    by_question.get(question.address, []),
                                    asking.get(question.address, ()),
                                ),
                                publish,
                            ),
                            vocabulary,
                        ),
                    )
                    for question in topic.questions
                ),
                formerly=topic.formerly,
                words=tuple(topic.words.values()),
            )
            for topic in topics
        ),
    )


def gathered(
    question: Question, claimed: Iterable[RuledCandidate], asking: Iterable[AskingThread]
) -> list[RuledCandidate]:
    """All candidates of a question: what its rules claim and editors ruled, and what answers the threads that ask it.

    Where rules claim sentences of a passage that answers its thread, these sentences stand for it, with its evidence.
    A claim by a rule alone is weak: its thread may speak of something else. So is what answers a thread that asks it
    in like words alone, or somebody who asks something else there, and what speaks to another side.
    """
    address = question.address
    rows = list(claimed)
    by_post: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        by_post[row.answer.passage.thread, row.answer.passage.post].append(place)
    more: list[RuledCandidate] = []
    for thread in asking:
        for each in thread.answers:
            if address in each.ruled_under:
                continue
            passage = each.answer.passage
            places = [
                place
                for place in by_post.get((passage.thread, passage.post), ())
                if rows[place].answer.passage.meets(passage)
            ]
            doubt = _doubt(thread, each)
            for place in places:
                if rows[place].answer.ruling is None:
                    supported = _supported(rows[place], each)
                    rows[place] = supported if doubt is None else _against(supported, doubt)
            if not places:
                answer = replace(each.answer, strength=_strength(each))
                row = RuledCandidate(
                    question=address, stance=None, score=each.score, answer=answer, misses=each.misses
                )
                more.append(row if doubt is None or each.answer.ruling else _against(row, doubt))
    return [_sided(row, question.side) for row in (*rows, *more)]


def _doubt(thread: AskingThread, answer: ThreadAnswer) -> Reason | None:
    """Why a passage that answers its thread may answer another question, if anything makes one doubt it."""
    if not thread.surely:
        return LIKE_WORDS
    return None if thread.about or answer.asked in thread.posts else OTHER_ASK


def _sided(row: RuledCandidate, side: str | None) -> RuledCandidate:
    """A candidate; a weak one where it is known to speak to another side than the one that asks, if nobody judged
    it."""
    if side is None or side not in row.misses or row.answer.ruling is not None:
        return row
    return _against(row, OTHER_SIDE)


def _against(row: RuledCandidate, reason: Reason) -> RuledCandidate:
    """A candidate with a reason that makes it weak, whatever else speaks for it."""
    answer = replace(row.answer, strength=Strength.WEAK, because=(reason, *row.answer.because))
    return replace(row, score=row.score + reason.weight, answer=answer)


def _strength(row: ThreadAnswer) -> Strength:
    return Strength.STRONG if row.strong is not None and row.answer.ruling is None else row.answer.strength


def _supported(row: RuledCandidate, thread_answer: ThreadAnswer) -> RuledCandidate:
    """What a rule claims, with the evidence that it answers its thread."""
    answer = replace(row.answer, strength=_strength(thread_answer), because=thread_answer.answer.because)
    return replace(row, score=row.score + thread_answer.score, answer=answer)


def published(candidates: Iterable[RuledCandidate], publish: Publish) -> list[RuledCandidate]:
    """Those of a question's candidates that are printed."""
    return [row for row in candidates if row.answer.strength in PRINTED[publish]]


def _positions(
    question: Question, candidates: Sequence[RuledCandidate], vocabulary: Vocabulary
) -> tuple[Position, ...]:
    stances = {row.stance for row in candidates}
    if None in stances and len(stances) > 1:
        # Beside passages with a stance, those without one are printed as `explains`: a heading of their own would say
        # nothing.
        candidates = [replace(row, stance=row.stance or Stance.EXPLAINS) for row in candidates]
    positions = []
    for stance, heading in HEADINGS.items():
        answers = _answers([row for row in candidates if row.stance is stance])
        if answers:
            answers = _sayings(question, answers, vocabulary)
            title = question.positions.get(stance, heading) if stance else heading
            people = tuple(name for _, name in dict.fromkeys(answer.person for answer in answers))
            positions.append(Position(stance=stance, title=title, people=people, answers=answers))
    return tuple(positions)


def _answers(candidates: Sequence[RuledCandidate]) -> tuple[Answer, ...]:
    """One person's same words once, in the order of `order`."""
    rows_by_words: dict[tuple[str, str | None, str], list[RuledCandidate]] = {}
    for row in sorted(candidates, key=_first_place):
        words = folded(row.answer.passage.text).casefold()
        rows_by_words.setdefault((*row.answer.person, words), []).append(row)
    return tuple(ordered([_joined(rows) for rows in rows_by_words.values()]))


def _first_place(row: RuledCandidate) -> tuple[bool, float, str, int, int]:
    passage = row.answer.passage
    ruling = row.answer.ruling
    return not (ruling and ruling.lead), -row.score, passage.thread, passage.post, passage.start


def _joined(rows: Sequence[RuledCandidate]) -> RuledCandidate:
    """One answer of those that are the same words of the same person: a judged one, else the first."""
    chosen = next((row for row in rows if row.answer.ruling is not None), rows[0])
    also_in = tuple(row.answer.passage for row in rows if row is not chosen)
    return replace(chosen, answer=replace(chosen.answer, also_in=also_in))


def _sayings(question: Question, answers: Sequence[Answer], vocabulary: Vocabulary) -> tuple[Answer, ...]:
    """The answers of a position with the number of what each says; answers that say the same share it."""
    groups = grouping.group([answer.passage.text for answer in answers], vocabulary, question.title)
    numbers = {place: number for number, members in enumerate(groups, 1) for place in members}
    return tuple(replace(answer, saying=numbers[place]) for place, answer in enumerate(answers))
