"""Flarum: the JSON:API document of a discussion, `/api/discussions/ID`, or a saved page of it.

    {"data": {"type": "discussions", "id": "47", "attributes": {"title": "…", "commentCount": 12}},
     "included": [{"type": "posts", "id": "31", "attributes": {"number": 2, "contentType": "comment", …}}]}
    <script id="flarum-json-payload" type="application/json">{"apiDocument": {…}}</script>
    <noscript id="flarum-content"><article><h3 class="PostUser-name">Robin K</h3><div class="Post-body">…

Rests on the program's published API and its view of a discussion for browsers without scripts, which has names and
words only. Small notices (renamed, locked) are posts of other kinds and no words. A page holds about twenty posts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import Body, Quoted, body
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._json import at, moment, number, objects, text, try_value, value
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages._forum import inside, page_marks

NAME = "flarum"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '{"data": {"type": "discussions"}, "included": [{"type": "posts"}]}, or a page with id="flarum-content"'
_STAFF = ("1", "4")
"""The ids of the groups of administrators and moderators on every forum."""


def marks(source: Source) -> Marks:
    """Claims the document of a discussion with its posts, or a page with one, or with posts for the scriptless."""
    document = try_value(source)
    if document is None:
        page = try_page(source)
        document = _document_of(page) if page is not None else None
        if document is None:
            return page_marks(source, _LOOKED_FOR, _sign, _articles)
    number_of_posts = len(_posts(document))
    evidence = f"{number_of_posts} posts of a discussion" if number_of_posts else "JSON of another kind"
    return Marks(claims=number_of_posts > 0, looked_for=_LOOKED_FOR, evidence=(evidence,))


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    discussion = value(source)
    page = page_of(source) if discussion is None else None
    document = _document_of(page) if page is not None else discussion
    if document is not None and _posts(document):
        return _discussion(source, document, page)
    articles = _articles(page) if page is not None else []
    if page is None or not articles:
        raise no_posts(source, NAME, marks(source))
    drafts = [_draft(part) for part in page.parts(articles)]
    later = re.search(r"[?&]page=(?!1$)[0-9]{1,6}$", page.url or "") is not None
    return assembled(source, NAME, "Flarum", drafts, title=_title(page), url=page.url, opened=not later)


def _sign(page: SavedPage) -> str | None:
    return 'id="flarum-content"' if page.first("#flarum-content") is not None else None


def _document_of(page: SavedPage) -> Any:
    """The document of a discussion that a page carries for its scripts."""
    script = page.first("script#flarum-json-payload")
    if script is None:
        return None
    try:
        document = at(json.loads(page.raw(script)), "apiDocument")
    except (ValueError, RecursionError):
        return None
    return document if _posts(document) else None


def _posts(document: Any) -> list[Mapping[str, Any]]:
    """The comments of a document, in the order of their numbers."""
    if text(document, "data", "type") != "discussions":
        return []
    posts = [
        post
        for post in objects(document, "included")
        if post.get("type") == "posts"
        and text(post, "attributes", "contentType") == "comment"
        and number(post, "attributes", "number") is not None
    ]
    return sorted(posts, key=lambda post: number(post, "attributes", "number") or 0)


def _discussion(source: Source, document: Any, page: SavedPage | None) -> Thread:
    posts = _posts(document)
    people = {text(item, "id"): item for item in objects(document, "included") if item.get("type") == "users"}
    best = text(document, "data", "relationships", "bestAnswerPost", "data", "id")
    url = text(document, "data", "attributes", "shareUrl") or (page.url if page is not None else None)
    return assembled(
        source,
        NAME,
        "Flarum",
        [_data_draft(url, post, people, best) for post in posts],
        title=text(document, "data", "attributes", "title"),
        url=url,
        source_id=text(document, "data", "id"),
        announced=number(document, "data", "attributes", "commentCount"),
        # Notices are numbered too, so numbers are no places among the comments.
        opened=number(posts[0], "attributes", "number") == 1,
    )


def _data_draft(
    url: str | None, post: Mapping[str, Any], people: Mapping[str | None, Mapping[str, Any]], best: str | None
) -> Draft:
    html = text(post, "attributes", "contentHtml") or ""
    own = SavedPage(html, url)
    words = _words(own.whole, own.whole.element)
    author = people.get(text(post, "relationships", "user", "data", "id"), {})
    editor = people.get(text(post, "relationships", "editedUser", "data", "id"), {})
    groups = {text(group, "id") for group in objects(author, "relationships", "groups", "data")}
    place = number(post, "attributes", "number")
    likes = at(post, "relationships", "likes", "data")
    return Draft(
        id=text(post, "id"),
        author=text(author, "attributes", "displayName") or text(author, "attributes", "username"),
        login=text(author, "attributes", "username"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        role=Role.STAFF if groups & set(_STAFF) else Role.UNKNOWN,
        posted=moment(at(post, "attributes", "createdAt")),
        printed=text(post, "attributes", "createdAt"),
        edited=moment(at(post, "attributes", "editedAt")),
        edited_by=text(editor, "attributes", "displayName") or text(editor, "attributes", "username"),
        declared_parent=_answered(own),
        votes=len(likes) if isinstance(likes, list) else None,
        accepted=True if best is not None and text(post, "id") == best else None,
        permalink=f"{url.rstrip('/')}/{place}" if url and place is not None else None,
    )


def _answered(own: SavedPage) -> str | None:
    """The post that a reply begins with: the program puts a mention there itself."""
    for node in own.nodes:
        if isinstance(node, Element) and "PostMention" in node.classes:
            return node.attributes.get("data-id") or None
        if isinstance(node, str) and node.strip():
            break
    return None


def _articles(page: SavedPage) -> list[Element]:
    """Posts as they stand in a page for browsers without scripts; other pages have articles without such names."""
    return [
        part.element
        for part in page.parts(inside(page, "#flarum-content", "article"))
        if part.first(".PostUser-name") is not None and part.first(".Post-body") is not None
    ]


def _draft(part: Part) -> Draft:
    words = _words(part, part.first(".Post-body"))
    return Draft(
        author=part.text(".PostUser-name"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
    )


def _words(part: Part, content: Element | None) -> Body:
    """The words of a post; a mention inside a quote is the quote's heading."""
    blocks = part.all("blockquote", content)
    spoken = {mention.place: block for block in blocks for mention in part.all("a.PostMention", block)}

    def quoted(element: Element) -> Quoted | None:
        if element.name != "blockquote":
            return None
        mention = part.first("a.PostMention", element)
        id = mention.attributes.get("data-id") or None if mention is not None else None
        return Quoted(post=id, author=part.text(mention))

    return body(part, content, quote=quoted, drop=lambda element: element.place in spoken)


def _title(page: SavedPage) -> str | None:
    inside = page.first("#flarum-content")
    heading = page.whole.first("h1", inside) if inside is not None else None
    return page.whole.text(heading)
