"""vBulletin 5 and 6: a saved page of a topic.

    <li class="b-post js-post" data-node-id="2775"> … <div class="author"><strong><a>Robin K</a></strong></div>
      <time itemprop="dateCreated" datetime="2014-10-24T09:34:20">10-24-2014, 09:34 AM</time>
      <div class="js-post__content-text" itemprop="text">The words.

Rests on the markup of a saved page that a public repository holds and on the help page about quotes; the note of an
edit and the signature are from another reader of such pages. The page counts no posts; each has its number.
"""

from __future__ import annotations

import re

from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import Quoted, body
from extractor.readers._html import Part, SavedPage
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._forum import clock, edit_note, linked_id, nearest_time, number, page_marks, posts_of

NAME = "vbulletin-5"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<ul class="conversation-list thread-view"> and <li class="b-post" data-node-id="2775">'
_TOPIC = ".thread-view, #thread-view-tab, .conversation-list"
_NO_WORDS = ".bbcode_postedby, .bbcode_quote_container, .bbcode_description, .b-post__edit"


def marks(source: Source) -> Marks:
    """Claims a page of vBulletin 5 that shows a topic and at least one post; a search lists posts elsewhere."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page)
    url = re.sub(r"/page[0-9]{1,6}$", "", page.url) if page.url else None
    return assembled(
        source,
        NAME,
        "vBulletin",
        [_draft(part, times) for part in parts],
        title=page.text(".b-post__title") or page.text("h1"),
        url=url,
        source_id=linked_id(url, r"/([0-9]{1,12})-[^/?#]{0,300}$"),
    )


def _sign(page: SavedPage) -> str | None:
    return "a list of a topic's posts" if page.first(_TOPIC) is not None else None


def _posts(page: SavedPage) -> list[Element]:
    """The posts; comments under a post have nodes of their own and are no `b-post` of the list."""
    if page.first(_TOPIC) is None:
        return []
    posts = page.all("li.b-post[data-node-id]")
    return posts if page.first(".js-post__content-text") is not None else []


def _draft(part: Part, times: Clock) -> Draft:
    def quoted(element: Element) -> Quoted | None:
        if "bbcode_quote" not in element.classes:
            return None
        by = part.first(".bbcode_postedby", element)
        name = part.first("strong", by) if by is not None else None
        link = part.first("a[href]", by) if by is not None else None
        post = linked_id(link.attributes["href"], r"#post([0-9]{1,12})$") if link is not None else None
        return Quoted(post=post, author=part.text(name))

    text = part.first(".js-post__content-text")
    words = body(part, text, quote=quoted, drop=_NO_WORDS, signature=".post-signature, .b-post__signature")
    posted, printed = nearest_time(part, part.first(".b-post__timestamp") or part.element)
    note = part.first(".b-post__edit")
    editor = part.text(part.first("a", note)) if note is not None else None
    edited, edited_by = edit_note(part.text(note), times, editor)
    return Draft(
        id=part.element.attributes["data-node-id"] or None,
        author=part.text(".author"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=part.text(".usertitle"),
        posted=posted,
        printed=printed,
        edited=edited,
        edited_by=edited_by,
        votes=number(part.text(".votecount")),
        permalink=part.page.absolute(part.attribute("a.b-post__count", "href")),
        position=number(part.text("a.b-post__count")),
    )
