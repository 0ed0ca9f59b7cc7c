"""vBulletin 3: a saved thread page, made of tables.

    <table id="post31"> <td class="thead"><a name="post31"></a> 05-03-2009, 02:05 PM</td>
      <div id="postmenu_31"><a class="bigusername">Robin K</a></div>
      <td id="td_post_31"><div id="post_message_31">The words.</div> … <em>Last edited by Robin K; 05-04-2009 …</em>

Rests on what several public readers of such pages look for (`post_message_`, `postmenu_`, `td.thead`, quotes as a
table with one cell `td.alt2`). That links to other pages say `Showing results 1 to 10 of 34` is not confirmed.
Signatures stand behind the message and are left out with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor import markup
from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import Quoted, body
from extractor.readers._html import Part, SavedPage
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._forum import clock, edit_note, id_of, inside, linked_id, number, page_marks, posts_of

NAME = "vbulletin-3"
STANDING = Standing.EXPERIMENTAL

_OF = re.compile(r"\D{0,20}[0-9]{1,7}\D{1,20}(?P<of>[0-9]{1,7})\D{0,20}")
_LOOKED_FOR = '<table id="post31"> with <div id="post_message_31">'


def marks(source: Source) -> Marks:
    """Claims a page with messages of vBulletin 3; version 4 has the same messages in a list and another root."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page)
    return assembled(
        source,
        NAME,
        "vBulletin",
        [_draft(part, times) for part in parts],
        title=_title(page),
        url=page.url,
        source_id=linked_id(page.url, r"[?&]t=([0-9]{1,12})")
        or linked_id(page.url, r"/([0-9]{1,12})-[^/?#]{1,200}\.html$"),
        announced=_announced(page, parts),
    )


def _sign(page: SavedPage) -> str | None:
    if page.first("html#vbulletin_html") is not None:
        return None
    return "post_message_" if page.first('[id^="post_message_"]') is not None else None


def _posts(page: SavedPage) -> list[Element]:
    if _sign(page) is None:
        return []
    messages = {id_of(message, "post_message_") for message in page.all('[id^="post_message_"]')}
    posts = page.all('table[id^="post"], div[id^="post"], section[id^="post"], article[id^="post"], li[id^="post"]')
    return [post for post in posts if (id := id_of(post, "post")) is not None and id in messages]


def _draft(part: Part, times: Clock) -> Draft:
    id = id_of(part.element, "post") or ""
    message, menu = part.first(f"#post_message_{id}"), part.first(f"#postmenu_{id}")
    headings = _headings(part, message)

    def quoted(element: Element) -> Quoted | None:
        if element.name != "td" or "alt2" not in element.classes:
            return None
        heading = next((heading for heading in headings if element.place < heading.place < element.end), None)
        if heading is None:
            return Quoted()
        link = part.first("a[href]", heading)
        post = linked_id(link.attributes["href"], r"(?:#post|[?&]p=)([0-9]{1,12})") if link is not None else None
        return Quoted(post=post, author=part.text(part.first("strong", heading)))

    places = {heading.place for heading in headings}
    words = body(part, message, quote=quoted, drop=lambda element: element.place in places)
    behind = [em for em in part.all("em") if message is not None and em.place >= message.end]
    edited, edited_by = edit_note(part.text(behind[-1]) if behind else None, times)
    printed = _printed(part, id)
    count = part.first(f"#postcount{id}")
    link = count.attributes.get("href") if count is not None else None
    return Draft(
        id=id,
        author=part.text(part.first(".bigusername", menu)) or part.text(menu) if menu is not None else None,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=_rank(part, menu),
        posted=times.read(printed),
        printed=printed,
        edited=edited,
        edited_by=edited_by,
        permalink=part.page.absolute(link),
        position=number(part.text(count)) if count is not None else None,
    )


def _headings(part: Part, message: Element | None) -> list[Element]:
    """What the forum writes above quotes and code: the word `Quote:`, and `Originally Posted by …`."""
    if message is None:
        return []
    labels = [label for label in part.all("div.smallfont", message) if "margin-bottom" in _style(label)]
    for cell in part.all("td.alt2", message):
        boxes = [box for box in part.all("div", cell) if box.parent == cell.place]
        if len(boxes) > 1 and "italic" in _style(boxes[1]):
            labels.append(boxes[0])
    return labels


def _style(element: Element) -> str:
    return element.attributes.get("style", "")


def _printed(part: Part, id: str) -> str | None:
    """The time in the cell with the post's anchor, else in the first cell of the head."""
    marked = part.first("[itemprop=dateCreated], [itemprop=datePublished]")
    if marked is not None:
        return part.text(marked) or marked.attributes.get("content") or None
    anchor = part.first(f'a[name="post{id}"]')
    for around in markup.around(part.page.nodes, anchor) if anchor is not None else ():
        # In one of the two stock layouts a box of its own stands beside the post's number.
        boxed = around.name == "div" and any(map(str.isdigit, part.text(around) or ""))
        if boxed or "thead" in around.classes or around.name == "td":
            return part.text(around)
    return part.text(".thead")


def _rank(part: Part, menu: Element | None) -> str | None:
    """The line under the name; in some styles it stands in the same box."""
    if menu is None:
        return None
    lines = [line for line in part.all("div.smallfont") if line.place > menu.place]
    text = part.text(lines[0]) if lines else None
    return text if text and ":" not in text else None


def _title(page: SavedPage) -> str | None:
    """The last line of the path to this page; without one the page's own title, which has the forum's name too."""
    paths = [page.whole.first("strong", path) for path in page.all("td.navbar")]
    names = [page.whole.text(name) for name in paths if name is not None]
    return names[-1] if names else page.text("h1") or page.title


def _announced(page: SavedPage, parts: Sequence[Part]) -> int | None:
    """The last of the three numbers in the title of a page link: results 11 to 20 of 34. Some styles print it with
    every post: `post #1 of 34`."""
    for part in parts:
        match = _OF.fullmatch(part.text(part.first(f"#postcount{id_of(part.element, 'post')}")) or "")
        if match:
            return int(match["of"])
    for link in inside(page, ".pagenav", "[title]"):
        numbers = re.findall(r"[0-9][0-9.,]{0,9}", link.attributes["title"][:100])
        if len(numbers) == 3:
            return number(numbers[-1])
    return None
