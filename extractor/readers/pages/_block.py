"""One block of a page that may be a post: its name, its time and its words, by what its elements are called."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from extractor import markup
from extractor.markup import Element
from extractor.readers._body import Body, Quoted, body
from extractor.readers._html import Part
from extractor.readers._selectors import selector
from extractor.readers.pages._clock import Clock

_LONGEST_NAME = 60
_LONGEST_TIME = 60
_MOST_NAMES = 5
_NAMED = markup.names("author username user name nickname nick fn poster by autor auteur usuario creator")
_NOT_NAMED = markup.names("rank title avatar image photo badge group groups role since count status stats icon bio")
_NAME_PATHS = re.compile(
    r"/(?:users?|members?|profiles?|u|author|people|mitglied|membre)(?:[/.?]|$)|[?&](?:u|uid|user)="
)
_TIMED = markup.names("date time datetime posted timestamp published created datum zeit fecha ago when")
_CHANGED = markup.names("datemodified modified updated edited edit lastedit changed geändert bearbeitet")
_WRITTEN = markup.names("published datepublished datecreated created posted")
_SIGNED = (
    ".signature, .sig, .post-signature, .user-signature, .usersignature, .signaturecontainer, .signature_div, "
    ".message-signature, .UserSignature, .Signature, .userSignature, .email-signature, .bbp-signature, "
    '[data-role="memberSignature"]'
)
_FLOW = markup.names("p ul ol pre blockquote table figure dl h1 h2 h3 h4 h5 h6 hr br")
_HOLD = _FLOW | markup.names("div td section article span main dd")
_FRAME = markup.names("header footer form nav menu aside button small time")
_NO_WORDS = selector("form, nav, menu, textarea, .actions, .buttons, .tools, .controls")
_LONGEST_NOTE = 160
"""Letters of the note of an edit."""
_SPLIT = re.compile(r"[-_\s]+|(?<=[a-z])(?=[A-Z])")
_MACHINE = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One block, with what was found in it."""

    part: Part
    name: Element
    who: str
    sure: bool
    """Whether the name is marked as one, and not only a link to somebody's page."""
    time: Element
    printed: str
    words: Body
    head: tuple[str, ...]
    """Texts of links of several words that are no part of the body: titles."""
    linked: int
    """How many letters of the body are links."""
    rest: int
    """How many letters of the block are neither head nor body."""


def tokens(element: Element) -> set[str]:
    """The words in an element's class and id."""
    written = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}"[:400]
    return {word.lower() for word in _SPLIT.split(_DIGITS.sub(" ", written)) if word}


def is_name(element: Element) -> bool:
    if element.name == "a" and "author" in element.attributes.get("rel", "").split():
        return True
    if element.name == "a" and _NAME_PATHS.search(element.attributes.get("href", "")[:300]):
        return True
    words = tokens(element)
    return element.name not in ("body", "html") and bool(words & _NAMED) and not words & _NOT_NAMED


def is_time(element: Element) -> bool:
    if element.name == "meta":
        return element.attributes.get("itemprop") in ("datePublished", "dateCreated")
    return element.name == "time" or bool(tokens(element) & _TIMED) or _is_moment(element.attributes.get("title"))


def _is_moment(title: str | None) -> bool:
    """Whether a title is a time written for programs."""
    return bool(title) and _MACHINE.match(title or "") is not None


def post_in(part: Part, clock: Clock) -> PageBlock | None:
    """What a block holds, or None when it is no post."""
    names = _names(part)
    timed = _time(part, clock)
    if not names or timed is None:
        return None
    name, who, sure = names[0]
    time, printed = timed
    lengths = _Lengths(part)
    held, drop = _body_of(part, lengths, (name, time))
    if held is None:
        return None

    def quoted(element: Element) -> Quoted | None:
        return Quoted() if element.name == "blockquote" else None

    words = body(part, held, quote=quoted, drop=drop, signature=_SIGNED)
    if not words.text.strip():
        return None
    head = tuple(
        text
        for link in part.all("a[href]")
        if not held.place < link.place < held.end
        and link is not name
        and not (_has(link, (time,)) or _has(time, (link,)))
        and (text := part.text(link))
        and len(text.split()) > 2
    )
    # Two names in the head of one post: one of them may be who edited it.
    others = {text for named, text, marked in names if marked and not held.place < named.place < held.end}
    linked = sum(lengths.of(link) for link in part.all("a[href]", held))
    rest = len(part.text(part.element) or "") - len(words.text) - len(who) - len(printed)
    return PageBlock(part, name, who, sure and len(others) == 1, time, printed, words, head, linked, rest)


