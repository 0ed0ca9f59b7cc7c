"""Posts that a page marks in its HTML with the words of schema.org.

https://html.spec.whatwg.org/multipage/microdata.html, https://schema.org/DiscussionForumPosting
"""

from __future__ import annotations

from itertools import islice

from extractor import markup
from extractor.markup import Element
from extractor.readers._body import body
from extractor.readers._html import Part, SavedPage
from extractor.readers._thread import Draft
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._linked_data import number
from extractor.readers.pages._oldest_first import oldest_first
from extractor.readers.pages._schema import (
    ARTICLES,
    DEEPEST,
    MOST,
    OPENINGS,
    REPLIES,
    WORDS,
    Posts,
    announced,
    ids_of,
)


def from_microdata(page: SavedPage, clock: Clock) -> Posts:
    """The posts that a page marks with `itemtype`."""
    items = [item for item in page.all("[itemscope][itemtype]") if _kind(item) & (OPENINGS | ARTICLES | REPLIES)]
    opening = [item for item in items if _kind(item) & (OPENINGS | ARTICLES)]
    if len(items) > MOST:
        return Posts(evidence="more items in microdata than a page has posts")
    if len(opening) > 1:
        return Posts(evidence=f"{len(opening)} conversations in microdata")
    parts = page.parts(items)
    posts = Posts(evidence=f"{len(items)} posts in microdata")
    whose = [_author(part) for part in parts]
    whens = [_moment(part, "dateCreated datePublished commentTime") for part in parts]
    ids = ids_of(list(zip(whose, whens, strict=True)))
    named = [part.element.attributes.get("id", "")[:64] or id for part, id in zip(parts, ids, strict=True)]
    around: list[tuple[int, str]] = []
    for part, who, when, id in zip(parts, whose, whens, named, strict=True):
        while around and around[-1][0] <= part.element.place:
            around.pop()
        above = around[-1][1] if around else None
        words = body(part, _property(part, " ".join(WORDS)))
        if not words.text:
            continue
        around.append((part.element.end, id))
        changed = _moment(part, "dateModified")
        posts.drafts.append(
            Draft(
                id=id,
                author=who,
                text=words.text,
                blocks=words.blocks,
                links=words.links,
                line=words.line,
                posted=clock.read(when),
                printed=when,
                edited=clock.read(changed) if changed != when else None,
                declared_parent=above,
                votes=number(_value(part, _property(part, "upvoteCount"))),
                accepted=True if "acceptedAnswer" in part.element.attributes.get("itemprop", "").split() else None,
                permalink=page.absolute(_value(part, _property(part, "url"))),
            )
        )
    if opening:
        root = parts[items.index(opening[0])]
        posts.title = _value(root, _property(root, "headline name"))
        counts = (number(_value(root, _property(root, key))) for key in ("commentCount", "answerCount"))
        replies = next((count for count in counts if count is not None), None)
        answers = sum("Answer" in _kind(item) for item in items)
        posts.announced = announced(replies, answers, len(posts.drafts))
        first = oldest_first(posts.drafts)[:1]
        posts.opened = bool(first) and first[0].line == _line(root)
    else:
        posts.opened = False
    return posts


def _line(root: Part) -> int | None:
    held = _property(root, " ".join(WORDS))
    return held.line if held is not None else None


def _kind(item: Element) -> set[str]:
    return {kind.rstrip("/").rsplit("/", 1)[-1] for kind in item.attributes["itemtype"].split()}


def _property(part: Part, names: str) -> Element | None:
    """The first element with one of these properties that is the post's own, not that of a person named in it."""
    wanted = set(names.split())
    for element in part.all("[itemprop]"):
        if wanted & set(element.attributes["itemprop"].split()):
            around = islice(markup.around(part.page.nodes, element), DEEPEST)
            owner = next((up for up in around if "itemscope" in up.attributes), None)
            if owner is None or owner.place <= part.element.place:
                return element
    return None


def _value(part: Part, element: Element | None) -> str | None:
    """What a property says: in the attribute that its element has for it, else in its words."""
    if element is None:
        return None
    for key in ("content", "datetime", "href", "src"):
        if element.attributes.get(key):
            return element.attributes[key]
    return part.text(element)


def _author(part: Part) -> str | None:
    """The author's name, which is a property of the person where there is one."""
    who = _property(part, "author creator")
    if who is None:
        return None
    names = [name for name in part.all("[itemprop]", who) if "name" in name.attributes["itemprop"].split()]
    return _value(part, names[0]) if names else who.attributes.get("content") or part.text(who)


def _moment(part: Part, names: str) -> str | None:
    return _value(part, _property(part, names))
