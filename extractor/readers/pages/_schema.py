"""Posts that a page marks with the words of schema.org: as JSON-LD, or as microdata in its HTML.

https://schema.org/DiscussionForumPosting, https://schema.org/QAPage; https://html.spec.whatwg.org/multipage/microdata.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from extractor import markup
from extractor.model.anchors import distinct
from extractor.readers._body import Body, body
from extractor.readers._html import SavedPage
from extractor.readers._json import text
from extractor.readers._thread import Draft
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._linked_data import kinds, number, replies_counted
from extractor.text.weblinks import MEANT

OPENINGS = {"DiscussionForumPosting", "SocialMediaPosting", "Question"}
"""What opens a conversation."""
ARTICLES = {"Article", "BlogPosting", "NewsArticle", "TechArticle"}
"""What does so only with comments under it."""
REPLIES = {"Answer", "Comment", "UserComments"}
LISTS = {
    "CollectionPage", "SearchResultsPage", "ProfilePage", "FAQPage", "Product", "ItemList", "Blog", "Recipe",
    "LocalBusiness", "Event", "JobPosting", "Review", "AggregateRating",
}  # fmt: skip
"""Kinds of pages whose blocks look like posts and are no conversation."""

WORDS = ("text", "articleBody", "commentText")
_TAG = re.compile(
    r"</?(?:p|br|div|a|b|i|em|strong|ul|ol|li|blockquote|pre|code|span|img)\b[^<>]{0,2000}>", re.IGNORECASE
)
_HIDDEN_TAG = re.compile(
    r"&lt;/?(?:p|br|div|a|b|i|em|strong|ul|ol|li|blockquote|pre|code|span|img)(?:\s[^&]{0,200})?/?&gt;"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CUT = ("…", "...", "[…]", "[...]")
DEEPEST = 100
MOST = 5000
_CHECKED = 200
"""How many posts are looked for on the page: each costs a search of it."""


@dataclass(slots=True)
class Posts:
    """What was found."""

    drafts: list[Draft] = field(default_factory=list)
    title: str | None = None
    url: str | None = None
    announced: int | None = None
    opened: bool = True
    """Whether the oldest of them opens the conversation."""
    evidence: str = ""
    """What was seen, or what speaks against it."""
    left: list[str] = field(default_factory=list)
    """What looks like a post and is left out, with its line."""


def page_kinds(page: SavedPage) -> set[str]:
    """What the page says of itself, in JSON-LD and in microdata."""
    typed = page.all("[itemtype]")
    marked = {kind.rstrip("/").rsplit("/", 1)[-1] for item in typed for kind in item.attributes["itemtype"].split()}
    return marked.union(*map(kinds, page.linked_data))


def from_linked_data(page: SavedPage, clock: Clock) -> Posts:
    """The posts in a page's JSON-LD, if it holds the whole of them. Many pages have the first post only."""
    roots = list(_roots(page))
    if len(roots) != 1:
        return Posts(evidence=f"{len(roots)} conversations in JSON-LD")
    heading = text(roots[0], "headline") or text(roots[0], "name")
    posts = Posts(title=_decoded(heading) if heading else None, url=_address(roots[0]))
    items = list(_walk(roots[0]))
    shown = _shown(page)
    for item, _ in items[:_CHECKED]:
        posted_text = _text(item)
        if posted_text is not None and (posted_text.endswith(_CUT) or not _whole(posted_text, shown)):
            return Posts(evidence="posts in JSON-LD that are cut off")
    places = [place for place, (item, _) in enumerate(items) if _text(item)]
    if len(places) < 2:
        return Posts(evidence="one post in JSON-LD, not the whole conversation")
    answers = sum("Answer" in kinds(items[place][0]) for place in places)
    posts.announced = announced(replies_counted(roots[0]), answers, len(places))
    posts.opened = 0 in places
    ids = ids_of([(_who(item), text(item, "dateCreated") or text(item, "datePublished")) for item, _ in items])
    named = [_id(item) or id for (item, _), id in zip(items, ids, strict=True)]
    for place in places:
        item, above = items[place]
        words = _body(item, page)
        when = text(item, "dateCreated") or text(item, "datePublished")
        changed = text(item, "dateModified")
        posts.drafts.append(
            Draft(
                id=named[place],
                author=_who(item),
                text=words.text,
                blocks=words.blocks,
                links=words.links,
                posted=clock.read(when),
                printed=when,
                edited=clock.read(changed) if changed != when else None,
                declared_parent=named[above] if above is not None else None,
                votes=number(item.get("upvoteCount")),
                accepted=True if item.get("accepted here") else None,
                permalink=_address(item),
            )
        )
    posts.evidence = f"{len(places)} posts in JSON-LD"
    return posts


