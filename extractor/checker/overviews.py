"""Home and topic pages: their titles, their questions, and what they count (E507)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.checker.addresses import AddressKind, SiteMap, kind
from extractor.checker.expected import Expected
from extractor.checker.page import BuiltPage
from extractor.checker.questionpages import counts, in_order, miscounted, page_of
from extractor.checker.speech import Speech
from extractor.checker.voice import Voice, strange
from extractor.markup import Element, around, elements, inside, rendered_text
from extractor.model import Entry, Problem, Section
from extractor.text.characters import folded, shortened

_FRAME = frozenset({"crumbs", "hero", "find"})
"""Classes of what the theme puts around a page's own content."""


class Overviews:
    """The pages that list questions."""

    def __init__(self, site: SiteMap, expected: Expected, voice: Voice) -> None:
        self._threads = expected.threads
        self._site = site
        self._expected = expected
        self._voice = voice
        self._speech = expected.speech
        self._entries = {page_of(entry.question): entry for row in expected.faq.sections for entry in row.entries}
        self._topics = {f"{section.id}/index.html": section for section in expected.faq.sections}
        self._titles = expected.topics
        people = {name for thread in self._threads.values() for name in thread.people}
        self._totals = [len(self._threads), sum(thread.posts for thread in self._threads.values()), len(people)]

    def check(self, page: BuiltPage) -> Iterator[Problem]:
        """The problems of one page; none for a page of another kind."""
        section = self._topics.get(page.address)
        if section is None and page.address != "index.html":
            return
        main = next((element for element in elements(page.nodes) if element.name == "main"), None)
        if main is None:
            return
        if section is not None:
            yield from _title(page, main, self._titles.get(section.id, section.title))
        sections = [section] if section else self._expected.faq.sections
        yield from self._questions(page, main, sections)
        yield from strange(page, main, self._voice.values(self._values(sections)), _framed)
        if section is None:
            yield from self._sources(page, main)

    def _questions(self, page: BuiltPage, main: Element, sections: Sequence[Section]) -> Iterator[Problem]:
        listed: list[str] = []
        for link in inside(page.nodes, main):
            file = self._address_of(page, link)
            entry = self._entries.get(file)
            if entry is not None:
                listed.append(file)
                yield from _row(page, link, entry, self._speech)
            elif file in self._topics and file != page.address:
                title = self._titles.get(self._topics[file].id, "")
                words = folded(rendered_text(page.nodes, link))
                if link.name == "a" and "crumbs" not in _classes_around(page, link) and words != folded(title):
                    yield page.problem("E507", link, f"a link to the topic {title!r} calls it {words!r}")
        wanted = [page_of(entry.question) for section in sections for entry in section.entries]
        if missing := [address for address in wanted if address not in listed]:
            yield page.problem("E508", main, f"the page does not lead to {', '.join(missing[:3])}")

    def _address_of(self, page: BuiltPage, link: Element) -> str:
        url = link.attributes.get("href", "")
        target = self._site.target(page.address, url) if link.name == "a" and kind(url) is AddressKind.LOCAL else None
        return target.file or "" if target else ""

    def _sources(self, page: BuiltPage, main: Element) -> Iterator[Problem]:
        """What the home page counts of the threads."""
        totals = self._totals
        for element in inside(page.nodes, main):
            if "machine" not in element.classes:
                continue
            row = page.nodes[element.parent]
            thread = self._thread_in(page, row) if isinstance(row, Element) and row.name == "li" else None
            words = rendered_text(page.nodes, element).replace(self._speech.day(self._expected.faq.as_of), " ")
            right = [self._threads[thread].posts] if thread else totals
            if not in_order(self._speech.numbers(words), right):
                yield page.problem("E507", element, f"the page counts otherwise than the corpus: {shortened(words)}")

    def _thread_in(self, page: BuiltPage, row: Element) -> str | None:
        for link in inside(page.nodes, row):
            match = re.fullmatch(r"threads/([^/]+/[^/]+)\.html", self._address_of(page, link))
            if match and match[1] in self._threads:
                return match[1]
        return None

    def _values(self, sections: Sequence[Section]) -> set[str]:
        entries = [entry for section in sections for entry in section.entries]
        numbers = {number for entry in entries for number in counts(entry)}
        numbers |= {*self._totals, *(thread.posts for thread in self._threads.values())}
        return {
            *map(self._speech.number, numbers),
            self._speech.day(self._expected.faq.as_of),
            *(thread.title or id for id, thread in self._threads.items()),
            *(entry.question.title for entry in entries),
            *(position.title for entry in entries for position in entry.positions),
            *(text for section in sections for text in (section.title, section.summary, section.notice) if text),
        }


def _row(page: BuiltPage, link: Element, entry: Entry, speech: Speech) -> Iterator[Problem]:
    """A link to a question: its title first, and nothing counted wrong in its row."""
    title, words = folded(entry.question.title), folded(rendered_text(page.nodes, link))
    if not (words == title or words.startswith(f"{title} ")):
        yield page.problem("E507", link, f"a link to the question {title!r} calls it {shortened(words)!r}")
        return
    row = next((above for above in around(page.nodes, link) if above.name == "li"), link)
    text = folded(rendered_text(page.nodes, row)).replace(title, " ", 1)
    if miscounted(text, entry, speech):
        yield page.problem("E507", link, f"the page counts otherwise than its question: {shortened(text)}")


def _title(page: BuiltPage, main: Element, title: str) -> Iterator[Problem]:
    headings = [folded(rendered_text(page.nodes, e)) for e in inside(page.nodes, main) if e.name == "h1"]
    if headings != [folded(title)]:
        yield page.problem("E507", main, f"the page's title is not {title!r}")


def _classes_around(page: BuiltPage, element: Element) -> set[str]:
    return {name for above in around(page.nodes, element) for name in above.classes}


def _framed(element: Element) -> bool:
    return not _FRAME.isdisjoint(element.classes)
