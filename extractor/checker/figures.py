"""What stands beside a printed quotation: when its post was written, where it leads, what editors said of it.

E506: a date or an address that is not the post's. E507: a rewording, a ruling or other words that are not the
editors' or the templates'. Names are checked with the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote

from extractor.checker import voiceheads
from extractor.checker.addresses import AddressKind, SiteMap, kind
from extractor.checker.expected import Expected
from extractor.checker.page import BuiltPage
from extractor.checker.quotations import Citation, Quotations
from extractor.checker.sources import SourcePost, Sources
from extractor.checker.speech import ENGLISH, Speech
from extractor.checker.voice import Voice, strange
from extractor.markup import Element, around, elements, inside, rendered_text
from extractor.model import Answer, Decision, Passage, Problem, Ruling, Verdict
from extractor.text.characters import folded, shortened, visible

_TEXT = ":~:text="
_POST = re.compile(r"#([0-9]+)")
_PLAIN_WEB = re.compile(r"https?://[A-Za-z0-9][!#-;=?-\[\]-~]*", re.I)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with quotations of one post."""

    element: Element
    """The figure."""
    answers: Sequence[Citation]
    """Where its answers are from, in order."""
    contexts: Sequence[tuple[Element, Citation]]
    """Its quotations of class `context`: what must be read before the answers."""
    place_by_element: Mapping[int, str]
    """Where its answers are from, as addresses in the site, by the place of their quotation on the page."""

    @property
    def places(self) -> Sequence[str]:
        """Where its answers are from, in order."""
        return list(self.place_by_element.values())

    @property
    def post(self) -> SourcePost:
        """The post of the first answer, whose date and address stand for all."""
        return self.answers[0].source


