"""Hacker News: an item with everything below it, as Algolia's API gives it, or a list of items of the official API.

    {"id": 4711, "type": "story", "author": "robin_k", "title": "…", "children": [{"id": 4712, "text": "<p>…", …}]}
    [{"id": 4711, "type": "story", "by": "robin_k", "kids": [4712], "descendants": 1}, {"id": 4712, "parent": 4711}]

Words are HTML; quotes are lines behind `>`, as people write them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from extractor.model import BlockKind, Source, Thread
from extractor.readers._body import Body, body
from extractor.readers._html import SavedPage
from extractor.readers._json import moment, number, objects, text, value
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._claims import json_marks
from extractor.readers.exports._json_parts import parts
from extractor.readers.exports._markdown import angled

NAME = "hackernews"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = (
    'an item like {"id": 4711, "author": …, "children": […]}, or a list like [{"id": 4711, "by": …, "kids": […]}]'
)
_ITEM = "https://news.ycombinator.com/item?id="
_KINDS = ("story", "comment", "job", "poll", "pollopt")
"""https://github.com/HackerNews/API#items"""
# What the site prints in place of the words of a dead comment.
_GONE = ("[dead]", "[deleted]", "[flagged]", "[flagged][dead]", "[delayed]")
Item = dict[str, Any]


def marks(source: Source) -> Marks:
    """Claims an item with children, a list of such, or a list of items that name their kids and parents."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each story. Raises NotUnderstood (E109)."""
    document = value(source)
    if not isinstance(document, list):
        return iter((source,))
    if _trees(document):
        return parts(source, [], lambda item: number(item, "id") if _is_tree(item) else None)
    tops = _tops(_rows(document))
    return parts(source, [], lambda item: tops.get(number(item, "id") or 0) if _is_row(item) else None)


def read(source: Source) -> Thread:
    """The thread, each comment before its answers. Raises NotUnderstood: E109 for broken JSON or no item."""
    document = value(source)
    items = list(_walk(document))
    if not items:
        raise no_posts(source, NAME, marks(source))
    first = items[0][0]
    title = text(first, "title")
    below = number(first, "descendants")
    return assembled(
        source,
        NAME,
        "Hacker News",
        [_draft(item, above) for item, above in items],
        title=unescape(title) if title else None,
        url=_ITEM + str(first["id"]),
        source_id=str(first["id"]),
        announced=below + 1 if below is not None else None,
        opened=text(first, "type") != "comment",
    )


def _evidence(document: Any) -> str | None:
    trees, rows = _trees(document), _rows(document)
    if not trees and not rows:
        return None
    return f"{len(trees)} items with `children`" if trees else f"{len(rows)} items with `by`, `kids` or `parent`"


def _is_tree(item: Any) -> bool:
    return (
        number(item, "id") is not None
        and isinstance(item.get("children"), list)
        and text(item, "type") in _KINDS
        and "author" in item
    )


def _is_row(item: Any) -> bool:
    return (
        number(item, "id") is not None
        and text(item, "type") in _KINDS
        and ("by" in item or item.get("deleted") is True)
        and "children" not in item
    )


def _trees(document: Any) -> list[Item]:
    return [item for item in (document if isinstance(document, list) else [document]) if _is_tree(item)]


def _rows(document: Any) -> list[Item]:
    return [item for item in document if _is_row(item)] if isinstance(document, list) else []


def _tops(rows: list[Item]) -> dict[int, int]:
    """For each item of a list, the topmost item above it that is there; items that name each other have none."""
    above = {item["id"]: number(item, "parent") or number(item, "poll") for item in rows}
    tops: dict[int, int] = {}
    for id in above:
        way = [id]
        while way[-1] not in tops and above[way[-1]] in above and len(way) <= len(above):
            way.append(above[way[-1]] or 0)
            if way[-1] in way[:1]:
                break
        top = tops.get(way[-1], way[-1])
        tops |= dict.fromkeys(way, top)
    return tops


def _walk(document: Any) -> Iterator[tuple[Item, str | None]]:
    """Items with the id of the one above: an item before those below it, in the order that the source gives them."""
    trees = _trees(document)
    rows = _rows(document)
    if trees:
        waiting: list[tuple[Item, str | None]] = [(trees[0], None)]
        while waiting:
            item, above = waiting.pop()
            yield item, above
            below = [child for child in objects(item, "children") if number(child, "id") is not None]
            waiting += [(child, str(item["id"])) for child in reversed(below)]
    elif rows:
        known = {item["id"]: item for item in rows}
        tops = _tops(rows)
        top = tops[rows[0]["id"]]
        children: dict[int, list[Item]] = {}
        for item in rows:
            children.setdefault(number(item, "parent") or number(item, "poll") or 0, []).append(item)
        row_waiting: list[tuple[Item, str | None]] = [(known[top], None)]
        ids = {top}
        while row_waiting:
            item, above = row_waiting.pop()
            yield item, above
            kids = item.get("kids")
            rank = {kid: place for place, kid in enumerate(kids)} if isinstance(kids, list) and _ids(kids) else {}
            below = [child for child in children.get(item["id"], []) if child["id"] not in ids]
            below.sort(key=lambda child: rank.get(child["id"], len(rank)))
            ids |= {child["id"] for child in below}
            row_waiting += [(child, str(item["id"])) for child in reversed(below)]


def _ids(items: list[Any]) -> bool:
    return all(isinstance(kid, int) for kid in items)


def _draft(item: Item, above: str | None) -> Draft:
    words = _words(text(item, "text") or "")
    author = text(item, "author") or text(item, "by")
    posted = item.get("created_at") or item.get("created_at_i") or item.get("time")
    return Draft(
        id=str(item["id"]),
        author=author,
        login=author,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=moment(posted),
        printed=str(posted) if moment(posted) is not None else None,
        declared_parent=above,
        votes=number(item, "points") if "points" in item else number(item, "score"),
        permalink=_ITEM + str(item["id"]),
    )


def _words(html: str) -> Body:
    if html.strip() in _GONE:
        return Body("", (), (), 1)
    page = SavedPage(html, "https://news.ycombinator.com/")
    words = body(page.whole, page.whole.element)
    code = [block for block in words.blocks if block.kind is BlockKind.CODE]
    quotes = [
        quote
        for quote in angled(words.text)
        if not any(block.start < quote.end and quote.start < block.end for block in code)
    ]
    return Body(words.text, tuple(sorted((*words.blocks, *quotes), key=lambda b: b.start)), words.links, words.line)
