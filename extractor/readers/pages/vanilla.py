"""Vanilla Forums: a saved page of a discussion.

    <div id="Discussion_77" class="Item ItemDiscussion"> <a class="Username">Robin K</a> <time datetime="…">
      <div class="Message">The words.</div>
    <li id="Comment_501" class="Item ItemComment"> … <div class="Message"><blockquote class="Quote"> …

Rests on the program's own templates of a discussion, versions 2 and 3. The opening post has another shape than the
comments, and stands on the first page only. The page does not say how many comments there are.
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
from extractor.readers.pages._edits import edit
from extractor.readers.pages._forum import clock, id_of, linked_id, page_marks, posts_of, speaker

NAME = "vanilla"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = (
    '<div class="ItemDiscussion" id="Discussion_77"> or <li class="ItemComment" id="Comment_501"> with `.Message`'
)
_POST = ".ItemDiscussion, .ItemComment"
_NO_WORDS = ".QuoteAuthor, .Signature, .UserSignature, .PostEdited"
_STAFF = ".Role_Administrator, .Role_Moderator, .Rank-Administrator, .Rank-Moderator"


def marks(source: Source) -> Marks:
    """Claims a page of Vanilla that shows at least one post of a discussion."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page)
    url = re.sub(r"/p[0-9]{1,6}$", "", page.url) if page.url else None
    opening = next((part for part in parts if "ItemDiscussion" in part.element.classes), None)
    own = id_of(opening.element, "Discussion_") if opening is not None else None
    return assembled(
        source,
        NAME,
        "Vanilla",
        [_draft(part, times, url) for part in parts],
        title=page.text("h1"),
        url=url,
        source_id=own or linked_id(url, r"/discussion/([0-9]{1,12})(?:/|$)"),
        opened=opening is not None,
    )


def _sign(page: SavedPage) -> str | None:
    return "`ItemDiscussion` or `ItemComment`" if page.first(_POST) is not None else None


def _posts(page: SavedPage) -> list[Element]:
    return [part.element for part in page.parts(page.all(_POST)) if part.first(".Message") is not None]


def _note(changed: Element | None) -> str | None:
    return changed.attributes.get("title") if changed is not None else None


def _draft(part: Part, times: Clock, url: str | None) -> Draft:
    comment = id_of(part.element, "Comment_")
    message = part.first(".Message")

    def quoted(element: Element) -> Quoted | None:
        if element.name != "blockquote" and "Quote" not in element.classes:
            return None
        heading = part.first(".QuoteAuthor", element)
        link = part.first("a[href]", heading) if heading is not None else None
        post = linked_id(link.attributes["href"], r"[#/]Comment_([0-9]{1,12})") if link is not None else None
        name = element.attributes.get("rel") or part.text(link) or speaker(part.text(heading))
        return Quoted(post=post, author=name)

    words = body(part, message, quote=quoted, drop=_NO_WORDS, signature=".Signature, .UserSignature")
    created, changed = part.first(".DateCreated"), part.first(".PostEdited, .DateUpdated")
    time = part.first("time", created) if created is not None else part.first("time")
    printed = part.text(time)
    exact = time.attributes.get("datetime") if time is not None else None
    edited = part.first("time", changed) if changed is not None else None
    # Newer pages say who and when in a title alone.
    note = edit(_note(changed), times)
    link = part.first("a.Permalink[href]")
    return Draft(
        id=comment or f"discussion-{id_of(part.element, 'Discussion_')}",
        author=part.text(".Username") or part.text(".Author"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=part.text(".RoleTitle") or part.text(".Rank"),
        role=Role.STAFF if part.first(_STAFF) is not None else Role.UNKNOWN,
        posted=times.read(exact) or times.read(printed),
        printed=exact or printed,
        edited=times.read(edited.attributes.get("datetime")) if edited is not None else note.when,
        edited_by=(part.text(part.first(".Username", changed)) if changed is not None else None) or note.who,
        permalink=part.page.absolute(link.attributes["href"]) if link is not None else url,
    )
