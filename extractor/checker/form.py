"""The strict form of HTML in which every parser reads the same; a page that departs from it is E523.

Python's html.parser and a browser disagree about nearly everything that is not in this form: comments, unquoted
values, a `<` in an attribute, an attribute given twice (a browser takes the first, html.parser the last), a forgotten
end tag, a `<div>` in a `<p>`. A check that reads a page one way while a browser reads it another can be fooled. So a
page must be written in a form that leaves no room, and this module refuses all others. The rules of reading are those
of https://html.spec.whatwg.org/multipage/parsing.html; what is refused here are the places where that algorithm
repairs or guesses.

Time is linear: no pattern can try the same characters twice (`*+` and `++` never give back).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from extractor.checker.nesting import Nesting
from extractor.checker.tags import WrittenTag, tag_at
from extractor.markup import VOID
from extractor.text.characters import line_of, line_starts, visible

Fault = tuple[int, str]
"""A line, and what is wrong on it."""

MOST_FAULTS = 5
"""How many lines are reported for a page: one mistake usually causes many others."""
CHARSET_WITHIN = 1024
"""Bytes that a browser reads to find the encoding: https://html.spec.whatwg.org/multipage/semantics.html#charset"""

OPENING = re.compile(r"<!(?i:doctype) html>")
_REFERENCE = re.compile(r"&(?:#(?P<decimal>[0-9]{1,7}+);|#x(?P<hex>[0-9a-fA-F]{1,6}+);|(?P<name>[A-Za-z0-9]++;))?+")
_CHARSET = re.compile(rb'<meta charset="(?i:utf-8)"')


def decoded(data: bytes) -> tuple[str, list[Fault]]:
    """A page's characters. Whatever is not UTF-8 is a fault, and so is a page that does not say it is UTF-8:
    a browser left to guess the encoding may read other words, or tags where there were none."""
    try:
        html = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode("utf-8", "replace"), [(line, "the page is not UTF-8")]
    if not _CHARSET.search(data[:CHARSET_WITHIN]):
        return html, [(1, f'no <meta charset="utf-8"> within the first {CHARSET_WITHIN} bytes')]
    return html, []


def faults(html: str, tags: list[tuple[int, WrittenTag]] | None = None) -> list[Fault]:
    """Where a page leaves the plain form; empty for a page that everybody reads alike.

    `tags` is filled with the places and tags of such a page, for whoever reads on.
    """
    met: list[tuple[int, WrittenTag]] = [] if tags is None else tags
    starts: list[int] = []
    faults_of_page: list[Fault] = []
    for offset, cause in _places_and_causes(html, met):
        starts = starts or line_starts(html)
        faults_of_page.append((line_of(starts, offset), cause))
        if len(faults_of_page) == MOST_FAULTS:
            break
    return faults_of_page


def _places_and_causes(html: str, tags: list[tuple[int, WrittenTag]]) -> Iterator[tuple[int, str]]:
    opening = OPENING.match(html)
    if not opening:
        yield 0, "the page does not begin with <!doctype html>"
    yield from _unseen(html)
    yield from _references(html)
    nesting = Nesting()
    place = opening.end() if opening else 0
    while (start := html.find("<", place)) >= 0:
        if start > place and (cause := nesting.text(html[place:start])):
            yield place, cause
        tag = tag_at(html, start)
        if tag is None:
            yield start, f"this is not a plainly written tag: {_sample(html, start)}"
            place = start + 1
            continue
        tags.append((start, tag))
        place = start + tag.length
        if cause := _step(nesting, tag):
            yield start, cause
    for cause in nesting.text(html[place:]), nesting.finish():
        if cause:
            yield len(html), cause


def _step(nesting: Nesting, tag: WrittenTag) -> str | None:
    if tag.opens is None:
        return nesting.close(tag.closes or "")
    opened = tag.opens.name
    if tag.twice:
        return f"<{opened}> gives the attribute {tag.twice} twice"
    if tag.slashed and opened not in VOID:
        return f"<{opened}/> looks closed and is not: browsers ignore that slash"
    return nesting.open(opened)


def _unseen(html: str) -> Iterator[tuple[int, str]]:
    """Characters that nobody sees but that end, hide or reorder what stands around them."""
    if len(visible(html)) == len(html):
        return
    for offset, letter in enumerate(html):
        if not visible(letter):
            yield offset, f"the control character U+{ord(letter):04X}, which is never shown, stands in the page"


def _references(html: str) -> Iterator[tuple[int, str]]:
    """Browsers and parsers guess at `&copy=1`, `&#128;` and `&nosuch;`, each in its own way."""
    for match in _REFERENCE.finditer(html):
        number = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16) if match["hex"] else None
        named = bool(match["name"]) and match["name"] in html5
        numbered = number is not None and 0 < number <= 0x10FFFF and bool(visible(chr(number)))
        if not (named or numbered):
            yield match.start(), f"this & does not begin a character reference: {_sample(html, match.start())}"


def _sample(html: str, start: int) -> str:
    return ascii(html[start : start + 40])[1:-1]
