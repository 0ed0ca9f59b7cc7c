"""The words of a post out of its HTML: quotes, code, lists and links as ranges of the text.

Nothing is added and nothing but white space is changed: blocks begin on a line of their own, `<br>` ends a line,
runs of white space become one space as a browser shows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from extractor import markup
from extractor.markup import Element
from extractor.model import Block, BlockKind, Link
from extractor.readers._bbcode import without_tags
from extractor.readers._html import Part
from extractor.readers._selectors import selector
from extractor.text.weblinks import MEANT

_SPACE = re.compile(r"[ \t\r\n\f]+")
_SILENT = markup.names("script style template noscript head title button select svg iframe object embed form")
_PICTURES_OF_WORDS = selector(
    "img.emoji, img.smilie, img.smiley, img.smilies, img.emoticon, img.lia-emoji, img.bbcode_smiley, img.mceSmilie, "
    'img[data-emoticon], img.ipsEmoji, img[src*="/smilies/"]'
)
# A smiley has a short name; a photo's description is no word of the author's.
_LONGEST_SMILEY = 24


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the source says about a quote."""

    post: str | None = None
    """The id of the post it comes from."""
    author: str | None = None
    """The speaker's name, where it stands in an attribute or in a heading that is left out."""


@dataclass(frozen=True, slots=True)
class Body:
    """A post's words."""

    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    line: int
    """The line of the page on which the element begins."""


@dataclass(slots=True)
class _Open:
    """A block or a link whose end is not reached."""

    end: int
    """Place of the first node behind it."""
    kind: BlockKind | None
    quoted: Quoted | None = None
    url: str | None = None
    start: int | None = None
    """Offset of its first character, once there is one."""


def body(
    part: Part,
    element: Element | None,
    *,
    quote: Callable[[Element], Quoted | None] = lambda element: Quoted() if element.name == "blockquote" else None,
    drop: str | Callable[[Element], bool] = "",
    signature: str = "",
    code: str = "pre",
    lines: bool = False,
    without: Container[int] = (),
) -> Body:
    """The words of an element of a part.

    `quote` says of an element whether it is a quote, and what the source tells of it; only the outermost counts.
    `drop` and `signature` are selectors for what is no part of the text, and for what is the author's signature;
    `drop` may be a test instead. `lines` keeps the line ends of the markup, where a style sheet shows them.
    `without` holds the places of nodes that are no part of it either and that no selector can tell.
    """
    if element is None:
        return Body("", (), (), part.element.line)
    writer = _Writer()
    dropped = selector(drop) if isinstance(drop, str) and drop else drop or None
    signed = selector(signature) if signature else None
    coded = selector(code)
    waiting: list[_Open] = []
    skip = -1
    verbatim = -1
    edges: list[int] = []
    for place, node in part.nodes(element):
        while edges and edges[-1] <= place:
            edges.pop()
            writer.newline()
        while waiting and waiting[-1].end <= place:
            writer.close(waiting.pop())
        if place < skip:
            continue
        if place in without:
            skip = node.end if isinstance(node, Element) else skip
            continue
        if isinstance(node, str):
            if lines and place >= verbatim:
                writer.write_lines(node)
            else:
                writer.write(node, place < verbatim)
            continue
        if node.name in _SILENT or (dropped is not None and dropped(node)):
            skip = node.end
            continue
        if node.name == "br":
            writer.line_break()
        elif node.name == "img":
            _picture(writer, node, part)
        elif node.name in ("td", "th"):
            writer.write(" ", False)
        elif node.name not in markup.INLINE:
            writer.newline()
            edges.append(node.end)
        opened = _opened(node, part, waiting, quote, signed, coded)
        if opened is not None:
            writer.opened(opened)
            waiting.append(opened)
        if node.name == "pre":
            verbatim = max(verbatim, node.end)
    while waiting:
        writer.close(waiting.pop())
    words = writer.done(element.line)
    # A page may show tags that its program does not know; a post's HTML alone comes from one that has none.
    return plain(words) if element.place >= 0 else words


def plain(words: Body) -> Body:
    """Words without the BBCode in them."""
    outcome = without_tags(words.text, words.blocks, words.links)
    return Body(*outcome, words.line) if outcome else words


def with_files(words: Body, part: Part, links: Sequence[Element]) -> Body:
    """The words with links to files that stand outside them, like attachments below a post: at their end."""
    addresses = [
        part.page.absolute(element.attributes.get("src") if element.name == "img" else element.attributes.get("href"))
        for element in links
    ]
    return with_addresses(words, addresses)


def with_addresses(words: Body, addresses: Iterable[str | None]) -> Body:
    """The words with links to these addresses at their end, each once; what is no web address is left out."""
    known = {link.url for link in words.links}
    end = len(words.text)
    new = [
        Link(start=end, end=end, url=url)
        for url in dict.fromkeys(addresses)
        if url and url not in known and MEANT.match(url)
    ]
    return replace(words, links=(*words.links, *new))


