"""The lists of sources and people, and the page of what is still open: everything there, nothing else, and counted
right (E507, E508)."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checker.addresses import SiteMap
from extractor.checker.expected import Expected
from extractor.checker.page import BuiltPage
from extractor.checker.questionpages import page_of
from extractor.checker.rows import Rows, framed, main_of
from extractor.checker.sources import Sources
from extractor.checker.voice import Voice, strange
from extractor.markup import Element, inside, rendered_text
from extractor.model import Entry, Problem, Summary
from extractor.text.characters import folded, shortened

SOURCES, PEOPLE, OPEN = "sources.html", "people.html", "open.html"
"""Their files, written down here once more, as a check must be."""


class Lists:
    """These three pages."""

    def __init__(self, sources: Sources, site: SiteMap, expected: Expected, voice: Voice) -> None:
        self._sources = sources
        self._expected = expected
        self._voice = voice
        self._speech = expected.speech
        self._threads = expected.threads
        self._rows = Rows(site, expected.faq, expected.asked, expected.speech)
        self._entries = [entry for section in expected.faq.sections for entry in section.entries]
        people = {name for thread in self._threads.values() for name in thread.people}
        self._totals = [len(self._threads), sum(thread.posts for thread in self._threads.values()), len(people)]

    def check(self, page: BuiltPage) -> Iterator[Problem]:
        """The problems of one page; none for a page of another kind."""
        main = main_of(page)
        if main is None:
            return
        if page.address == SOURCES:
            yield from self._of_threads(page, main)
        elif page.address == PEOPLE:
            yield from self._of_people(page, main)
        elif page.address == OPEN:
            yield from self._of_open(page, main)

    # ---- sources ------------------------------------------------------------------------------------------------

    def _of_threads(self, page: BuiltPage, main: Element) -> Iterator[Problem]:
        cited = {
            passage.thread
            for entry in self._entries
            for answer in entry.answers
            for passage in (answer.passage, *answer.also_in)
        }
        listed = []
        for link in inside(page.nodes, main):
            thread = self._threads.get(self._sources.thread_of(self._rows.file_of(page, link)) or "")
            if thread is not None:
                listed.append(thread.id)
                yield from self._thread(page, link, thread, thread.id in cited)
        if sorted(listed) != sorted(self._threads):
            odd = sorted(set(self._threads) ^ set(listed)) or ["a thread twice"]
            yield page.problem("E508", main, f"the page lists other threads than the corpus has: {odd[0]}")
        yield from self._folds(page, main)
        yield from self._strange(page, main, self._thread_values())
        for element in inside(page.nodes, main):
            if "totals" in element.classes:
                yield from self._rows.counted(page, element, self._totals, self._speech.day(self._expected.faq.as_of))

    def _thread(self, page: BuiltPage, link: Element, thread: Summary, cited: bool) -> Iterator[Problem]:
        title, words = folded(thread.title or thread.id), folded(rendered_text(page.nodes, link))
        if not words.startswith(f"{title} "):
            yield page.problem("E507", link, f"a link to the thread {title!r} calls it {shortened(words)!r}")
            return
        rest = words.removeprefix(title)
        if self._speech.numbers(rest) != [thread.posts]:
            yield page.problem("E507", link, f"the thread has {thread.posts} posts, the page says {rest}")
        if (folded(self._speech.say(", quoted")) in rest) != cited:
            yield page.problem("E507", link, f"whether it is quoted is said wrongly: {shortened(words)}")

    def _thread_values(self) -> set[str]:
        threads = self._threads.values()
        years = {str(thread.first.year) for thread in threads if thread.first}
        terms = {
            text
            for thread in threads
            for text in (
                thread.terms.licence,
                thread.terms.attribution,
                thread.terms.permission,
                thread.terms.forum or thread.forum,
            )
            if text
        }
        numbers = map(self._speech.number, (*range(len(threads) + 1), *self._totals, *(t.posts for t in threads)))
        titles = (thread.title or thread.id for thread in threads)
        return {*years, *terms, *numbers, *titles, self._speech.day(self._expected.faq.as_of)}

    # ---- people -------------------------------------------------------------------------------------------------

    def _of_people(self, page: BuiltPage, main: Element) -> Iterator[Problem]:
        wanted: dict[tuple[str, str | None], set[str]] = {}
        for entry in self._entries:
            for answer in entry.answers:
                wanted.setdefault(answer.person, set()).add(page_of(entry.question))
        printed: list[tuple[str | None, tuple[str, ...]]] = []
        for row in inside(page.nodes, main):
            if row.name == "li" and "persons" in _classes_of_parent(page, row):
                names = [e for e in inside(page.nodes, row) if "author" in e.classes]
                links = list(self._rows.questions(page, row))
                for link, entry in links:
                    yield from self._rows.check(page, link, entry)
                files = sorted(page_of(entry.question) for _, entry in links)
                printed.append((folded(rendered_text(page.nodes, names[0])) if names else None, tuple(files)))
        right = [(folded(name) if name else None, tuple(sorted(files))) for (_, name), files in wanted.items()]
        if sorted(printed, key=repr) != sorted(right, key=repr):
            odd = next((row for row in right if row not in printed), next(iter(printed), None))
            yield page.problem("E508", main, f"the page says otherwise who answers what, as of {odd and odd[0]}")
        yield from self._folds(page, main)
        for element in inside(page.nodes, main):
            if "totals" in element.classes:
                yield from self._rows.counted(page, element, [len(wanted), self._totals[2]])
        forums = {thread.terms.forum or thread.forum for thread in self._threads.values()}
        names_of = {name for _, name in wanted if name}
        numbers = map(self._speech.number, (*range(len(wanted) + 1), self._totals[2]))
        letters = {name[:1].upper() for name in names_of}
        titles = (entry.question.title for entry in self._entries)
        yield from self._strange(page, main, {*forums, *names_of, *numbers, *letters, *titles})

    # ---- what is still open -------------------------------------------------------------------------------------

    def _of_open(self, page: BuiltPage, main: Element) -> Iterator[Problem]:
        known = self._expected.open
        if known is None:
            return
        by_address = {entry.question.address: entry for entry in self._entries}
        unanswered = [row.question for row in known.unanswered if row.question]
        parts = [("unanswered", unanswered), ("single", known.single_voice), ("contradicted", known.contradicted)]
        for name, addresses in parts:
            section = _labelled(page, main, name)
            if section is None:
                yield page.problem("E508", main, f"the part {name} is missing")
                continue
            links = list(self._rows.questions(page, section))
            if [entry.question.address for _, entry in links] != list(addresses):
                yield page.problem("E508", section, f"other questions stand here than are {name}")
            for link, entry in links if name != "unanswered" else ():
                yield from self._rows.check(page, link, entry)
            if name == "unanswered":
                yield from self._unanswered(page, section)
        entries: list[Entry] = [by_address[each] for each in known.contradicted if each in by_address]
        numbers = {number for row in known.unanswered for number in (row.askers, row.threads)}
        numbers |= {len({answer.author for answer in p.answers}) for entry in entries for p in entry.positions}
        values = {
            *map(self._speech.number, numbers),
            *(row.title for row in known.unanswered),
            *(self._speech.day(row.since) for row in known.unanswered if row.since),
            *(entry.question.title for entry in self._entries),
            *(position.title for entry in entries for position in entry.positions),
        }
        yield from self._strange(page, main, values)

    def _unanswered(self, page: BuiltPage, section: Element) -> Iterator[Problem]:
        """Each row against what is known: the asker's words against the post that has them, and its counts."""
        known = self._expected.open
        rows = [row for row in inside(page.nodes, section) if row.name == "li"]
        if known is None or len(rows) != len(known.unanswered):
            yield page.problem("E508", section, "other things stand here than nobody answers")
            return
        for row, right in zip(rows, known.unanswered, strict=True):
            for element in inside(page.nodes, row):
                if "asked" in element.classes:
                    day = self._speech.day(right.since) if right.since else ""
                    yield from self._rows.counted(page, element, [right.askers, right.threads], day)
                elif "wording" in element.classes:
                    yield from self._wording(page, element)

    def _wording(self, page: BuiltPage, link: Element) -> Iterator[Problem]:
        """An asker's own words: they stand in the post, or are the title of the thread, that they lead to."""
        words = folded(rendered_text(page.nodes, link))
        thread = self._sources.thread_of(self._rows.file_of(page, link))
        if thread is None or thread not in self._threads:
            yield page.problem("E502", link, f"an asker's words lead to no thread: {shortened(words)}")
            return
        anchor = link.attributes["href"].partition("#")[2]
        source = self._sources.post(thread, anchor) if anchor else None
        said = source is not None and any(not source.borrowed(place) for place in source.places(words))
        if not said and (anchor or words != folded(self._threads[thread].title or "")):
            yield page.problem(
                "E501", link, f"the post that these words lead to does not say them: {shortened(words)}"
            )

    # ---- all three ----------------------------------------------------------------------------------------------

    def _folds(self, page: BuiltPage, main: Element) -> Iterator[Problem]:
        """What is counted at a fold, and at the head of a forum: the rows in it."""
        for element in inside(page.nodes, main):
            if element.name != "details" and "forum" not in element.classes:
                continue
            rows = [
                row
                for row in inside(page.nodes, element)
                if row.name == "li" and {"rows", "persons"} & set(_classes_of_parent(page, row))
            ]
            for counted in inside(page.nodes, element):
                head = counted.name == "span" and "machine" in counted.classes and _is_in_summary(page, counted)
                if (element.name == "details" and head) or (element.name != "details" and "count" in counted.classes):
                    yield from self._rows.counted(page, counted, [len(rows)])

    def _strange(self, page: BuiltPage, main: Element, values: set[str]) -> Iterator[Problem]:
        yield from strange(page, main, self._voice.values(values), framed)


def _classes_of_parent(page: BuiltPage, element: Element) -> tuple[str, ...]:
    parent = page.nodes[element.parent] if element.parent >= 0 else None
    return tuple(parent.classes) if isinstance(parent, Element) else ()


def _is_in_summary(page: BuiltPage, element: Element) -> bool:
    parent = page.nodes[element.parent] if element.parent >= 0 else None
    return isinstance(parent, Element) and parent.name == "summary"


def _labelled(page: BuiltPage, main: Element, name: str) -> Element | None:
    """The section with the heading of this id."""
    return next((e for e in inside(page.nodes, main) if e.attributes.get("aria-labelledby") == name), None)
