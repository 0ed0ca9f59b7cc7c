"""GitHub: a saved page of an issue, a pull request or a discussion.

    <script data-target="react-app.embeddedData">{"payload": {"preloadedQueries": [{"result": {"data": {"repository":
      {"issue": {"title": "…", "author": {"login": "robin-k"}, "bodyHTML": "…", "frontTimelineItems": …}}}}}]}}
    <div class="timeline-comment" id="issuecomment-31"> <a class="author">mara-p</a> <relative-time datetime="…">
      <td class="comment-body"><p>The words.</p>

Newer pages of issues hold their data as JSON; pages of pull requests and older ones hold posts as HTML. A long
timeline is loaded in parts: what is folded away on the page is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import body
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._json import at, moment, number, objects, text
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.pages._forum import linked_id, page_marks
from extractor.text.weblinks import web_address

NAME = "github-page"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = 'data with `frontTimelineItems`, or <div class="timeline-comment"> with <td class="comment-body">'
_STAFF = ("OWNER", "MEMBER", "COLLABORATOR")
_ADDRESS = re.compile(
    r"(?P<whole>https?://[^/]{1,200}/[^/]{1,100}/[^/]{1,100}/(?:issues|pull|discussions)/(?P<id>[0-9]{1,12}))"
)
_POST = ".timeline-comment, .js-comment-container, .discussion-comment"
_WORDS = ".comment-body, .js-comment-body"
_ID = r"^(?:issuecomment-|discussioncomment-|issue-)([0-9]{1,20})$"
_STAFF_LABELS = re.compile(r"(?:Owner|Member|Collaborator|Author and Owner)", re.IGNORECASE)


def marks(source: Source) -> Marks:
    """Claims a page that holds an issue's data, or comments of a timeline."""
    page = try_page(source)
    issue = _data(page) if page is not None else None
    if issue is not None:
        return Marks(claims=True, looked_for=_LOOKED_FOR, evidence=("an issue's data",))
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no post."""
    page = page_of(source)
    issue = _data(page) if page is not None else None
    posts = _posts(page) if page is not None and issue is None else []
    if page is None or not (issue or posts):
        raise no_posts(source, NAME, marks(source))
    match = _ADDRESS.match(page.url or "")
    url = match["whole"] if match else page.url
    if issue is not None:
        return _issue(source, issue, url, match["id"] if match else None)
    parts = page.parts(posts)
    title = page.text("bdi.js-issue-title") or page.text(".js-issue-title") or page.text(".markdown-title")
    return assembled(
        source,
        NAME,
        "GitHub",
        [_draft(part) for part in parts],
        title=title or page.text("h1"),
        url=url,
        source_id=match["id"] if match else None,
    )


def _data(page: SavedPage) -> dict[str, Any] | None:
    """The issue in the data of a page."""
    for script in page.all('script[type="application/json"]'):
        written = page.raw(script)
        if "TimelineItems" not in written:
            continue
        try:
            document = json.loads(written)
        except (ValueError, RecursionError):
            continue
        for query in objects(document, "payload", "preloadedQueries"):
            issue = at(query, "result", "data", "repository", "issue")
            if isinstance(at(issue, "title"), str) and isinstance(issue, dict):
                return issue
    return None


def _issue(source: Source, issue: dict[str, Any], url: str | None, id: str | None) -> Thread:
    named = number(issue, "number")
    comments: dict[str, dict[str, Any]] = {}
    for line in ("frontTimelineItems", "backTimelineItems"):
        for edge in objects(issue, line, "edges"):
            node = edge.get("node")
            if isinstance(node, dict) and node.get("__typename", "IssueComment") == "IssueComment":
                comments.setdefault(str(node.get("databaseId") or node.get("id") or len(comments)), node)
    count = number(issue, "comments", "totalCount") or number(issue, "totalCommentsCount")
    counted = count + 1 if count is not None else None
    first = _entry(issue, f"issue-{named}", text(issue, "url") or url)
    rest = [_entry(node, key, text(node, "url")) for key, node in comments.items()]
    rest.sort(key=lambda draft: draft.printed or "")
    return assembled(
        source,
        NAME,
        "GitHub",
        [first, *rest],
        title=text(issue, "title"),
        url=url or text(issue, "url"),
        source_id=str(named) if named is not None else id,
        announced=counted,
        opened=True,
    )


def _entry(node: dict[str, Any], id: str, address: str | None) -> Draft:
    page = SavedPage(text(node, "bodyHTML") or "", web_address(address))
    words = body(page.whole, page.whole.element)
    created = text(node, "createdAt")
    return Draft(
        id=id,
        author=text(node, "author", "login"),
        login=text(node, "author", "login"),
        text=words.text or text(node, "body") or "",
        blocks=words.blocks if words.text else (),
        links=words.links if words.text else (),
        role=Role.STAFF if text(node, "authorAssociation") in _STAFF else Role.UNKNOWN,
        posted=moment(created),
        printed=created,
        edited=moment(node.get("lastEditedAt")),
        permalink=address,
    )


def _sign(page: SavedPage) -> str | None:
    named = page.meta("og:site_name") == "GitHub" or page.first('meta[name="octolytics-url"]') is not None
    address = "github.com/" in (page.url or "")
    return "a page of GitHub" if (named or address) and page.first(_WORDS) is not None else None


def _posts(page: SavedPage) -> list[Element]:
    """Comments with an author and words; the outermost box of each."""
    posts: list[Element] = []
    for part in page.parts(page.all(_POST)):
        whole = Part(page, part.element)
        if posts and part.element.place < posts[-1].end:
            continue
        if whole.first(_WORDS) is not None and whole.first(".author") is not None:
            posts.append(part.element)
    return posts


def _draft(part: Part) -> Draft:
    words = body(part, part.first(_WORDS))
    times = list(_times(part))
    id = next(
        (
            found
            for element in (part.element, *part.all("[id]"))
            if (
                found := linked_id(
                    element.attributes.get("id"), r"^(?:issuecomment-|discussioncomment-|issue-)([0-9]{1,20})$"
                )
            )
        ),
        None,
    )
    link = next((a.attributes["href"] for a in part.all("a[href]") if a.attributes["href"].endswith(f"-{id}")), None)
    labels = [part.text(label) or "" for label in part.all(".Label, .timeline-comment-label")]
    return Draft(
        id=id,
        author=part.text(".author"),
        login=part.text(".author"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        role=Role.STAFF if any(map(_STAFF_LABELS.fullmatch, labels)) else Role.UNKNOWN,
        posted=moment(times[0]) if times else None,
        printed=times[0] if times else None,
        permalink=part.page.absolute(link),
    )


def _times(part: Part) -> Iterator[str]:
    return (
        time.attributes["datetime"]
        for time in part.all("relative-time[datetime], time-ago[datetime], time[datetime]")
    )
