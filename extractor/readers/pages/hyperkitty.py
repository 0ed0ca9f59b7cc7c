"""HyperKitty, the archive of mailing lists that comes with Mailman 3: a saved page of a thread.

    <div id="thread-content"> <div class="email email-first"> <div id="7FQ…" class="email-header">
      <div class="email-author"><span class="name"><a>Robin K</a></span></div>
      <div class="time"><span title="Sender's time: Jan. 5, 2022, 3:04 p.m.">…
      <div class="email-body">The words. <div class="quoted-text">&gt; …</div></div>

Rests on the program's own templates (thread.html, message.html, replies.html). The indentation of a reply says what
it answers, up to the fifth level, where indentation ends. Saved before the replies were loaded, a page has one mail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from extractor import markup
from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import Body, Quoted, body
from extractor.readers._html import Part, SavedPage
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._forum import clock, inside, linked_id, number, page_marks, posts_of

NAME = "hyperkitty"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = (
    '<div id="thread-content"> with <div class="email">, <div class="email-header"> and <div class="email-body">'
)
_DEEPEST = 5
_NEAR = 8
"""How many elements around a mail are looked at for its indentation."""
_INDENTED = re.compile(r"margin-left:\s{0,9}([0-9]{1,3})em")


def marks(source: Source) -> Marks:
    """Claims a page of a thread with at least one mail."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no mail."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page)
    return assembled(
        source,
        NAME,
        "HyperKitty",
        [_draft(part, times, above) for part, above in zip(parts, _answered(page, parts), strict=True)],
        title=_title(page),
        url=page.url,
        source_id=linked_id(page.url, r"/thread/([A-Z0-9]{8,64})/?"),
        announced=_announced(page),
    )


def _sign(page: SavedPage) -> str | None:
    return 'id="thread-content"' if page.first("#thread-content") is not None else None


def _posts(page: SavedPage) -> list[Element]:
    mails = inside(page, "#thread-content", "div.email")
    return [
        part.element
        for part in page.parts(mails)
        if part.first(".email-header") is not None and part.first(".email-body") is not None
    ]


def _draft(part: Part, times: Clock, above: str | None) -> Draft:
    words = _words(part)
    when = part.first(".time")
    spans = part.all("span[title]", when) if when is not None else []
    _, _, title = (spans[0].attributes["title"] if spans else "").partition(":")
    printed, name = title.strip() or None, part.text(".name")
    return Draft(
        id=_id(part),
        author=name if name != "(no name)" else None,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        posted=times.read(printed),
        printed=printed,
        declared_parent=above,
        votes=number(part.text(".likestatus")),
        permalink=part.page.absolute(_link(part)),
    )


def _words(part: Part) -> Body:
    """The words of a mail. Older versions print it as it was written, with its line ends."""
    text = part.first(".email-body")
    plain = text is not None and part.first("p", text) is None and part.first("br", text) is None

    def quoted(element: Element) -> Quoted | None:
        return Quoted() if element.name == "blockquote" or "quoted-text" in element.classes else None

    return body(part, text, quote=quoted, drop=".quoted-switch", signature=".email-signature", lines=plain)


def _id(part: Part) -> str | None:
    head = part.first(".email-header")
    return head.attributes.get("id") or None if head is not None else None


def _link(part: Part) -> str | None:
    around = part.first(".messagelink")
    link = part.first("a[href]", around) if around is not None else None
    return link.attributes["href"] if link is not None else None


def _answered(page: SavedPage, parts: Sequence[Part]) -> list[str | None]:
    """The id of the mail that each one answers, by its indentation.

    Nothing is said where replies are sorted by date (the page then offers to sort them by thread), and where the
    indentation does not say it: at its end, and below a mail that is not here.
    """
    by_date = any("sort=thread" in link.attributes["href"] for link in page.all("a[href]"))
    levels = [None, *(_level(page, part.element) for part in parts[1:])]
    if by_date or all(not level for level in levels):
        return [None] * len(parts)
    above: list[str | None] = [None]
    open_mails = [_id(parts[0])]
    for part, level in zip(parts[1:], levels[1:], strict=True):
        depth = (level or 0) + 1
        open_mails = [*open_mails[:depth], *[None] * (depth - len(open_mails))]
        above.append(open_mails[-1] if depth <= _DEEPEST else None)
        open_mails.append(_id(part))
    return above


def _level(page: SavedPage, mail: Element) -> int:
    """How far a reply is indented: 0 for an answer to the first mail."""
    for around in islice(markup.around(page.nodes, mail), _NEAR):
        for name in around.classes:
            if name.startswith("reply-level-") and name[12:].isdigit():
                return int(name[12:15])
        match = _INDENTED.search(around.attributes.get("style", ""))
        if match:
            return int(match[1]) // 2
        if around.attributes.get("id") == "thread-content":
            break
    return 0


def _announced(page: SavedPage) -> int | None:
    """The opening mail and the comments that the column beside it counts."""
    for icon in inside(page, "#thread-overview-info", "i.discussion, i.fa-comment, i.fa-comments"):
        around = next(markup.around(page.nodes, icon), None)
        count = number(page.whole.text(around)) if around is not None else None
        if count is not None:
            return count + 1
    return None


def _title(page: SavedPage) -> str | None:
    head = page.first(".thread-header")
    return page.whole.text(page.whole.first("h3", head)) if head is not None else None
