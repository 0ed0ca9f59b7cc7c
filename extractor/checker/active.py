"""Active content (E521) and requests to other hosts (E522) in the elements of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from extractor.checker.addresses import AddressKind, SiteMap, kind, leaves_site
from extractor.checker.page import BuiltPage
from extractor.checker.permitted import (
    ADDRESSES,
    ASKING,
    DIRECTIONS,
    ELEMENTS,
    EVERYWHERE,
    FAMILIES,
    LINKS,
    LINKS_THAT_TELL,
    META,
    VALUES,
)
from extractor.checker.policy import weaknesses
from extractor.markup import Element, StartTag, elements
from extractor.model import Problem
from extractor.text.characters import shortened


def addresses(element: Element | StartTag) -> Iterator[tuple[str, str]]:
    """The addresses in an element's attributes, each with its attribute."""
    for name, value in element.attributes.items():
        if name in ADDRESSES:
            yield name, value
        elif name in {"srcset", "imagesrcset"}:
            for candidate in value.split(","):
                if words := candidate.split():
                    yield name, words[0]
    if element.attributes.get("http-equiv", "").lower() == "refresh":
        yield "content", _LEADS_ON.sub("", element.attributes.get("content", ""))


_LEADS_ON = re.compile(r"0; url=(?=[a-z0-9./_-]+\.html$)")
"""How a page leads on at once to another page of the site: no other form is permitted."""


def check(page: BuiltPage, site: SiteMap, allowed: Callable[[str], bool]) -> Iterator[Problem]:
    """What a page holds that no page may; `allowed` knows the scripts."""
    policies: list[Element] = []
    for element in elements(page.nodes):
        for code, cause in _of_tag(element.tag) if element.tag is not None else _faults(element):
            yield page.problem(code, element, cause)
        if element.name == "script":
            for cause in _script(page, site, element, allowed):
                yield page.problem("E521", element, cause)
        if element.name == "meta" and element.attributes.get("http-equiv", "").lower() == "content-security-policy":
            policies.append(element)
        if element.name in {"script", "link"} and not policies:
            yield page.problem("E521", element, f"<{element.name}> stands before the content security policy")
    yield from _policies(page, policies)


@lru_cache(maxsize=1 << 12)
def _of_tag(tag: StartTag) -> Sequence[tuple[str, str]]:
    """What is wrong with every element that has this tag."""
    return tuple(_faults(tag))


def _faults(element: Element | StartTag) -> Iterator[tuple[str, str]]:
    """What is wrong with an element wherever it stands: codes, each with a sentence."""
    permitted = ELEMENTS.get(element.name)
    if permitted is None:
        yield "E521", f"no page may hold <{element.name}>"
    for name, value in element.attributes.items():
        for cause in _attribute(element, name, value, permitted):
            yield "E521", cause
    yield from _addresses(element)


def _attribute(element: Element | StartTag, name: str, value: str, permitted: frozenset[str] | None) -> Iterator[str]:
    if permitted is not None and name not in permitted and name not in EVERYWHERE and not FAMILIES.fullmatch(name):
        yield f"no <{element.name}> may have the attribute {name}"
    values = DIRECTIONS if name == "dir" else VALUES.get((element.name, name))
    if values is not None and value.lower() not in values:
        yield f"<{element.name} {name}> may not be {shortened(value, 40)!r}"
    if element.name == "meta" and name == "name" and value.lower() not in META:
        yield f"no page needs <meta name> {shortened(value, 40)!r}"
    if element.name == "link" and name == "rel" and not (set(value.lower().split()) <= LINKS and value.split()):
        yield f"no page needs <link rel> {shortened(value, 40)!r}"


def _addresses(element: Element | StartTag) -> Iterator[tuple[str, str]]:
    for name, url in addresses(element):
        sort = kind(url)
        if sort is AddressKind.REFUSED or (sort is AddressKind.HOST and name == "href" and element.name == "a"):
            cause = f"<{element.name} {name}> is no plain http, https or local address: {ascii(shortened(url))[1:-1]}"
            yield "E521", cause
        elif sort is AddressKind.PICTURE and element.name not in {"img", "link"}:
            yield "E521", f"<{element.name} {name}> leads to a page written into the address"
    for name, value in element.attributes.items():
        if name not in ASKING or (element.name in {"a", "area"} and name == "href"):
            continue
        tells = element.name == "link" and set(element.attributes.get("rel", "").lower().split()) <= LINKS_THAT_TELL
        urls = [words[0] for part in value.split(",") if (words := part.split())] if "srcset" in name else [value]
        for url in urls:
            if leaves_site(url) and not (tells and kind(url) is AddressKind.WEB):
                cause = f"<{element.name} {name}> makes a browser ask another host: {shortened(url)}"
                yield "E522", cause
    if element.attributes.get("http-equiv", "").lower() == "refresh":
        content = element.attributes.get("content", "")
        url = content.partition("=")[2].strip(" '\"")
        if leaves_site(url):
            yield "E522", f"the page sends its reader to another host: {shortened(url)}"
        elif not _LEADS_ON.match(content):
            yield "E521", f"a page leads on in the form `0; url=page.html`, not {shortened(content)!r}"


def _script(page: BuiltPage, site: SiteMap, element: Element, allowed: Callable[[str], bool]) -> Iterator[str]:
    if element.attributes.get("type", "").lower() == "application/ld+json":
        # A browser keeps such data and never runs it; `linked` reads it.
        if "src" in element.attributes:
            yield "data for programs come from a file"
        return
    if any(not isinstance(node, str) or node.strip() for node in page.nodes[element.place + 1 : element.end]):
        yield "a script is written into the page"
    source = element.attributes.get("src", "")
    if not source:
        yield "a <script> names no file"
    elif kind(source) is AddressKind.LOCAL:
        file = site.target(page.address, source).file
        if file is not None and not allowed(file):
            yield f"{file} is no script of the theme"


def _policies(page: BuiltPage, policies: list[Element]) -> Iterator[Problem]:
    if not policies:
        yield page.problem("E521", 1, "the page has no content security policy")
    for element in policies:
        for cause in weaknesses(element.attributes.get("content", "")):
            yield page.problem("E521", element, f"the content security policy is too weak: {cause}")
        parent = page.nodes[element.parent] if element.parent >= 0 else None
        if not isinstance(parent, Element) or parent.name != "head":
            yield page.problem("E521", element, "browsers ignore a content security policy outside <head>")
