"""Built pages as flat values; the only module that imports bs4 to read the built site.

A page is a list of nodes in the order of the document: elements, and strings between them. An element
knows where its content ends in that list, so a subtree is a slice and nothing here or above recurses:
a page may be nested as deeply as it likes.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.entities import html5

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString, Tag

# bs4 warns of texts that are a bare address and of pages that begin with `<?xml`; nobody could correct these.
for _category in (MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning):
    warnings.filterwarnings("ignore", category=_category)


def names(listed: str) -> frozenset[str]:
    """A set of names written as one line of them."""
    return frozenset(listed.split())


VOID = names("area base br col embed hr img input link meta source track wbr")
"""Elements without content: https://html.spec.whatwg.org/multipage/syntax.html#void-elements"""

INLINE = names(
    "a abbr b bdi cite code data del dfn em i img input ins kbd label mark output q s samp small span strong "
    "sub sup time u var wbr"
)
"""Elements that stand in the middle of a word without dividing it. Every other one begins a new box or line,
which readers see as white space: https://html.spec.whatwg.org/multipage/rendering.html#flow-content-3"""

# bs4 keeps a list of the void elements it closed itself and searches it at every end tag, so many `<br>` on one
# page cost quadratic time. Written as `<br/>` they never enter that list. Line breaks are kept: lines stay true.
_OPEN_VOID = re.compile(rf'<((?:{"|".join(sorted(VOID))})(?:[\s](?:[^<>"]|"[^"]*")*+)?+)(?<!/)>')


# Says which of these slashes are ours: the parser gives back as text what it cannot read, and then they must go
# again. A noncharacter, which no reader ever sees.
_OURS = "\ufdd0"
# Browsers read `<![if IE]>` as a comment; Python's parser refuses the whole page for one it does not know.
_MARKED_SECTION = re.compile(r"<!\[(?!CDATA\[)")
# bs4 loses the semicolon of a name that is no entity's, and reads `&it` as an entity, which browsers do not. What is
# no text is passed by: scripts, and tags, whose values have rules of their own.
_MAYBE_ENTITY = re.compile(
    r"<(?:(?P<data>script|style)\b(?:.*?</(?P=data)|.*)|[a-z/!?][^<>]*+)"
    r"|&(?P<name>#[0-9]++|#x[0-9a-f]++|[a-z][a-z0-9]*+)(?P<end>;?)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_BARE = max(len(name) for name in html5 if not name.endswith(";"))


@dataclass(frozen=True, slots=True, eq=False)
class StartTag:
    """A start tag. Elements whose tags are written alike may share one: what is found out about it holds for all."""

    name: str
    """Lower-case name."""
    attributes: Mapping[str, str]
    """As those of `Element`."""
    classes: Sequence[str]
    """The names in its `class`."""


@dataclass(slots=True)
class Element:
    """One element of a page."""

    name: str
    """Lower-case name."""
    attributes: Mapping[str, str]
    """Decoded values by lower-case name; the empty string for an attribute without value."""
    line: int
    """The line of the page on which its tag begins, from 1."""
    place: int
    """Its index in the page's nodes."""
    parent: int
    """Index of the element around it, -1 for none."""
    end: int = -1
    """Index just behind its last descendant."""
    tag: StartTag | None = None
    """Its tag, where that is shared with others."""

    @property
    def classes(self) -> Sequence[str]:
        """The names in its `class`."""
        return self.attributes.get("class", "").split() if self.tag is None else self.tag.classes


Node = Element | str


def read(html: str) -> list[Node]:
    """The nodes of a page. Ask the plain form first: only then do a browser and this read the same."""
    soup = BeautifulSoup(
        _MARKED_SECTION.sub("<! [", _OPEN_VOID.sub(rf"<\1 {_OURS}/>", _MAYBE_ENTITY.sub(_entity, html))),
        "html.parser",
        multi_valued_attributes=None,
    )
    nodes: list[Node] = []
    open_elements = [(-1, iter(soup.contents))]
    while open_elements:
        parent, children = open_elements[-1]
        for child in children:
            if isinstance(child, Tag):
                values = {name: _unmarked(str(value)) for name, value in child.attrs.items() if name != _OURS}
                element = Element(child.name, values, child.sourceline or 0, len(nodes), parent)
                nodes.append(element)
                open_elements.append((element.place, iter(child.contents)))
                break
            # Doctype, comment and the like are no words of the page.
            if isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                nodes.append(_unmarked(str(child)))
        else:
            open_elements.pop()
            done = nodes[parent] if parent >= 0 else None
            if isinstance(done, Element):
                done.end = len(nodes)
    # The tree is full of circles; without this, thousands of pages wait for the garbage collector.
    soup.decompose()
    return nodes


def _entity(match: re.Match[str]) -> str:
    """What may be an entity, written so that every parser takes it as browsers do: the longest name that needs no
    semicolon, where the whole is none. https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state
    """
    name, whole = match["name"], match[0]
    if name is None or (match["end"] and f"{name};" in html5):
        return whole
    if name.startswith("#"):
        return f"&{name};"
    for length in range(min(len(name), _LONGEST_BARE), 1, -1):
        if name[:length] in html5:
            return f"&{name[:length]};{name[length:]}{match['end'] if name[length:] else ''}"
    return f"&amp;{whole[1:]}"


def _unmarked(text: str) -> str:
    """A text without the slashes that are ours."""
    return text.replace(f" {_OURS}/>", ">") if _OURS in text else text


def elements(nodes: Sequence[Node]) -> list[Element]:
    """The elements of a page, in order."""
    # A list is several times as fast as a generator, and pages are gone through often.
    return [node for node in nodes if node.__class__ is Element]


def inside(nodes: Sequence[Node], element: Element) -> list[Element]:
    """The elements inside an element, in order."""
    return elements(nodes[element.place + 1 : element.end])


def around(nodes: Sequence[Node], element: Element) -> Iterator[Element]:
    """The elements around an element, nearest first."""
    place = element.parent
    while place >= 0:
        above = nodes[place]
        assert isinstance(above, Element), "only elements have content"
        yield above
        place = above.parent


def rendered_text(
    nodes: Sequence[Node],
    element: Element,
    *,
    skip: Callable[[Element], bool] = lambda _: False,
    at: Callable[[Element, int], None] = lambda _element, _offset: None,
) -> str:
    """The characters of an element as a browser would lay them out, a space at every edge of a block.

    Whatever `skip` says yes to is left out whole; `at` is told each element met and the offset at which it stands.
    """
    pieces: list[str] = []
    length = 0
    edges: list[int] = []
    place = element.place + 1
    while place < element.end:
        while edges and edges[-1] <= place:
            edges.pop()
            pieces.append(" ")
            length += 1
        node = nodes[place]
        place += 1
        if isinstance(node, str):
            pieces.append(node)
            length += len(node)
            continue
        if node.name not in INLINE:
            pieces.append(" ")
            length += 1
        if skip(node):
            place = node.end
            continue
        at(node, length)
        if node.name not in INLINE:
            edges.append(node.end)
    return "".join(pieces)
