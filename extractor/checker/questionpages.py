"""Question pages: every answer there and no other, under its position's heading, and counted right (E508, E507)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote

from extractor.checker import ledgers, voiceblocks
from extractor.checker.askers import ASKERS, Askers
from extractor.checker.expected import Expected
from extractor.checker.figures import Figure, Figures, editor_above
from extractor.checker.page import NEXT_STEP, BuiltPage
from extractor.checker.speech import Speech
from extractor.checker.voice import Voice, strange
from extractor.checker.voiceheads import BLOCK
from extractor.markup import Element, elements, inside, rendered_text
from extractor.model import Answer, Entry, Passage, Position, Problem, Question, Section, Stage, Stance
from extractor.text.characters import folded, shortened

PEOPLE = "people"
"""The class of a fold around people."""
HEADINGS = {
    Stance.FOR: "For it",
    Stance.AGAINST: "Against it",
    Stance.OPTIONAL: "It depends",
    Stance.EXPLAINS: "How it works",
    None: "What people say",
}
"""Headings of positions for which a pack has none, in English."""


class QuestionPages:
    """The question pages of the site."""

    def __init__(self, figures: Figures, askers: Askers, expected: Expected, voice: Voice) -> None:
        self._figures = figures
        self._askers = askers
        self._expected = expected
        self._voice = voice
        self._speech = expected.speech
        self._questions = expected.questions
        self._pages = {
            page_of(entry.question): (section, entry)
            for section in expected.faq.sections
            for entry in section.entries
        }
        self.met: set[str] = set()
        """The question pages that were there."""

    @property
    def answered(self) -> set[str]:
        """Those of them that must print an answer."""
        return {address for address in self.met if self._pages[address][1].answers}

    def answers(self, page: BuiltPage) -> dict[str, Answer]:
        """The answers that a page must print, by the address of their passage; none on a page of another kind."""
        here = self._pages.get(page.address)
        return {place(answer.passage): answer for answer in here[1].answers} if here else {}

    def check(self, page: BuiltPage, figures: Sequence[Figure]) -> Iterator[Problem]:
        """The problems of one page; none for a page of another kind."""
        if page.address not in self._pages:
            return
        self.met.add(page.address)
        section, entry = self._pages[page.address]
        question = self._questions.get(entry.question.address, entry.question)
        yield from _titles(page, question, entry, section)
        yield from self._positions(page, entry, question, figures)
        answers = self.answers(page)
        yield from voiceblocks.check(page, figures, answers, self._voice, self._speech)
        yield from ledgers.check(page, answers, self._voice, self._speech)
        yield from self._askers.check(page, entry, figures)
        yield from self._still_open(page, entry)
        yield from self._people_folded(page)
        yield from _contexts(page, entry, figures)
        yield from _summary(page, entry, self._speech)
        boxes = {box.place for figure in figures if (box := editor_above(page, figure.element))}
        for element in elements(page.nodes):
            if "editor" in element.classes and element.place not in boxes:
                yield page.problem("E507", element, "an editor's words stand above no quotation")
        main = next((element for element in elements(page.nodes) if element.name == "main"), None)
        if main is not None:
            values = self._voice.values(_values(self._expected, section, entry))
            heads = {
                element.place
                for fold in elements(page.nodes)
                if PEOPLE in fold.classes
                for element in inside(page.nodes, fold)
                if element.name == "summary"
            }
            yield from strange(page, main, values, lambda each: each.place in heads or _checked_elsewhere(each))

    def proven(self, address: str) -> None:
        """Take a page on trust."""
        if address in self._pages:
            self.met.add(address)

    def missing(self, site: str) -> Iterator[Problem]:
        """Questions without a page."""
        for address in self._pages.keys() - self.met:
            yield Problem(
                stage=Stage.CHECK,
                code="E508",
                file=f"{site}/{address}",
                cause="the page is missing",
                help=NEXT_STEP["E508"],
            )

    def _people_folded(self, page: BuiltPage) -> Iterator[Problem]:
        """Folds around whole people: open for readers without scripts and on paper, and counted right."""
        for fold in (element for element in elements(page.nodes) if PEOPLE in element.classes):
            if fold.name != "details" or "open" not in fold.attributes:
                yield page.problem("E508", fold, "people are folded for readers without scripts, and on paper")
            people = sum(BLOCK in element.classes for element in inside(page.nodes, fold))
            head = next((element for element in inside(page.nodes, fold) if element.name == "summary"), None)
            words = rendered_text(page.nodes, head) if head else ""
            if head is None or self._speech.numbers(words) != [people]:
                yield page.problem("E507", fold, f"{people} people are folded, the page says {words!r}")
            if head is not None:
                yield from strange(page, head, self._voice.values({self._speech.number(people)}))

    def _still_open(self, page: BuiltPage, entry: Entry) -> Iterator[Problem]:
        """A link to what is still open leads to the part that names this question; and there is one if any does."""
        known, address = self._expected.open, entry.question.address
        if known is None:
            return
        parts = {"contradicted": known.contradicted, "single": known.single_voice}
        right = {name for name, addresses in parts.items() if address in addresses}
        right |= set() if entry.positions else {"unanswered"}
        links = [
            (element, element.attributes["href"].rpartition("#")[2])
            for element in elements(page.nodes)
            if element.attributes.get("href", "").rpartition("#")[0].endswith("open.html")
        ]
        for element, part in links:
            if part not in right:
                yield page.problem("E507", element, f"this question is not among those that are open as {part!r}")
        if right and not links:
            yield page.problem("E508", 1, f"the page does not say that its question is still open: {min(right)}")

    def _positions(
        self, page: BuiltPage, entry: Entry, question: Question, figures: Sequence[Figure]
    ) -> Iterator[Problem]:
        sections = [element for element in elements(page.nodes) if "position" in element.classes]
        printed = [_printed(figures, section) for section in sections]
        wanted = [[place(answer.passage) for answer in position.answers] for position in entry.positions]
        everywhere = [address for figure in figures for address in _addresses(figure)]
        if printed != wanted or everywhere != [address for row in printed for address in row]:
            yield page.problem("E508", sections[0] if sections else 1, *_difference(wanted, printed, everywhere))
            return
        for section, position in zip(sections, entry.positions, strict=True):
            authors = {figure.post.post.author for figure in figures if _in(section, figure.element)}
            heading = question.positions.get(position.stance) if position.stance else None
            heading = heading or self._speech.say(HEADINGS[position.stance])
            headings = [e for e in inside(page.nodes, section) if re.fullmatch("h[1-6]", e.name)]
            if (len(sections) > 1 or headings) and [folded(rendered_text(page.nodes, e)) for e in headings] != [
                folded(heading)
            ]:
                yield page.problem(
                    "E507", section, f"the heading of this position is {heading!r}, the page has another"
                )
            for element in inside(page.nodes, section):
                if "voices" not in element.classes:
                    continue
                text = rendered_text(page.nodes, element)
                if self._speech.numbers(text) != [len(authors)]:
                    cause = f"{len(authors)} people take this position, the page says {text}"
                    yield page.problem("E507", element, cause)


def page_of(question: Question) -> str:
    """The file of a question's page, from the root of the site."""
    return f"{question.topic}/{question.id}.html"