def _names(part: Part) -> list[tuple[Element, str, bool]]:
    """The names in a block: innermost elements that are marked as one, then links to somebody's page."""
    marked = [element for element in part.all("*") if is_name(element)]
    # An element around the next one is a box with the name in it.
    inner = [element for element, after in zip_longest(marked, marked[1:]) if not after or after.place >= element.end]
    elements = []
    for element in inner:
        link = part.first("a[href]", element) if element.name != "a" else None
        named = link if link is not None and part.text(link) else element
        text = part.text(named)
        if text and len(text) <= _LONGEST_NAME and len(text.split()) <= _MOST_NAMES:
            elements.append((named, text, bool(tokens(element) & _NAMED) or "rel" in element.attributes))
    return sorted(elements, key=lambda name: not name[2])


def _time(part: Part, clock: Clock) -> tuple[Element, str] | None:
    """The first time in a block that can be read, but that of an edit only where there is no other."""
    edited = None
    for element in part.all("*"):
        if not is_time(element):
            continue
        for printed in _times_of(part, element):
            if printed and len(printed) <= _LONGEST_TIME and clock.read(printed) is not None:
                if not _is_edit(part, element):
                    return element, printed
                edited = edited or (element, printed)
                break
    return edited


def _times_of(part: Part, element: Element) -> Iterator[str | None]:
    """A time as programs are told it, then as people are: in `datetime`, `content` or `title`, then in words."""
    if element.name in ("time", "meta"):
        yield element.attributes.get("datetime") or element.attributes.get("content")
    if element.name in ("abbr", "span", "a", "time"):
        title = element.attributes.get("title")
        yield title if title and any(map(str.isdigit, title)) else None
    yield part.text(element)


def _is_edit(part: Part, element: Element) -> bool:
    """Whether a time is that of the last change."""
    words = tokens(element) | set(element.attributes.get("itemprop", "").casefold().split())
    around = next(markup.around(part.page.nodes, element), None)
    if around is not None and around.place > part.element.place:
        words |= tokens(around)
    return bool(words & _CHANGED) and not words & _WRITTEN


def _body_of(
    part: Part, lengths: _Lengths, heads: tuple[Element, ...]
) -> tuple[Element | None, Callable[[Element], bool]]:
    """The element that holds a block's words, and what in it is none of them.

    It is the one with most words of those without name and time. Paragraphs that stand beside each other are taken
    together, by the box around them; if that has the head in it too, every part of it must be one or the other.
    """

    def left_out(element: Element) -> bool:
        note = bool(tokens(element) & _CHANGED) and lengths.of(element) <= _LONGEST_NOTE
        return note or _NO_WORDS(element)

    best: Element | None = None
    most = 0
    for element in part.all("*"):
        if element.name not in _HOLD or _has(element, heads):
            continue
        length = lengths.of(element)
        if length > most:
            best, most = element, length
    silent: set[int] = set()
    while best is not None and best.name in _FLOW:
        around = next(markup.around(part.page.nodes, best), None)
        if around is None or around.place < part.element.place:
            return None, left_out
        best = around
        if _has(around, heads):
            others = [child for child in part.all("*", around) if child.parent == around.place]
            silent = {child.place for child in others if _has(child, heads) or child.name in _FRAME}
            if any(child.name not in _FLOW and child.place not in silent and lengths.of(child) for child in others):
                return None, left_out
            break
    return best, lambda element: element.place in silent or left_out(element)


def _has(element: Element, heads: tuple[Element, ...]) -> bool:
    return any(element.place <= head.place < element.end for head in heads)


class _Lengths:
    """How many letters stand in each element of a part, by sums over its nodes."""

    def __init__(self, part: Part) -> None:
        self.places: list[int] = []
        self.sums: list[int] = [0]
        for place, node in part.nodes():
            if isinstance(node, str):
                self.places.append(place)
                self.sums.append(self.sums[-1] + len("".join(node.split())))

    def of(self, element: Element) -> int:
        first, last = bisect_left(self.places, element.place), bisect_left(self.places, element.end)
        return self.sums[last] - self.sums[first]
