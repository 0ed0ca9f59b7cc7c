"""vBulletin 4: a saved thread page.

<html id="vbulletin_html"> <li class="postbitlegacy postcontainer" id="post_4711">
  <span class="postdate"><span class="date">10-12-2013, <span class="time">09:15 AM</span></span></span>
  <a class="postcounter" href="showthread.php?12-Title&p=4711#post4711">#2</a> <a class="username">Robin K</a>
  <blockquote class="postcontent restore"><div class="bbcode_quote"><div class="bbcode_postedby">Originally Posted
    by <strong>Mara P</strong> <a href="showthread.php?p=4709#post4709">…</a></div>…</div> The words.</blockquote>
"""

from __future__ import annotations

import re

from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import Body, Quoted, body, with_files
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._drafts import drafted
from extractor.readers.pages._edits import edit
from extractor.readers.pages._linked_data import number

NAME = "vbulletin-4"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<html id="vbulletin_html"> and <li class="postbit" id="post_4711"> with its words'
_POST = "li.postbit[id^=post_], li.postbitlegacy[id^=post_], li.postcontainer[id^=post_]"
# A note of an edit is a `.postcontent` too.
_WORDS = ".postcontent.restore"
_NO_WORDS = ".bbcode_postedby, .bbcode_description, .bbcode_quote_container"
_QUOTED_POST = re.compile(r"[#?&](?:post|p=)([0-9]{1,12})(?![0-9])")
_OF = re.compile(r"([0-9]{1,7})\D{1,20}([0-9]{1,7})\D{1,20}([0-9]{1,7})\D{0,20}")
_TOPIC = re.compile(r"(?:[?&](?:t=|threadid=)|showthread\.php[?/]|threads/)([0-9]{1,12})(?![0-9])")


def marks(source: Source) -> Marks:
    """Claims a page of vBulletin 4 with at least one post of a thread."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no HTML page",))
    if page.first("html#vbulletin_html") is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=('no <html id="vbulletin_html">',))
    posts = _posts(page)
    return Marks(claims=bool(posts), looked_for=_LOOKED_FOR, evidence=(f'id="vbulletin_html", {len(posts)} posts',))


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page = page_of(source)
    posts = _posts(page) if page is not None else []
    if page is None or not posts:
        raise no_posts(source, NAME, marks(source))
    parts = page.parts(posts)
    clock = Clock(source, page.language, [*map(_printed, parts), *(part.text(".lastedited") for part in parts)])
    drafts = [_draft(part, clock) for part in parts]
    topic = _TOPIC.search(page.url or "")
    return assembled(
        source,
        NAME,
        "vBulletin",
        drafts,
        title=page.text(".threadtitle") or page.meta("og:title") or page.title,
        url=re.sub(r"/page[0-9]{1,6}$|[&?]page=[0-9]{1,6}$", "", page.url) if page.url else None,
        source_id=page.whole.attribute("input[name=searchthreadid]", "value") or (topic[1] if topic else None),
        announced=_announced(page),
    )


def _posts(page: SavedPage) -> list[Element]:
    """The posts whose words are here; of a deleted or ignored one only a line remains."""
    posts = [post for post in page.all(_POST) if re.fullmatch(r"post_[0-9]{1,12}", post.attributes["id"])]
    return [part.element for part in page.parts(posts) if part.first(_WORDS) is not None]


def _draft(part: Part, clock: Clock) -> Draft:
    id = part.element.attributes["id"].removeprefix("post_")
    words = _words(part)
    rank = part.text(".usertitle")
    counter = part.first("a.postcounter")
    place = re.fullmatch(r"#([0-9]{1,7})", part.text(counter) or "")
    changed = edit(part.text(".lastedited"), clock)
    printed = _printed(part)
    return drafted(
        words,
        changed,
        id=id,
        author=part.text(".username"),
        rank=rank,
        posted=clock.read(printed),
        printed=printed,
        permalink=part.page.absolute(counter.attributes.get("href")) if counter is not None else None,
        position=int(place[1]) if place else None,
    )


def _words(part: Part) -> Body:
    def quoted(quote: Element) -> Quoted | None:
        if "bbcode_quote" not in quote.classes:
            return None
        heading = part.first(".bbcode_postedby", quote)
        if heading is None:
            return Quoted()
        link = part.first("a[href]", heading)
        post = _QUOTED_POST.search(link.attributes["href"]) if link is not None else None
        name = part.first("strong", heading)
        return Quoted(post=post[1] if post else None, author=part.text(name))

    words = body(
        part,
        part.first(_WORDS),
        quote=quoted,
        drop=_NO_WORDS,
        signature=".signature, .signaturecontainer",
        code="pre, .bbcode_code",
    )
    return with_files(words, part, part.inside("a[href]", ".attachments"))


def _printed(part: Part) -> str | None:
    """The time in a post's head; a theme without a box for it has it in a bare line of a list."""
    text = part.text(".postdate")
    if text is None and (head := part.first(".posthead")) is not None:
        text = part.text(part.first("dd", head))
    return text


def _announced(page: SavedPage) -> int | None:
    """The posts of the whole thread: the last number of `Results 11 to 20 of 25`."""
    total = _OF.search(page.text("#postpagestats_above, #postpagestats_below, .postpagestats") or "")
    return number(total[3]) if total and int(total[2]) <= int(total[3]) else None
