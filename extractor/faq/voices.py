"""Who says what under a question: one block a person and position, its words post by post, each printed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from extractor.model import Answer, Conversation, Entry, Passage, Prominence, Role, Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Answers of one post that are read as one: between two of its runs words of the post are left out."""

    runs: tuple[tuple[Answer, ...], ...]
    """Answers with only white space between them, in the order of the post."""
    contexts: tuple[Passage, ...] = ()
    """Words of the same post that must be read before."""
    elsewhere: tuple[Passage, ...] = ()
    """Such words that another place of the page quotes already."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All of them in order."""
        return tuple(answer for run in self.runs for answer in run)

    @property
    def leads(self) -> bool:
        """Whether it is its author's best saying."""
        return self.answers[0].prominence is Prominence.LEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFigure:
    """Words of one post that were ruled on alike: one date, one address and one ruling stand for all."""

    lines: tuple[Line, ...]
    """At least one."""
    leads_out: bool
    """Whether it is the first of its post in its block: there the link to the original stands."""

    @property
    def first(self) -> Answer:
        """Whose date, address and ruling stand for all."""
        return self.lines[0].answers[0]

    @property
    def ruling(self) -> Ruling | None:
        """What an editor decided about all of it."""
        return self.first.ruling

    @property
    def again(self) -> tuple[Passage, ...]:
        """The same words of the same person elsewhere."""
        answers = (answer for line in self.lines for answer in line.answers)
        return tuple(dict.fromkeys(passage for answer in answers for passage in answer.also_in))


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One person in one position. Posts of unknown authors are not taken to be by one person."""

    open: tuple[PostFigure, ...]
    """What every reader sees, the best first."""
    folded: tuple[PostFigure, ...]
    """What a reader opens."""

    @property
    def figures(self) -> tuple[PostFigure, ...]:
        """All of it in order."""
        return (*self.open, *self.folded)

    @property
    def first(self) -> Answer:
        """The best passage."""
        return self.open[0].first

    @property
    def author(self) -> str | None:
        """Whose words these are; None where nobody knows."""
        return self.first.author

    @property
    def role(self) -> Role | None:
        """What that person is in all of these threads; None where that differs."""
        roles = {figure.first.role for figure in self.figures}
        return self.first.role if len(roles) == 1 else None

    @property
    def certain(self) -> bool | None:
        """Whether all of it is certainly this author's; None where some is and some is not."""
        kinds = {figure.first.author_certain for figure in self.figures}
        return self.first.author_certain if len(kinds) == 1 else None

    @property
    def one_day(self) -> bool:
        """Whether all of it was written on one day."""
        return len({figure.first.posted and figure.first.posted.date() for figure in self.figures}) == 1

    @property
    def one_time(self) -> bool:
        """Whether all of it was written at one time."""
        return len({figure.first.posted for figure in self.figures}) == 1

    @property
    def more(self) -> int:
        """How many passages are folded."""
        return sum(len(line.answers) for figure in self.folded for line in figure.lines)


def voices_of(entry: Entry, conversations: Mapping[str, Conversation]) -> list[list[Voice]]:
    """The voices of each position of a question, in the order of its answers."""
    printed = _Printed(entry.answers, conversations)
    return [[*_voices(position.answers, printed)] for position in entry.positions]


class _Printed:
    """What a page prints of each post: all answers, and the context that was printed so far."""

    def __init__(self, answers: Iterable[Answer], conversations: Mapping[str, Conversation]) -> None:
        self._conversations = conversations
        self._passages: dict[tuple[str, int], list[Passage]] = {}
        for answer in answers:
            self._passages.setdefault(_post(answer.passage), []).append(answer.passage)

    def between(self, one: Passage, two: Passage) -> str:
        """The text from the end of one passage to the start of another of its post."""
        return self._text(one)[one.end : two.start]

    def needs(self, answer: Answer) -> tuple[list[Passage], list[Passage]]:
        """What must be read before an answer: the words that the page does not print yet, which count as printed
        from now on, and the passages that print the others."""
        wanted = answer.needs
        if wanted is None:
            return [], []
        rows = self._passages.setdefault(_post(wanted), [])
        present = sorted((row for row in rows if row.meets(wanted)), key=lambda row: row.start)
        text, start = self._text(wanted), wanted.start
        missing: list[Passage] = []
        for first, last in [*((row.start, row.end) for row in present), (wanted.end, wanted.end)]:
            piece = text[start:first]
            if piece.strip():
                begin = start + len(piece) - len(piece.lstrip())
                conversation = self._conversations[wanted.thread]
                post = conversation.thread.by_number[wanted.post]
                missing.append(Passage.of(conversation.thread, post, begin, start + len(piece.rstrip())))
            start = max(start, last)
        rows += missing
        return missing, present

    def _text(self, passage: Passage) -> str:
        return self._conversations[passage.thread].thread.by_number[passage.post].text


def _post(passage: Passage) -> tuple[str, int]:
    return passage.thread, passage.post


def _speaker(answer: Answer) -> tuple[object, ...]:
    nameless = () if answer.author is not None else _post(answer.passage)
    return (*answer.person, *nameless)


def _voices(answers: Sequence[Answer], printed: _Printed) -> Iterator[Voice]:
    for _, group in groupby(answers, _speaker):
        rows = list(group)
        linked: set[tuple[str, int]] = set()
        folded = [row.prominence is Prominence.FOLDED for row in rows]
        opened = rows[: folded.index(True)] if True in folded else rows
        yield Voice(
            open=tuple(_figures(opened, printed, linked)),
            folded=tuple(_figures(rows[len(opened) :], printed, linked)),
        )


def _figures(rows: Sequence[Answer], printed: _Printed, linked: set[tuple[str, int]]) -> Iterator[PostFigure]:
    for (post, _), group in groupby(rows, lambda row: (_post(row.passage), row.ruling)):
        lines: list[Line] = []
        own: list[Passage] = []
        for _, together in groupby(group, lambda row: row.prominence):
            lines += _lines(list(together), printed, own)
        yield PostFigure(lines=tuple(lines), leads_out=post not in linked)
        linked.add(post)


def _lines(rows: Sequence[Answer], printed: _Printed, own: list[Passage]) -> Iterator[Line]:
    """Answers of one post as lines. One that needs words before it begins a line of its own; `own` are the passages
    of the figure so far."""
    runs: list[list[Answer]] = []
    contexts: list[Passage] = []
    elsewhere: list[Passage] = []
    for row in rows:
        missing, present = printed.needs(row)
        last = runs[-1][-1].passage if runs else None
        far = [passage for passage in present if passage not in own]
        own += [*missing, row.passage]
        if runs and (missing or far or (last is not None and last.end > row.passage.start)):
            yield _line(runs, contexts, elsewhere)
            runs, contexts, elsewhere, last = [], [], [], None
        contexts += missing
        elsewhere += far
        if last is not None and not printed.between(last, row.passage).strip():
            runs[-1].append(row)
        else:
            runs.append([row])
    yield _line(runs, contexts, elsewhere)


def _line(runs: Sequence[Sequence[Answer]], contexts: Sequence[Passage], elsewhere: Sequence[Passage]) -> Line:
    return Line(runs=tuple(map(tuple, runs)), contexts=tuple(contexts), elsewhere=tuple(elsewhere))
