"""Tags as the plain form writes them; each way to write one is read once, however often it stands on pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from extractor.markup import StartTag

_SPACE = r"[ \t\r\n]"
TAG = re.compile(
    rf"<(?:/(?P<closed>[a-z][a-z0-9-]*+){_SPACE}*+>"
    rf"|(?P<opened>[a-z][a-z0-9-]*+)"
    rf'(?P<attributes>(?:{_SPACE}++[a-z][a-z0-9:_-]*+(?:="[^"<]*+")?+)*+)'
    rf"{_SPACE}*+(?P<slash>/?+)>)"
)
_ATTRIBUTE = re.compile(rf'{_SPACE}([a-z][a-z0-9:_-]*+)(?:="([^"]*+)")?+')
"""A name and its value, which is empty where none is written."""
_SHORT = 400
"""Characters of a tag within which it is kept: pages repeat short ones."""


@dataclass(frozen=True, slots=True)
class WrittenTag:
    """A tag as it stands on a page."""

    length: int
    """How many characters it has."""
    lines: int
    """How many line feeds are among them."""
    closes: str | None
    """The name of the element it ends; None for a start tag."""
    opens: StartTag | None
    """What it begins; None for an end tag."""
    slashed: bool
    """Whether it ends with a slash."""
    twice: str | None
    """An attribute that it gives twice."""


def tag_at(html: str, start: int) -> WrittenTag | None:
    """The tag that begins at this place; None where none is plainly written there."""
    # Where it is whole up to the first `>`, no longer one begins here: the pattern never goes back.
    end = html.find(">", start, start + _SHORT) + 1
    known = _kept(html[start:end]) if end else None
    if known is not None:
        return known
    match = TAG.match(html, start)
    return match and _read(match)


@lru_cache(maxsize=1 << 12)
def _kept(written: str) -> WrittenTag | None:
    match = TAG.fullmatch(written)
    return match and _read(match)


def _read(match: re.Match[str]) -> WrittenTag:
    written, name = match[0], match["opened"]
    given = _ATTRIBUTE.findall(match["attributes"] or "")
    names = [row[0] for row in given]
    attributes = {row[0]: unescape(row[1]) for row in given}
    return WrittenTag(
        length=len(written),
        lines=written.count("\n"),
        closes=match["closed"],
        opens=None if name is None else StartTag(name, attributes, tuple(attributes.get("class", "").split())),
        slashed=bool(match["slash"]),
        twice=next((each for each in names if names.count(each) > 1), None) if len(attributes) < len(names) else None,
    )
