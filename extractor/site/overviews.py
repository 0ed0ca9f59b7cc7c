"""What the pages about the whole FAQ say: home, topics, all questions, sources, people, what is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from extractor.model import Answer, AskedBy, AskQuotes, Entry, Faq, Role, Section, StillOpen, Summary, Terms
from extractor.model.addresses import thread_path
from extractor.pipeline.ask_quotes import ask_quotes
from extractor.pipeline.built import Build
from extractor.pipeline.demand import asked_by, still_open
from extractor.site.changes import newest

MOST_ASKED = 5
"""Questions of a topic on the home page, where it has more than one above that."""
NEW = 5
"""Questions that the home page names as new."""
OPEN_GROUP = 12
"""Rows of a group that stands open: what is longer is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What these pages need to know besides the FAQ and its threads."""

    asked: Mapping[str, AskedBy] = field(default_factory=dict)
    """Who asks each question, by the question's address."""
    open: StillOpen | None = None
    """What is still open; None where nobody looked."""
    quoted: Mapping[str, AskQuotes] = field(default_factory=dict)
    """What the page of each question quotes of people who ask, by the question's address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows of a long list that are folded together."""

    title: str
    """Its heading; plain text."""
    rows: Sequence[Any]
    """What is in it."""
    open: bool
    """Whether it stands open at first."""
    terms: Terms | None = None
    """Under which terms all of it is quoted, where they are the same for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is quoted."""

    name: str | None
    """The name; None for everybody whose name nobody knows."""
    roles: tuple[Role, ...]
    """What that person is in the threads, without those that say nothing."""
    places: tuple[tuple[Entry, Answer], ...]
    """The questions that the person answers, each with the first of the person's answers on its page."""


def known_of(built: Build) -> Known:
    """What these pages need to know of a corpus: of the whole of it, whatever threads have pages."""
    asked = asked_by(built)
    return Known(asked=asked, open=still_open(built, asked), quoted=ask_quotes(built, asked))


def by_demand(entries: Sequence[Entry], asked: Mapping[str, AskedBy]) -> list[Entry]:
    """Questions, the most asked first: by people, then by threads, then in the order of the pack."""

    def demand(entry: Entry) -> tuple[int, int]:
        by = asked.get(entry.question.address)
        return (-by.people, -by.threads) if by else (0, 0)

    return sorted(entries, key=demand)


