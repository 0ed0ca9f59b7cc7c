"""What a question's page quotes of people who ask (`class="asked"`): who asks it, and the case of an answer.

Words and names are compared like those of every quotation. Here is compared whose asks may stand there, with which
days and threads, and what is counted: E508 for asks, E506 for days and addresses, E507 for counts and words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.checker.addresses import AddressKind, SiteMap, kind
from extractor.checker.expected import Expected
from extractor.checker.figures import Figure, times
from extractor.checker.page import BuiltPage
from extractor.checker.quotations import Citation, Quotations
from extractor.checker.voice import Voice, strange
from extractor.checker.voiceheads import block_of
from extractor.markup import Element, elements, inside, rendered_text
from extractor.model import Ask, AskedBy, Entry, Problem
from extractor.text.characters import folded, shortened

ASKERS, CASE, ASKED = "askers", "case", "asked"
"""The classes of the list of those who ask, of a case, and of the quotations in both."""
SHOWN = 20
"""How many asks a page quotes at most, written down here once more, as a check must be."""


class Askers:
    """The asks on question pages."""

    def __init__(self, quotations: Quotations, site: SiteMap, expected: Expected, voice: Voice) -> None:
        self._quotations = quotations
        self._site = site
        self._expected = expected
        self._voice = voice
        self._speech = expected.speech

    def check(self, page: BuiltPage, entry: Entry, figures: Sequence[Figure]) -> Iterator[Problem]:
        """What is wrong with the asks of one page. `figures` are those of its answers."""
        by = self._expected.asked.get(entry.question.address)
        asks = [ask for ask in by.asks if ask.thread in self._expected.threads] if by else []
        lists = [element for element in elements(page.nodes) if ASKERS in element.classes]
        if by and asks and len(lists) != 1:
            yield page.problem("E508", lists[-1] if lists else 1, "the page does not say once who asks its question")
        for section in lists:
            if by is None or not asks:
                yield page.problem("E508", section, "people are said to ask this of whom nobody knows")
            else:
                yield from self._list(page, section, by, asks)
        yield from self._cases(page, entry, figures)
        places = {element.place for element in elements(page.nodes) if element.name == "figure"}
        for element in elements(page.nodes):
            if ASKED in element.classes and element.name == "blockquote" and element.parent not in places:
                yield page.problem("E508", element, "an ask stands in no figure with its author")

    def _list(self, page: BuiltPage, section: Element, by: AskedBy, asks: Sequence[Ask]) -> Iterator[Problem]:
        rows = [element for element in inside(page.nodes, section) if element.name == "li"]
        left = list(asks)
        for row in rows:
            ask = self._ask(page, row, left)
            if ask is None:
                yield page.problem("E508", row, "nobody asks this question in these words, or they stand here twice")
                continue
            left.remove(ask)
            yield from self._row(page, row, ask)
        if len(rows) < min(SHOWN, len(asks)):
            yield page.problem("E508", section, f"{len(asks)} people ask this, the page quotes {len(rows)}")
        for fold in inside(page.nodes, section):
            if fold.name == "details" and "open" not in fold.attributes:
                yield page.problem("E508", fold, "asks are folded for readers without scripts, and on paper")
        more = self._speech.number(len(by.asks) - len(rows))
        month = self._speech.month(by.since) if by.since else ""
        for element in inside(page.nodes, section):
            if element.name == "summary":
                text = folded(rendered_text(page.nodes, element))
                counts = self._speech.numbers(text.replace(folded(month), " ", 1) if month else text)
                if counts != [by.people, by.threads] or folded(month) not in text:
                    yield page.problem("E507", element, f"the page counts otherwise than the corpus: {text}")
            elif element.name == "p" and self._speech.numbers(rendered_text(page.nodes, element)) != [
                len(by.asks) - len(rows)
            ]:
                yield page.problem("E507", element, "the page counts otherwise than the asks that it does not quote")
        counted = map(self._speech.number, (by.people, by.threads))
        titles = (self._title(ask.thread) for ask in asks)
        values = self._voice.values({*counted, more, month, *titles})
        yield from strange(page, section, values, lambda element: element.name == "figure")

    def _ask(self, page: BuiltPage, row: Element, asks: Sequence[Ask]) -> Ask | None:
        """The ask that a row quotes; of a title alone, the row leads to its thread."""
        quoted = [element for element in inside(page.nodes, row) if element.name == "blockquote"]
        if len(quoted) == 1:
            return self._quoted(page, quoted[0], asks)
        threads = [self._file(page, link) for link in inside(page.nodes, row) if link.name == "a"]
        plain = (ask for ask in asks if [f"threads/{ask.thread}.html"] == threads)
        return next(plain, None) if not quoted else None

    def _quoted(self, page: BuiltPage, quotation: Element, asks: Sequence[Ask]) -> Ask | None:
        named = self._quotations.named(page, quotation)
        if not isinstance(named, Citation) or ASKED not in quotation.classes:
            return None
        words = folded(rendered_text(page.nodes, quotation))
        here = (ask for ask in asks if named.file == f"threads/{ask.thread}.html" and ask.post_id is not None)
        mine = (ask for ask in here if named.source.post.id == ask.post_id)
        return next((ask for ask in mine if words in map(folded, ask.texts)), None)

    def _row(self, page: BuiltPage, row: Element, ask: Ask) -> Iterator[Problem]:
        """What stands beside an ask: its day, its thread, and nothing else."""
        yield from times(
            page, row, ask.posted, self._speech, needed=ask.posted is not None and _has_figure(page, row)
        )
        title = folded(self._title(ask.thread))
        for link in inside(page.nodes, row):
            file = self._file(page, link)
            if kind(link.attributes.get("href", "#")) is not AddressKind.LOCAL:
                yield page.problem("E506", link, "a link beside an ask leads out of the site")
            elif file and file != f"threads/{ask.thread}.html":
                yield page.problem("E506", link, f"a link beside an ask leads to another thread: {shortened(file)}")
            elif file and "#" not in link.attributes["href"] and folded(rendered_text(page.nodes, link)) != title:
                yield page.problem("E507", link, f"a link to the thread {title!r} calls it otherwise")
        values = self._voice.values({title, ask.author or ""})
        for figure in inside(page.nodes, row):
            if figure.name == "figure":
                yield from strange(page, figure, values)

    def _cases(self, page: BuiltPage, entry: Entry, figures: Sequence[Figure]) -> Iterator[Problem]:
        """Each case just before the answer that needs it, and no other."""
        quotes = self._expected.quoted.get(entry.question.address)
        wanted = {
            url: f"threads/{case.thread}.html#{case.passage.id}"
            for url, case in (quotes.cases.items() if quotes else ())
            if case.passage is not None
        }
        printed: dict[str, str] = {}
        for element in elements(page.nodes):
            if element.name != "figure" or CASE not in element.classes:
                continue
            behind = min((f for f in figures if f.element.place > element.place), key=_place, default=None)
            block = block_of(page, element)
            names = [self._quotations.named(page, e) for e in inside(page.nodes, element) if ASKED in e.classes]
            if behind is None or block is None or behind.element.place > block.end or len(names) != 1:
                yield page.problem("E508", element, "a case stands before no answer, or quotes no single ask")
                continue
            [named] = names
            if isinstance(named, Citation):
                printed[behind.places[0]] = f"{named.file}#{named.passage}"
                author = named.source.post.author or ""
                yield from strange(page, element, self._voice.values({author}))
                for link in inside(page.nodes, element):
                    if self._file(page, link) not in {"", named.file, page.address}:
                        yield page.problem("E506", link, "a link in a case leads elsewhere than to its post")
        if printed != wanted:
            odd = next(iter(wanted.items() ^ printed.items()))[0]
            yield page.problem("E508", 1, f"what was asked stands otherwise before {odd} than it should")

    def _title(self, thread: str) -> str:
        summary = self._expected.threads.get(thread)
        return (summary.title if summary else None) or thread

    def _file(self, page: BuiltPage, link: Element) -> str:
        """The file of this site that a link leads to."""
        url = link.attributes.get("href", "")
        local = link.name == "a" and kind(url) is AddressKind.LOCAL
        return (self._site.target(page.address, url).file or "") if local else ""


def _has_figure(page: BuiltPage, row: Element) -> bool:
    return any(element.name == "figure" for element in inside(page.nodes, row))


def _place(figure: Figure) -> int:
    return figure.element.place
