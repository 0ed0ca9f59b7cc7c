"""Khoros (Lithium) pages saved by a browser, in the linear and in the threaded view.

    <div class="lia-linear-display-message-view"><div data-lia-message-uid="4711" class="lia-message-view-wrapper">
      <a class="lia-user-name-link">Robin K</a> <div class="lia-message-author-rank">Community Guru</div>
      <span class="MessagesPositionInThread"><a href="/t5/Board/Slug/m-p/4711#M31">2</a> of 11</span>
      <p class="lia-message-dates"><span class="lia-message-posted-on">Feb 3, 2024 09:15:46 AM</span> Edited …
      <div class="lia-message-body-content"><blockquote><hr>Mara P wrote:<p>Quoted words.</p></blockquote>…

The name among the dates is the last editor's. A page repeats accepted solutions on top, whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import Body, Quoted, body, with_files
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._headings import heading
from extractor.readers.pages._linked_data import number
from extractor.readers.pages._staff import role
from extractor.text.characters import folded

NAME = "khoros-page"
STANDING = Standing.PROVEN

_LOOKED_FOR = '<div class="lia-linear-display-message-view"> around <div data-lia-message-uid="4711">, with its words'
_VIEWS = ".lia-linear-display-message-view, .lia-threaded-detail-display-message-view"
_POST = "[data-lia-message-uid]"
_WORDS = ".lia-message-body-content, .lia-message-body"
_DATES = ".lia-message-dates, .lia-quilt-row-message-post-times"
_COPIES = ".lia-component-solution-list"
# `Solved! Go to Solution.`, `View solution in original post`, the handle of a spoiler.
_NO_WORDS = ".lia-panel-feedback-banner-safe, .lia-panel-feedback-banner-note, .lia-spoiler-link"
_SIGNATURE = ".lia-message-signature, .UserSignature"
_FILES = ".lia-message-attachments, .lia-component-attachments, .lia-component-message-view-widget-attachments"
_PLACE = re.compile(r"([0-9]{1,7})\D{1,20}([0-9]{1,7})")
_TOPIC = re.compile(r"/td-p/([0-9]{1,12})(?![0-9])")


def marks(source: Source) -> Marks:
    """Claims a page of a forum topic with at least one message."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no HTML page",))
    posts = _posts(page)
    evidence = [f"{len(posts)} messages"]
    other = _other_kind(page)
    if other:
        evidence.append(f"the page is a {other[:40]}, no forum topic")
    return Marks(claims=bool(posts) and not other, looked_for=_LOOKED_FOR, evidence=tuple(evidence))


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no message."""
    page = page_of(source)
    posts = _posts(page) if page is not None else []
    if page is None or not posts:
        raise no_posts(source, NAME, marks(source))
    # A copy that is moved behind the others keeps its place on the page.
    placed = {part.element.place: part for part in page.parts(sorted(posts, key=lambda post: post.place))}
    parts = [placed[post.place] for post in posts]
    clock = Clock(source, page.language, [_printed(part, kind) for part in parts for kind in ("posted", "edited")])
    drafts = [_draft(part, clock) for part in parts]
    places = [_place(part) for part in parts]
    topic = _TOPIC.search(page.url or "")
    return assembled(
        source,
        NAME,
        "Khoros",
        drafts,
        title=page.text("h1.lia-message-subject-banner")
        or page.meta("og:title")
        or page.text(".lia-message-subject"),
        url=re.sub(r"(/td-p/[0-9]{1,12}).{0,200}$", r"\1", page.url) if page.url else None,
        source_id=topic[1] if topic else None,
        announced=max((place[1] for place in places if place), default=None),
        opened=_opens(parts),
    )


def _posts(page: SavedPage) -> list[Element]:
    """The messages, each once: of a copy and its original the original; a copy alone stands behind the others."""
    stray = {post.place for post in page.whole.outside(_POST, _VIEWS)}
    original = {post.place for post in page.whole.outside(_POST, _COPIES)}
    words = [element.place for element in page.all(_WORDS)]
    posts: dict[str, Element] = {}
    copies: dict[str, Element] = {}
    for post in page.all(_POST):
        first = bisect_right(words, post.place)
        if post.place not in stray and first < len(words) and words[first] < post.end:
            # Khoros writes the uid on two boxes, one inside the other.
            kept = posts if post.place in original else copies
            kept.setdefault(post.attributes["data-lia-message-uid"], post)
    return [*posts.values(), *(post for uid, post in copies.items() if uid not in posts)]


def _other_kind(page: SavedPage) -> str | None:
    """The kind of page that the body's class names (`BlogArticlePage`), when it is no topic of a forum."""
    element = page.first("body")
    names = [name for name in (element.classes if element is not None else ()) if name.endswith("Page")]
    return names[0] if names and not any("Topic" in name or "Question" in name for name in names) else None


