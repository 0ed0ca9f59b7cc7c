"""Headings that forums write over a quote: `Robin K wrote:`, in the words of many languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from extractor import markup
from extractor.markup import Element
from extractor.readers._html import Part
from extractor.text.characters import folded

_WHO = r"@?(?P<name>\S(?:.{0,78}?\S)??)"
# How the sentence ends, as translations of phpBB, vBulletin, Khoros and Forumotion have it.
_SAYS = (
    "wrote|said|posted|writes|schrieb|hat geschrieben|hat gesagt|schreef|a écrit|a dit|écrit|escribió|dijo|ha scritto"
    "|ha detto|escreveu|disse|napisał|napisał\\(a\\)|pisze|skrev|skrev följande|napsal|napsal\\(a\\)|kirjoitti"
    "|писал|писал\\(а\\)|написал|написал\\(а\\)|írta|yazdı|a scris"
)
_HEADING = re.compile(rf"{_WHO}\s(?:{_SAYS})\s?:?")
_LONGEST = 120
# Nodes of a quote that are looked at: white space, a line, the parts of a name.
_DEEPEST = 40


def speaker(heading: str | None) -> str | None:
    """The name in a heading; None when it is in words that are not known here."""
    match = _HEADING.fullmatch(heading) if heading and len(heading) <= _LONGEST else None
    return match["name"] if match else None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that stands in a quote as plain text."""

    name: str
    places: tuple[int, ...]
    """Places of its nodes."""


def heading(part: Part, quote: Element) -> Heading | None:
    """The heading with which a quote begins, if it stands on a line of its own."""
    words: list[str] = []
    places: list[int] = []
    for place, node in islice(part.nodes(quote), _DEEPEST):
        if isinstance(node, Element):
            # A line ends at a `<br>` and at every box; those before the first word only open the quote.
            if node.name not in markup.INLINE and words:
                break
            continue
        if node.strip() or words:
            words.append(node)
            places.append(place)
        if sum(map(len, words)) > _LONGEST:
            break
    name = speaker(folded("".join(words)))
    return Heading(name, tuple(places)) if name else None
