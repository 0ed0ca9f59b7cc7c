"""Reddit: a saved page of a thread, as old.reddit.com shows it.

    <div class="thing link" data-fullname="t3_k1aa" data-author="robin_k" data-permalink="/r/…">
      <p class="title"><a class="title">…</a></p> <time datetime="…"> <div class="expando"><div class="md"><p>…
    <div class="thing comment" data-fullname="t1_c1" data-author="mara_p"> <div class="entry"><div class="md"><p>…
      <div class="child"> … comments that answer it

The tree of replies is the nesting of the boxes. Collapsed comments are read; those behind `load more` are missing.
"""

from __future__ import annotations

import re

from extractor.markup import Element
from extractor.model import Role, Source, Thread
from extractor.readers._body import body
from extractor.readers._dates import printed_time
from extractor.readers._html import Part, SavedPage
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._forum import nearest_time, number, page_marks, posts_of

NAME = "reddit-page"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<div class="thing link" data-fullname="t3_k1aa"> and <div class="thing comment" data-fullname="t1_c1">'
_THING = ".thing[data-fullname]"
_SITE = "https://www.reddit.com"
_GONE = ("[deleted]", "[removed]")


def marks(source: Source) -> Marks:
    """Claims a page of one thread: a single submission with its comments; lists have many submissions."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The thread, in the order of the page. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    above: list[tuple[int, str]] = []
    drafts = []
    opening = next((part for part in parts if _fullname(part).startswith("t3_")), None)
    for part in parts:
        while above and above[-1][0] <= part.element.place:
            above.pop()
        root = _fullname(opening) if opening is not None and part is not opening else None
        drafts.append(_draft(part, above[-1][1] if above else root))
        if part is not opening:
            above.append((part.element.end, _fullname(part)))
    count = number(opening.element.attributes.get("data-comments-count")) if opening is not None else None
    stubs = [number(page.whole.text(stub)) or 0 for stub in page.all(".morecomments")]
    path = opening.element.attributes.get("data-permalink") if opening is not None else None
    return assembled(
        source,
        NAME,
        "Reddit",
        drafts,
        title=opening.text("a.title") if opening is not None else page.title,
        url=_SITE + path if path and path.startswith("/") else page.url,
        source_id=_fullname(opening) if opening is not None else None,
        announced=count + 1 if count is not None else None,
        opened=opening is not None,
        flat=False,
        warnings=[
            warning(
                "W109",
                source.name,
                None,
                f"comments that were not loaded: {sum(stubs):,}, behind {len(stubs)} link{'s' if stubs[1:] else ''}",
                "open them before you save the page, or save the thread's address with `.json` behind it",
            )
        ]
        if stubs
        else (),
    )


def _sign(page: SavedPage) -> str | None:
    submissions = [thing for thing in page.all(_THING) if "link" in thing.classes]
    comments = page.first(".thing.comment[data-fullname]")
    single = page.first("body.comments-page, body.single-page") is not None
    if comments is None and not single:
        return None
    return f"{len(submissions)} submission" if len(submissions) <= 1 else None


def _posts(page: SavedPage) -> list[Element]:
    things = [thing for thing in page.all(_THING) if {"link", "comment"} & set(thing.classes)]
    return [thing for thing in things if re.fullmatch(r"t[13]_\w{1,20}", thing.attributes["data-fullname"])]


def _fullname(part: Part) -> str:
    return part.element.attributes["data-fullname"]


def _draft(part: Part, above: str | None) -> Draft:
    submitted = _fullname(part).startswith("t3_")
    held = part.first(".md")
    words = body(part, held)
    gone = words.text.strip() in _GONE
    posted, printed = nearest_time(part, part.first(".tagline") or part.element)
    changed = part.first("time.edited-timestamp[datetime]")
    author = part.element.attributes.get("data-author") or part.text(".author")
    staff = part.first(".author.moderator, .author.admin") is not None
    score = part.attribute(".score.unvoted", "title")
    return Draft(
        id=_fullname(part),
        author=author if author not in _GONE else None,
        login=author if author not in _GONE else None,
        text="" if gone else words.text,
        blocks=() if gone else words.blocks,
        links=() if gone else words.links,
        line=words.line,
        rank=part.text(".flair"),
        role=Role.STAFF if staff else Role.UNKNOWN,
        posted=posted,
        printed=printed,
        edited=printed_time(changed.attributes["datetime"]) if changed is not None else None,
        declared_parent=None if submitted else above,
        votes=int(score) if score and re.fullmatch(r"-?[0-9]{1,9}", score) else None,
        permalink=_address(part.element.attributes.get("data-permalink")),
    )


def _address(path: str | None) -> str | None:
    return _SITE + path if path and path.startswith("/") else path or None
