"""BBCode that stands among the words of a post: `[quote='Mara P' pid='2487']…[/quote]`, `[b]…[/b]`, `[url=…]…[/url]`.

Tables of boards hold posts as they were typed, and boards that moved to another program show what it did not know.
Quotes and code become blocks, links become links, and the tags themselves are no words; what is no pair of known tags
stays as it is. Nothing is added: the text that comes out is the text that went in, without the tags.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.model import Block, BlockKind, Link

_TAG = re.compile(r"\[(?P<end>/)?(?P<name>[a-z]{1,12}|\*)(?P<value>[ =][^\[\]\n]{0,400})?\]", re.IGNORECASE)
_PAIRS = frozenset(
    "b i u s color size font center left right justify align indent url img email list code php html quote spoiler "  # noqa: SIM905
    "attach media youtube user mention sub sup highlight strike del ins table tr td th h li ul ol".split()
)
_BOXES = frozenset(("quote", "code", "php", "html"))
_PLAIN = frozenset(("code", "php", "html"))
_EMPTY = frozenset(("*", "hr", "br"))
_POST = re.compile(
    r"(?:\bpid=|\bpost(?:_id)?[:=]|\bp=|\bmsg=|\bmessage=|;\s?)\s?[\"'“”]?(?P<id>\d{1,12})(?!\d)", re.IGNORECASE
)
_SMF = re.compile(r"\blink=\S{0,200}?msg=?(?P<id>\d{1,12})", re.IGNORECASE)
_AUTHOR = re.compile(
    r"=\s?(?:\"(?P<a>[^\"]{1,200})\"|'(?P<b>[^']{1,200})'|&quot;(?P<q>.{1,200}?)&quot;|(?P<c>[^\"'\s][^;]{0,200}))"
)
_NAMED = re.compile(
    r"\b(?:author|name|username)=(?:\"([^\"]{1,80})\"|'([^']{1,80})'|(.{1,80}?)(?= \w{1,12}=|$))", re.I
)
_BEHIND_THE_NAME = re.compile(r",? (?:post|member|topic|pid|post_id|time|user_id)\s?[:=].*$|;.*$", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)
_DEEPEST = 50


@dataclass(slots=True)
class _Open:
    name: str
    value: str
    start: int
    end: int


@dataclass(slots=True)
class _Pair:
    name: str
    value: str
    opens: tuple[int, int]
    closes: tuple[int, int]


Plain = tuple[str, tuple[Block, ...], tuple[Link, ...]]
"""A text, its blocks and its links."""


def has_codes(text: str) -> bool:
    """Whether a text may have a pair of tags at all."""
    return "[/" in text


def without_tags(text: str, old_blocks: Sequence[Block], old_links: Sequence[Link]) -> Plain | None:
    """A text without its tags; None where it has none. Blocks and links that were there stay where they were; code is
    left alone."""
    if not has_codes(text):
        return None
    code = [(block.start, block.end) for block in old_blocks if block.kind is BlockKind.CODE]
    pairs = _pairs(text, code)
    if not pairs:
        return None
    holes = sorted({hole for pair in pairs for hole in (pair.opens, pair.closes)} | set(_items(text, pairs)))
    # A tag that stands between two words without any space is all that divides them.
    kept_tags = {
        hole for pair in pairs if pair.name in _BOXES for hole in (pair.opens, pair.closes) if _joins(text, hole)
    }
    holes = [hole for hole in holes if hole not in kept_tags]
    pictures = [(pair.opens[1], pair.closes[0]) for pair in pairs if pair.name == "img"]
    holes = _widened(text, _merged([*holes, *(span for span in pictures if span[0] < span[1])]))
    shift = _Shift(holes)
    blocks = [replace(block, start=shift(block.start), end=shift(block.end)) for block in old_blocks]
    links = [replace(link, start=shift(link.start), end=shift(link.end)) for link in old_links]
    outer = -1
    for pair in sorted(pairs, key=lambda pair: pair.opens):
        start, end = shift(pair.opens[pair.opens not in kept_tags]), shift(pair.closes[pair.closes in kept_tags])
        if pair.name == "quote" and pair.opens[0] >= outer:
            outer = pair.closes[1]
            blocks.append(_quote(pair, start, end))
        elif pair.name in _PLAIN and pair.opens[0] >= outer:
            blocks.append(Block(kind=BlockKind.CODE, start=start, end=end))
        elif pair.name in ("url", "img") and (url := _url(pair, text)):
            links.append(Link(start=start, end=end, url=url))
    kept = shift.text(text)
    lead = len(kept) - len(kept.lstrip())
    bare = kept.strip()
    return (
        bare,
        tuple(sorted(filter(None, (_cut(bare, block, lead) for block in blocks)), key=lambda b: (b.start, b.end))),
        tuple(
            sorted(
                (
                    replace(link, start=_within(link.start - lead, bare), end=_within(link.end - lead, bare))
                    for link in links
                ),
                key=lambda link: (link.start, link.end, link.url),
            )
        ),
    )


def _joins(text: str, hole: tuple[int, int]) -> bool:
    before, after = text[hole[0] - 1 : hole[0]], text[hole[1] : hole[1] + 1]
    return before.isalnum() and after.isalnum()


def _pairs(text: str, code: list[tuple[int, int]]) -> list[_Pair]:
    """Tags that open and close. What was opened last is closed first; what is left open is no tag."""
    pairs: list[_Pair] = []
    waiting: list[_Open] = []
    verbatim: str | None = None
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name not in _PAIRS or any(start <= match.start() < end for start, end in code):
            continue
        if not match["end"]:
            if verbatim is None and len(waiting) < _DEEPEST:
                waiting.append(_Open(name, match["value"] or "", *match.span()))
                verbatim = name if name in _PLAIN and f"[/{name}]" in text[match.end() :].lower() else None
            continue
        if match["value"] or (verbatim is not None and name != verbatim):
            continue
        place = next((at for at in range(len(waiting) - 1, -1, -1) if waiting[at].name == name), None)
        if place is None:
            continue
        opened = waiting[place]
        del waiting[place:]
        verbatim = None
        pairs.append(_Pair(name, opened.value, (opened.start, opened.end), match.span()))
    return pairs


def _items(text: str, pairs: list[_Pair]) -> list[tuple[int, int]]:
    """`[*]` in lists."""
    lists = [(pair.opens[1], pair.closes[0]) for pair in pairs if pair.name in ("list", "ul", "ol")]
    return [
        match.span()
        for match in _TAG.finditer(text)
        if match["name"] in _EMPTY and any(start <= match.start() < end for start, end in lists[:_DEEPEST])
    ]


def _quote(pair: _Pair, start: int, end: int) -> Block:
    """A quote with the post and the speaker that its tag names, in the forms of the boards.

    `='Mara P' pid='2487'` (MyBB), `="Mara P, post: 2487, member: 7"` (XenForo), `=Mara P;2487` (vBulletin),
    `="Mara P" post_id=2487` (phpBB), ` author=Mara P link=msg=2487#msg2487` (SMF).
    """
    value = pair.value
    post = _SMF.search(value) or _POST.search(value)
    named = _NAMED.search(value)
    if named:
        author = next(filter(None, named.groups()), None)
    else:
        match = _AUTHOR.match(value.strip()) if value.strip().startswith("=") else None
        author = next(filter(None, match.groups()), None) if match else None
    name = _BEHIND_THE_NAME.sub("", author).strip(" \"'“”") if author else None
    return Block(
        kind=BlockKind.QUOTE,
        start=start,
        end=end,
        declared_post=post["id"] if post else None,
        declared_author=name or None,
    )


def _url(pair: _Pair, text: str) -> str | None:
    written = pair.value.strip().lstrip("=").strip(" \"'") or text[pair.opens[1] : pair.closes[0]].strip()
    return written if _ADDRESS.fullmatch(written) else None


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _widened(text: str, holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Holes with one of the line ends around them, where a tag stands on a line of its own."""
    wide: list[tuple[int, int]] = []
    for start, end in holes:
        alone = (start == 0 or text[start - 1] == "\n") and end < len(text) and text[end] == "\n"
        wide.append((start, end + 1) if alone else (start, end))
    return _merged(wide)


class _Shift:
    """Where places of a text are once its holes are gone."""

    def __init__(self, holes: list[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in holes]
        self._holes = holes
        self._gone = [0]
        for start, end in holes:
            self._gone.append(self._gone[-1] + end - start)

    def __call__(self, place: int) -> int:
        number = bisect_right(self._starts, place)
        if not number:
            return place
        start, end = self._holes[number - 1]
        return start - self._gone[number - 1] if place < end else place - self._gone[number]

    def text(self, text: str) -> str:
        pieces, place = [], 0
        for start, end in self._holes:
            pieces.append(text[place:start])
            place = end
        return "".join([*pieces, text[place:]])


def _within(place: int, text: str) -> int:
    return min(max(place, 0), len(text))


def _cut(text: str, block: Block, lead: int) -> Block | None:
    """A block of a text whose edges were trimmed, without the white space at its own edges."""
    start, end = _within(block.start - lead, text), _within(block.end - lead, text)
    inner = text[start:end]
    start, end = start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
    return replace(block, start=start, end=end) if start < end else None
