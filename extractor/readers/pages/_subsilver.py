"""phpBB in its second style, `subsilver2`: posts as tables.

A post is a table of its own.

    <table class="tablebg"> <a name="p501"></a><b class="postauthor">Robin K</b> … <b>Posted:</b> Tue Mar 02, 2010
      <div class="postbody"><div class="quotetitle">Mara P wrote:</div><div class="quotecontent">…</div>Words.</div>
"""

from __future__ import annotations

import re

from extractor.markup import Element
from extractor.readers._body import Quoted, body, with_files
from extractor.readers._html import Part, SavedPage
from extractor.readers._thread import Draft
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._drafts import drafted, linked
from extractor.readers.pages._edits import Edit, edit
from extractor.readers.pages._headings import speaker

POST = "table.tablebg"
NO_WORDS = ".quotetitle, .codetitle"
_ID = re.compile(r"p([0-9]{1,12})")
_COUNT = re.compile(r"\[\s?(?:\D{0,20})?(?P<count>[0-9]{1,7})\D{0,20}\]")
_RULE = re.compile(r"_{8,40}")


def posts(page: SavedPage) -> list[Element]:
    """The tables of a page that are posts."""
    parts = page.parts(page.all(POST))
    return [part.element for part in parts if _id(part) and part.first("div.postbody") and part.first(".postauthor")]


def draft(part: Part, clock: Clock) -> Draft:
    """What a table holds."""
    id = _id(part)
    boxes = part.all("div.postbody")
    words = body(part, boxes[0], quote=lambda node: _quoted(part, node), drop=NO_WORDS, code="pre, .codecontent")
    words = with_files(words, part, part.inside("a[href]", ".attachcontent"))
    rank = next((text for line in part.all(".postdetails") if (text := part.text(line)) and ":" not in text), None)
    notes = [part.text(note) for note in part.all("span.gensmall") if note.place > boxes[0].end - 1]
    changed = next((note for text in notes if (note := edit(text, clock)).when), Edit())
    printed = time_of(part)
    return drafted(
        words,
        changed,
        id=id,
        author=part.text(".postauthor"),
        rank=rank,
        posted=clock.read(printed) or clock.labelled(printed or ""),
        printed=printed,
        permalink=linked(part, f"#p{id}"),
    )


def count(page: SavedPage) -> int | None:
    """The number in `[ 3 posts ]`."""
    for cell in page.all("td.gensmall"):
        match = _COUNT.fullmatch((page.whole.text(cell) or "")[:60].strip("\xa0 "))
        if match:
            return int(match["count"])
    return None


def time_of(part: Part) -> str | None:
    """The time behind `Posted:`: all that stands in the last box of the head behind its label."""
    for cell in part.all("td.gensmall"):
        labels = part.all("b", cell)
        if labels:
            after = [node for place, node in part.nodes(cell) if isinstance(node, str) and place >= labels[-1].end]
            return " ".join("".join(after).split()).strip(" »\xa0") or None
    return None


def _id(part: Part) -> str | None:
    names = (_ID.fullmatch(anchor.attributes["name"]) for anchor in part.all("a[name]"))
    return next((match[1] for match in names if match), None)


def _quoted(part: Part, node: Element) -> Quoted | None:
    if "quotecontent" not in node.classes:
        return Quoted() if node.name == "blockquote" else None
    heading = None
    for title in part.all(".quotetitle"):
        if title.place < node.place:
            heading = title
    return Quoted(author=speaker(part.text(heading)))
