"""phpBB 3: a saved topic page, in `prosilver` and the many styles made from it, and in `subsilver2`.

    <body id="phpbb" class="section-viewtopic"> <div id="p4711" class="post">
      <dl class="postprofile"><dt><a class="username">Robin K</a></dt><dd class="profile-rank">Site Admin</dd>…
      <p class="author">by <strong>Robin K</strong> » <time datetime="2021-05-03T12:05:06+00:00">Mon May 03, 2021 …
      <div class="content"><blockquote><div><cite>Mara P wrote: <a href="…p=4709#p4709">↑</a></cite>…

Times have a zone in pages of phpBB 3.3 only; older ones print them as the reader of the page has set it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import body
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages import _subsilver
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._drafts import drafted
from extractor.readers.pages._edits import edit
from extractor.readers.pages._phpbb import count, words
from extractor.text.characters import folded

NAME = "phpbb"
STANDING = Standing.PROVEN

_LOOKED_FOR = '<body id="phpbb" class="section-viewtopic"> and <div id="p4711" class="post"> with its words'
_POST = "div.post[id^=p]"
_NAME = ".username, .username-coloured"
# The time of a quoted post stands in its heading, in a box of its own.
_NO_WORDS = "cite, .notice, .responsive-hide"
_LONGEST_NAME = 60
# The page's own title names the board first, in the words of its language.
_TITLE = re.compile(r"^[^•]{1,200}• [^-]{1,40} - ")
_TOPIC = re.compile(r"[?&]t=([0-9]{1,12})(?![0-9])")


def marks(source: Source) -> Marks:
    """Claims a topic page with at least one post; phpBB names its pages in the class of their body."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no HTML page",))
    root = page.first("body#phpbb")
    if root is None:
        tables = _subsilver.posts(page)
        evidence = (f"{len(tables)} tables with `postauthor` and `postbody`" if tables else 'no <body id="phpbb">',)
        return Marks(claims=bool(tables), looked_for=_LOOKED_FOR, evidence=evidence)
    section = next((name for name in root.classes if name.startswith("section-")), None)
    posts = _posts(page)
    evidence = (f"{len(posts)} posts", *((section[:40],) if section else ()))
    return Marks(
        claims=section in (None, "section-viewtopic") and bool(posts), looked_for=_LOOKED_FOR, evidence=evidence
    )


def read(source: Source) -> Thread:
    """The topic. Raises NotUnderstood: E109 when there is no post."""
    page = page_of(source)
    posts = _posts(page) if page is not None else []
    tables = _subsilver.posts(page) if page is not None and not posts else []
    if page is None or not (posts or tables):
        raise no_posts(source, NAME, marks(source))
    parts = page.parts(posts or tables)
    if tables:
        times = Clock(source, page.language, map(_subsilver.time_of, parts))
        return _topic_of(source, page, [_subsilver.draft(part, times) for part in parts], _subsilver.count(page))
    printed = [*map(_printed, parts), *(part.text(".notice") for part in parts)]
    # `It is currently …` in the page's foot; styles put it into lines of several classes.
    now = [page.text("p.time"), page.text(".time"), page.text(".current-time")]
    clock = Clock(source, page.language, printed, now)
    return _topic_of(source, page, [_draft(part, clock) for part in parts], count(page))


def _topic_of(source: Source, page: SavedPage, drafts: Sequence[Draft], announced: int | None) -> Thread:
    heading = next((h for h in page.all("h2, h1, h3") if _link_of_topic(page, h) is not None), None)
    return assembled(
        source,
        NAME,
        "phpBB",
        drafts,
        title=page.text(".topic-title") or page.whole.text(heading) or _TITLE.sub("", page.title or "") or None,
        url=_clean(page.url, first=True),
        source_id=_topic(page, heading),
        announced=announced,
        opened=not re.search(r"[?&]start=[1-9]", page.url or ""),
    )


def _posts(page: SavedPage) -> list[Element]:
    number = re.compile(r"p[0-9]{1,12}")
    posts = [post for post in page.all(_POST) if number.fullmatch(post.attributes["id"])]
    return [part.element for part in page.parts(posts) if part.first(".content") is not None]


