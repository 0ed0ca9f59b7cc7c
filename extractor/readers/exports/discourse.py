"""Discourse: the JSON of a topic, `/t/ID.json`, or a list of posts as its API gives them; also of several topics.

    {"id": 4711, "title": "…", "posts_count": 12, "post_stream": {"posts": [{"post_number": 1, "cooked": "<p>…"}]}}
    [{"topic_id": 4711, "post_number": 1, "username": "robin_k", "cooked": "<p>…</p>"}, …]

`cooked` is HTML. A quote names topic and post; `reply_to_post_number` is null for an answer to the whole topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from extractor.markup import Element
from extractor.model import Problem, Role, Source, Thread
from extractor.readers._body import Body, Quoted, body
from extractor.readers._html import SavedPage
from extractor.readers._json import at, moment, number, objects, text, try_value, value
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._json_parts import parts
from extractor.text.characters import gaps
from extractor.text.weblinks import web_address

NAME = "discourse"
STANDING = Standing.PROVEN

_LOOKED_FOR = '`post_stream` with `posts`, or a list of posts like {"topic_id": 4711, "post_number": 1, "cooked": …}'
_SPOKEN = (None, 1, 2)
"""Kinds of posts: regular, and a moderator's. The others are small actions (`closed`) and whispers, no words for
readers. https://github.com/discourse/discourse/blob/main/app/models/post.rb"""
_LIKE = 2
"""The id of a like among the actions of a post."""
_AVATAR = re.compile(r"/(?:letter_avatar_proxy/[^/]+/)?user_avatar/([a-z0-9.-]{3,253})/")
# A quote's heading names its speaker, in words of the theme; a link's preview is words of another page.
NO_WORDS = "div.title, aside.onebox, div.onebox, div.meta, .anchor"


def marks(source: Source) -> Marks:
    """Claims JSON with a post stream, a list of these, or a list of posts."""
    document = _unwrapped(try_value(source))
    if document is None:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no JSON",))
    if _topics(document):
        return Marks(claims=True, looked_for=_LOOKED_FOR, evidence=("several topics with a post stream",))
    posts = list(_posts(document))
    if not posts:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("JSON of another kind",))
    return Marks(
        claims=True, looked_for=_LOOKED_FOR, evidence=(f"{len(posts)} posts with `post_number` and `cooked`",)
    )


def pieces(source: Source) -> Iterator[Source]:
    """A file for each topic. Raises NotUnderstood (E109)."""
    document = value(source)
    if not isinstance(document, list):
        return iter((source,))
    if _topics(document):
        keys = count(1)
        return parts(
            source, [], lambda item: number(item, "id") or -next(keys) if any(_posts(item)) else None, bare=True
        )
    return parts(source, [], lambda item: number(item, "topic_id"))


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 for broken JSON or no post."""
    return topic(source, _unwrapped(value(source)), NAME, marks(source))


def topic(source: Source, document: Any, format: str, marks: Marks) -> Thread:
    """The thread of a topic's JSON, wherever it stood."""
    posts, copies = _latest(source, _posts(document))
    if not posts:
        raise no_posts(source, format, marks)
    first = posts[0]
    id = number(first, "topic_id") or number(document, "id")
    url = _address(document, posts, id)
    numbers = {post["post_number"]: str(post["id"]) for post in posts if number(post, "id") is not None}
    answer = number(document, "accepted_answer", "post_number")
    drafts = [_draft(url, post, numbers, id, answer) for post in posts if number(post, "post_type") in _SPOKEN]
    # Small actions are counted as posts, and are none here.
    announced = number(document, "posts_count")
    return assembled(
        source,
        format,
        "Discourse",
        drafts,
        title=text(document, "title") or text(first, "topic_title"),
        url=url,
        source_id=str(id) if id is not None else None,
        announced=announced - (len(posts) - len(drafts)) if announced is not None else None,
        warnings=(*copies, *holes(source, [int(post["post_number"]) for post in posts])),
        flat=True,
    )


def _topics(document: Any) -> bool:
    """Whether this is a list of whole topics."""
    return isinstance(document, list) and any(isinstance(at(item, "post_stream"), dict) for item in document)


def _unwrapped(document: Any) -> Any:
    """The topic of a list that holds one topic."""
    return document[0] if isinstance(document, list) and len(document) == 1 and _topics(document) else document


def _posts(document: Any) -> Iterator[dict[str, Any]]:
    """The posts of a topic, or of a list; small actions are among them."""
    listed = (
        objects({"posts": document}, "posts")
        if isinstance(document, list)
        else objects(document, "post_stream", "posts")
    )
    return (post for post in listed if number(post, "post_number") and isinstance(post.get("cooked"), str))


