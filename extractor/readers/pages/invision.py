"""Invision Community 4 and 5: a saved page of a topic.

    <article id="elComment_31" class="cPost ipsComment"> … <time datetime="2020-01-08T22:09:53Z">
      <div id="comment-31_wrap" data-commenttype="forums" data-quotedata='{"username": "Robin K", …}'>
      <div data-role="commentContent">The words. <blockquote class="ipsQuote" data-ipsquote-username="Mara P"
        data-ipsquote-contentcommentid="29">… <span data-excludequote>Edited <time> by Robin K</span></div>

Rests on compiled templates of versions 4.7 and 5.0 and on a saved page of 4.7 that public repositories hold. Whether
the number in the page's linked data counts the opening post is not known: it is taken as the least there must be.
"""

from __future__ import annotations

import json
import re

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import Quoted, body
from extractor.readers._html import Part, SavedPage
from extractor.readers._json import text
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._forum import id_of, linked_id, nearest_time, number, page_marks, posts_of
from extractor.readers.pages._linked_data import conversations, kinds, replies_counted

NAME = "invision"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<article id="elComment_31"> with data-commenttype="forums" and data-role="commentContent"'
_NOTE = "[data-excludequote]"
_NO_WORDS = f".ipsQuote_citation, {_NOTE}"
_STAFF = ".cAuthorPane_badge--moderator, .ipsEntry__moderatorBadge"
_SOLVED = ".ipsBadge--solution, .ipsComment_solved"


def marks(source: Source) -> Marks:
    """Claims a topic with at least one post; comments on files, pictures or events have other types."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    url = re.sub(r"(?:page/[0-9]{1,6}/?|\?page=[0-9]{1,6})$", "", page.url) if page.url else None
    return assembled(
        source,
        NAME,
        "Invision Community",
        [_draft(part) for part in parts],
        title=_title(page),
        url=url,
        source_id=linked_id(url, r"/topic/([0-9]{1,12})-"),
        announced=next((count for count in map(replies_counted, conversations(page.linked_data)) if count), None),
        opened=_opened(page),
    )


def _sign(page: SavedPage) -> str | None:
    return 'data-commenttype="forums"' if page.first('[data-commenttype="forums"]') is not None else None


def _posts(page: SavedPage) -> list[Element]:
    posts = [post for post in page.all('article[id^="elComment_"]') if id_of(post, "elComment_")]
    return [
        part.element
        for part in page.parts(posts)
        if part.first('[data-commenttype="forums"]') is not None
        and part.first('[data-role="commentContent"]') is not None
    ]


def _draft(part: Part) -> Draft:
    id = id_of(part.element, "elComment_")

    def quoted(element: Element) -> Quoted | None:
        if "ipsQuote" not in element.classes:
            return None
        post = element.attributes.get("data-ipsquote-contentcommentid") or None
        return Quoted(post=post, author=element.attributes.get("data-ipsquote-username") or None)

    words = body(part, part.first('[data-role="commentContent"]'), quote=quoted, drop=_NO_WORDS)
    posted, printed = nearest_time(part, part.element)
    note = part.first(_NOTE)
    edited, _ = nearest_time(part, note)
    link = next(
        (a for a in part.all("a[href]") if linked_id(a.attributes["href"], r"[?&]comment=([0-9]{1,12})") == id), None
    )
    return Draft(
        id=id,
        author=_author(part),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=part.text("[data-role=group]") or part.text(".ipsEntry__group"),
        role=Role.STAFF if part.first(_STAFF) is not None else Role.UNKNOWN,
        posted=posted,
        printed=printed,
        edited=edited,
        edited_by=_editor(part, note) if edited is not None else None,
        votes=number(part.text("[data-role=reactCountText]")),
        accepted=True if part.first(_SOLVED) is not None or "ipsComment_solved" in part.element.classes else None,
        permalink=part.page.absolute(link.attributes["href"]) if link is not None else None,
    )


def _author(part: Part) -> str | None:
    """The name as the page gives it to its own quotes, else as it prints it."""
    try:
        given = text(json.loads(part.attribute("[data-quotedata]", "data-quotedata") or "null"), "username")
    except (ValueError, RecursionError):
        given = None
    return given or part.text(".cAuthorPane_author") or part.text(".ipsEntry__username")


def _editor(part: Part, note: Element | None) -> str | None:
    """The name behind the time of an edit; one word, in the page's language, stands before it."""
    name = part.first("strong", note) if note is not None else None
    when = part.first("time", name) if name is not None else None
    if name is None or when is None:
        return None
    words = [node for place, node in part.nodes(name) if isinstance(node, str) and place >= when.end]
    return " ".join("".join(words).split()[1:]) or None


def _title(page: SavedPage) -> str | None:
    """The topic's title without the labels that stand beside it in the heading."""
    for item in page.linked_data:
        if "DiscussionForumPosting" in kinds(item):
            return text(item, "headline") or text(item, "name")
    return page.meta("og:title") or page.text("h1")


def _opened(page: SavedPage) -> bool:
    """Whether this is the first page; posts have no numbers."""
    return not (page.url and re.search(r"(?:/page/(?!1/?$)[0-9]{1,6}/?|[?&]page=(?!1$)[0-9]{1,6})$", page.url))
