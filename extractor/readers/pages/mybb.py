"""MyBB 1.8: a saved thread page.

    <div class="post classic" id="post_31"> <div class="author_information"><span class="largetext"><a>Robin K</a>…
      <span class="post_date">05-03-2019, 02:05 PM <span class="post_edit">(… last modified: … by <a>Robin K</a>.)…
      <div class="post_body scaleimages" id="pid_31">The words. <blockquote class="mycode_quote"><cite>…

Rests on the names that public readers of such pages look for, on the parts that the program's manual lists, and on
their tests for quotes. Which pictures mark the staff is not confirmed. The page counts no posts; each has its number.
"""

from __future__ import annotations

import re

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import Quoted, body
from extractor.readers._html import Part, SavedPage
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._forum import (
    clock,
    edit_note,
    id_of,
    linked_id,
    number,
    page_marks,
    posts_of,
    speaker,
    without,
)

NAME = "mybb"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<div class="post" id="post_31"> with <div class="post_body" id="pid_31">'
_STAFF = re.compile(r"/groupimages/(?:[^/]{1,40}/)?(?:admin|mod|supermod|smod)\.", re.IGNORECASE)


def marks(source: Source) -> Marks:
    """Claims a page of MyBB that shows at least one post."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page)
    return assembled(
        source,
        NAME,
        "MyBB",
        [_draft(part, times) for part in parts],
        title=page.title,
        url=re.sub(r"(?:-page-[0-9]{1,6}(?=\.html$)|&page=[0-9]{1,6}$)", "", page.url) if page.url else None,
        source_id=linked_id(page.url, r"(?:[?&]tid=|/thread-)([0-9]{1,12})"),
    )


def _sign(page: SavedPage) -> str | None:
    return 'post_body with id="pid_…"' if page.first('.post_body[id^="pid_"]') is not None else None


def _posts(page: SavedPage) -> list[Element]:
    posts = [post for post in page.all('.post[id^="post_"]') if id_of(post, "post_")]
    return [part.element for part in page.parts(posts) if part.first('.post_body[id^="pid_"]') is not None]


def _draft(part: Part, times: Clock) -> Draft:
    def quoted(element: Element) -> Quoted | None:
        if element.name != "blockquote":
            return None
        heading = part.first("cite", element)
        link = part.first("a[href]", heading) if heading is not None else None
        when = part.first("span", heading) if heading is not None else None
        post = linked_id(link.attributes["href"], r"(?:#|[?&])pid=?([0-9]{1,12})$") if link is not None else None
        return Quoted(post=post, author=speaker(without(part, heading, when)))

    words = body(
        part,
        part.first('.post_body[id^="pid_"]'),
        quote=quoted,
        # Smileys are named here in words that nobody wrote (`Huh`).
        drop="cite, img.smilie, div.title",
        signature=".signature",
        code="pre, div.codeblock",
    )
    note, head, author = part.first(".post_edit"), part.first(".post_head"), part.first(".author_information")
    printed = without(part, part.first(".post_date"), note)
    editor = part.first("a", note) if note is not None else None
    edited, edited_by = edit_note(_exact(part, note, part.text(note)), times, part.text(editor))
    link = next(iter(part.all("a[href]", head)), None) if head is not None else None
    icons = part.all("img[src]", author) if author is not None else []
    return Draft(
        id=id_of(part.element, "post_"),
        author=part.text(".largetext"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=_rank(part, author),
        role=Role.STAFF if any(_STAFF.search(icon.attributes["src"]) for icon in icons) else Role.UNKNOWN,
        posted=times.read(_exact(part, part.first(".post_date"), printed)),
        printed=printed,
        edited=edited,
        edited_by=edited_by,
        permalink=part.page.absolute(link.attributes["href"]) if link is not None else None,
        position=number(part.text(link)) if link is not None else None,
    )


def _exact(part: Part, around: Element | None, text: str | None) -> str | None:
    """A printed time in which words like `Yesterday` are replaced by the day in their title."""
    for span in part.all("span[title]", around) if around is not None and text else ():
        shown = part.text(span)
        if text and shown:
            text = text.replace(shown, span.attributes["title"], 1)
    return text


def _rank(part: Part, author: Element | None) -> str | None:
    """The title under the name; stars and pictures behind it are no words."""
    return part.text(part.first(".smalltext", author)) if author is not None else None
