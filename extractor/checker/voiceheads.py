"""What stands once above all quotations of a block of one person's words: the name, and perhaps the date."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checker.page import BuiltPage
from extractor.markup import Element, around, rendered_text
from extractor.text.characters import folded

BLOCK = "voice"
"""The class of a block."""


def block_of(page: BuiltPage, element: Element) -> Element | None:
    """The block around an element."""
    return next((above for above in around(page.nodes, element) if BLOCK in above.classes), None)


def names(page: BuiltPage, figure: Element) -> list[str]:
    """The names that stand above a figure for its whole block."""
    block = block_of(page, figure)
    return [
        folded(rendered_text(page.nodes, element))
        for element in (_head(page, block) if block else ())
        if _names(element)
    ]


def head_times(page: BuiltPage, figure: Element) -> list[Element]:
    """The `<time>` elements that stand above a figure for its whole block."""
    block = block_of(page, figure)
    return [element for element in (_head(page, block) if block else ()) if element.name == "time"]


def _head(page: BuiltPage, block: Element) -> Iterator[Element]:
    """What stands in a block outside its figures and folds."""
    place = block.place + 1
    while place < block.end:
        node = page.nodes[place]
        place += 1
        if isinstance(node, Element):
            if node.name in {"figure", "details", "blockquote"}:
                place = node.end
            else:
                yield node


def _names(element: Element) -> bool:
    return "author" in element.classes