def place(passage: Passage) -> str:
    """Where a passage stands in the site: its thread's page and its element there."""
    return f"threads/{passage.thread}.html#{passage.id}"


def counts(entry: Entry) -> list[int]:
    """The numbers that may be said of a question, in the order in which they are said: people of each position,
    passages, threads, passages that no editor has judged."""
    answers = entry.answers
    return [
        *(_people(position) for position in entry.positions),
        len(answers),
        len({answer.passage.thread for answer in answers}),
        sum(answer.ruling is None for answer in answers),
    ]


def _people(position: Position) -> int:
    return len({answer.author for answer in position.answers})


def miscounted(text: str, entry: Entry, speech: Speech) -> bool:
    """Whether a text counts otherwise than a question's answers; titles and dates may stand in it."""
    last = newest(entry)
    known = {folded(position.title): position for position in entry.positions}
    for title, position in known.items():
        for match in re.finditer(rf"(?<![\w.])({speech.numeral}) [^0-9.;]*{re.escape(title)}", text):
            if speech.numbers(match[1]) != [_people(position)]:
                return True
    for words in sorted([*known, *([folded(speech.day(last))] if last else [])], key=len, reverse=True):
        text = text.replace(words, " ")
    return not in_order(speech.numbers(text), counts(entry))


def in_order(numbers: Sequence[int], among: Sequence[int]) -> bool:
    """Whether these numbers stand among the others, in this order."""
    rest = iter(among)
    return all(number in rest for number in numbers)


def newest(entry: Entry) -> datetime | None:
    """When the newest of the answers was written, by the clock that its forum shows."""
    return max((answer.posted.replace(tzinfo=None) for answer in entry.answers if answer.posted), default=None)


