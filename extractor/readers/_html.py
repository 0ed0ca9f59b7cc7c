"""A saved page, asked with selectors. A field belongs to the post that is its nearest ancestor, however tags nest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urljoin

from extractor import markup
from extractor.markup import Element, Node
from extractor.model import Problem, Source, Stage
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded
from extractor.readers._mhtml import NoPage, snapshot
from extractor.readers._provenance import Provenance, copied, moment, provenance
from extractor.readers._selectors import selector
from extractor.text.characters import folded
from extractor.text.weblinks import MEANT, original, web_address

LARGEST_PAGE = 16 << 20
"""The largest page that is parsed, in characters: its tree takes about thirty times as much memory. Real thread
pages stay below 3 MB; what is larger has pictures written into it."""

_BEGINS = re.compile(
    # Some programs put a line or two of their own above a page.
    r"(?:\s{0,999}(?:[^\n<]{1,300}\n){1,4}(?=\s{0,99}<(?:!doctype html|html)\b))?"
    r"\s{0,999}(?:<!--.{0,2000}?-->\s{0,99}|<\?xml[^>]{0,200}>\s{0,99}|<!doctype html[^>]{0,300}>\s{0,99}){0,5}"
    r"<(?:html|head|body|div|table|article|section|main|ul|ol|li|span|p|meta|link|title|script|!doctype html)\b",
    re.IGNORECASE | re.DOTALL,
)
_SILENT = markup.names("script style template noscript head title button select option svg iframe")
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, eq=False)
class Part:
    """A stretch of a page: one element, without the posts that stand inside it."""

    page: SavedPage
    element: Element
    holes: tuple[tuple[int, int], ...] = ()
    """Places of nested posts, from and to, exclusive, in order."""

    def nodes(self, of: Element | None = None) -> Iterator[tuple[int, Node]]:
        """Nodes of the part, or of an element in it, with their places; nested posts are left out."""
        root = of or self.element
        holes = [hole for hole in self.holes if hole[0] > root.place]
        place, hole = root.place + 1, 0
        while place < root.end:
            while hole < len(holes) and holes[hole][1] <= place:
                hole += 1
            if hole < len(holes) and holes[hole][0] <= place:
                place = holes[hole][1]
                continue
            yield place, self.page.nodes[place]
            place += 1

    def all(self, written: str, of: Element | None = None) -> list[Element]:
        """Elements that a selector finds inside the part, in order."""
        test = selector(written)
        return [node for _, node in self.nodes(of) if isinstance(node, Element) and test(node)]

    def outside(self, written: str, around: str, of: Element | None = None) -> list[Element]:
        """Elements that a selector finds, but for those in the elements that a second one finds; in order."""
        test, boxed = selector(written), selector(around)
        elements = []
        end = -1
        for place, node in self.nodes(of):
            if place < end or not isinstance(node, Element):
                continue
            if boxed(node):
                end = node.end
            elif test(node):
                elements.append(node)
        return elements

    def inside(self, written: str, around: str, of: Element | None = None) -> list[Element]:
        """Elements that a selector finds in the elements that a second one finds, each once; in order."""
        test, boxed = selector(written), selector(around)
        elements = []
        end = -1
        for place, node in self.nodes(of):
            if isinstance(node, Element):
                if place < end and test(node):
                    elements.append(node)
                if boxed(node):
                    end = max(end, node.end)
        return elements

    def first(self, written: str, of: Element | None = None) -> Element | None:
        """The first element that a selector finds."""
        test = selector(written)
        return next((node for _, node in self.nodes(of) if isinstance(node, Element) and test(node)), None)

    def attribute(self, written: str, name: str) -> str | None:
        """An attribute of the first element that a selector finds, unless it is missing or empty."""
        element = self.first(written)
        return (element.attributes.get(name) or None) if element is not None else None

    def text(self, target: str | Element | None) -> str | None:
        """The words of an element, or of the first that a selector finds, on one line; None when there are none."""
        element = self.first(target) if isinstance(target, str) else target
        if element is None:
            return None
        pieces: list[str] = []
        silent = -1
        for place, node in self.nodes(element):
            if place < silent:
                continue
            if isinstance(node, str):
                pieces.append(node)
            elif node.name in _SILENT:
                silent = node.end
            elif node.name not in markup.INLINE:
                pieces.append(" ")
        return folded("".join(pieces)) or None


class SavedPage:
    """A parsed page."""

    def __init__(self, html: str, url: str | None = None, saved: datetime | None = None) -> None:
        """Parse a page, or the HTML of a single post that stood at `url`; `saved` is when, as its file says."""
        self._url = url
        self.provenance = provenance(html) if url is None or saved is not None else Provenance(url=url)
        """What the program that saved it has written into it."""
        if saved is not None:
            self.provenance = replace(self.provenance, saved=saved)
        # JSON can hold a lone surrogate (`\ud800`), which no HTML can.
        self.nodes: Sequence[Node] = markup.read(_HALF.sub("\ufffd", html))
        root = Element("", {}, 1, -1, -1, len(self.nodes))
        self.whole = Part(self, root)
        """All of it."""

    def all(self, written: str) -> list[Element]:
        """Elements that a selector finds anywhere, in order."""
        return self.whole.all(written)

    def first(self, written: str) -> Element | None:
        """The first element that a selector finds anywhere."""
        return self.whole.first(written)

    def text(self, written: str) -> str | None:
        """The words of the first element that a selector finds, on one line."""
        return self.whole.text(written)

    def parts(self, posts: Sequence[Element]) -> list[Part]:
        """One part for each of these elements, in order; what stands inside two of them belongs to the inner one."""
        holes: dict[int, list[tuple[int, int]]] = {post.place: [] for post in posts}
        around: list[Element] = []
        for post in posts:
            while around and around[-1].end <= post.place:
                around.pop()
            if around:
                holes[around[-1].place].append((post.place, post.end))
            around.append(post)
        return [Part(self, post, tuple(holes[post.place])) for post in posts]

    def under(self, element: Element, written: str) -> bool:
        """Whether an element stands inside one that a selector finds."""
        test = selector(written)
        return any(test(above) for above in markup.around(self.nodes, element))

    def raw(self, element: Element) -> str:
        """The characters inside an element, as they are: for scripts that hold data."""
        return "".join(node for node in self.nodes[element.place + 1 : element.end] if isinstance(node, str))

    def meta(self, name: str) -> str | None:
        """What a `<meta>` of this name or property says."""
        return self.whole.attribute(f'meta[property="{name}"], meta[name="{name}"]', "content")

    @cached_property
    def title(self) -> str | None:
        """The page's own title."""
        element = self.first("title")
        return (folded(self.raw(element)) or None) if element is not None else None

    @cached_property
    def url(self) -> str | None:
        """The address that the page gives as its own, else the one it was saved from; never an archive's copy."""
        if self._url:
            return original(self._url)
        noted = web_address(self.provenance.url)
        for written in (self.whole.attribute("link[rel=canonical]", "href"), self.meta("og:url")):
            address = web_address(original(written or "")) or (_joined(noted, written) if noted and written else None)
            if address:
                return address
        return noted

    @cached_property
    def language(self) -> str | None:
        """The language that the page names, like `de` or `en-GB`."""
        element = self.first("html")
        return element.attributes.get("lang") or element.attributes.get("xml:lang") if element is not None else None

    @cached_property
    def linked_data(self) -> list[Any]:
        """JSON-LD objects of the page that are whole, `@graph`s opened."""
        items: list[Any] = []
        for script in self.all('script[type="application/ld+json"]'):
            try:
                value = json.loads(self.raw(script), strict=False)
            except (ValueError, RecursionError):
                continue
            for item in value if isinstance(value, list) else [value]:
                graph = item.get("@graph") if isinstance(item, dict) else None
                items += graph if isinstance(graph, list) else [item]
        return [item for item in items if isinstance(item, dict)]

    @cached_property
    def _base(self) -> str:
        """What addresses of the page are relative to; looked up once, for a page may have thousands of links."""
        return original(self.whole.attribute("base", "href") or "") or self.url or ""

    def absolute(self, address: str | None) -> str | None:
        """An address of the page, whole; None when it is not meant as one of the web."""
        if not address or address.startswith(("#", "javascript:", "data:")):
            return None
        whole = _joined(self._base, original(address) if self._archived else address)
        return whole if whole is not None and MEANT.match(whole) else None

    @cached_property
    def _archived(self) -> bool:
        """Whether a web archive has written its own address before every link."""
        return self.provenance.archived or original(self._stated) != self._stated

    @cached_property
    def _stated(self) -> str:
        """The address that the page gives as its own, as it is written."""
        return self._url or self.whole.attribute("link[rel=canonical]", "href") or self.meta("og:url") or ""

    @property
    def saved(self) -> datetime | None:
        """When the page was saved or copied by an archive, where its file says so."""
        day = copied(self._stated)
        return self.provenance.saved or (moment(day) if day else None)