def _opens(parts: Sequence[Part]) -> bool | None:
    """Whether the first message opens the thread, where its box says so."""
    return True if parts[0].first(".lia-thread-topic") is not None else None


def _draft(part: Part, clock: Clock) -> Draft:
    uid = part.element.attributes["data-lia-message-uid"]
    words = _words(part)
    author = next(iter(part.outside(".lia-user-name-link", f"{_DATES}, {_WORDS}")), None)
    dates = part.first(_DATES)
    editor = part.first(".lia-user-name-link", dates) if dates is not None else None
    rank = part.text(".lia-message-author-rank")
    place = _place(part)
    edited = _printed(part, "edited")
    return Draft(
        id=uid,
        author=part.text(author) or _unlinked(part),
        login=part.attribute("img.lia-user-avatar-message", "title"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=rank,
        role=role(rank),
        posted=_time(part, "posted", clock),
        printed=_printed(part, "posted"),
        edited=_time(part, "edited", clock),
        edited_by=part.text(editor) if edited else None,
        votes=_kudos(part),
        accepted=True if part.first(".lia-accepted-solution") is not None else None,
        permalink=part.page.absolute(_link(part, uid)),
        position=place[0] if place else None,
    )


def _unlinked(part: Part) -> str | None:
    """The name of somebody without a profile: a guest, or a member who left."""
    return part.text(next(iter(part.outside(".lia-user-name, .UserName", f"{_DATES}, {_WORDS}")), None))


def _words(part: Part) -> Body:
    element = part.first(".lia-message-body-content") or part.first(".lia-message-body")
    headings = {quote.place: heading(part, quote) for quote in part.all("blockquote", element)}

    def quoted(quote: Element) -> Quoted | None:
        if quote.name != "blockquote":
            return None
        heading = headings.get(quote.place)
        return Quoted(author=heading.name if heading else None)

    places = {place for heading in headings.values() if heading for place in heading.places}
    words = body(
        part,
        element,
        quote=quoted,
        drop=_NO_WORDS,
        signature=_SIGNATURE,
        code="pre, .lia-code-sample",
        without=places,
    )
    return with_files(words, part, part.inside("a[href]", _FILES))


def _stamp(part: Part, kind: str) -> Element | None:
    """The box of a time. Old themes give that of posting no class of its own."""
    stamp = part.first(f".lia-message-{kind}-on")
    if stamp is None and kind == "posted":
        dates = part.first(_DATES)
        stamp = part.first(".DateTime", dates) if dates is not None else part.first(".DateTime")
    return stamp


def _printed(part: Part, kind: str) -> str | None:
    """A time as the page prints it; where it prints `2 weeks ago`, the whole time in the title beside it."""
    stamp = _stamp(part, kind)
    if stamp is None:
        return None
    friendly = part.first(".local-friendly-date[title]", stamp)
    whole = folded(friendly.attributes["title"]) if friendly is not None else ""
    return whole or part.text(stamp)


def _time(part: Part, kind: str, clock: Clock) -> datetime | None:
    """A time, with its zone where the page has it in a form for programs."""
    stamp = _stamp(part, kind)
    if stamp is None:
        return None
    hidden = part.first("meta[content], time[datetime]", stamp)
    written = (hidden.attributes.get("content") or hidden.attributes.get("datetime")) if hidden is not None else None
    return clock.read(written) or clock.read(_printed(part, kind))


def _kudos(part: Part) -> int | None:
    return number(re.sub(r"[\s,.]", "", part.text(".MessageKudosCount") or ""))


def _place(part: Part) -> tuple[int, int] | None:
    """The message's place in the thread and the thread's length, as in `2 of 11`."""
    match = _PLACE.search(part.text(".MessagesPositionInThread, .lia-message-position-in-thread") or "")
    return (int(match[1]), int(match[2])) if match and int(match[1]) <= int(match[2]) else None


def _link(part: Part, uid: str) -> str | None:
    """The message's own address."""
    place = re.compile(rf"/m-p/{re.escape(uid)}(?![0-9])")
    links = (link.attributes["href"] for link in part.outside("a[href]", _WORDS))
    return next((link.replace("/highlight/true", "") for link in links if place.search(link)), None)
