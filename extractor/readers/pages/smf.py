"""Simple Machines Forum 2.0 and 2.1: a saved page of a topic.

    <div id="forumposts"> <div class="post_wrapper"> <div class="poster"><h4><a>Robin K</a></h4>…
      2.1: <a class="smalltext" href="…msg31#msg31">June 01, 2022, 10:00:00 AM</a>
      2.0: <div class="smalltext">« <strong>Reply #1 on:</strong> June 01, 2012, 10:00:00 AM »</div>
      <div class="inner" id="msg_31">The words.</div>

Rests on the program's own template of a topic, Display.template.php of 2.1, and on copies of the one of 2.0. A page
does not say how many posts its topic has; each reply but the opening post has its number.
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
    dated_speaker,
    edit_note,
    id_of,
    inside,
    linked_id,
    number,
    page_marks,
    posts_of,
    without,
)

NAME = "smf"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<div id="forumposts"> with <div class="post_wrapper"> and <div class="inner" id="msg_31">'
_OWN = re.compile(r"\bsmf_(?:scripturl|theme_url|images_url)\b")
_NO_WORDS = ".quoteheader, .quotefooter, cite, .codeheader"
# Names of groups are of the forum's language; the icons of its staff are not.
_STAFF = re.compile(r"(?:icon|star)(?:admin|gmod|mod)\.")


def marks(source: Source) -> Marks:
    """Claims a page of SMF that shows a topic with at least one post."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page, _saved(page))
    return assembled(
        source,
        NAME,
        "Simple Machines Forum",
        [_draft(part, times) for part in parts],
        title=page.title,
        url=re.sub(r"(topic[=,][0-9]{1,12})\.(?:msg)?[0-9]{1,12}", r"\1.0", page.url) if page.url else None,
        source_id=linked_id(page.url, r"topic[=,]([0-9]{1,12})"),
    )


def _sign(page: SavedPage) -> str | None:
    if page.first("#forumposts") is None:
        return None
    own = any(_OWN.search(page.raw(script)) for script in page.all("script"))
    return 'a script with `smf_scripturl` and <div id="forumposts">' if own else None


def _posts(page: SavedPage) -> list[Element]:
    posts = page.parts(inside(page, "#forumposts", ".post_wrapper"))
    return [part.element for part in posts if _message(part) is not None]


def _message(part: Part) -> Element | None:
    return next((element for element in part.all('[id^="msg_"]') if id_of(element, "msg_")), None)


def _draft(part: Part, times: Clock) -> Draft:
    message = _message(part)
    id = id_of(message, "msg_") if message is not None else None
    headings = _headings(part, message)

    def quoted(element: Element) -> Quoted | None:
        if element.name != "blockquote":
            return None
        heading = headings.get(element.place)
        link = part.first("a[href]", heading) if heading is not None else None
        post = linked_id(link.attributes["href"], r"msg=?([0-9]{1,12})$") if link is not None else None
        return Quoted(post=post, author=dated_speaker(part.text(heading), times))

    words = body(part, message, quote=quoted, drop=_NO_WORDS, signature=".signature", code="pre, code.bbc_code")
    printed, when = _when(part)
    edited, edited_by = edit_note(part.text(f"#modified_{id}"), times)
    name = part.first(".poster")
    icons = part.all("img[src]", name) if name is not None else []
    return Draft(
        id=id,
        author=_author(part),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=part.text("li.title") or part.text("li.membergroup"),
        role=Role.STAFF if any(_STAFF.search(icon.attributes["src"]) for icon in icons) else Role.UNKNOWN,
        posted=times.read(printed),
        printed=printed,
        edited=edited,
        edited_by=edited_by,
        votes=number(part.text(".like_count")),
        permalink=part.page.absolute(_link(part, id)),
        # The opening post has no number; the first reply has 1.
        position=(number(part.text(".page_number")) or number(when) or 0) + 1,
    )


def _headings(part: Part, message: Element | None) -> dict[int, Element]:
    """The heading of each quote by the quote's place: inside it in 2.1, before it in 2.0."""
    headings: dict[int, Element] = {}
    before: Element | None = None
    for element in part.all("div.quoteheader, blockquote, cite", message) if message is not None else ():
        if element.name == "cite":
            headings.setdefault(element.parent, element)
        elif element.name == "div":
            before = element
        elif before is not None:
            headings[element.place], before = before, None
    return headings


def _author(part: Part) -> str | None:
    """The name: of members it is the link to their profile, beside which a sign may say that they are online."""
    head = part.first(".poster")
    heading = part.first("h4", head) if head is not None else None
    if heading is None:
        return None
    names = [name for link in part.all("a[href]", heading) if (name := part.text(link))]
    return names[-1] if names else part.text(heading)


def _when(part: Part) -> tuple[str | None, str | None]:
    """The printed time, and the words that 2.0 writes before it (`Reply #1 on:`)."""
    link = part.first(".postinfo")
    if link is not None:
        return part.text(part.first("a.smalltext", link)), None
    head = part.first(".keyinfo")
    line = part.first(".smalltext", head) if head is not None else None
    label = part.first("strong", line) if line is not None else None
    return (without(part, line, label) or "").strip(" «»") or None, part.text(label)


def _link(part: Part, id: str | None) -> str | None:
    return next(
        (link.attributes["href"] for link in part.all("a[href]") if link.attributes["href"].endswith(f"#msg{id}")),
        None,
    )


def _saved(page: SavedPage) -> str | None:
    """The time at the top of a page of 2.1: when it was made."""
    top = page.first("#inner_wrap")
    now = page.whole.first("time[datetime]", top) if top is not None else None
    return now.attributes["datetime"] if now is not None else None
