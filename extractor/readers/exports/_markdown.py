"""Markdown as forums keep it: quotes, code and lists as ranges of lines, links as addresses. No character changes.

Only the lines are looked at, as a renderer would divide them; what stands inside a line stays the author's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.model import Block, BlockKind, Link
from extractor.readers._body import Body

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# `>!` opens a spoiler on Reddit, which is the author's own.
_QUOTE = re.compile(r" {0,3}>(?!!)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_INDENTED = re.compile(r"(?: {4}|\t)[ \t]*\S")
_ITEM = re.compile(r" {0,3}(?:[*+-]|[0-9]{1,9}[.)])[ \t]+\S")
_EMPTY_QUOTE = re.compile(r"[ \t>]*$")
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\((?P<to>https?://[^\s()<>]{1,2000})(?: \"[^\"\n]{0,200}\")?\)"
    r"|(?P<bare>https?://[^\s()<>\[\]\"]{1,2000})"
)
_BEHIND_A_LINK = ".,;:!?'*_~`"


def marked(text: str) -> Body:
    """A text in Markdown with its blocks and links; a line ends in a line feed alone."""
    text = text.replace("\r\n", "\n")
    blocks = tuple(_blocks(text))
    return Body(text, blocks, tuple(_links(text, blocks)), 1)


def angled(text: str) -> tuple[Block, ...]:
    """Quotes of a text that has no Markdown: runs of lines behind `>`."""
    ranges: list[tuple[int, int]] = []
    for start, end, line in lines(text):
        if not line.startswith(">"):
            continue
        if ranges and text[ranges[-1][1] : start] == "\n":
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    return tuple(Block(kind=BlockKind.QUOTE, start=start, end=end) for start, end in ranges)


def lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Lines with their ranges, without what ends them."""
    for match in _LINE.finditer(text):
        line = match.group().rstrip("\r\n")
        yield match.start(), match.start() + len(line), line


def _blocks(text: str) -> Iterator[Block]:
    kind: BlockKind | None = None
    start = end = 0
    fence = ""
    blank = True
    lazy = False
    for first, last, line in lines(text):
        if fence:
            end = last
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield Block(kind=BlockKind.CODE, start=start, end=end)
                kind, fence = None, ""
            blank = False
            continue
        if not line.strip():
            blank = True
            continue
        opens = _FENCE.match(line)
        next_kind = BlockKind.CODE if opens else _kind(line, kind, blank, lazy)
        if opens or next_kind is not kind or (blank and kind is BlockKind.QUOTE):
            if kind is not None:
                yield Block(kind=kind, start=start, end=end)
            kind, start = next_kind, first
        end = last
        fence = opens[1] if opens else ""
        # A paragraph of a quote goes on without `>` until a blank line, as readers see it.
        lazy = next_kind is BlockKind.QUOTE and not _EMPTY_QUOTE.match(line)
        blank = False
    if kind is not None:
        yield Block(kind=kind, start=start, end=end)


def _kind(line: str, before: BlockKind | None, blank: bool, lazy: bool) -> BlockKind | None:
    """What a line is that opens no fence, after the line or the gap before it."""
    if _QUOTE.match(line):
        return BlockKind.QUOTE
    if _ITEM.match(line):
        return BlockKind.LIST
    if before is BlockKind.LIST and (not blank or line[:1] in " \t"):
        return BlockKind.LIST
    if _INDENTED.match(line) and (blank or before is BlockKind.CODE):
        return BlockKind.CODE
    return BlockKind.QUOTE if lazy and not blank else None


def _links(text: str, blocks: tuple[Block, ...]) -> Iterator[Link]:
    code = [(block.start, block.end) for block in blocks if block.kind is BlockKind.CODE]
    past = 0
    for match in _LINK.finditer(text):
        while past < len(code) and code[past][1] <= match.start():
            past += 1
        if past < len(code) and code[past][0] <= match.start():
            continue
        if match["to"]:
            yield Link(start=match.start("words"), end=match.end("words"), url=match["to"])
        else:
            url = match["bare"].rstrip(_BEHIND_A_LINK)
            yield Link(start=match.start(), end=match.start() + len(url), url=url)
