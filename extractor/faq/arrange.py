"""Arranging passages as an FAQ: under every question that rules claim, grouped by stance, one person's same words
once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from extractor.faq.deciding import RuledCandidate
from extractor.model import Answer, Entry, Faq, Position, Question, Section, Stance
from extractor.rules.packs import Topic
from extractor.statements import grouping
from extractor.statements.grouping import Vocabulary
from extractor.text.characters import folded
from extractor.text.messages import N_

HEADINGS = {
    Stance.FOR: N_("For it"),
    Stance.AGAINST: N_("Against it"),
    Stance.OPTIONAL: N_("It depends"),
    Stance.EXPLAINS: N_("How it works"),
    None: N_("What people say"),
}
"""Headings where a pack names none, in English; the order is the order of positions."""


def arrange(
    topics: Sequence[Topic],
    candidates: Iterable[RuledCandidate],
    as_of: date,
    vocabulary: Vocabulary,
    only_kept: bool = False,
) -> Faq:
    """The whole FAQ from the candidates of all threads; with `only_kept`, nothing unjudged is printed.

    `vocabulary` tells which answers say the same.
    """
    by_question: dict[str, list[RuledCandidate]] = defaultdict(list)
    for row in candidates:
        if row.answer.ruling is not None or not only_kept:
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
                        positions=_positions(question, by_question.get(question.address, []), vocabulary),
                    )
                    for question in topic.questions
                ),
                words=tuple(topic.words.values()),
            )
            for topic in topics
        ),
    )


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
            people = tuple(dict.fromkeys(answer.author for answer in answers))
            positions.append(Position(stance=stance, title=title, people=people, answers=answers))
    return tuple(positions)


def _answers(candidates: Sequence[RuledCandidate]) -> tuple[Answer, ...]:
    """One person's same words once; the post that says most first, its sentences in their own order."""
    weight: dict[tuple[str, int], float] = {}
    for row in candidates:
        key = (row.answer.passage.thread, row.answer.passage.post)
        weight[key] = weight.get(key, 0) + row.score
    ordered = sorted(
        (row.answer for row in candidates),
        key=lambda answer: (
            -weight[answer.passage.thread, answer.passage.post],
            answer.passage.thread,
            answer.passage.post,
            answer.passage.start,
        ),
    )
    rows_by_words: dict[tuple[str, str, str], list[Answer]] = {}
    for answer in ordered:
        forum = answer.passage.thread.split("/", 1)[0]
        words = folded(answer.passage.text).casefold()
        rows_by_words.setdefault((forum, answer.author or "", words), []).append(answer)
    return tuple(map(_joined, rows_by_words.values()))


def _joined(rows: Sequence[Answer]) -> Answer:
    """One answer of those that are the same words of the same person: a judged one, else the first."""
    chosen = next((row for row in rows if row.ruling is not None), rows[0])
    return replace(chosen, also_in=tuple(row.passage for row in rows if row is not chosen))


def _sayings(question: Question, answers: Sequence[Answer], vocabulary: Vocabulary) -> tuple[Answer, ...]:
    """The answers of a position with the number of what each says; answers that say the same share it."""
    groups = grouping.group([answer.passage.text for answer in answers], vocabulary, question.title)
    numbers = {place: number for number, members in enumerate(groups, 1) for place in members}
    return tuple(replace(answer, saying=numbers[place]) for place, answer in enumerate(answers))