def _opened(
    node: Element,
    part: Part,
    waiting: list[_Open],
    quote: Callable[[Element], Quoted | None],
    signed: Callable[[Element], bool] | None,
    coded: Callable[[Element], bool],
) -> _Open | None:
    """What begins at an element."""
    if node.name == "a":
        url = part.page.absolute(node.attributes.get("href"))
        return _Open(node.end, None, url=url) if url else None
    inside = {opened.kind for opened in waiting}
    if inside & {BlockKind.QUOTE, BlockKind.CODE, BlockKind.SIGNATURE}:
        return None
    quoted = quote(node)
    if quoted is not None:
        return _Open(node.end, BlockKind.QUOTE, quoted)
    if coded(node):
        return _Open(node.end, BlockKind.CODE)
    if signed is not None and signed(node):
        return _Open(node.end, BlockKind.SIGNATURE)
    if node.name in ("ul", "ol") and BlockKind.LIST not in inside:
        return _Open(node.end, BlockKind.LIST)
    return None


def _typed(name: str) -> bool:
    """Whether a smiley's name is what was typed (`:(`, `:heart:`, `8)`), and no name of the picture (`Big Grin`)."""
    return bool(name) and len(name) <= _LONGEST_SMILEY and (len(name) <= 3 or not name[0].isalnum())


def _picture(writer: _Writer, node: Element, part: Part) -> None:
    alt, title = (node.attributes.get(name, "") for name in ("alt", "title"))
    typed = next(filter(_typed, (alt, title)), None)
    if typed and _PICTURES_OF_WORDS(node):
        writer.write(typed, False)
        return
    # Pages that load pictures late keep their addresses aside, with an empty picture written into `src`.
    url = next(
        filter(None, (part.page.absolute(node.attributes.get(at)) for at in ("src", "data-src", "data-url"))), None
    )
    if url:
        writer.links.append((writer.length, writer.length, url))


class _Writer:
    """The text as it grows. Line ends and spaces are held back until a word follows."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.breaks = 0
        self.space = False
        self.waiting: list[_Open] = []
        self.blocks: list[Block] = []
        self.links: list[tuple[int, int, str]] = []

    def newline(self) -> None:
        self.breaks = max(self.breaks, 1)
        self.space = False

    def line_break(self) -> None:
        self.breaks = min(self.breaks + 1, 2)
        self.space = False

    def write(self, text: str, verbatim: bool) -> None:
        """Words, as a browser would show them; `verbatim` for preformatted ones."""
        if not verbatim:
            text = _SPACE.sub(" ", text)
            if text.startswith(" "):
                self.space = True
            bare = text.strip(" ")
            if not bare:
                return
            self._put(bare)
            self.space = text.endswith(" ")
        elif text:
            # Line ends are held back: those at the edges of preformatted text are of the markup.
            bare = text.strip("\r\n")
            if not bare:
                self.breaks += text.count("\n")
                return
            begins = text.index(bare)
            self.breaks += text.count("\n", 0, begins)
            self._put(bare)
            self.breaks = text.count("\n", begins + len(bare))

    def write_lines(self, text: str) -> None:
        """Words whose line ends count, as under `white-space: pre-line`."""
        first, *others = text.split("\n")
        self.write(first, False)
        for line in others:
            self.line_break()
            self.write(line, False)

    def _put(self, text: str) -> None:
        if self.length:
            gap = "\n" * self.breaks or (" " if self.space else "")
            self.pieces.append(gap)
            self.length += len(gap)
        self.breaks, self.space = 0, False
        for opened in self.waiting:
            opened.start = self.length
        self.waiting.clear()
        self.pieces.append(text)
        self.length += len(text)

    def opened(self, opened: _Open) -> None:
        self.waiting.append(opened)

    def close(self, opened: _Open) -> None:
        if opened.start is None:
            self.waiting = [other for other in self.waiting if other is not opened]
            return
        if opened.kind is None:
            if opened.url:
                self.links.append((opened.start, self.length, opened.url))
            return
        self.blocks.append(
            Block(
                kind=opened.kind,
                start=opened.start,
                end=self.length,
                declared_post=opened.quoted.post if opened.quoted else None,
                declared_author=opened.quoted.author if opened.quoted else None,
            )
        )

    def done(self, line: int) -> Body:
        text = "".join(self.pieces)
        kept = text.rstrip()
        blocks = [_cut(block, len(kept)) for block in self.blocks]
        links = sorted((min(start, len(kept)), min(end, len(kept)), url) for start, end, url in self.links)
        return Body(
            text=kept,
            blocks=tuple(sorted((b for b in blocks if b is not None), key=lambda block: block.start)),
            links=tuple(Link(start=start, end=end, url=url) for start, end, url in links),
            line=line,
        )


def _cut(block: Block, length: int) -> Block | None:
    """A block of a text whose end was trimmed."""
    if block.end <= length:
        return block
    if block.start >= length:
        return None
    return Block(
        kind=block.kind,
        start=block.start,
        end=length,
        declared_post=block.declared_post,
        declared_author=block.declared_author,
    )
