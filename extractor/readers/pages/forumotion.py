"""Forumotion (Forumactif, Forumieren, …): a saved topic page, in its phpBB3, ModernBB and Invision styles.

    <div id="p4711" class="post post--4711"> <div class="postprofile"><dl><dt><strong>Robin K</strong></dt>…
      <p class="author">by <strong>Robin K</strong> Mon 3 May 2021 - 14:05</p>
      <div class="content"><div>The words. <blockquote><div><cite>Mara P wrote:</cite>…</blockquote></div></div>

Times have no zone. Words stand in the box that the post's head opens.
"""

from __future__ import annotations

import re

from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import body
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._drafts import drafted
from extractor.readers.pages._edits import Edit, edit
from extractor.readers.pages._phpbb import count, words
from extractor.text.characters import folded

NAME = "forumotion"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<div id="p4711" class="post post--4711"> with a box of words, and no <body id="phpbb">'
_POST = "div.post[id^=p]"
_WORDS = ".content, .entry-content, .post-entry"
_NAME = ".postprofile-name, .username"
_PROFILE = ".postprofile, .postprofile-head, .user-ident"
_HEAD = ".author, .topic-date, .postbody-head, .post-date"
_RANK = ".postprofile-rank, .user-rank"
_BY = re.compile(r"^(?:by|par|por|von|da|door|av|af|od|przez|от)\s{1,9}", re.IGNORECASE)
_MEMBER = re.compile(r"/u[0-9]{1,12}(?![0-9])")
_NO_WORDS = "cite, .attachbox, .vote, .fa_like_div, .clear"
_TOPIC = re.compile(r"/t([0-9]{1,12})(?:p[0-9]{1,9})?-")


def marks(source: Source) -> Marks:
    """Claims a page of posts that carry their number twice, as id and as class; phpBB's own have one."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no HTML page",))
    posts = _posts(page)
    own = page.first("body#phpbb") is not None
    evidence = (f"{len(posts)} posts", *(('<body id="phpbb">',) if own else ()))
    return Marks(claims=bool(posts) and not own, looked_for=_LOOKED_FOR, evidence=evidence)


def read(source: Source) -> Thread:
    """The topic. Raises NotUnderstood: E109 when there is no post."""
    page = page_of(source)
    posts = _posts(page) if page is not None else []
    if page is None or not posts:
        raise no_posts(source, NAME, marks(source))
    parts = page.parts(posts)
    now = [page.text(".current-time"), page.text("p.time"), page.text("p.right")]
    clock = Clock(source, page.language, map(_head, parts), now)
    topic = _TOPIC.search(page.url or "")
    return assembled(
        source,
        NAME,
        "Forumotion",
        [_draft(part, clock) for part in parts],
        title=page.text(".topic-title") or page.text(".page-title") or page.title,
        url=re.sub(r"(/t[0-9]{1,12})p[0-9]{1,9}-", r"\1-", page.url) if page.url else None,
        source_id=topic[1] if topic else None,
        announced=count(page),
        opened=not re.search(r"/t[0-9]{1,12}p[1-9][0-9]{0,8}-", page.url or ""),
    )


def _posts(page: SavedPage) -> list[Element]:
    """Boxes whose id and class have one number."""
    posts = []
    for post in page.all(_POST):
        number = post.attributes["id"][1:]
        if re.fullmatch(r"[0-9]{1,12}", number) and f"post--{number}" in post.classes:
            posts.append(post)
    return [part.element for part in page.parts(posts) if part.first(_WORDS) is not None]


def _draft(part: Part, clock: Clock) -> Draft:
    id = part.element.attributes["id"].removeprefix("p")
    files = part.inside("a[href]", ".attachbox")
    note, changed = _note(part, clock)
    text = words(part, part.first(_WORDS), _NO_WORDS, files, note)
    head = _head(part)
    printed = (clock.split(head) or head) if head else None
    rank = part.text(_RANK)
    return drafted(
        text,
        changed,
        id=id,
        author=_author(part),
        rank=rank,
        posted=clock.read(printed),
        printed=printed,
        permalink=f"{part.page.url.split('#')[0]}#{id}" if part.page.url else None,
    )


def _author(part: Part) -> str | None:
    """The name over the profile: a link to it, or for guests bare words."""
    box = part.first(_NAME) or part.first(_PROFILE)
    if box is None:
        return None
    members = (part.text(link) for link in part.all("a[href]", box) if _MEMBER.search(link.attributes["href"]))
    return next(filter(None, members), None) or part.text(part.first("strong", box)) or part.text(box)


def _head(part: Part) -> str | None:
    """The line over the words, without names, subject and the word before a name: what remains is the time."""
    head = part.first(_HEAD)
    heading = _BY.sub("", folded(body(part, head, drop="a, strong, img, .username").text)) if head is not None else ""
    return heading or None


def _note(part: Part, clock: Clock) -> tuple[Element | None, Edit]:
    """The note of an edit: the last small line among the words, if it is one."""
    box = part.first(_WORDS)
    lines = part.all("span.gensmall, .edited-message", box) if box is not None else []
    last_edit = edit(part.text(lines[-1]), clock) if lines else Edit()
    return (lines[-1], last_edit) if last_edit.who is not None else (None, Edit())
