"""Discourse: a saved topic page, in each of the three shapes in which it holds posts.

    <div id="data-preloaded" data-preloaded='{"topic_4711": "{\\"post_stream\\": …}"}'>   (as the server sends it)
    <div id="post_2" class="topic-body crawler-post"> <span class="creator">…            (for readers without scripts)
    <div class="topic-post"><article id="post_2" data-post-id="31"> … <div class="cooked"> (as the browser shows it)

A page often has two of them; the one with most posts is read, and of equal ones the JSON, which says most.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import body
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._json import objects
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports.discourse import NO_WORDS, holes, quoting, topic
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._linked_data import number

NAME = "discourse-page"
STANDING = Standing.PROVEN

_LOOKED_FOR = 'a topic in `data-preloaded`, <div class="crawler-post">, or <div class="topic-post"> around `.cooked`'
_TOPIC = re.compile(r"/t/(?:[^/?#]{1,300}/)?([0-9]{1,12})(?=[/?#]|$)")
_NUMBER = re.compile(r"#?([0-9]{1,7})")
_KEY = re.compile(r"topic_[0-9]{1,12}")
Drawn = Callable[[Part, SavedPage, dict[int, str], int | None, Clock], Draft]


def marks(source: Source) -> Marks:
    """Claims a page that holds posts of a topic in one of the three shapes."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no HTML page",))
    counted = {
        "in `data-preloaded`": len(_listed(_preloaded(page))),
        "for crawlers": len(_crawled(page)),
        "as a browser shows them": len(_shown(page)),
    }
    evidence = tuple(f"{number} posts {where}" for where, number in counted.items())
    return Marks(claims=any(counted.values()), looked_for=_LOOKED_FOR, evidence=evidence)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page = page_of(source)
    if page is None:
        raise no_posts(source, NAME, marks(source))
    value, crawled, shown = _preloaded(page), _crawled(page), _shown(page)
    if not (value or crawled or shown):
        raise no_posts(source, NAME, marks(source))
    if len(_listed(value)) >= max(len(crawled), len(shown)):
        return topic(source, {"url": _address(page), **value}, NAME, marks(source))
    announced = value.get("posts_count")
    posts, draft = (shown, _shown_draft) if len(shown) >= len(crawled) else (crawled, _crawled_draft)
    return _thread(source, page, posts, draft, announced if isinstance(announced, int) else None)


def _thread(source: Source, page: SavedPage, posts: Sequence[Element], draw: Drawn, announced: int | None) -> Thread:
    url = _address(page)
    match = _TOPIC.search(url or "")
    id = int(match[1]) if match else None
    parts = page.parts(posts)
    numbers = {place: _id(part) or str(place) for part in parts if (place := _place(part)) is not None}
    clock = Clock(source, page.language, ())
    heading = page.first("#topic-title")
    title = page.whole.first("h1", heading) if heading is not None else None
    return assembled(
        source,
        NAME,
        "Discourse",
        [draw(part, page, numbers, id, clock) for part in parts],
        title=page.whole.text(title) or page.meta("og:title") or page.title,
        url=url,
        source_id=str(id) if id is not None else None,
        announced=announced,
        warnings=holes(source, list(numbers)),
    )


# ---- the three shapes


def _preloaded(page: SavedPage) -> dict[str, Any]:
    """The topic's JSON, as the server wrote it into the page: JSON whose values are JSON again."""
    written = page.whole.attribute("#data-preloaded", "data-preloaded") or ""
    for key, value in _object(written).items():
        if _KEY.fullmatch(key) and isinstance(value, str) and _listed(inner := _object(value)):
            return inner
    return {}


def _object(written: str) -> dict[str, Any]:
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _listed(value: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        post
        for post in objects(value, "post_stream", "posts")
        if number(post.get("post_number")) and isinstance(post.get("cooked"), str)
    ]


def _crawled(page: SavedPage) -> list[Element]:
    """Posts for readers without scripts; links to other pages stand in boxes of the same class."""
    return [part.element for part in page.parts(page.all(".crawler-post")) if part.first(".creator") is not None]