def _values(expected: Expected, section: Section, entry: Entry) -> set[str]:
    questions = [other.question for other in section.entries]
    dates = [expected.faq.as_of, *([newest(entry)] if entry.answers else [])]
    return {
        *map(expected.speech.number, counts(entry)),
        *(expected.speech.day(value) for value in dates if value),
        *(question.title for question in questions),
        *entry.question.also_asked,
        *(position.title for position in entry.positions),
        *(text for text in (section.title, section.summary, section.notice) if text),
    }


def _checked_elsewhere(element: Element) -> bool:
    return element.name == "figure" or not {"editor", "crumbs", ledgers.LEDGER, BLOCK, ASKERS}.isdisjoint(
        element.classes
    )


def _titles(page: BuiltPage, question: Question, entry: Entry, section: Section) -> Iterator[Problem]:
    headings = [element for element in elements(page.nodes) if element.name == "h1"]
    if [folded(rendered_text(page.nodes, heading)) for heading in headings] != [folded(question.title)]:
        yield page.problem("E507", headings[0] if headings else 1, f"the page's title is not {question.title!r}")
    notices = [folded(rendered_text(page.nodes, e)) for e in elements(page.nodes) if "notice" in e.classes]
    if section.notice and entry.answers and folded(section.notice) not in notices:
        yield page.problem("E507", 1, f"the topic's notice is missing: {shortened(section.notice)}")


def _summary(page: BuiltPage, entry: Entry, speech: Speech) -> Iterator[Problem]:
    for element in elements(page.nodes):
        if "summary" in element.classes and miscounted(folded(rendered_text(page.nodes, element)), entry, speech):
            cause = f"the page counts otherwise than its quotations: {shortened(rendered_text(page.nodes, element))}"
            yield page.problem("E507", element, cause)


def _contexts(page: BuiltPage, entry: Entry, figures: Sequence[Figure]) -> Iterator[Problem]:
    """Words that must be read before an answer: in its figure, or where a link of its figure leads; none that no
    answer needs, and none that the page prints twice."""
    answers: Mapping[str, Answer] = {place(answer.passage): answer for answer in entry.answers}
    quoted = {
        element.attributes["id"]: folded(rendered_text(page.nodes, element))
        for element in elements(page.nodes)
        if element.name == "blockquote" and "id" in element.attributes
    }
    before: dict[str, int] = {}
    for figure in figures:
        own = [f"{name.file}#{name.passage}" for _, name in figure.contexts]
        rows = [answers[address] for address in figure.places if address in answers]
        needs = [row.needs for row in rows if row.needs]
        links = {
            link.attributes["href"][1:]
            for link in inside(page.nodes, figure.element)
            if link.attributes.get("href", "").startswith("#")
        }
        near = [folded(rendered_text(page.nodes, element)) for element, _ in figure.contexts]
        near += [folded(row.passage.text) for row in rows]
        near += [quoted[unquote(id)] for id in links if unquote(id) in quoted]
        for passage in needs:
            if _without(folded(passage.text), near):
                cause = f"words that must be read before this are missing: {shortened(passage.text)}"
                yield page.problem("E508", figure.element, cause)
        if figure.contexts and not needs:
            yield page.problem("E508", figure.element, "words stand before this that no answer needs")
        for address in own:
            before[address] = before.get(address, 0) + 1
            if before[address] > 1 or address in answers:
                yield page.problem("E508", figure.element, "words stand before this that the page prints elsewhere")


def _without(text: str, pieces: Sequence[str]) -> str:
    """What is left of a text without these pieces and white space."""
    for piece in sorted(pieces, key=len, reverse=True):
        if text and text in piece:
            return ""
        text = text.replace(piece, " ")
    return text.strip()


def _printed(figures: Sequence[Figure], section: Element) -> list[str]:
    return [address for figure in figures if _in(section, figure.element) for address in _addresses(figure)]


def _addresses(figure: Figure) -> list[str]:
    return [f"{name.file}#{name.passage}" for name in figure.answers]


def _in(around: Element, element: Element) -> bool:
    return around.place < element.place < around.end


def _difference(
    wanted: Sequence[Sequence[str]], printed: Sequence[Sequence[str]], everywhere: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    all_wanted = [address for row in wanted for address in row]
    lost = [address for address in all_wanted if address not in everywhere]
    more = [address for address in everywhere if address not in all_wanted]
    if lost:
        return f"{len(lost)} of the question's {len(all_wanted)} passages are not printed", tuple(lost[:3])
    if more:
        return "passages are printed that do not answer this question", tuple(more[:3])
    if len(everywhere) > len(all_wanted):
        return "a passage is printed more than once", ()
    return "the passages stand under other positions, or in another order, than they should", ()