@dataclass(frozen=True, slots=True)
class Overviews:
    """The values of these pages."""

    faq: Faq
    summaries: Sequence[Summary]
    known: Known

    @property
    def _threads(self) -> dict[str, Summary]:
        return {summary.id: summary for summary in self.summaries}

    @property
    def _entries(self) -> Iterator[Entry]:
        return (entry for section in self.faq.sections for entry in section.entries)

    def totals(self) -> dict[str, Any]:
        """What is counted of all threads."""
        return {
            "threads": len(self.summaries),
            "posts": sum(summary.posts for summary in self.summaries),
            "people": len({name for summary in self.summaries for name in summary.people}),
        }

    def home(self) -> dict[str, Any]:
        """Topics with their most asked questions, and what is new."""
        topics = []
        for section in self.faq.sections:
            entries = by_demand(section.entries, self.known.asked)
            shown = entries if len(entries) <= MOST_ASKED + 1 else entries[:MOST_ASKED]
            topics.append((section, shown, len(entries) > len(shown)))
        return {**self.totals(), "topics": topics, "new": self.new(), "asked": self.known.asked}

    def new(self) -> list[tuple[date, Entry, Answer]]:
        """The questions whose answers changed last, the newest first."""
        threads = self._threads
        rows = [(*row, entry) for entry in self._entries if (row := newest(entry, threads)) is not None]
        rows.sort(key=lambda row: row[0], reverse=True)
        return [(day, entry, answer) for day, answer, entry in rows[:NEW]]

    def topic(self, section: Section) -> dict[str, Any]:
        """The questions of a topic, each with its lead passages."""
        return {"section": section, "asked": self.known.asked}

    def questions(self) -> dict[str, Any]:
        """All questions by topic."""
        return {"asked": self.known.asked, "count": sum(len(section.entries) for section in self.faq.sections)}

    def sources(self) -> dict[str, Any]:
        """All threads by forum and year."""
        cited = {passage.thread for entry in self._entries for answer in entry.answers for passage in _places(answer)}
        forums = []
        rows = sorted(self.summaries, key=lambda row: row.forum)
        for forum, members in groupby(rows, key=lambda row: row.forum):
            threads = list(members)
            groups = [
                Group(title=str(year or ""), rows=group, open=len(group) <= OPEN_GROUP)
                for year, group in _by_year(threads)
            ]
            name = next((row.terms.forum for row in threads if row.terms.forum), forum)
            forums.append((name, list(_terms(threads)), _unfolded(groups), len(threads)))
        return {**self.totals(), "forums": forums, "cited": cited}

    def people(self) -> dict[str, Any]:
        """Everybody who is quoted, by forum."""
        places: dict[tuple[str, str | None], dict[str, tuple[Entry, Answer]]] = defaultdict(dict)
        roles: dict[tuple[str, str | None], dict[Role, None]] = defaultdict(dict)
        for entry in self._entries:
            for answer in entry.answers:
                places[answer.person].setdefault(entry.question.address, (entry, answer))
                roles[answer.person][answer.role] = None
        names = {summary.forum: summary.terms.forum or summary.forum for summary in self.summaries}
        forums = []
        order = sorted(places, key=lambda person: (person[0], person[1] is None, (person[1] or "").casefold()))
        for forum, members in groupby(order, key=lambda person: person[0]):
            people = [
                Person(name=person[1], roles=tuple(roles[person]), places=tuple(places[person].values()))
                for person in members
            ]
            groups = [
                Group(title=letter, rows=list(group), open=len(people) <= OPEN_GROUP)
                for letter, group in groupby(people, key=_initial)
            ]
            if len(people) <= OPEN_GROUP:
                groups = [Group(title="", rows=people, open=True)]
            forums.append((names.get(forum, forum), groups, len(people)))
        return {**self.totals(), "forums": forums, "quoted": len(places)}

    def still_open(self) -> dict[str, Any]:
        """What is still open."""
        known = self.known.open
        assert known is not None, "the page is made where somebody looked"
        entries = {entry.question.address: entry for entry in self._entries}
        threads = self._threads
        unanswered = [
            (row, entries.get(row.question or ""), thread_path(row.thread) if row.thread in threads else None)
            for row in known.unanswered
        ]
        return {
            "unanswered": unanswered,
            "single": [entries[address] for address in known.single_voice if address in entries],
            "contradicted": [entries[address] for address in known.contradicted if address in entries],
        }


def _places(answer: Answer) -> Iterable[Any]:
    return (answer.passage, *answer.also_in)


def _by_year(threads: Sequence[Summary]) -> Iterator[tuple[int, list[Summary]]]:
    """Threads by the year in which they begin, the newest first; those without a date last, as year 0."""
    rows = sorted(threads, key=lambda row: (-(row.first.year if row.first else 0), row.title or row.id, row.id))
    for year, group in groupby(rows, key=lambda row: row.first.year if row.first else 0):
        yield year, list(group)


def _terms(threads: Sequence[Summary]) -> Iterator[tuple[Terms, int]]:
    """The terms of some threads, each once, with the number of those that have them."""
    counted: dict[tuple[str | None, ...], list[Terms]] = {}
    for row in threads:
        terms = row.terms
        if terms.licence or terms.attribution or terms.permission:
            counted.setdefault((terms.licence, terms.attribution, terms.permission), []).append(terms)
    return ((rows[0], len(rows)) for rows in counted.values())


def _unfolded(groups: list[Group]) -> list[Group]:
    """Groups of which no more stand open than fit on two screens together."""
    left = 2 * OPEN_GROUP
    result = []
    for group in groups:
        open = group.open and len(group.rows) <= left
        left -= len(group.rows) if open else 1
        result.append(Group(title=group.title, rows=group.rows, open=open))
    return result


def _initial(person: Person) -> str:
    """The first letter of a name, as a list is cut by it; nothing where there is no letter."""
    letter = (person.name or "")[:1].upper()
    return letter if letter.isalnum() else ""
