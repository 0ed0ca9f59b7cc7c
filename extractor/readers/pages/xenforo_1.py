"""XenForo 1: a saved thread page.

    <html id="XenForo"> … <li id="post-31" class="message staff" data-author="Robin K">
      <blockquote class="messageText">The words. <div class="bbCodeQuote" data-author="Mara P">…
      <abbr class="DateTime" data-time="1528564129">Jun 9, 2018 at 12:08 PM</abbr>

Rests on the compiled templates of XenForo 1.2 to 1.5 (message, thread_view, bb_code_tag_quote) that sites published,
and on the markup of saved pages that tests of other programs quote. The page counts no posts.
"""

from __future__ import annotations

import re
from datetime import datetime

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import Quoted, body
from extractor.readers._html import Part, SavedPage
from extractor.readers._json import moment
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._forum import clock, id_of, linked_id, number, page_marks, posts_of
from extractor.text.characters import folded

NAME = "xenforo-1"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<html id="XenForo"> and <li id="post-31" class="message" data-author="Robin K">'
_NO_WORDS = ".messageTextEndMarker, .quoteExpand, .type, .attribution, .newIndicator"


def marks(source: Source) -> Marks:
    """Claims a page of XenForo 1 that shows at least one post; private conversations have other ids."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page)
    url = re.sub(r"page-[0-9]{1,6}/?$", "", page.url) if page.url else None
    return assembled(
        source,
        NAME,
        "XenForo",
        [_draft(part, times) for part in parts],
        title=_title(page),
        url=url,
        source_id=linked_id(url, r"/threads/(?:[^/?#]{1,300}\.)?([0-9]{1,12})/?$"),
    )


def _title(page: SavedPage) -> str | None:
    """The title in the heading of the page, in which some styles put the links to other pages and the first time."""
    heading = page.first("h1")
    if heading is None:
        return None
    own = page.whole.first(".title", heading)
    words = body(page.whole, own or heading, drop=".PageNav, .prefix, .DateTime, .post-date, script").text
    return folded(words) or None


def _absolute(page: SavedPage, link: str | None) -> str | None:
    """A link's address. They are relative to the board's root, which a saved page may have lost."""
    root = re.match(r"(https?://[^\s?#]{1,400}?/)threads/", page.url or "")
    if link and link.startswith("threads/") and root and page.first("base[href]") is None:
        return root[1] + link
    return page.absolute(link)


def _sign(page: SavedPage) -> str | None:
    return '<html id="XenForo">' if page.first("html#XenForo") is not None else None


def _posts(page: SavedPage) -> list[Element]:
    return [post for post in page.all("li.message[data-author]") if id_of(post, "post-")]


def _draft(part: Part, times: Clock) -> Draft:
    post = part.element

    def quoted(element: Element) -> Quoted | None:
        if "bbCodeQuote" not in element.classes:
            return None
        source = part.first("a.AttributionLink", element)
        address = source.attributes.get("href") if source is not None else None
        return Quoted(post=linked_id(address, r"#post-([0-9]{1,12})$"), author=element.attributes.get("data-author"))

    words = body(part, part.first("blockquote.messageText"), quote=quoted, drop=_NO_WORDS)
    posted, printed = _time(part, part.first("a.datePermalink"), times)
    edited, _ = _time(part, part.first(".editDate"), times)
    link = part.attribute("a.hashPermalink", "href") or part.attribute("a.datePermalink", "href")
    return Draft(
        id=id_of(post, "post-"),
        author=post.attributes["data-author"] or part.text(".username"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=part.text(".userTitle"),
        role=Role.STAFF if "staff" in post.classes else Role.UNKNOWN,
        posted=posted,
        printed=printed,
        edited=edited,
        permalink=_absolute(part.page, link),
        position=number(part.text(".postNumber")),
    )


def _time(part: Part, around: Element | None, times: Clock) -> tuple[datetime | None, str | None]:
    """Recent posts have seconds in an attribute; older ones a title that says more than the words."""
    stamp = part.first(".DateTime", around) if around is not None else None
    if stamp is None:
        return None, None
    seconds = stamp.attributes.get("data-time", "")
    printed = stamp.attributes.get("title") or part.text(stamp)
    if seconds.isascii() and seconds.isdigit() and len(seconds) < 12:
        return moment(int(seconds)), printed
    return times.read(printed), printed