def _link_of_topic(page: SavedPage, heading: Element) -> Element | None:
    """The link in a heading that leads to the topic itself; those of posts and forums lead elsewhere."""
    links = page.whole.all("a[href]", heading)
    return next(
        (a for a in links if "viewtopic.php" in a.attributes["href"] and _TOPIC.search(a.attributes["href"])), None
    )


def _author(part: Part, head: Element | None, profile: Element | None) -> str | None:
    """The name: phpBB 3.0 gives a class to coloured names only, and guests have no link either."""
    for box, written in (
        (profile, _NAME),
        (head, _NAME),
        (head, "strong"),
        (profile, 'a[href*="memberlist.php"], a[href*="profile"]'),
        (profile, "strong"),
        (profile, "dt"),
    ):
        for element in part.all(written, box) if box is not None else ():
            if (name := part.text(element)) and len(name) <= _LONGEST_NAME:
                return name
    return None


def _draft(part: Part, clock: Clock) -> Draft:
    id = part.element.attributes["id"].removeprefix("p")
    head, profile = part.first("p.author, .author"), part.first(".postprofile")
    files = part.inside("a[href], img.postimage", ".attachbox")
    text = words(part, part.first(".content"), _NO_WORDS, files)
    rank = _line(part, profile, ".profile-rank") or _rank(part, profile)
    note = part.first(".notice")
    changed = edit(part.text(note), clock, part.text(part.first(_NAME, note)) if note is not None else None)
    return drafted(
        text,
        changed,
        id=id,
        author=_author(part, head, profile),
        rank=rank,
        posted=_time(part, head, clock),
        printed=_printed(part),
        permalink=_clean(part.page.absolute(_link(part, head, id))),
    )


def _rank(part: Part, profile: Element | None) -> str | None:
    """The first line under the name in phpBB 3.0; those behind it have a label."""
    for line in part.all("dd", profile) if profile is not None else ():
        if line.classes or part.first("strong", line) is not None:
            return None
        if text := part.text(line):
            return text if len(text) <= _LONGEST_NAME else None
    return None


def _line(part: Part, box: Element | None, written: str) -> str | None:
    """The words of a line of a box."""
    line = part.first(written, box) if box is not None else None
    return part.text(line)


def _printed(part: Part) -> str | None:
    """The time in a post's head: what stands behind the name, or in a box for programs."""
    head = part.first("p.author, .author")
    if head is None:
        return None
    time = part.first("time", head)
    if time is not None:
        return part.text(time)
    heading = body(part, head, drop="a, strong, .username, .username-coloured").text
    return folded(heading.rpartition("»")[2]) or None


def _time(part: Part, head: Element | None, clock: Clock) -> datetime | None:
    time = part.first("time[datetime]", head) if head is not None else None
    exact = clock.read(time.attributes["datetime"]) if time is not None else None
    printed = _printed(part)
    return exact or clock.read(printed) or clock.labelled(printed or "")


def _link(part: Part, head: Element | None, id: str) -> str | None:
    """The post's own address."""
    links = part.all("a[href]", head) if head is not None else []
    return next((link.attributes["href"] for link in links if link.attributes["href"].endswith(f"#p{id}")), None)


def _topic(page: SavedPage, heading: Element | None) -> str | None:
    """The topic's number: in its address, else in the link of its title."""
    title = page.first(".topic-title") or heading
    link = page.whole.first("a[href]", title) if title is not None else None
    addresses = (page.url, link.attributes["href"] if link is not None else None)
    return next((match[1] for address in addresses if address and (match := _TOPIC.search(address))), None)


def _clean(address: str | None, first: bool = False) -> str | None:
    """An address without the visitor's session, which is nobody's business and soon dead; that of the first page."""
    if address is None:
        return None
    bare = re.sub(r"(?<=[?&])sid=[0-9a-f]{32}(?:&|(?=#|$))", "", address)
    if first:
        bare = re.sub(r"[?&]start=[0-9]{1,9}(?=#|$)", "", bare)
    return re.sub(r"[?&](?=#|$)", "", bare)