class Figures:
    """The figures of all pages."""

    def __init__(
        self, sources: Sources, site: SiteMap, quotations: Quotations, expected: Expected | None, voice: Voice | None
    ) -> None:
        self._sources = sources
        self._site = site
        self._quotations = quotations
        self._expected = expected
        self._voice = voice
        self._speech = expected.speech if expected else ENGLISH
        self._as_of = expected.faq.as_of if expected else date.max
        self._of: BuiltPage | None = None
        self._on: list[Figure] = []

    def on(self, page: BuiltPage) -> list[Figure]:
        """The figures of a page whose quotations all say where they are from; the others are reported elsewhere."""
        if self._of is not page:
            self._of, self._on = page, self._figures(page)
        return self._on

    def done(self) -> None:
        """Keep nothing of the page that was checked last."""
        self._of, self._on = None, []

    def _figures(self, page: BuiltPage) -> list[Figure]:
        quotes: dict[int, list[Element]] = {}
        for element in elements(page.nodes):
            # What people ask is no answer; `askers` looks at it.
            if element.name == "blockquote" and "asked" not in element.classes:
                figure = next((above for above in around(page.nodes, element) if above.name == "figure"), None)
                if figure is not None:
                    quotes.setdefault(figure.place, []).append(element)
        figures = []
        for place, inner in quotes.items():
            around_them = page.nodes[place]
            named = [(element, self._quotations.named(page, element)) for element in inner]
            known = [(element, name) for element, name in named if isinstance(name, Citation)]
            answers = [name for element, name in known if "context" not in element.classes]
            if isinstance(around_them, Element) and answers and len(known) == len(named):
                contexts = [(element, name) for element, name in known if "context" in element.classes]
                places = {e.place: f"{n.file}#{n.passage}" for e, n in known if "context" not in e.classes}
                figures.append(Figure(around_them, answers, contexts, places))
        return figures

    def check(self, page: BuiltPage, figure: Figure, answers: Mapping[str, Answer]) -> Iterator[Problem]:
        """What is wrong beside the quotations of one figure. `answers` are those that the page must print, by the
        address of their passage; none where that is not known."""
        if (
            len(
                {name.source.post.anchor for name in figure.answers}
                | {n.source.post.anchor for _, n in figure.contexts}
            )
            > 1
        ):
            yield page.problem("E506", figure.element, "words of several posts stand under one date and one address")
        posted = figure.post.post.posted
        heads = voiceheads.head_times(page, figure.element)
        own = [element for element in inside(page.nodes, figure.element) if element.name == "time"]
        # The day above a block stands for all figures that give none of their own.
        for head in heads if not own else ():
            yield from _time(page, head, posted, self._speech)
        yield from times(page, figure.element, posted, self._speech, needed=bool(answers) and not heads)
        yield from self._links(page, figure, answers)
        rows = [answers[place] for place in figure.places if place in answers]
        if rows and self._expected is not None and self._voice is not None:
            if any(row.ruling != rows[0].ruling for row in rows):
                yield page.problem(
                    "E507", figure.element, "words that were ruled on differently stand under one ruling"
                )
            again = {str(passage.post) for row in rows for passage in row.also_in}
            yield from self._ruling(page, figure, rows[0], again, self._expected, self._voice)

    def _links(self, page: BuiltPage, figure: Figure, answers: Mapping[str, Answer]) -> Iterator[Problem]:
        post = figure.post.post
        thread = self._sources.threads[self._sources.thread_of(figure.answers[0].file) or ""].thread
        own = {f"{name.file}#{name.passage}" for name in figure.answers}
        own |= {f"{name.file}#{name.passage}" for _, name in figure.contexts}
        again = {place for address in own if address in answers for place in _also(answers[address])}
        origins = {url for url in (post.permalink, thread.url) if url}
        outside = self._leads_out_elsewhere(page, figure)
        for link in inside(page.nodes, figure.element):
            url = link.attributes.get("href", "")
            if kind(url) is AddressKind.WEB:
                outside = True
                yield from self._origin(page, figure, link, origins)
            elif kind(url) is AddressKind.LOCAL and url:
                target = self._site.target(page.address, url)
                place = f"{target.file}#{unquote(target.fragment)}"
                if target.file and self._sources.thread_of(target.file) and place not in own:
                    yield from self._other(page, link, place, again, figure, known=bool(answers))
        if answers and not outside and _PLAIN_WEB.fullmatch(post.permalink or thread.url or ""):
            yield page.problem("E506", figure.element, "a quotation does not lead to its original")
        for quotation in inside(page.nodes, figure.element):
            if quotation.name == "blockquote":
                links = [link for link in inside(page.nodes, quotation) if link.name == "a"]
                for link in links:
                    if link.attributes.get("href") != quotation.attributes.get("cite"):
                        yield page.problem("E506", link, "a quotation's link leads to other words than it quotes")
                if answers and not links and quotation.place in figure.place_by_element:
                    yield page.problem("E506", quotation, "a quotation does not lead to its place in the thread")

    def _leads_out_elsewhere(self, page: BuiltPage, figure: Figure) -> bool:
        """Whether another figure of the same post, in the same block, leads to the original."""
        block = voiceheads.block_of(page, figure.element)
        if block is None:
            return False
        inner = [other for other in self.on(page) if block.place < other.element.place < block.end]
        return any(
            kind(link.attributes.get("href", "")) is AddressKind.WEB
            for other in inner
            if other.post is figure.post
            for link in inside(page.nodes, other.element)
        )

    def _origin(self, page: BuiltPage, figure: Figure, link: Element, origins: set[str]) -> Iterator[Problem]:
        url, _, fragment = link.attributes["href"].partition(_TEXT)
        if alike(url) not in {alike(origin) for origin in origins}:
            cause = f"a link beside a quotation leads to neither its post nor its thread: {shortened(url)}"
            yield page.problem("E506", link, cause)
        words = [folded(unquote(part)) for part in fragment.split(",")]
        if any(part not in figure.post.words for part in words):
            yield page.problem(
                "E506", link, f"a link looks for words that are not in the post: {shortened(words[0])}"
            )

    def _other(
        self, page: BuiltPage, link: Element, place: str, again: set[str], figure: Figure, *, known: bool
    ) -> Iterator[Problem]:
        """A link to a passage that the figure does not quote: the same person's same words elsewhere."""
        file, _, fragment = place.partition("#")
        source = self._sources.post(self._sources.thread_of(file) or "", fragment.rpartition("-")[0])
        number = _POST.search(rendered_text(page.nodes, link))
        if (known and place not in again) or source is None or source.post.author != figure.post.post.author:
            yield page.problem(
                "E506", link, "a link beside a quotation leads to words that its author did not repeat"
            )
        elif number and int(number[1]) != source.post.number:
            yield page.problem("E506", link, f"a link says {number[0]} and leads to post {source.post.number}")

    def _ruling(
        self, page: BuiltPage, figure: Figure, answer: Answer, again: set[str], expected: Expected, voice: Voice
    ) -> Iterator[Problem]:
        here = page.address.removesuffix(".html")
        rulings = [
            decision
            for decision, passage in expected.decisions
            if passage.meets(answer.passage)
            and decision.verdict is not Verdict.DROP
            and (decision.question in {None, here} or decision.to == here)
        ]
        yield from self._editor(page, figure, answer, rulings, voice)
        values = figure.post.people | again
        unjudged = False
        for element in inside(page.nodes, figure.element):
            words = folded(rendered_text(page.nodes, element))
            if "unjudged" in element.classes:
                unjudged = True
            known = any(each.by in words and self._speech.day(each.on) in words for each in rulings)
            if "ruled" in element.classes and not known:
                yield page.problem("E507", element, f"no editor decided this: {shortened(words)}")
        marked = bool(rulings) and any("ruled" in e.classes for e in inside(page.nodes, figure.element))
        if unjudged and answer.ruling is not None:
            yield page.problem(
                "E507", figure.element, "an editor has judged these words, and the page says otherwise"
            )
        elif answer.ruling is None and (marked or not (unjudged or _says_unjudged(page))):
            yield page.problem(
                "E507", figure.element, "no editor has judged these words, and the page does not say so"
            )
        elif answer.ruling is not None and not answer.ruling.text and not marked:
            yield page.problem(
                "E507", figure.element, "an editor has judged these words, and the page does not say so"
            )
        for decision in rulings:
            values |= {folded(decision.by), self._speech.day(decision.on), *self._again(decision.check_again)}
        if answer.ruling is not None and not answer.ruling.text:
            yield from checked_again(page, figure.element, answer.ruling, self._as_of, self._speech)
        allowed = voice.values(values)
        yield from strange(page, figure.element, allowed)

    def _editor(
        self, page: BuiltPage, figure: Figure, answer: Answer, rulings: Sequence[Decision], voice: Voice
    ) -> Iterator[Problem]:
        """The editor's box just above the figure, against the decision."""
        wordings = [decision for decision in rulings if decision.text and decision.verdict is Verdict.REWORD]
        box = editor_above(page, figure.element)
        if box is None:
            if answer.ruling is not None and answer.ruling.text:
                yield page.problem("E507", figure.element, "an editor's wording of these words is missing")
            return
        lines = [e for e in inside(page.nodes, box) if e.name == "p"]
        own = [folded(rendered_text(page.nodes, line)) for line in lines if "machine" not in line.classes]
        decision = next((d for d in wordings if own == [folded(d.text or "")]), None)
        if decision is None:
            yield page.problem(
                "E507", box, "these are not the editor's words", (f"page says: {shortened(' '.join(own))}",)
            )
            return
        days = {self._speech.day(decision.on), *self._again(decision.check_again)}
        allowed = voice.values({decision.by, *days, decision.text or ""})
        yield from strange(page, box, allowed)
        if answer.ruling is not None:
            yield from checked_again(page, box, answer.ruling, self._as_of, self._speech)

    def _again(self, day: date | None) -> list[str]:
        return [self._speech.day(day)] if day is not None else []


