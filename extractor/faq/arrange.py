"""Arranging passages as an FAQ: under every question that rules claim, grouped by stance, one person's same words
once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from extractor.faq.rulings import Candidate, Ruled, candidates
from extractor.model import (
    Act,
    Answer,
    Conversation,
    Entry,
    Faq,
    Label,
    Passage,
    Position,
    Problem,
    Question,
    Role,
    Section,
    Stance,
)
from extractor.model.addresses import thread_path
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
    conversations: Mapping[str, Conversation],
    labels: Mapping[str, Sequence[Label]],
    ruled: Ruled,
    as_of: date,
    vocabulary: Vocabulary,
    only_kept: bool = False,
) -> tuple[Faq, list[Problem]]:
    """The whole FAQ. Threads in the order of `conversations`; with `only_kept`, nothing unjudged is printed.

    `vocabulary` tells which answers say the same.
    """
    by_question, problems = candidates(topics, conversations, labels, ruled)
    sections = []
    for topic in topics:
        entries = []
        for question in topic.questions:
            rows = [row for row in by_question[question.address] if row.ruling is not None or not only_kept]
            entries.append(Entry(question=question, positions=_positions(question, rows, conversations, vocabulary)))
        sections.append(
            Section(
                id=topic.id, title=topic.title, summary=topic.summary, notice=topic.notice, entries=tuple(entries)
            )
        )
    leftovers = tuple(_leftovers(labels, [passage for _, passage in ruled.decisions]))
    return Faq(as_of=as_of, sections=tuple(sections), leftovers=leftovers), problems


def _leftovers(labels: Mapping[str, Sequence[Label]], judged: Iterable[Passage]) -> Iterator[Label]:
    """Advice and facts on a topic that stand under no question and that nobody has judged."""
    judged_by_post = defaultdict(list)
    for passage in judged:
        judged_by_post[passage.thread, passage.post].append(passage)
    for rows in labels.values():
        for label in rows:
            if label.topics and not label.answer and not label.quote and label.act in (Act.ADVICE, Act.FACT):
                place = (label.passage.thread, label.passage.post)
                if not any(label.passage.meets(passage) for passage in judged_by_post.get(place, ())):
                    yield label


def _positions(
    question: Question,
    candidates: Sequence[Candidate],
    conversations: Mapping[str, Conversation],
    vocabulary: Vocabulary,
) -> tuple[Position, ...]:
    stances = {row.stance for row in candidates}
    if None in stances and len(stances) > 1:
        # Beside passages with a stance, those without one are printed as `explains`: a heading of their own would say
        # nothing.
        candidates = [replace(row, stance=row.stance or Stance.EXPLAINS) for row in candidates]
    positions = []
    for stance, heading in HEADINGS.items():
        answers = _answers([row for row in candidates if row.stance is stance], conversations)
        if answers:
            answers = _sayings(question, answers, vocabulary)
            title = question.positions.get(stance, heading) if stance else heading
            people = tuple(dict.fromkeys(answer.author for answer in answers))
            positions.append(Position(stance=stance, title=title, people=people, answers=answers))
    return tuple(positions)


def _answers(candidates: Sequence[Candidate], conversations: Mapping[str, Conversation]) -> tuple[Answer, ...]:
    """One person's same words once; the post that says most first, its sentences in their own order."""
    weight: dict[tuple[str, int], float] = {}
    for row in candidates:
        key = (row.passage.thread, row.passage.post)
        weight[key] = weight.get(key, 0) + row.score
    ordered = sorted(
        candidates,
        key=lambda row: (
            -weight[row.passage.thread, row.passage.post],
            row.passage.thread,
            row.passage.post,
            row.passage.start,
        ),
    )
    rows_by_words: dict[tuple[str, str, str], list[Candidate]] = {}
    for row in ordered:
        post = conversations[row.passage.thread].thread.by_number[row.passage.post]
        forum = row.passage.thread.split("/", 1)[0]
        rows_by_words.setdefault((forum, post.author or "", folded(row.passage.text).casefold()), []).append(row)
    return tuple(_answer(rows, conversations) for rows in rows_by_words.values())


def _sayings(question: Question, answers: Sequence[Answer], vocabulary: Vocabulary) -> tuple[Answer, ...]:
    """The answers of a position with the number of what each says; answers that say the same share it."""
    groups = grouping.group([answer.passage.text for answer in answers], vocabulary, question.title)
    numbers = {place: number for number, members in enumerate(groups, 1) for place in members}
    return tuple(replace(answer, saying=numbers[place]) for place, answer in enumerate(answers))


def _answer(rows: Sequence[Candidate], conversations: Mapping[str, Conversation]) -> Answer:
    chosen = next((row for row in rows if row.ruling is not None), rows[0])
    passage = chosen.passage
    thread = conversations[passage.thread].thread
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
        also_in=tuple(row.passage for row in rows if row is not chosen),
        needs=chosen.needs,
        ruling=chosen.ruling,
    )
