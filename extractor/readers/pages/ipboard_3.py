"""IP.Board 3: a saved page of a topic.

    <div class="post_block hentry" id="post_id_501"> <span class="author vcard">Robin K</span>
      <abbr class="published" title="2012-03-02T08:00:00+00:00">02 March 2012 - 08:00 AM</abbr> <a>#1</a>
      <div class="post entry-content"><blockquote data-author="Mara P" data-cid="499">…</blockquote>The words.</div>
      <p class="edit"><strong>Edited by Robin K, 03 March 2012 - 09:30 AM.</strong></p>

Rests on compiled templates of versions 3.1 to 3.4 that sites published, and on what public readers look for.
"""

from __future__ import annotations

import re

from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import Quoted, body, with_files
from extractor.readers._html import Part, SavedPage
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._edits import edit
from extractor.readers.pages._forum import clock, id_of, linked_id, page_marks, posts_of, speaker
from extractor.readers.pages._staff import role

NAME = "ipboard-3"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<div class="post_block" id="post_id_501"> with <div class="post entry-content">'
_WORDS = ".entry-content"
_NO_WORDS = ".citation, .edit, .rating, p.posted_info"
_TOPIC = r"(?:[?&]showtopic=|/topic/|/t)([0-9]{1,12})(?:[-/&?]|$)"


def marks(source: Source) -> Marks:
    """Claims a page of IP.Board 3 that shows at least one post of a topic."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page, printed=[_printed(part)[1] for part in parts])
    url = re.sub(r"(?:/?page__st__[0-9]{1,6}|/page-[0-9]{1,6}|&st=[0-9]{1,6})/?$", "", page.url) if page.url else None
    return assembled(
        source,
        NAME,
        "IP.Board",
        [_draft(part, times) for part in parts],
        title=page.text("h1.ipsType_pagetitle") or page.text("h1") or page.text("h2.maintitle") or page.title,
        url=url,
        source_id=linked_id(url, _TOPIC),
    )


def _sign(page: SavedPage) -> str | None:
    return "`post_block` and `entry-content`" if page.first(".post_block") is not None else None


def _posts(page: SavedPage) -> list[Element]:
    posts = [post for post in page.all(".post_block") if id_of(post, "post_id_")]
    return [part.element for part in page.parts(posts) if part.first(_WORDS) is not None]


def _draft(part: Part, times: Clock) -> Draft:
    id = id_of(part.element, "post_id_")

    def quoted(element: Element) -> Quoted | None:
        if element.name != "blockquote" and "blockquote" not in element.classes:
            return None
        heading = part.first(".citation", element)
        return Quoted(
            post=element.attributes.get("data-cid") or None,
            author=element.attributes.get("data-author") or speaker(part.text(heading)),
        )

    words = body(part, part.first(_WORDS), quote=quoted, drop=_NO_WORDS, signature=".signature", code="pre")
    words = with_files(words, part, part.inside("a[href]", ".attachment_list, #attach_wrap"))
    exact, printed = _printed(part)
    changed = edit(part.text("p.edit"), times)
    rank = part.text(".member_title") or part.text(".user_title")
    group = part.text(".group_title")
    return Draft(
        id=id,
        author=_author(part),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=rank or group,
        role=role(group) if group else role(rank),
        posted=times.read(exact) or times.read(printed),
        printed=printed or exact,
        edited=changed.when,
        edited_by=changed.who,
        permalink=part.page.absolute(_link(part, id)),
        position=_position(part),
    )


def _author(part: Part) -> str | None:
    """The name in a post's head; the `vcard` may hold a badge beside it."""
    card = part.first(".author")
    if card is None:
        return None
    return part.text(part.first("[itemprop=name]", card)) or part.text(part.first("a", card)) or part.text(card)


def _printed(part: Part) -> tuple[str | None, str | None]:
    """The time for programs and as printed."""
    stamp = part.first(".published, [itemprop=commentTime]")
    if stamp is None:
        return None, None
    exact = stamp.attributes.get("title") or stamp.attributes.get("datetime") or stamp.attributes.get("content")
    return exact or None, part.text(stamp)


def _link(part: Part, id: str | None) -> str | None:
    """The post's own address, behind its number."""
    ways = (rf"#entry{id}$", rf"[?&/](?:findpost__p__|p=){id}$")
    links = [link.attributes["href"] for link in part.all("a[href]")]
    return next((link for way in ways for link in links if re.search(way, link)), None)


def _position(part: Part) -> int | None:
    for box in part.all(".post_id, [itemprop=replyToUrl], a[rel=bookmark]"):
        match = re.fullmatch(r"#([0-9]{1,7})", part.text(box) or "")
        if match:
            return int(match[1])
    return None
