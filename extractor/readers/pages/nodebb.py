"""NodeBB: the JSON of a topic, `/api/topic/ID`, or a saved page of it.

    {"tid": 47, "title": "…", "postcount": 12, "posts": [{"pid": 31, "tid": 47, "toPid": 29, "content": "<p>…"}]}
    <ul component="topic" data-tid="47"> <li component="post" data-pid="31" data-index="0">
      <a data-username="robin-k">Robin K</a> <div component="post/content"><p>The words.

Rests on the program's themes Persona and Harmony (topic.tpl, post.tpl) and its published API. A quote is written by
its author: a line that links to the post, then a block. Replies are declared in the JSON only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import Body, Quoted, body
from extractor.readers._dates import printed_time
from extractor.readers._html import Part, SavedPage
from extractor.readers._json import at, moment, objects, text, try_value, value
from extractor.readers._json import number as count
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages._forum import inside, linked_id, number, page_marks, posts_of

NAME = "nodebb"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '`posts` like {"pid": 31, "tid": 47, "content": "<p>…"}, or <li component="post" data-pid="31">'
_STAFF = ("administrators", "global-moderators", "Global Moderators")
_POSTS = '[component="post"][data-pid], [component="post/replies/container"]'
_MENTIONED = r"/post/([0-9]{1,12})$"


def marks(source: Source) -> Marks:
    """Claims the JSON of a topic, or a page with the list of a topic's posts."""
    document = try_value(source)
    if document is None:
        return page_marks(source, _LOOKED_FOR, _sign, _shown)
    posts = list(_posts(document))
    evidence = f"{len(posts)} posts with `pid`, `tid` and `content`" if posts else "JSON of another kind"
    return Marks(claims=bool(posts), looked_for=_LOOKED_FOR, evidence=(evidence,))


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    document = value(source)
    return _page(source) if document is None else _topic(source, document)


def _posts(document: Any) -> Iterator[dict[str, Any]]:
    """The posts of a topic; a list of posts of many topics has no `tid` of its own."""
    tid = count(document, "tid")
    return (
        post
        for post in objects(document, "posts")
        if tid is not None and count(post, "pid") is not None and isinstance(post.get("content"), str)
    )


def _topic(source: Source, document: Any) -> Thread:
    posts = list(_posts(document))
    if not posts:
        raise no_posts(source, NAME, marks(source))
    host = source.side.url or text(document, "url") or ""
    first = at(document, "mainPid")
    return assembled(
        source,
        NAME,
        "NodeBB",
        [_data_draft(host, post) for post in posts],
        title=text(document, "titleRaw") or text(document, "title"),
        url=text(document, "url"),
        source_id=str(document["tid"]),
        announced=count(document, "postcount"),
        opened=posts[0]["pid"] == first if first is not None else None,
    )


def _data_draft(host: str, post: Mapping[str, Any]) -> Draft:
    words = _words(SavedPage(post["content"], host).whole, None)
    above, place = count(post, "toPid"), count(post, "index")
    if isinstance(post.get("toPid"), str) and post["toPid"].isdigit():
        above = int(post["toPid"])
    deleted = post.get("deleted") in (1, True)
    return Draft(
        id=str(post["pid"]),
        author=text(post, "user", "displayname") or text(post, "user", "username") or text(post, "handle"),
        login=text(post, "user", "username"),
        text="" if deleted else words.text,
        blocks=() if deleted else words.blocks,
        links=() if deleted else words.links,
        role=Role.STAFF if _is_staff(post) else Role.UNKNOWN,
        posted=moment(post.get("timestampISO")),
        printed=text(post, "timestampISO"),
        edited=moment(post.get("editedISO") or None),
        edited_by=text(post, "editor", "username"),
        declared_parent=str(above) if above else None,
        votes=count(post, "votes"),
        position=place + 1 if place is not None and place >= 0 else None,
    )


def _is_staff(post: Mapping[str, Any]) -> bool:
    """Whether its author shows a group of the forum's own staff."""
    groups = objects(post, "user", "selectedGroups")
    return any(text(group, "slug") in _STAFF or text(group, "name") in _STAFF for group in groups)


