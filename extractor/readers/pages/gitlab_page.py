"""GitLab: a saved page of an issue or a merge request, as a browser shows it.

    <h1 class="title">…</h1> <div class="description"><div class="md"><p>The words.</p></div></div>
    <li class="note timeline-entry" id="note_31"> <a class="author-name-link" data-username="mara_p">Mara P</a>
      <time datetime="2024-03-01T11:15:00Z"> <div class="note-text md"><p>The words.</p></div>

Notes that the program writes (`system-note`) are nobody's words. The page that the server sends has no notes: scripts
load them, so save the page after it has been shown.
"""

from __future__ import annotations

import re

from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import body
from extractor.readers._html import Part, SavedPage
from extractor.readers._json import moment
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._forum import id_of, page_marks, posts_of

NAME = "gitlab-page"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '<li class="note" id="note_31"> with its `note-text`, and the description over them'
_WORDS = ".note-text, .note-body"
_OPENING = ".detail-page-description, .issue-details, .work-item-description, .js-issuable-description"
_NAME = ".author-name-link, .note-header-author-name, .author-link, .author"
_ADDRESS = re.compile(r"(?P<whole>.{1,500}/-?/?(?:issues|work_items|merge_requests)/(?P<id>[0-9]{1,12}))")


def marks(source: Source) -> Marks:
    """Claims a page of GitLab that shows at least one note."""
    return page_marks(source, _LOOKED_FOR, _sign, _notes)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 when there is no note."""
    page, parts = posts_of(source, NAME, _notes, marks)
    match = _ADDRESS.match(page.url or "")
    opening = _opening(page)
    drafts = [_draft(part) for part in parts]
    return assembled(
        source,
        NAME,
        "GitLab",
        [*([opening] if opening else []), *drafts],
        title=page.text("h1.title") or page.text("[data-testid=issue-title]") or page.text("h1"),
        url=match["whole"] if match else page.url,
        source_id=match["id"] if match else None,
        opened=opening is not None,
    )


def _sign(page: SavedPage) -> str | None:
    named = page.meta("og:site_name") == "GitLab" or page.first("body[data-page]") is not None
    return "a page of GitLab" if named and page.first('.note[id^="note_"]') is not None else None


def _notes(page: SavedPage) -> list[Element]:
    if _sign(page) is None:
        return []
    notes = [note for note in page.all('.note[id^="note_"]') if id_of(note, "note_")]
    parts = page.parts([note for note in notes if "system-note" not in note.classes])
    return [part.element for part in parts if part.first(_WORDS) is not None]


def _opening(page: SavedPage) -> Draft | None:
    """The description with its author, who stands over it."""
    box = next((element for element in page.all(_OPENING) if page.whole.first(".md", element) is not None), None)
    if box is None:
        return None
    words = body(page.whole, page.whole.first(".md", box))
    head = page.first(".detail-page-header, .issuable-meta, [data-testid=work-item-created]")
    name = page.whole.first(_NAME, head) if head is not None else None
    time = page.whole.first("time[datetime]", head) if head is not None else None
    stamp = time.attributes["datetime"] if time is not None else None
    return Draft(
        id="description",
        author=page.whole.text(name),
        login=name.attributes.get("data-username") or None if name is not None else None,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        posted=moment(stamp),
        printed=stamp,
        permalink=page.url,
    )


def _draft(part: Part) -> Draft:
    id = id_of(part.element, "note_")
    words = body(part, part.first(_WORDS))
    name, time = part.first(_NAME), part.first("time[datetime]")
    stamp = time.attributes["datetime"] if time is not None else None
    url = part.page.url
    return Draft(
        id=id,
        author=part.text(part.first(".note-header-author-name")) or part.text(name),
        login=name.attributes.get("data-username") or None if name is not None else None,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        posted=moment(stamp),
        printed=stamp,
        permalink=f"{url.partition('#')[0]}#note_{id}" if url else None,
    )