def _roots(page: SavedPage) -> Iterator[dict[str, Any]]:
    """What opens a conversation on this page; an article does so only with comments."""
    for item in page.linked_data:
        entity = item.get("mainEntity") if kinds(item) & {"QAPage", "WebPage", "DiscussionForumPage"} else None
        for root in [item, *(entity if isinstance(entity, list) else [entity])]:
            known = kinds(root)
            if known & OPENINGS or (known & ARTICLES and root.get("comment")):
                yield root


def _walk(root: dict[str, Any]) -> Iterator[tuple[dict[str, Any], int | None]]:
    """The posting and everything said under it, in the order of a reading, each with the place of what it answers."""
    waiting: list[tuple[dict[str, Any], int | None, int]] = [(root, None, 0)]
    place = 0
    while waiting:
        item, above, depth = waiting.pop()
        yield item, above
        under = []
        for key in ("acceptedAnswer", "suggestedAnswer", "comment"):
            value = item.get(key)
            for reply in value if isinstance(value, list) else [value]:
                if isinstance(reply, dict) and depth < DEEPEST:
                    chosen = {"accepted here": True} if key == "acceptedAnswer" else {}
                    under.append(({**reply, **chosen}, place, depth + 1))
        waiting += reversed(under)
        place += 1


def _text(item: dict[str, Any]) -> str | None:
    words = next((written for key in WORDS if (written := text(item, key))), None)
    # Some shells write their texts as HTML within HTML.
    if words and not _TAG.search(words) and _HIDDEN_TAG.search(words):
        words = unescape(words)
    return words.strip() or None if words else None


def _body(item: dict[str, Any], page: SavedPage) -> Body:
    """A post's words. Some pages write them as HTML; a text without tags keeps its lines."""
    words = _text(item) or ""
    if _TAG.search(words):
        own = SavedPage(words, page.url)
        return body(own.whole, own.whole.element)
    lines = (" ".join(_decoded(line).split()) for line in words.splitlines())
    return Body(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)), (), (), 0)


def _decoded(text: str) -> str:
    """A text whose entities stand for their signs: pages write them into JSON as into HTML."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text)


def _who(item: dict[str, Any]) -> str | None:
    author = item.get("author") or item.get("creator")
    author = author[0] if isinstance(author, list) and author else author
    name = text(author, "name") if isinstance(author, dict) else author if isinstance(author, str) else None
    return _decoded(name) if name else None


def _address(item: dict[str, Any]) -> str | None:
    address = text(item, "url") or text(item, "@id")
    return address if address and MEANT.match(address) else None


def _id(item: dict[str, Any]) -> str | None:
    """The post's own name in its address: what stands behind the `#`."""
    address = text(item, "url") or text(item, "@id") or ""
    return address.rpartition("#")[2][:64] or None if "#" in address else None


def ids_of(pairs: Sequence[tuple[str | None, str | None]]) -> list[str]:
    return list(distinct([(who or "", when or "") for who, when in pairs]).all)


def _shown(page: SavedPage) -> tuple[str, set[int]]:
    """The letters that a page shows, without spaces, and the places among them at which a box begins or ends."""
    pieces: list[str] = []
    length, silent = 0, -1
    edges = {0}
    ends: list[int] = []
    for place, node in page.whole.nodes():
        while ends and ends[-1] <= place:
            ends.pop()
            edges.add(length)
        if place < silent:
            continue
        if isinstance(node, str):
            bare = "".join(node.split())
            pieces.append(bare)
            length += len(bare)
        elif node.name in ("script", "style", "template", "noscript", "head", "textarea"):
            silent = node.end
        elif node.name not in markup.INLINE or node.name in ("span", "a"):
            edges.add(length)
            ends.append(node.end)
    return "".join(pieces), edges


def _whole(words: str, shown: tuple[str, set[int]]) -> bool:
    """Whether words end where the page ends a box, or do not stand in the page at all.

    Pages often shorten a post in their linked data to its first sentences, which the page shows in full.
    """
    bare = "".join(_decoded(_TAG.sub("", words)).split())
    place = shown[0].find(bare)
    return place < 0 or place + len(bare) in shown[1] or len(bare) < 4


def announced(replies: int | None, answers: int, held: int) -> int | None:
    """How many posts there must be. Where there are answers, comments on them are not among those counted."""
    if replies is None:
        return None
    return held + max(replies - answers, 0) if answers else replies + 1
