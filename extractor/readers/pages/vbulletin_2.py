"""vBulletin 2: a saved thread page, in the markup that its longest-lived forum still uses.

<table class="post" id="post4711" data-idx="81"><tr>
  <td class="userinfo"><dl class="userinfo"><dt class="author">Robin K</dt>…
  <td class="postbody"><div class="bbc-block"><h4><a class="quote_link" href="…postid=4709">Mara P posted:</a></h4>
    <blockquote>Quoted words.</blockquote></div> The words. <p class="editedby"></p></td>
<tr><td class="postdate"><a href="#post4711">#</a> Dec  5, 2024 21:45</td>…
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import Quoted, body
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._marks import Marks, Standing
from extractor.readers._selectors import selector
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._edits import edit
from extractor.readers.pages._headings import speaker
from extractor.text.characters import folded

NAME = "vbulletin-2"
STANDING = Standing.PROVEN

_LOOKED_FOR = '<table class="post" id="post4711"> with <dt class="author"> and <td class="postbody">'
_POST = "table.post[id^=post]"
_NO_WORDS = ".editedby"
_STAFF = selector("dt.role-mod, dt.role-smod, dt.role-supermod, dt.role-admin")
_QUOTED_POST = re.compile(r"[?&]postid=([0-9]{1,12})(?![0-9])")
# A quote inside a quote once lost its markup: the attribution shows what should have been an attribute.
_BROKEN = re.compile(r'(?P<name>[^"]{1,80})" post="(?P<post>[0-9]{1,12})')


def marks(source: Source) -> Marks:
    """Claims a page with a thread's box and at least one post in a table of its own."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no HTML page",))
    posts = _posts(page)
    thread = page.first("#thread, body.showthread") is not None
    evidence = (f"{len(posts)} posts", *(() if thread else ('no <div id="thread">',)))
    return Marks(claims=thread and bool(posts), looked_for=_LOOKED_FOR, evidence=evidence)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page = page_of(source)
    posts = _posts(page) if page is not None else []
    if page is None or not posts:
        raise no_posts(source, NAME, marks(source))
    parts = [part for part in page.parts(posts) if part.first("td.postbody") is not None]
    clock = Clock(source, page.language, [*map(_printed, parts), *(part.text(".editedby") for part in parts)])
    drafts = [_draft(part, clock) for part in parts]
    return assembled(
        source,
        NAME,
        "vBulletin",
        drafts,
        title=page.meta("og:title") or page.text("a.bclast") or page.title,
        url=page.url,
        source_id=_thread_id(page),
    )


def _posts(page: SavedPage) -> list[Element]:
    number = re.compile(r"post[0-9]{1,12}")
    posts = [post for post in page.all(_POST) if number.fullmatch(post.attributes["id"])]
    return posts if page.first("dt.author") is not None and page.first("td.postbody") is not None else []


def _draft(part: Part, clock: Clock) -> Draft:
    id = part.element.attributes["id"].removeprefix("post")
    words = body(
        part, part.first("td.postbody"), quote=_quotes(part), drop=f"{_NO_WORDS}, h4, h5", signature=".signature"
    )
    author = part.first("dt.author")
    changed = edit(part.text(".editedby"), clock)
    place = part.element.attributes.get("data-idx", "")
    printed = _printed(part)
    return Draft(
        id=id,
        author=part.text(author),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=author.attributes.get("title") or None if author is not None else None,
        role=Role.STAFF if author is not None and _STAFF(author) else Role.UNKNOWN,
        posted=clock.read(printed),
        printed=printed,
        edited=changed.when,
        edited_by=changed.who,
        permalink=f"{part.page.url.split('#')[0]}#post{id}" if part.page.url else None,
        position=int(place) if re.fullmatch(r"[1-9][0-9]{0,6}", place) else None,
    )


def _quotes(part: Part) -> Callable[[Element], Quoted | None]:
    """What tells a quote: the box of a heading and a blockquote; boxes of code look alike."""

    boxes = {quote.parent for quote in part.all("blockquote")}

    def quoted(quote: Element) -> Quoted | None:
        if "bbc-block" not in quote.classes:
            return Quoted() if quote.name == "blockquote" else None
        if quote.place not in boxes:
            return None
        heading = part.first("h4", quote)
        name = speaker(part.text(heading))
        broken = _BROKEN.fullmatch(name or "")
        if broken:
            return Quoted(post=broken["post"], author=broken["name"])
        link = part.first("a.quote_link[href]", heading) if heading is not None else None
        post = _QUOTED_POST.search(link.attributes["href"]) if link is not None else None
        return Quoted(post=post[1] if post else None, author=name)

    return quoted


def _printed(part: Part) -> str | None:
    """The time in the cell of a post's links."""
    cell = part.first("td.postdate")
    return (folded(body(part, cell, drop="a").text) or None) if cell is not None else None


def _thread_id(page: SavedPage) -> str | None:
    """The thread's number, in the body's tag or in the class of its box."""
    id = page.whole.attribute("body[data-thread]", "data-thread") or page.whole.attribute("#thread", "class") or ""
    match = re.fullmatch(r"(?:thread:)?([0-9]{1,12})", id)
    return match[1] if match else None
