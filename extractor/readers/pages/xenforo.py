"""XenForo 2: a saved thread page.

    <html id="XF" data-template="thread_view" data-content-key="thread-4711">
    <article class="message" data-author="Robin K" data-content="post-31">
      <time datetime="2021-05-03T14:05:06+0200">
      <div class="bbWrapper">The words. <blockquote data-quote="Mara P" data-source="post: 29">…

A quote names the post it comes from. The JSON-LD of the page counts the replies of the whole thread.
"""

from __future__ import annotations

import re
from datetime import datetime

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import Quoted, body, with_files
from extractor.readers._dates import printed_time
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._marks import Marks, Standing
from extractor.readers._selectors import selector
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages._linked_data import conversations, replies_counted

NAME = "xenforo"
STANDING = Standing.PROVEN

_POST = "article.message[data-content]"
_LOOKED_FOR = '<html id="XF" data-template="thread_view"> and <article class="message" data-content="post-31">'
# A quote names its speaker in words of the forum's language; a preview shows words of another page.
_NO_WORDS = ".bbCodeBlock-title, .bbCodeBlock-expandLink, .bbCodeBlock--unfurl"
# Themes name the banners of their staff themselves; what all keep is the class of the group of staff.
_STAFF = selector(".userBanner--staff, .userBanner--admin, .userBanner--moderator, .message-userBanner--staff")


def marks(source: Source) -> Marks:
    """Claims a page of XenForo 2 that shows a thread and at least one post."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no HTML page",))
    root = page.first("html#XF")
    if root is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=('no <html id="XF">',))
    template = root.attributes.get("data-template", "")
    number = len(_posts(page))
    evidence = (f'id="XF", data-template="{template[:40]}"', f"{number} posts")
    # Themes and add-ons of a site give thread pages other templates, but none without the word.
    return Marks(claims="thread" in template and number > 0, looked_for=_LOOKED_FOR, evidence=evidence)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page = page_of(source)
    posts = _posts(page) if page is not None else []
    if page is None or not posts:
        raise no_posts(source, NAME, marks(source))
    root = page.first("html")
    key = root.attributes.get("data-content-key", "") if root is not None else ""
    return assembled(
        source,
        NAME,
        "XenForo",
        [_draft(part) for part in page.parts(posts)],
        title=body(page.whole, page.first("h1.p-title-value"), drop=".label, .label-append").text,
        url=_thread_url(page),
        source_id=key.removeprefix("thread-") or None,
        announced=_announced(page),
    )


def _posts(page: SavedPage) -> list[Element]:
    """The posts, each once. A question and its answer stand a second time above the others."""
    posts: dict[str, Element] = {}
    for post in page.all(_POST):
        id = post.attributes["data-content"]
        # What remains of a deleted post is a box with its author's name.
        if id.startswith("post-") and "message--deleted" not in post.classes:
            posts.pop(id, None)
            posts[id] = post
    return list(posts.values())


def _draft(part: Part) -> Draft:
    post = part.element
    id = post.attributes["data-content"].removeprefix("post-")
    words = body(part, part.first(".bbWrapper"), quote=_quoted, drop=_NO_WORDS)
    words = with_files(words, part, part.inside("a[href]", ".bbCodeBlock--unfurl, .message-attachments"))
    head, edit = part.first(".message-attribution"), part.first(".message-lastEdit")
    posted = part.first("time", head) if head is not None else None
    edited = part.first("time", edit) if edit is not None else None
    staff = any(_STAFF(banner) for banner in part.all(".userBanner"))
    return Draft(
        id=id,
        author=post.attributes.get("data-author") or part.text(".message-name"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=part.text(".userTitle"),
        role=Role.STAFF if staff else Role.UNKNOWN,
        posted=_time(posted),
        printed=_printed(posted),
        edited=_time(edited),
        edited_by=part.text(part.first(".username", edit)) if edit is not None else None,
        permalink=part.page.absolute(_link(part, id)),
        position=_position(part),
        votes=_votes(part),
        accepted=True if "message--solution" in post.classes else None,
    )


def _quoted(element: Element) -> Quoted | None:
    """A quote, with the post and the name in its attributes."""
    if element.name != "blockquote":
        return None
    kind, _, id = element.attributes.get("data-source", "").partition(":")
    return Quoted(
        post=id.strip() or None if kind == "post" else None,
        author=element.attributes.get("data-quote") or None,
    )


def _time(element: Element | None) -> datetime | None:
    return printed_time(element.attributes.get("datetime", "")) if element is not None else None


def _printed(element: Element | None) -> str | None:
    return element.attributes.get("datetime") if element is not None else None


def _votes(part: Part) -> int | None:
    """The score of an answer; reactions are named and not counted."""
    score = part.attribute(".js-voteCount", "data-score") or ""
    return int(score) if re.fullmatch(r"-?[0-9]{1,9}", score) else None


def _link(part: Part, id: str) -> str | None:
    """The post's own address: the first link in its head that ends with it."""
    return next(
        (
            link.attributes["href"]
            for link in part.all("a[href]")
            if re.search(rf"(?:/|#)post-{re.escape(id)}$", link.attributes["href"])
        ),
        None,
    )


def _position(part: Part) -> int | None:
    """The `#3` in the head of a post."""
    head = part.first(".message-attribution-opposite")
    match = re.search(r"#([0-9]{1,3}(?:[.,\u202f\xa0 ][0-9]{3})*|[0-9]{1,7})(?![0-9])", part.text(head) or "")
    return int(re.sub("[^0-9]", "", match[1])) if match else None


def _thread_url(page: SavedPage) -> str | None:
    """The address of the thread's first page."""
    return re.sub(r"page-[0-9]{1,6}/?$", "", page.url) if page.url else None


def _announced(page: SavedPage) -> int | None:
    """The posts of the whole thread: its replies, as the page's linked data counts them, and the opening post."""
    return next(
        (count + 1 for count in map(replies_counted, conversations(page.linked_data)) if count is not None), None
    )
