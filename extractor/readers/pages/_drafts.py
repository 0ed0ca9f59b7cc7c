"""The post that a saved forum page shows, from what every program's pages say of one."""

from __future__ import annotations

from datetime import datetime

from extractor.readers._body import Body
from extractor.readers._html import Part
from extractor.readers._thread import Draft
from extractor.readers.pages._edits import Edit
from extractor.readers.pages._staff import role


def drafted(
    words: Body,
    changed: Edit,
    *,
    id: str | None,
    author: str | None,
    rank: str | None,
    posted: datetime | None,
    printed: str | None,
    permalink: str | None,
    position: int | None = None,
) -> Draft:
    """A draft of a post with its words and what its note of an edit says; whose rank says so is staff."""
    return Draft(
        id=id,
        author=author,
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=words.line,
        rank=rank,
        role=role(rank),
        posted=posted,
        printed=printed,
        edited=changed.when,
        edited_by=changed.who,
        permalink=permalink,
        position=position,
    )


def linked(part: Part, ending: str) -> str | None:
    """The whole address of the first link of a post that ends so."""
    link = next((a for a in part.all("a[href]") if a.attributes["href"].endswith(ending)), None)
    return part.page.absolute(link.attributes["href"]) if link is not None else None
