"""Home, topic pages and the list of all questions: their titles, their questions, what they count, and the passages
that lead (E507, E508)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from extractor.checker.addresses import SiteMap
from extractor.checker.expected import Expected
from extractor.checker.figures import Figure
from extractor.checker.page import BuiltPage
from extractor.checker.questionpages import counts, page_of, place
from extractor.checker.rows import Rows, framed, main_of
from extractor.checker.voice import Voice, strange
from extractor.markup import Element, around, inside, rendered_text
from extractor.model import Answer, Entry, Problem, Section
from extractor.text.characters import folded

HOME, QUESTIONS = "index.html", "search.html"
"""Their files, written down here once more, as a check must be."""


class Overviews:
    """The pages that list questions."""

    def __init__(self, site: SiteMap, expected: Expected, voice: Voice) -> None:
        self._threads = expected.threads
        self._expected = expected
        self._voice = voice
        self._speech = expected.speech
        self._rows = Rows(site, expected.faq, expected.asked, expected.speech)
        self._topics = {f"{section.id}/index.html": section for section in expected.faq.sections}
        self._titles = expected.topics
        people = {name for thread in self._threads.values() for name in thread.people}
        self._totals = [len(self._threads), sum(thread.posts for thread in self._threads.values()), len(people)]

    def check(self, page: BuiltPage, figures: Sequence[Figure]) -> Iterator[Problem]:
        """The problems of one page; none for a page of another kind."""
        section = self._topics.get(page.address)
        main = main_of(page)
        if main is None or (section is None and page.address not in {HOME, QUESTIONS}):
            return
        if section is not None:
            yield from _title(page, main, self._titles.get(section.id, section.title))
        sections = [section] if section else self._expected.faq.sections
        yield from self._questions(page, main, sections)
        values = self._voice.values(self._values(sections))
        quoting = {figure.element.place for figure in figures} if section is not None else set()
        yield from strange(page, main, values, lambda each: framed(each) or each.place in quoting)
        if section is not None:
            yield from self._leads(page, main, section, figures)
        else:
            yield from self._totalled(page, main)
            yield from self._new(page, main)

    def _questions(self, page: BuiltPage, main: Element, sections: Sequence[Section]) -> Iterator[Problem]:
        listed: list[str] = []
        for link, entry in self._rows.questions(page, main):
            listed.append(page_of(entry.question))
            yield from self._rows.check(page, link, entry)
        topics: set[str] = set()
        for link in inside(page.nodes, main):
            file = self._rows.file_of(page, link)
            if link.name == "a" and file in self._topics and file != page.address:
                topics.add(file)
                yield from self._topic(page, link, self._topics[file])
        wanted = {page_of(entry.question) for section in sections for entry in section.entries} - set(listed)
        if page.address == HOME:
            # A topic with many questions shows some of them there, and leads to all.
            wanted = {file for file in wanted if f"{file.partition('/')[0]}/index.html" not in topics}
            wanted |= self._topics.keys() - topics
        if wanted:
            yield page.problem("E508", main, f"the page does not lead to {', '.join(sorted(wanted)[:3])}")

    def _topic(self, page: BuiltPage, link: Element, section: Section) -> Iterator[Problem]:
        """A link to a topic: its title, or how many questions it has."""
        classes = {name for above in around(page.nodes, link) for name in above.classes}
        title, words = folded(self._titles.get(section.id, section.title)), folded(rendered_text(page.nodes, link))
        if "more" in classes:
            yield from self._rows.counted(page, link, [len(section.entries)])
        elif "crumbs" not in classes and words != title:
            yield page.problem("E507", link, f"a link to the topic {title!r} calls it {words!r}")

    def _leads(
        self, page: BuiltPage, main: Element, section: Section, figures: Sequence[Figure]
    ) -> Iterator[Problem]:
        """The passages on a topic's page: of each question, that which leads each of its positions."""
        printed = [f"{name.file}#{name.passage}" for figure in figures for name in figure.answers]
        wanted = [place(position.answers[0].passage) for entry in section.entries for position in entry.positions]
        if printed != wanted:
            yield page.problem("E508", main, "other passages stand on the page than those that lead its questions")
        for figure in figures:
            yield from strange(page, figure.element, self._voice.values(figure.post.people))

    def _totalled(self, page: BuiltPage, main: Element) -> Iterator[Problem]:
        """What is counted of all threads, and of all questions."""
        number = sum(len(section.entries) for section in self._expected.faq.sections)
        for element in inside(page.nodes, main):
            if "totals" in element.classes:
                yield from self._rows.counted(page, element, self._totals, self._speech.day(self._expected.faq.as_of))
            elif "plain" in element.classes:
                yield from self._rows.counted(page, element, [number])

    def _new(self, page: BuiltPage, main: Element) -> Iterator[Problem]:
        """The questions that are named as new: those that changed last, the newest first, each with its day."""
        lists = [element for element in inside(page.nodes, main) if "new" in element.classes]
        for element in lists:
            printed = [page_of(entry.question) for _, entry in self._rows.questions(page, element)]
            days = [e for e in inside(page.nodes, element) if e.name == "time"]
            rows = self._by_change()[: len(printed)]
            if printed != [file for _, file in rows]:
                yield page.problem("E508", element, "other questions are named as new than those that changed last")
            elif [(e.attributes.get("datetime"), folded(rendered_text(page.nodes, e))) for e in days] != [
                (day.isoformat(), folded(self._speech.day(day))) for day, _ in rows
            ]:
                yield page.problem("E506", element, "a question changed on another day than the page says")

    def _by_change(self) -> list[tuple[date, str]]:
        rows = [
            (max(days), file)
            for file, entry in self._rows.entries.items()
            if (days := [day for answer in entry.answers if (day := changed(answer, self._expected)) is not None])
        ]
        return sorted(rows, key=lambda row: row[0], reverse=True)

    def _values(self, sections: Sequence[Section]) -> set[str]:
        entries: list[Entry] = [entry for section in sections for entry in section.entries]
        numbers = {number for entry in entries for number in counts(entry)}
        numbers |= {*self._totals, len(entries), *(len(section.entries) for section in sections)}
        asked = [self._expected.asked.get(entry.question.address) for entry in entries]
        numbers |= {number for by in asked if by for number in (by.people, by.threads)}
        return {
            *map(self._speech.number, numbers),
            self._speech.day(self._expected.faq.as_of),
            *(entry.question.title for entry in entries),
            *(position.title for entry in entries for position in entry.positions),
            *(text for section in sections for text in (section.title, section.summary, section.notice) if text),
        }


def changed(answer: Answer, expected: Expected) -> date | None:
    """The day on which an answer changed: that of its ruling, else the later one of those on which it was written and
    saved."""
    if answer.ruling is not None:
        return answer.ruling.on
    thread = expected.threads.get(answer.passage.thread)
    days = [answer.posted.date() if answer.posted else None, thread.terms.retrieved if thread else None]
    return max((day for day in days if day is not None), default=None)


def _title(page: BuiltPage, main: Element, title: str) -> Iterator[Problem]:
    headings = [folded(rendered_text(page.nodes, e)) for e in inside(page.nodes, main) if e.name == "h1"]
    if headings != [folded(title)]:
        yield page.problem("E507", main, f"the page's title is not {title!r}")