def _latest(source: Source, posts: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Each post once, in the order of their numbers, and W118 for what stood there twice with other words.

    Archives put several crawls of a topic into one list. The later text of a post is the one it has on the forum:
    that of the later `updated_at`, and of two without one that which stands later.
    """
    kept: dict[int, dict[str, Any]] = {}
    changed: set[int] = set()
    for post in posts:
        place: int = post["post_number"]
        other = kept.setdefault(place, post)
        if other["cooked"] != post["cooked"]:
            changed.add(place)
        # Of two equal times, and of two copies without one, the later in the file wins.
        if (text(post, "updated_at") or "") >= (text(other, "updated_at") or ""):
            kept[place] = post
    changed_posts = f"post{'s' if len(changed) > 1 else ''} {', '.join(map(str, sorted(changed)))}"
    return [kept[place] for place in sorted(kept)], [
        warning(
            "W118",
            source.name,
            None,
            f"{changed_posts} is in the file twice with different words; the later text is kept",
            "nothing to do: the forum shows the later text",
        )
    ] if changed else []


def _address(document: Any, posts: list[dict[str, Any]], id: int | None) -> str | None:
    """The topic's address: whole where a field or an avatar tells the host, which topics themselves do not name."""
    for given in (text(document, "url"), *(text(post, "url") for post in posts)):
        if whole := web_address(given):
            return re.sub(r"(/t/(?:[^/]+/)?[0-9]+)(?:/.*)?$", r"\1", whole)
    hosts = {match[1] for post in posts if (match := _AVATAR.match(text(post, "avatar_template") or ""))}
    slug = text(posts[0], "topic_slug") or text(document, "slug") or "-"
    return f"https://{hosts.pop()}/t/{slug}/{id}" if len(hosts) == 1 and id is not None else None


def _draft(
    url: str | None, post: dict[str, Any], numbers: Mapping[int, str], topic: int | None, answer: int | None
) -> Draft:
    # What stands in place of a post that its author deleted is the site's word.
    words = _words(url, "" if post.get("user_deleted") is True else post["cooked"], numbers, topic)
    above = number(post, "reply_to_post_number")
    place: int = post["post_number"]
    changed = (number(post, "version") or 1) > 1
    staff = any(post.get(kind) is True for kind in ("staff", "moderator", "admin"))
    return Draft(
        id=numbers.get(place),
        author=text(post, "username"),
        login=text(post, "username"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        rank=text(post, "user_title"),
        role=Role.STAFF if staff else Role.UNKNOWN,
        posted=moment(post.get("created_at")),
        printed=text(post, "created_at"),
        edited=moment(post.get("updated_at")) if changed else None,
        declared_parent=numbers.get(above) if above is not None else None,
        votes=_likes(post),
        accepted=True if post.get("accepted_answer") is True or place == answer else None,
        permalink=f"{url}/{place}" if url else None,
        position=place,
    )


def _words(url: str | None, cooked: str, numbers: Mapping[int, str], topic: int | None) -> Body:
    """The words of a post, with addresses read as links of the topic's page."""
    own = SavedPage(cooked, url)
    return body(own.whole, own.whole.element, quote=quoting(numbers, topic), drop=NO_WORDS)


def quoting(numbers: Mapping[int, str], topic: int | None) -> Callable[[Element], Quoted | None]:
    """What tells a quote and the post it comes from, by the ids of this topic's post numbers."""

    def quoted(element: Element) -> Quoted | None:
        if element.name == "blockquote":
            return Quoted()
        if element.name != "aside" or "quote" not in element.classes:
            return None
        place, there = element.attributes.get("data-post", ""), element.attributes.get("data-topic")
        here = there is None or there == str(topic)
        return Quoted(
            post=numbers.get(int(place)) if here and place.isascii() and place.isdigit() else None,
            author=element.attributes.get("data-username") or None,
        )

    return quoted


def _likes(post: dict[str, Any]) -> int | None:
    """Likes, as each version of Discourse counts them; reactions count as likes of their kind."""
    reactions = number(post, "reaction_users_count")
    if reactions is not None:
        return reactions
    for action in objects(post, "actions_summary"):
        if action.get("id") == _LIKE:
            return number(action, "count") or 0
    return 0 if isinstance(post.get("actions_summary"), list) else None


def holes(source: Source, places: Sequence[int]) -> list[Problem]:
    """W109 for numbers that are not here: Discourse numbers every post once and never again."""
    gone = gaps(places, max(places, default=0))
    if not gone:
        return []
    return [
        warning(
            "W109",
            source.name,
            None,
            f"no post has the number {', '.join(gone[:12])}{' …' if len(gone) > 12 else ''}",
            "removed on the forum, or not saved: a topic's JSON holds twenty posts, /t/ID.json?print=true a thousand",
        )
    ]
