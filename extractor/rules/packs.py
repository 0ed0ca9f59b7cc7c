"""A topic pack: its questions, its rules, everything about one topic in one file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from extractor.model import AskedAnchor, Problem, Question, Severity, Stage, Stance
from extractor.model.addresses import question_path, topic_of, topic_path
from extractor.rules import NAME, Rule, RuleReader
from extractor.rules.phrases import Lexicon
from extractor.tables import Table, nearest, parse
from extractor.text.slugs import is_device

MOST_MONTHS = 1200
"""Months that a fact may last; a hundred years."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Topic:
    """One topic of the FAQ. Equal to itself alone, for what is compiled of it to be kept by it."""

    id: str
    """The pack's file name; a part of its questions' addresses."""
    title: str
    """Its title."""
    summary: str
    """One sentence about it."""
    order: float
    """Topics are listed by this number, then by id."""
    notice: str | None
    """What stands at each of its answers."""
    questions: tuple[Question, ...]
    """Its questions, in the order of the file."""
    rules: tuple[Rule, ...]
    """Its rules."""
    file: str
    """The pack."""
    formerly: tuple[str, ...] = ()
    """Addresses of questions that were retired from it."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Its lists of words, each for one matter; by name."""
    facts_last: int | None = None
    """For how many months a fact that it prints is good, before somebody should look at it again."""


def read(name: str, text: str, file: str, lexicon: Lexicon) -> tuple[Topic | None, list[Problem]]:
    """One pack from its text; None when it cannot be used at all."""
    values, problems = parse(text, file, Stage.PACKS)
    if problems:
        return None, problems
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    _as_address(top, name)
    own = top.word_lists("words")
    lexicon = replace(lexicon, lists={**lexicon.lists, **own})
    title = top.text("title", required=True)
    summary = top.text("summary", required=True)
    notice = top.text("notice")
    order = top.number("order")
    months = top.number("facts_last_months")
    if months is not None and not (1 <= months <= MOST_MONTHS and months.is_integer()):
        top.complain("E203", "`facts_last_months` is no number of months", "write a whole number, like 24")
        months = None
    formerly = _former(top, top.texts("formerly"))
    questions = tuple(
        question
        for table in top.tables("question", "question")
        if (question := _question(table, name, own)) is not None
    )
    ids = [question.id for question in questions]
    for twice in sorted({id for id in ids if ids.count(id) > 1}):
        top.complain("E306", f"there are two questions `{twice}`", "an id is an address: give each its own")
    reader = RuleReader(lexicon, file)
    rules = []
    for table in top.tables("rule", "rule"):
        rule = reader.read(table, name, ids)
        table.done()
        if rule is not None:
            rules.append(rule)
    top.done()
    if title is None or summary is None:
        return None, problems
    topic = Topic(
        id=name,
        title=title,
        summary=summary,
        order=100.0 if order is None else order,
        notice=notice,
        questions=questions,
        rules=tuple(rules),
        file=file,
        formerly=formerly,
        words=own,
        facts_last=None if months is None else int(months),
    )
    return topic, problems


def _as_address(table: Table, id: str) -> bool:
    """Whether an id can be part of an address, and the name of a file anywhere; told where not."""
    if not NAME.fullmatch(id):
        table.complain("E207", f"`{id}` cannot be an address", "use small letters, digits and single hyphens")
        return False
    if is_device(id):
        table.complain("E207", f"`{id}` is a device of Windows, and no file there can be called so", f"say `{id}-1`")
        return False
    return True


def _question(table: Table, topic: str, lists: Collection[str]) -> Question | None:
    id, title = table.text("id", required=True), table.text("title", required=True)
    also = table.texts("also_asked")
    positions = {}
    for stance, heading in table.mapping("positions").items():
        if stance not in list(Stance) or not isinstance(heading, str):
            table.complain(
                "E203", f"`positions.{stance}` is no heading of a stance", "for, against, optional, explains"
            )
        else:
            positions[Stance(stance)] = heading
    side, formerly = table.text("side"), _former(table, table.texts("formerly"))
    if side is not None and not side.isalpha() and side not in lists:
        help = f'write one word, or list its names: {json.dumps(side, ensure_ascii=False)} = ["…"] below `[words]`'
        table.complain("W216", f"the side {side!r} is not one word, so no post names it", help)
    asked = anchors(table.tables("asked", f"{table.place}, asked"))
    table.done()
    if id is None or title is None:
        return None
    if not _as_address(table, id):
        return None
    question = Question(
        id=id,
        topic=topic,
        title=title,
        also_asked=also,
        positions=positions,
        side=side,
        formerly=formerly,
        asked=asked,
    )
    if question_path(question) == topic_path(topic):
        table.complain("E208", f"the page of a question `{id}` would be its topic's own page", "give it another id")
        return None
    return question


