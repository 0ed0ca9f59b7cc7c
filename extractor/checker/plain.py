"""The nodes of a page in the plain form.

`form` refuses every page that a browser and a parser could read in two ways. What it lets pass has one reading, and
the patterns that it was tested with give that reading in a tenth of the time that a parser for any page takes. A test
holds it equal to `markup.read`, which writes white space between tags as one space or line end.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape

from extractor.checker.form import OPENING
from extractor.checker.tags import WrittenTag
from extractor.markup import VOID, Element, Node, names

RAW = names("script style")
"""In these an `&` is no more than that: https://html.spec.whatwg.org/multipage/parsing.html#rawtext-state"""


def nodes(html: str, tags: Sequence[tuple[int, WrittenTag]]) -> list[Node]:
    """The nodes of a page on which `form.faults` finds nothing but these tags, as `markup.read` gives them."""
    result: list[Node] = []
    around: list[Element] = []
    opening = OPENING.match(html)
    place, line = (opening.end() if opening else 0), 1
    for start, tag in tags:
        if start > place:
            text = html[place:start]
            raw = bool(around) and around[-1].name in RAW
            result.append(text if raw or "&" not in text else unescape(text))
            line += text.count("\n")
        begun = tag.opens
        if begun is None:
            if around:
                around.pop().end = len(result)
        else:
            parent = around[-1].place if around else -1
            element = Element(begun.name, begun.attributes, line, len(result), parent, tag=begun)
            result.append(element)
            if begun.name in VOID:
                element.end = len(result)
            else:
                around.append(element)
        place = start + tag.length
        line += tag.lines
    if place < len(html):
        result.append(unescape(html[place:]))
    return result
