"""Hacker News: a saved page of an item.

    <tr class="athing submission" id="4711"> <span class="titleline"><a>…</a></span> … <a class="hnuser">robin_k</a>
      <span class="age" title="2024-03-01T10:15:00 1709288100"> <div class="toptext">…
    <tr class="athing comtr" id="4712"> <td class="ind" indent="0"> <div class="commtext"><p>The words.

How deep a comment stands is its indentation: in an attribute, or in older pages in the width of a picture.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import Body, body
from extractor.readers._dates import printed_time
from extractor.readers._html import Part, SavedPage
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.exports._markdown import angled
from extractor.readers.pages._forum import linked_id, number, page_marks, posts_of

NAME = "hackernews-page"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<tr class="athing comtr" id="4712"> with <div class="commtext">'
_ITEM = "https://news.ycombinator.com/item?id="
_WIDTH = 40
"""Pixels of one level of indentation."""
_GONE = ("[dead]", "[deleted]", "[flagged]", "[flagged] [dead]")


def marks(source: Source) -> Marks:
    """Claims a page of one item with at least one comment; lists of stories have none."""
    return page_marks(source, _LOOKED_FOR, _sign, _comments)


def read(source: Source) -> Thread:
    """The thread, each comment before its answers. Raises NotUnderstood: E109 when there is no comment."""
    page, parts = posts_of(source, NAME, _comments, marks)
    box = page.first(".fatitem")
    top = Part(page, box) if box is not None else None
    story = top.first(".athing[id]") if top is not None else None
    id = story.attributes["id"] if story is not None else None
    opening = _opening(top, id) if top is not None and id else None
    above: list[str] = [opening.id or ""] if opening else []
    drafts = [opening] if opening else []
    base = len(above)
    for part in parts:
        del above[base + _depth(part) :]
        drafts.append(_draft(part, above[-1] if above else None))
        above.append(part.element.attributes["id"])
    counts = [top.text(link) or "" for link in top.all('a[href^="item?id="]')] if top is not None else []
    count = next((number(text) for text in counts if re.match(r"[0-9]{1,6}\xa0?\s?comment", text)), None)
    return assembled(
        source,
        NAME,
        "Hacker News",
        drafts,
        title=_title(top) if top is not None else page.title,
        url=f"{_ITEM}{id}" if id else page.url,
        source_id=id or linked_id(page.url, r"[?&]id=([0-9]{1,12})"),
        announced=count + 1 if count is not None else None,
        opened=opening is not None and opening.author is not None,
        flat=False,
    )


def _heading(top: Part) -> Element | None:
    """The link of the story: in older pages it stands in the second cell of that kind."""
    line = top.first(".titleline")
    if line is not None:
        return top.first("a", line)
    return next(iter(top.all("a.storylink, a.titlelink")), None)


def _title(top: Part) -> str | None:
    return top.text(_heading(top))


def _sign(page: SavedPage) -> str | None:
    return "rows of comments" if page.first("tr.comtr, tr.athing.comtr") is not None else None


def _comments(page: SavedPage) -> list[Element]:
    rows = [row for row in page.all("tr.athing[id]") if row.attributes["id"].isdigit()]
    return [part.element for part in page.parts(rows) if part.first(".commtext, .comment") is not None]


def _opening(top: Part, id: str) -> Draft | None:
    """The story, with the words under it where it has any."""
    words = _words(top, top.first(".toptext"))
    link = _heading(top)
    url = top.page.absolute(link.attributes.get("href")) if link is not None else None
    posted, printed = _time(top)
    author = top.text(".hnuser")
    text = words.text or (url if url and "news.ycombinator.com" not in url else "") or ""
    return Draft(
        id=id,
        author=author,
        login=author,
        text=text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        posted=posted,
        printed=printed,
        votes=number(top.text(".score")),
        permalink=_ITEM + id,
    )


def _draft(part: Part, above: str | None) -> Draft:
    held = part.first(".commtext") or part.first(".comment")
    words = _words(part, held)
    if words.text.strip() in _GONE:
        words = Body("", (), (), words.line)
    posted, printed = _time(part)
    id = part.element.attributes["id"]
    return Draft(
        id=id,
        author=part.text(".hnuser"),
        login=part.text(".hnuser"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        posted=posted,
        printed=printed,
        declared_parent=above,
        permalink=_ITEM + id,
    )


def _words(part: Part, held: Element | None) -> Body:
    """Words, with the lines behind `>` as quotes; the link to answer stands in the same box."""
    words = body(part, held, drop=".reply")
    quotes = angled(words.text)
    taken = [block for block in words.blocks if not any(block.start < q.end and q.start < block.end for q in quotes)]
    return Body(words.text, tuple(sorted((*taken, *quotes), key=lambda b: b.start)), words.links, words.line)


def _depth(part: Part) -> int:
    cell = part.first("td.ind")
    indent = cell.attributes.get("indent", "") if cell is not None else ""
    if re.fullmatch(r"[0-9]{1,3}", indent):
        return int(indent)
    picture = part.first("img[width]", cell) if cell is not None else None
    width = picture.attributes["width"] if picture is not None else ""
    return int(width) // _WIDTH if re.fullmatch(r"[0-9]{1,5}", width) else 0


def _time(part: Part) -> tuple[datetime | None, str | None]:
    """The time in the title of an age: UTC, in newer pages with its seconds behind it."""
    age = part.first(".age[title]")
    written = age.attributes["title"].partition(" ")[0] if age is not None else ""
    moment = printed_time(written) if written else None
    return (moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment), written or None