def page_of(source: Source) -> SavedPage | None:
    """The page that a source holds, or None when it is no HTML. Parsed once however many readers ask.

    Raises NotUnderstood: what `decoded` raises, E109 for a single file without a page, E112 for a page too large.
    """
    text = decoded(source)
    try:
        unpacked = snapshot(source.data)
    except NoPage as no:
        cause = f"this is a page saved as a single file, and {no}"
        help = 'save the page anew, as a single file or as "HTML only"'
        raise NotUnderstood(
            Problem(stage=Stage.READ, code="E109", file=source.name, cause=cause, help=help)
        ) from None
    if unpacked is not None:
        text = unpacked.html
    if not _BEGINS.match(text):
        return None
    if len(text) > LARGEST_PAGE:
        raise NotUnderstood(
            Problem(
                stage=Stage.READ,
                code="E112",
                file=source.name,
                cause=f"this page is larger than {LARGEST_PAGE >> 20} MB",
                help='save it as "HTML only", without its pictures, or page by page',
            )
        )
    return _parsed(text, unpacked.url if unpacked else None, unpacked.saved if unpacked else None)


def try_page(source: Source) -> SavedPage | None:
    """The page that a source holds, or None for everything else."""
    try:
        return page_of(source)
    except NotUnderstood:
        return None


@lru_cache(maxsize=2)
def _parsed(text: str, url: str | None, saved: datetime | None) -> SavedPage:
    return SavedPage(text, web_address(url), saved)


def _joined(base: str, address: str) -> str | None:
    """An address that may be relative to another, whole; None where that cannot be told."""
    try:
        return urljoin(base, address)
    except ValueError:
        return None
