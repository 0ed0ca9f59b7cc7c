"""Links and anchors: E511 (no such file), E512 (no such place in it), E513 (an id that is there twice).

MkDocs' own validation sees links in Markdown only; a broken `href` in a template passes `mkdocs build --strict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote

from extractor.checker.active import addresses
from extractor.checker.addresses import AddressKind, SiteMap, Target, kind
from extractor.checker.page import BuiltPage
from extractor.checker.proofs import Proof
from extractor.markup import Element, StartTag, elements
from extractor.model import Problem
from extractor.text.characters import shortened

_MANY = 256
"""Ids that are looked through one after the other."""
_BETWEEN = "\n"


class Places:
    """The ids of one page, of which a site has very many: a set of few takes ten times as much memory."""

    __slots__ = ("_few", "_many")

    def __init__(self, ids: Iterable[str]) -> None:
        ids = sorted(ids)
        many = len(ids) > _MANY or any(_BETWEEN in id for id in ids)
        self._many = frozenset(ids) if many else None
        self._few = "" if many else _BETWEEN.join(("", *ids, ""))

    def __contains__(self, id: str) -> bool:
        if self._many is not None:
            return id in self._many
        return _BETWEEN not in id and f"{_BETWEEN}{id}{_BETWEEN}" in self._few

    def __iter__(self) -> Iterator[str]:
        """In alphabetical order."""
        return iter(sorted(self._many) if self._many is not None else self._few.split(_BETWEEN)[1:-1])


class Links:
    """The links of all pages. Files are looked up at once, anchors when every page is known."""

    def __init__(self, site: SiteMap) -> None:
        self._site = site
        self.ids: dict[str, Places] = {}
        """The ids of each page."""
        self.unreadable: set[str] = set()
        """Pages reported as not plainly written; what ids they have is not known."""
        # A wanted anchor with the problem to report if it is not there, so that no page need be kept.
        self._wanted: dict[tuple[str, str], list[Problem]] = {}
        # The same of pages that were not read, with their addresses.
        self._wanted_unread: dict[tuple[str, str], list[str]] = {}
        self.leads_to: dict[tuple[str, str], None] = {}
        """Where the links of the page that was checked last lead within the site."""

    def check(self, page: BuiltPage) -> Iterator[Problem]:
        """Ids given twice and links to files that are not there, on one page."""
        ids: set[str] = set()
        self.leads_to = {}
        own: list[tuple[Element, str, str]] = []
        for element in elements(page.nodes):
            if (name := element.attributes.get("id")) is not None:
                if name in ids:
                    yield page.problem("E513", element, f"the id {shortened(name)} stands on the page twice")
                if not name or len(name.split()) != 1:
                    yield page.problem("E513", element, f"{name!r} cannot be an id: it is empty or has spaces")
                ids.add(name)
            for attribute, url in _of_tag(element.tag) if element.tag is not None else _local(element):
                if url.startswith("#") and len(url) > 1:
                    own.append((element, attribute, url))
                    continue
                target = self._site.target(page.address, url)
                if target.file is None:
                    cause = f"<{element.name} {attribute}> leads nowhere, to {shortened(url)}: {target.because}"
                    yield page.problem("E511", element, cause)
                    continue
                self.leads_to[target.file, target.fragment] = None
                self._want(page, element, attribute, target)
        self.ids[page.address] = Places(ids)
        for element, attribute, url in own:
            # Most lead to a place on their own page; those are settled here, and nothing need be kept of them.
            if url[1:] not in ids:
                target = self._site.target(page.address, url)
                self.leads_to[page.address, target.fragment] = None
                self._want(page, element, attribute, target)

    def _want(self, page: BuiltPage, element: Element, attribute: str, target: Target) -> None:
        if target.fragment and target.fragment.lower() != "top":
            place = f"{target.file}#{shortened(target.fragment)}"
            cause = f"<{element.name} {attribute}> leads to a place that is not there, {place}"
            problem = page.problem("E512", element, cause)
            self._wanted.setdefault((target.file or "", target.fragment), []).append(problem)

    def proven(self, address: str, proof: Proof) -> bool:
        """Take the links of a page on trust; False where a file that it leads to is no longer there."""
        if any(file not in self._site.files for file, _ in proof.leads_to):
            return False
        self.ids[address] = Places(proof.ids)
        for file, fragment in proof.leads_to:
            if fragment and fragment.lower() != "top":
                self._wanted_unread.setdefault((file, fragment), []).append(address)
        return True

    def unmet(self) -> Iterator[str]:
        """Pages that were taken on trust and have a link to a place that is on no page: they are to be read."""
        for (file, fragment), addresses_of_pages in self._wanted_unread.items():
            if not self._stands(file, fragment):
                yield from addresses_of_pages

    def _stands(self, file: str, fragment: str) -> bool:
        ids = self.ids.get(file, ())
        # Browsers look for the fragment as it is written first, then decoded.
        return file in self.unreadable or fragment in ids or unquote(fragment) in ids

    def anchors(self) -> Iterator[Problem]:
        """Links to places that are on no page."""
        for (file, fragment), problems in self._wanted.items():
            if not self._stands(file, fragment):
                yield from problems


@lru_cache(maxsize=1 << 12)
def _of_tag(tag: StartTag) -> Sequence[tuple[str, str]]:
    return tuple(_local(tag))


def _local(element: Element | StartTag) -> Iterator[tuple[str, str]]:
    """The addresses in an element's attributes that are to lead to a file of the site, each with its attribute."""
    return ((name, url) for name, url in addresses(element) if kind(url) is AddressKind.LOCAL)
