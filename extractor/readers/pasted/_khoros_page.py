"""Khoros pages as text: breadcrumb, `Page options`, the question, the accepted solution, and the replies.

How a post's header looks differs from layout to layout, so each reader brings its own. A page has these lines:

    » Forums » Kilns » Kiln trips the breaker
    Page options
    (header) Title, and the question
    ACCEPTED SOLUTION
    (header) the whole post, which stands again in its place below
    View solution in original post
    10 REPLIES 10
    (header) reply, (header) reply

Nested replies have no header at all. They cannot be told from the words of the post above and stay there; only the
number of replies shows that posts are missing. Where a post ends for certain, what follows has an unknown author.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from extractor.model import Role, Source, Thread
from extractor.readers._lines import Line, before_the_first, body
from extractor.readers._thread import Draft, assembled
from extractor.readers.pasted._pasted import blank, outside, short, without_end
from extractor.readers.pasted._ranks import STAFF

GLUED = "; posts without a header stay in the words of the post above"

OPTIONS = "Page options"
_ACCEPTED, _VIEW = "ACCEPTED SOLUTION", "View solution in original post"
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3}){0,3}|[0-9]{1,7}"
_REPLIES = re.compile(rf"(?P<many>{_NUMBER}) REPL(?:IES|Y) (?P=many)")
_CRUMBS = re.compile(r"(?:🐈 ?)?» ?[^\s»][^»]{0,90}».{1,100}")
# The cat is at times garbled, and then at least one of its letters is beyond ASCII.
_CAT = re.compile(r"🐈|(?=\S{0,12}[^\x00-\x7f])\S{1,12} Community")
_WROTE = re.compile(r"wrote ?:\s*$")
_ENOUGH = 40
"""Characters of an accepted solution that may be found again in the middle of other words; less may be chance."""
_TRIES = 20
"""Places and accepted posts that are tried; a flood of one line cannot make the search slow."""


@dataclass(frozen=True, slots=True)
class Header:
    """The lines that open a post."""

    first: int
    """Index of the first line."""
    last: int
    """Index of the last line."""
    author: str | None
    rank: str


@dataclass(slots=True)
class _Part:
    """Lines that belong together, below a header or behind a mark of the page."""

    header: Header | None
    line: int
    lines: list[Line] = field(default_factory=list)
    accepted: bool = False
    posts: bool = True
    """False for what stands before the first header or behind a mark that ends a post."""
    nested: bool = False
    """Whether it stands among the replies, where posts without a header may follow."""


def is_mark(text: str) -> bool:
    """Whether a line is one of the page's own, above which or below which a post may begin without a blank line."""
    return text in (OPTIONS, _ACCEPTED, _VIEW) or bool(
        _REPLIES.fullmatch(text) or _CRUMBS.fullmatch(text) or _CAT.fullmatch(text)
    )


def has_head(lines: Sequence[Line]) -> bool:
    """Whether the text begins as a page does: with `Page options`, a breadcrumb or the forum's cat."""
    first = next((line for line in lines if line.text.strip()), Line(1, ""))
    opens = _CAT.fullmatch(short(first)) or _CRUMBS.fullmatch(short(first))
    return bool(opens) or any(short(line) == OPTIONS for line in lines[:12])


def counts_replies(lines: Sequence[Line]) -> bool:
    """Whether a line tells the number of replies."""
    return any(_REPLIES.fullmatch(short(line)) for line in lines)


def headers_of(lines: Sequence[Line], at: Callable[[Sequence[Line], int], Header | None]) -> list[Header]:
    """Every header that `at` finds, none within another."""
    headers: list[Header] = []
    for index in range(len(lines)):
        if headers and index <= headers[-1].last:
            continue
        header = at(lines, index)
        if header:
            headers.append(header)
    return headers


def page(source: Source, format: str, lines: Sequence[Line], headers: Sequence[Header]) -> Thread:
    """The thread of a page with these headers, at least one.

    Warnings: W106 words outside the posts, W108 empty posts, W109 replies that are announced and not here.
    """
    lines, end = without_end(lines, headers[-1].last + 1)
    parts, announced = _parts(lines, headers)
    head, *parts = parts
    opening = next(part for part in parts if part.header)
    title = _title(opening) if has_head(lines) else None
    warnings = before_the_first(source.name, [line for line in head.lines if not is_mark(short(line))])
    drafts = []
    posts = [part for part in parts if part.posts and (part.header or not _empty(part.lines))]
    for first in [part for part in posts if part.accepted][:_TRIES]:
        posts = _merged(posts, first)
    for part in posts:
        drafts.append(_draft(part, certain=announced is None or len(posts) >= announced or not part.nested))
    for part in parts:
        if not part.posts:
            warnings += outside(source.name, part.lines)
    return assembled(
        source,
        format,
        "Khoros",
        drafts,
        title=title,
        announced=announced,
        opened=has_head(lines) and posts[0] is opening,
        warnings=(*warnings, *outside(source.name, end)),
        why_missing=GLUED,
    )