def _sign(page: SavedPage) -> str | None:
    return 'component="topic"' if page.first('[component="topic"][data-tid]') is not None else None


def _shown(page: SavedPage) -> list[Element]:
    """The posts of the list; replies that are folded out under a post stand a second time in it."""
    shown: list[Element] = []
    folded = -1
    for element in inside(page, '[component="topic"]', _POSTS):
        if element.place < folded:
            continue
        if element.attributes["component"] == "post":
            shown.append(element)
        else:
            folded = element.end
    return shown


def _page(source: Source) -> Thread:
    page, parts = posts_of(source, NAME, _shown, marks)
    topic = page.whole.attribute('[component="topic"][data-tid]', "data-tid")
    counter = page.first('[component="topic/post-count"]')
    announced = number(counter.attributes.get("title") or page.whole.text(counter)) if counter is not None else None
    return assembled(
        source,
        NAME,
        "NodeBB",
        [_draft(part) for part in parts],
        title=page.text('[component="topic/title"]') or page.text("h1"),
        url=re.sub(r"\?page=[0-9]{1,6}$", "", page.url) if page.url else None,
        source_id=topic or None,
        announced=announced,
    )


def _draft(part: Part) -> Draft:
    post = part.element
    content = part.first('[component="post/content"]')
    words = _words(part, content)
    name = part.first("a[data-username]") or part.first("[itemprop=author]")
    published = part.attribute("meta[itemprop=datePublished]", "content")
    changed = part.attribute("meta[itemprop=dateModified]", "content")
    editor = part.first('[component="post/editor"]')
    edited_by = editor.attributes.get("data-editor") if editor is not None else None
    place = post.attributes.get("data-index", "")
    groups = " ".join(badge.attributes.get("href", "") for badge in part.all("a[href]"))
    staff = any(f"/groups/{name}" in groups for name in _STAFF)
    votes = part.attribute('[component="post/vote-count"]', "data-votes")
    return Draft(
        id=post.attributes["data-pid"] or None,
        author=part.text(name),
        login=post.attributes.get("data-username") or None,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        role=Role.STAFF if staff else Role.UNKNOWN,
        posted=printed_time(published) if published else None,
        printed=published,
        edited=printed_time(changed) if changed else None,
        edited_by=edited_by or None,
        votes=int(votes) if votes and votes.lstrip("-").isdigit() and len(votes) < 8 else None,
        permalink=part.page.absolute(f"/post/{post.attributes['data-pid']}"),
        position=int(place) + 1 if place.isascii() and place.isdigit() and len(place) < 8 else None,
    )


def _words(part: Part, content: Element | None) -> Body:
    """The words of a post, with the line above each quote given to the quote: `@robin-k said in Soil:`."""
    headings: dict[int, Element] = {}
    line: Element | None = None
    for element in part.all("p, blockquote", content):
        if element.name == "p":
            line = element if element.parent == (content or part.element).place else line
        elif line is not None and _names_post(part, line):
            headings[element.place], line = line, None
        else:
            line = None

    def quoted(element: Element) -> Quoted | None:
        if element.name != "blockquote":
            return None
        heading = headings.get(element.place)
        return Quoted(post=_names_post(part, heading), author=_name(part, heading)) if heading else Quoted()

    places = {heading.place for heading in headings.values()}
    return body(part, content or part.element, quote=quoted, drop=lambda element: element.place in places)


def _names_post(part: Part, line: Element) -> str | None:
    """The post that a line links to when it ends with a colon."""
    if not (part.text(line) or "").endswith(":"):
        return None
    ids = (linked_id(link.attributes["href"], _MENTIONED) for link in part.all("a[href]", line))
    return next((id for id in ids if id), None)


def _name(part: Part, line: Element) -> str | None:
    """The name at the beginning of such a line."""
    first, *_ = (part.text(line) or "").split()
    return first.removeprefix("@") or None
