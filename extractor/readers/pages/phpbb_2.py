"""phpBB 2: a saved topic page, in `subSilver` and the styles made from it.

    <td class="row1"><span class="name"><a name="501"></a><b>Robin K</b></span><span class="postdetails">Site Admin
    <td class="row1"> … <span class="postdetails">Posted: Tue Mar 02, 2004 8:00 am … Post subject: Glaze crawls</span>
      <span class="postbody">The words.</span> <td class="quote">…</td> <span class="gensmall">Last edited by …</span>

Rests on the program's own template of a topic, viewtopic_body.tpl of subSilver. A post has no element of its own: its
row of the table is one, and the row may be anywhere. The page does not say how many posts its topic has.
"""

from __future__ import annotations

import re

from extractor import markup
from extractor.markup import Element
from extractor.model import Source, Thread
from extractor.readers._body import Quoted, body
from extractor.readers._html import Part, SavedPage
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._drafts import drafted, linked
from extractor.readers.pages._edits import Edit, edit
from extractor.readers.pages._forum import clock, linked_id, page_marks, posts_of
from extractor.readers.pages._headings import speaker

NAME = "phpbb-2"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = (
    '<span class="name"><a name="501"></a><b>Robin K</b></span> and <span class="postbody"> in a row of a table'
)
_ID = re.compile(r"[0-9]{1,12}")
_TOPIC = r"viewtopic\.php\?(?:[^#]{0,200}&)?t=([0-9]{1,12})"
_HOUR = re.compile(r"\d:\d")
_SIGNED = re.compile(r"\s*_{8,40}")


def marks(source: Source) -> Marks:
    """Claims a page of phpBB 2 that shows at least one post."""
    return page_marks(source, _LOOKED_FOR, _sign, _posts)


def read(source: Source) -> Thread:
    """The topic. Raises NotUnderstood: E109 when there is no post."""
    page, parts = posts_of(source, NAME, _posts, marks)
    times = clock(source, page, printed=[_printed(part) for part in parts])
    title = page.first("a.maintitle")
    topic = next((id for a in page.all("a[href]") if (id := linked_id(a.attributes["href"], _TOPIC))), None)
    url = page.url
    return assembled(
        source,
        NAME,
        "phpBB",
        [_draft(part, times) for part in parts],
        title=page.whole.text(title) or page.text(".maintitle") or (page.title or "").rpartition(" - ")[2] or None,
        url=re.sub(r"[?&](?:start=[0-9]{1,9}|sid=[0-9a-f]{32})(?=&|#|$)", "", url) if url else None,
        source_id=linked_id(url, _TOPIC) or topic,
        opened=not re.search(r"[?&]start=[1-9]", url or ""),
    )


def _sign(page: SavedPage) -> str | None:
    if page.first("body#phpbb") is not None:
        return None
    named = page.first("span.name") is not None and page.first("span.postbody, td.postbody") is not None
    return '<span class="name"> and `postbody`' if named else None


def _posts(page: SavedPage) -> list[Element]:
    """The rows that hold a name with an anchor, and words."""
    rows: dict[int, Element] = {}
    for anchor in page.all("a[name]"):
        if not _ID.fullmatch(anchor.attributes["name"]):
            continue
        for around in markup.around(page.nodes, anchor):
            if around.name == "tr":
                rows[around.place] = around
                break
    parts = page.parts([rows[place] for place in sorted(rows)])
    return [part.element for part in parts if _is_post(part)]


def _is_post(part: Part) -> bool:
    anchored = any(_ID.fullmatch(anchor.attributes["name"]) for anchor in part.all("a[name]"))
    return anchored and part.first("span.postbody, td.postbody") is not None and part.first(".name") is not None


def _draft(part: Part, times: Clock) -> Draft:
    id = next(a.attributes["name"] for a in part.all("a[name]") if _ID.fullmatch(a.attributes["name"]))
    first = part.first("span.postbody, td.postbody")
    assert first is not None, "_posts asks for it"
    box = first if first.name == "td" else next(markup.around(part.page.nodes, first))
    signed = {span.place for span in part.all("span.postbody", box) if _SIGNED.match(part.text(span) or "")}
    notes = {span.place for span in part.all("span.gensmall", box)}
    headings = _headings(part, box)

    def quoted(element: Element) -> Quoted | None:
        if element.name != "td" or "quote" not in element.classes:
            return None
        above = [heading for heading in headings if heading.place < element.place]
        return Quoted(author=speaker(part.text(above[-1])) if above else None)

    words = body(
        part, box, quote=quoted, code="pre, td.code", without={*signed, *notes, *(cell.place for cell in headings)}
    )
    printed = _printed(part)
    changed = next(
        (note for span in part.all("span.gensmall", box) if (note := edit(part.text(span), times)).when), Edit()
    )
    details = part.first("span.postdetails")
    rank = _first_line(part, details)
    return drafted(
        words,
        changed,
        id=id,
        author=part.text(part.first("b", part.first(".name"))) or part.text(".name"),
        rank=rank,
        posted=times.read(printed) or times.labelled(printed or ""),
        printed=printed,
        permalink=linked(part, f"#{id}"),
    )


def _headings(part: Part, box: Element) -> list[Element]:
    """The cells over quotes and code: `Robin K wrote:`, `Code:`."""
    return [
        cell
        for cell in part.all("td", box)
        if not cell.classes and (inner := part.first("span.genmed", cell)) is not None and part.text(inner)
    ]


def _printed(part: Part) -> str | None:
    """The time behind `Posted:` and before the subject."""
    for details in part.all("span.postdetails"):
        before = [
            node
            for _, node in part.nodes(details)
            if isinstance(node, str) and ":" in node and re.search(r"\d:\d", node)
        ]
        if before:
            text = " ".join(before[0].split())
            # Only spaces divide the time from the words behind it.
            match = re.match(r"[^:]{2,20}: (?P<time>.{6,60}?\d(?: [ap]m)?)(?=[\s\xa0]*(?:[^\W\d_]|$))", text, re.I)
            return match["time"] if match else text.partition(": ")[2] or None
    return None


def _first_line(part: Part, details: Element | None) -> str | None:
    """The rank over `Joined:` and `Posts:`, if there is one."""
    if details is None:
        return None
    words = next((node for _, node in part.nodes(details) if isinstance(node, str) and node.strip()), "").strip()
    return words or None if ":" not in words else None