def _parts(lines: Sequence[Line], headers: Sequence[Header]) -> tuple[list[_Part], int | None]:
    """The page cut at its headers and marks, what stands above the first one first, and the number of posts."""
    opens = {header.first: header for header in headers}
    parts = [_Part(None, 1, posts=False)]
    announced: int | None = None
    index = 0
    while index < len(lines):
        line, now = lines[index], parts[-1]
        header, text = opens.get(index), short(line)
        replies = _REPLIES.fullmatch(text)
        has_posts = len(parts) > 1
        if header:
            if now.accepted and not now.header and _empty(now.lines):
                now.header, now.line = header, lines[header.last].number
            else:
                parts.append(_Part(header, lines[header.last].number, nested=announced is not None))
            index = header.last
        elif replies:
            announced = max(announced or 0, int(replies["many"].replace(",", "")) + 1)
            parts.append(_Part(None, line.number, nested=True))
        elif has_posts and announced is None and text == _ACCEPTED:
            parts.append(_Part(None, line.number, accepted=True))
        elif has_posts and announced is None and text == _VIEW:
            # A paste that begins within the accepted solution has lost the words that say so.
            now.accepted = now.accepted or (len(parts) == 2 and not has_head(lines))
            parts.append(_Part(None, line.number, posts=False))
        else:
            now.lines.append(line)
        index += 1
    return parts, announced


def _title(part: _Part) -> str | None:
    """The title, which stands alone between the first header and the question; it is taken from the part's lines."""
    begins = next((index for index, line in enumerate(part.lines) if line.text.strip()), None)
    if not begins or not blank(part.lines, begins + 1):
        return None
    title = part.lines[begins].text.strip()
    del part.lines[: begins + 1]
    return title


def _merged(parts: list[_Part], first: _Part) -> list[_Part]:
    """The posts with the accepted one in its place once, where it stands again below."""
    words = _words(first.lines)
    for number, part in enumerate(parts):
        if part is first or part.accepted or not part.nested or not words:
            continue
        here = _words(part.lines)
        if part is parts[-1] and here and words[: len(here)] == here and _same(first, part):
            # The file was cut within the copy: all its words stand in the whole one.
            first.header = first.header or part.header
            return parts[:-1]
        place = _place(words, here, first, part)
        if place is not None:
            others = [other for other in parts[:number] if other is not first]
            return [*others, *_cut(first, part, place, place + len(words)), *parts[number + 1 :]]
    return parts


def _place(words: list[str], here: list[str], first: _Part, part: _Part) -> int | None:
    """Where the accepted words stand in a part, as the number of its words' line; quoted ones are not meant."""
    if here[: len(words)] == words:
        return 0 if _same(first, part) else None
    if sum(map(len, words)) < _ENOUGH:
        return None
    place = 0
    for _ in range(_TRIES):
        try:
            place = here.index(words[0], place + 1)
        except ValueError:
            return None
        if here[place : place + len(words)] == words:
            return None if _WROTE.search(here[place - 1][-20:]) else place
    return None


def _cut(first: _Part, part: _Part, begin: int, end: int) -> list[_Part]:
    """A part cut into what stands before the accepted post, that post, and what follows it, by nobody known."""
    filled = [index for index, line in enumerate(part.lines) if line.text.strip()]
    start = filled[begin]
    stop = filled[end] if end < len(filled) else len(part.lines)
    header = part.header if begin == 0 and part.header else first.header
    line = part.line if begin == 0 else part.lines[start].number
    cut = [_Part(header, line, part.lines[start:stop], accepted=True)]
    if begin:
        cut.insert(0, _Part(part.header, part.line, part.lines[:start], nested=True))
    if stop < len(part.lines):
        cut.append(_Part(None, part.lines[stop].number, part.lines[stop:], nested=True))
    return cut


def _same(one: _Part, other: _Part) -> bool:
    """Whether two parts can be one person's: the same name, or a name that is missing."""
    names = {part.header.author for part in (one, other) if part.header and part.header.author}
    return len(names) < 2


def _words(lines: Sequence[Line]) -> list[str]:
    return [line.text.strip() for line in lines if line.text.strip()]


def _empty(lines: Sequence[Line]) -> bool:
    return not _words(lines)


def _draft(part: _Part, certain: bool) -> Draft:
    text, line = body(part.lines)
    rank = part.header.rank if part.header else None
    return Draft(
        text=text,
        author=part.header.author if part.header else None,
        # Somebody else's post without a header may be among these words.
        author_certain=certain,
        rank=rank,
        role=Role.STAFF if rank in STAFF else Role.UNKNOWN,
        line=line or part.line,
        accepted=True if part.accepted else None,
    )