def _shown(page: SavedPage) -> list[Element]:
    """Posts as a browser shows them. Small actions (`closed`) are boxes without words of anybody."""
    posts = page.all("article[data-post-id]")
    return [part.element for part in page.parts(posts) if part.first(".cooked") is not None]


# ---- a post


def _crawled_draft(part: Part, page: SavedPage, numbers: dict[int, str], topic: int | None, clock: Clock) -> Draft:
    words = body(part, part.first(".post"), quote=quoting(numbers, topic), drop=NO_WORDS)
    creator, times = part.first(".creator"), part.all("[itemprop], time.post-time")
    written, printed = _time_of(part, times, "datePublished", "dateCreated")
    changed, _ = _time_of(part, times, "dateModified")
    if written is None and changed is None:
        plain = next((time for time in times if time.name == "time"), None)
        written = plain.attributes.get("datetime") if plain is not None else None
    place = _place(part)
    name = part.first("[itemprop=name]", creator) if creator is not None else None
    url = _address(page)
    likes = _NUMBER.match(part.text(".post-likes") or "")
    return Draft(
        id=numbers.get(place) if place is not None else None,
        author=part.text(name) or part.text(creator),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        posted=clock.read(written),
        printed=written or printed or part.text(".crawler-post-infos"),
        edited=clock.read(changed) if changed != written else None,
        votes=int(likes[1]) if likes else None,
        accepted=True if part.element.attributes.get("itemprop") == "acceptedAnswer" else None,
        permalink=f"{url}/{place}" if url and place else None,
        position=place,
    )


def _shown_draft(part: Part, page: SavedPage, numbers: dict[int, str], topic: int | None, clock: Clock) -> Draft:
    words = body(part, part.first(".cooked"), quote=quoting(numbers, topic), drop=NO_WORDS)
    names = part.first(".names")
    card = part.first("[data-user-card]", names) if names is not None else None
    login = card.attributes["data-user-card"] if card is not None else None
    stamp = part.first(".relative-date[data-time]")
    place = _place(part)
    url = _address(page)
    likes = _NUMBER.match(part.text(".like-count") or "")
    staff = names is not None and part.first(".moderator, .admin, .staff", names) is not None
    staff = staff or (names is not None and bool({"moderator", "admin", "staff"} & set(names.classes)))
    return Draft(
        id=_id(part),
        author=login or part.text(names),
        login=login,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=part.text(".user-title"),
        role=Role.STAFF if staff else Role.UNKNOWN,
        posted=_moment(stamp),
        printed=(stamp.attributes.get("title") or part.text(stamp)) if stamp is not None else None,
        votes=int(likes[1]) if likes else None,
        accepted=True if part.first(".accepted-answer, .accepted-text") is not None else None,
        permalink=f"{url}/{place}" if url and place else None,
        position=place,
    )


def _time_of(part: Part, times: Sequence[Element], *properties: str) -> tuple[str | None, str | None]:
    """The moment with one of these properties, for programs and as printed. A post that was edited shows the time of
    its last edit, and has the time of its writing in a `<meta>`."""
    for time in times:
        if set(properties) & set(time.attributes.get("itemprop", "").split()):
            machine = time.attributes.get("datetime") or time.attributes.get("content")
            if machine or part.text(time):
                return machine or None, part.text(time)
    return None, None


def _id(part: Part) -> str | None:
    return part.element.attributes.get("data-post-id") or None


def _place(part: Part) -> int | None:
    """The number of a post in its topic: in its box's id, or printed as `#2`."""
    number = part.element.attributes.get("id", "").removeprefix("post_")
    match = _NUMBER.fullmatch(number) or _NUMBER.fullmatch(part.text("[itemprop=position]") or "")
    return int(match[1]) if match and int(match[1]) > 0 else None


def _moment(stamp: Element | None) -> datetime | None:
    """A time of Discourse, which browsers get in milliseconds since 1970."""
    digits = stamp.attributes["data-time"] if stamp is not None else ""
    return datetime.fromtimestamp(int(digits) // 1000, UTC) if re.fullmatch(r"[0-9]{9,14}", digits) else None


def _address(page: SavedPage) -> str | None:
    """The topic's address, without page and post."""
    match = _TOPIC.search(page.url or "")
    return page.url[: match.end()] if page.url and match else page.url
