"""Rows of lists that name questions: their links, what they count, and what stands around them (E507)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from extractor.checker.addresses import AddressKind, SiteMap, kind
from extractor.checker.page import BuiltPage
from extractor.checker.questionpages import in_order, miscounted, page_of
from extractor.checker.speech import Speech
from extractor.markup import Element, around, elements, inside, rendered_text
from extractor.model import AskedBy, Entry, Faq, Problem
from extractor.text.characters import folded, shortened

_FRAME = frozenset({"crumbs", "hero", "find"})
"""Classes of what the theme puts around a page's own content."""


class Rows:
    """The rows of one site's lists of questions."""

    def __init__(self, site: SiteMap, faq: Faq, asked: Mapping[str, AskedBy], speech: Speech) -> None:
        self._site = site
        self._asked = asked
        self._speech = speech
        self.entries = {page_of(entry.question): entry for section in faq.sections for entry in section.entries}
        """The questions by the files of their pages."""

    def file_of(self, page: BuiltPage, link: Element) -> str:
        """The file that a link leads to; nothing for another element, or a link out of the site."""
        url = link.attributes.get("href", "")
        target = self._site.target(page.address, url) if link.name == "a" and kind(url) is AddressKind.LOCAL else None
        return target.file or "" if target else ""

    def questions(self, page: BuiltPage, within: Element) -> Iterator[tuple[Element, Entry]]:
        """The links to questions inside an element, in order, but for those of quotations."""
        for link in inside(page.nodes, within):
            entry = self.entries.get(self.file_of(page, link))
            if entry is not None and not in_a(page, link, "figure"):
                yield link, entry

    def check(self, page: BuiltPage, link: Element, entry: Entry) -> Iterator[Problem]:
        """A link to a question: its title first, and nothing counted wrong in its row."""
        title, words = folded(entry.question.title), folded(rendered_text(page.nodes, link))
        if not (words == title or words.startswith(f"{title} ")):
            yield page.problem("E507", link, f"a link to the question {title!r} calls it {shortened(words)!r}")
            return
        row = next((above for above in around(page.nodes, link) if above.name == "li"), link)
        for element in inside(page.nodes, row):
            if "asked" in element.classes:
                yield from self.demand(page, element, entry)
        text = folded(text_outside(page, row, _counted_apart)).replace(title, " ", 1)
        if miscounted(text, entry, self._speech):
            yield page.problem("E507", link, f"the page counts otherwise than its question: {shortened(text)}")

    def demand(self, page: BuiltPage, element: Element, entry: Entry) -> Iterator[Problem]:
        """How many are said to ask a question."""
        by = self._asked.get(entry.question.address)
        yield from self.counted(page, element, [by.people, by.threads] if by else [])

    def counted(self, page: BuiltPage, element: Element, right: list[int], day: str = "") -> Iterator[Problem]:
        """An element that counts something; `day` is a date that may stand there."""
        words = rendered_text(page.nodes, element)
        if not in_order(self._speech.numbers(words.replace(day, " ") if day else words), right):
            yield page.problem("E507", element, f"the page counts otherwise than the corpus: {shortened(words)}")


def in_a(page: BuiltPage, element: Element, name: str) -> bool:
    """Whether an element of this name stands around another."""
    return any(above.name == name for above in around(page.nodes, element))


def framed(element: Element) -> bool:
    """Whether an element is the theme's, around a page's own content."""
    return not _FRAME.isdisjoint(element.classes)


def main_of(page: BuiltPage) -> Element | None:
    """The part of a page that is its own."""
    return next((element for element in elements(page.nodes) if element.name == "main"), None)


def text_outside(page: BuiltPage, within: Element, skip: Callable[[Element], bool]) -> str:
    """The text of an element without that of some elements in it."""
    parts: list[str] = []
    place = within.place + 1
    while place < within.end:
        node = page.nodes[place]
        place += 1
        if isinstance(node, str):
            parts.append(node)
        elif skip(node):
            place = node.end
            parts.append(" ")
        else:
            parts.append(" " if node.name not in {"bdi", "span", "strong"} else "")
    return "".join(parts)


def _counted_apart(element: Element) -> bool:
    return element.name in {"figure", "time"} or "asked" in element.classes