def _former(table: Table, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses that were in use before, `topic/question` each."""
    for address in addresses:
        if not all(NAME.fullmatch(part) for part in address.split("/")) or address.count("/") != 1:
            table.complain(
                "E203", f"`formerly` has `{address}`, which is no address", "write topic/question, as it was"
            )
            return ()
    return addresses


def former(topics: Iterable[Topic]) -> dict[str, str | None]:
    """What stands for each address that was in use before: the question's address now, None for one retired."""
    topics = list(topics)
    addresses: dict[str, str | None] = {old: None for topic in topics for old in topic.formerly}
    for topic in topics:
        for question in topic.questions:
            addresses.update(dict.fromkeys(question.formerly, question.address))
    return addresses


def sides(topics: Iterable[Topic]) -> dict[str, tuple[str, ...]]:
    """The sides that ask questions, sorted, each with the words that name it: its own word, and those of the list of
    that name in the packs that speak of it."""
    words: dict[str, set[str]] = {}
    for topic in topics:
        for side in {question.side for question in topic.questions if question.side}:
            words.setdefault(side, {side}).update(topic.words.get(side, ()))
    return {side: tuple(sorted(words[side])) for side in sorted(words)}


def reused(topics: Sequence[Topic]) -> list[Problem]:
    """Addresses that are in use, and were another question's before; and those that two questions had."""
    now = {question.address for topic in topics for question in topic.questions}
    problems, holders = [], dict[str, str]()
    for topic in topics:
        rows = [(f"question {question.id}", question.formerly) for question in topic.questions]
        for place, addresses in [*rows, ("", topic.formerly)]:
            for address in addresses:
                if address in now or address in holders:
                    cause = (
                        f"`{address}` is a question of today" if address in now else f"{holders[address]} has it too"
                    )
                    help = "an address is never used again: give the new question another id"
                    problems.append(
                        Problem(
                            stage=Stage.PACKS,
                            code="E314",
                            file=topic.file,
                            place=place,
                            cause=f"`formerly`: {cause}",
                            help=help if address in now else "an old address leads to one page: remove one of them",
                        )
                    )
                holders.setdefault(address, f"{topic.file}, {place}" if place else topic.file)
    return problems


def anchors(rows: Iterable[Table]) -> tuple[AskedAnchor, ...]:
    """The asks that tables `asked` name; a broken one is told and left out."""
    result = []
    for row in rows:
        before = len(row.problems)
        thread, words = row.text("thread", required=True), row.text("words", required=True)
        post, author, posted = row.text("post"), row.text("author"), row.text("posted")
        if posted is not None and author is None:
            row.complain("E203", "`posted` without `author` names no post", "add `author`, or the post's id")
        row.done()
        if len(row.problems) == before:
            anchor = AskedAnchor(thread=thread or "", post=post, author=author, posted=posted, words=words or "")
            result.append(anchor)
    return tuple(result)


def accepted_twice(topics: Sequence[Topic]) -> list[Problem]:
    """The warning (W414) that two questions came from the same asks: one group of them was accepted twice."""
    rows = [(topic, question, set(map(_ask_of, question.asked))) for topic in topics for question in topic.questions]
    by_ask: dict[tuple[str, str | None], list[int]] = {}
    for number, (_, _, asks) in enumerate(rows):
        for ask in asks:
            by_ask.setdefault(ask, []).append(number)
    pairs = Counter(pair for numbers in by_ask.values() for pair in combinations(numbers, 2))
    problems = []
    for (one, other), shared in sorted(pairs.items()):
        (_, first, before), (topic, second, asks) = rows[one], rows[other]
        if shared < SHARED or 2 * shared < min(len(before), len(asks)):
            continue
        cause = f"it came from the same asks as `{first.address}`: {shared} of {len(asks)}"
        help = f"keep one page: threadfaq questions retire {second.address} --into {first.address}"
        problems.append(
            Problem(
                stage=Stage.PACKS,
                code="W414",
                file=topic.file,
                place=f"question {second.id}",
                cause=cause,
                help=help,
                severity=Severity.WARNING,
            )
        )
    return problems


def _ask_of(anchor: AskedAnchor) -> tuple[str, str | None]:
    """Which ask an anchor names, whatever words of it are quoted."""
    return anchor.thread, anchor.post or anchor.author


SHARED = 2
"""Asks that two questions share at least before they are taken for one: somebody may ask two things in one post."""


def unknown_questions(topics: Sequence[Topic], lost: Container[str] = ()) -> list[Problem]:
    """Rules that claim a question of another pack which does not exist; of the topics that are `lost` nobody can
    tell."""
    known = [question.address for topic in topics for question in topic.questions]
    return [
        Problem(
            stage=Stage.PACKS,
            code="E305",
            file=topic.file,
            place=f"rule {rule.id}",
            cause=f"there is no question `{address}`",
            help=f"did you mean `{nearest(address, known)}`?" if nearest(address, known) else "",
        )
        for topic in topics
        for rule in topic.rules
        for address in rule.questions
        if address not in known and topic_of(address) not in lost
    ]