def checked_again(page: BuiltPage, within: Element, ruling: Ruling, as_of: date, speech: Speech) -> Iterator[Problem]:
    """By when words are to be verified again: said where an editor said so, and marked once that day has passed."""
    right = {speech.day(ruling.check_again)} if ruling.check_again else set()
    overdue = ruling.is_overdue(as_of)
    notes = [element for element in inside(page.nodes, within) if "again" in element.classes]
    phrase = speech.say("was to be checked again by %(day)s" if overdue else "to be checked again by %(day)s")
    wanted = {folded(phrase % {"day": day}) for day in right}
    printed = {folded(rendered_text(page.nodes, element)) for element in notes}
    if printed != wanted or any(("overdue" in element.classes) != overdue for element in notes):
        cause = "when this is to be checked again is said otherwise than its decision does"
        yield page.problem("E507", notes[0] if notes else within, cause)


def _says_unjudged(page: BuiltPage) -> bool:
    """Whether a page says once how many of its passages nobody has judged."""
    return any(
        "unjudged" in element.classes and any("summary" in above.classes for above in around(page.nodes, element))
        for element in elements(page.nodes)
    )


def editor_above(page: BuiltPage, figure: Element) -> Element | None:
    """The element of class `editor` that ends where a figure begins, with nothing but space between."""
    before = figure.place - 1
    while before > figure.parent:
        node = page.nodes[before]
        if isinstance(node, Element) and node.parent == figure.parent:
            return node if "editor" in node.classes else None
        if isinstance(node, str) and node.strip() and before >= figure.place - 1:
            return None
        before -= 1
    return None


def times(
    page: BuiltPage, within: Element, posted: datetime | None, speech: Speech, *, needed: bool
) -> Iterator[Problem]:
    """`<time>` elements inside an element that say another time than this."""
    printed = False
    for element in inside(page.nodes, within):
        if element.name != "time":
            continue
        printed = True
        yield from _time(page, element, posted, speech)
    if needed and posted is not None and not printed:
        yield page.problem("E506", within, f"the page does not say when this was written, {speech.day(posted)}")


def _time(page: BuiltPage, element: Element, posted: datetime | None, speech: Speech) -> Iterator[Problem]:
    """A `<time>` that says another time than this; it may give the day alone."""
    words, exact = folded(rendered_text(page.nodes, element)), element.attributes.get("datetime")
    right = posted is not None and exact in {posted.isoformat(), posted.date().isoformat()}
    if posted is None or not right or words not in set(map(folded, speech.times(posted))):
        cause = f"the page says {words} ({exact}), the source {posted.isoformat() if posted else 'no time'}"
        yield page.problem("E506", element, cause)


def _also(answer: Answer) -> Iterator[str]:
    return (_address(passage) for passage in answer.also_in)


def _address(passage: Passage) -> str:
    return f"threads/{passage.thread}.html#{passage.id}"


def alike(url: str) -> str:
    """An address for comparison: percent codes and the capitals of scheme and host make no other one."""
    scheme, colon, rest = unquote(visible(url)).rstrip("#").partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{colon}{host.lower()}{slash}{path}"
