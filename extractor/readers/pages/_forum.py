"""What readers of saved forum pages share: their answer when asked, printed times, and notes of an edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from extractor.markup import Element
from extractor.model import Source
from extractor.readers._dates import printed_time
from extractor.readers._html import Part, SavedPage, page_of, try_page
from extractor.readers._marks import Marks
from extractor.readers._thread import no_posts
from extractor.readers.pages._clock import Clock

_BY = r"(?:by|von|par|por|da|di|door|av|af|przez|от|tarafından)"
_AFTER_BY = re.compile(rf"(?:^|\s){_BY}\s+(?=\S)", re.IGNORECASE)
# How programs end a sentence about an edit: a reason, brackets, full stops.
_REASON = re.compile(
    r"(?:edit )?(?:reason|grund|raison|motivo|powód|razón|reden|orsak|причина)\s{0,9}:.*$", re.IGNORECASE
)
_FRAME = " \t«»()[].,;"
_SPOKE = re.compile(r"(?<!\s)\s++(?:a écrit|ha scritto|napisał\(a\)|[^\s\d]{2,14})\s{0,3}:?$")
_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,\u202f\xa0 ][0-9]{3})+(?![0-9])|[0-9]{1,9}")


def page_marks(
    source: Source,
    looked_for: str,
    sign: Callable[[SavedPage], str | None],
    posts: Callable[[SavedPage], Sequence[Element]],
) -> Marks:
    """Claims a page that has a sign of the forum's software and at least one post; `sign` says what it saw."""
    page = try_page(source)
    if page is None:
        return Marks(claims=False, looked_for=looked_for, evidence=("no HTML page",))
    evidence = sign(page)
    if evidence is None:
        return Marks(claims=False, looked_for=looked_for, evidence=("an HTML page without that sign",))
    number = len(posts(page))
    return Marks(claims=number > 0, looked_for=looked_for, evidence=(evidence, f"{number} posts"))


def posts_of(
    source: Source, format: str, posts: Callable[[SavedPage], Sequence[Element]], marks: Callable[[Source], Marks]
) -> tuple[SavedPage, list[Part]]:
    """A source's page and its posts. Raises NotUnderstood: E109 when there is none."""
    page = page_of(source)
    elements = posts(page) if page is not None else []
    if page is None or not elements:
        raise no_posts(source, format, marks(source))
    return page, page.parts(elements)


def clock(source: Source, page: SavedPage, saved: str | None = None, printed: Iterable[str | None] = ()) -> Clock:
    """The clock of a page; `saved` is the time of its making as it prints it, `printed` the times of its posts."""
    return Clock(source, page.language, printed, (saved,))


def inside(page: SavedPage, around: str, written: str) -> list[Element]:
    """What a selector finds inside the first element that another finds: one walk, however deep the page is."""
    box = page.first(around)
    return page.whole.all(written, box) if box is not None else []


def without(part: Part, element: Element | None, inner: Element | None) -> str | None:
    """The words of an element, without those of another one inside it."""
    if element is None:
        return None
    holes = ((inner.place, inner.end),) if inner is not None else ()
    return Part(part.page, element, holes).text(element)


def edit_note(text: str | None, clock: Clock, name: str | None = None) -> tuple[datetime | None, str | None]:
    """When and by whom a post was edited, as a sentence of the forum says it.

    `Last Edit: January 5, 2012, 11:00:00 AM by Robin K` or `Last edited by Robin K; 05-04-2019 at 11:00 AM.`, in
    several languages. `name` is the editor's, where markup tells it.
    """
    reason = _REASON.sub("", (text or "")[:300]).strip(_FRAME)
    before, semicolon, after = reason.partition(";")
    if semicolon:
        by = _AFTER_BY.search(before)
        return clock.read(after.strip(_FRAME)), name or (before[by.end() :].strip(_FRAME) if by else None)
    _, _, rest = reason.partition(":")
    *_, by = [None, *_AFTER_BY.finditer(rest)]
    if by is None:
        return clock.read(rest.strip(_FRAME)), name
    return clock.read(rest[: by.start()].strip(_FRAME)), name or rest[by.end() :].strip(_FRAME) or None


def speaker(heading: str | None) -> str | None:
    """The name in a quote's heading that ends with a verb: `Robin K wrote:`."""
    return _SPOKE.sub("", heading.strip()).strip(" :") or None if heading else None


def dated_speaker(heading: str | None, clock: Clock) -> str | None:
    """The name in a quote's heading that ends with a time: `Quote from: Robin K on January 5, 2012, 11:00:00 AM`."""
    _, colon, rest = (heading or "")[:200].partition(":")
    words = rest.split()
    for place in range(1, min(len(words) - 1, 12)):
        # The word between name and time is short and of the forum's language: on, am, le, w.
        if words[place].isalpha() and len(words[place]) <= 5 and clock.read(" ".join(words[place + 1 :])):
            return " ".join(words[:place])
    return rest.strip() or None if colon else None


def number(text: str | None) -> int | None:
    """The first number in a few words, like the 3 of `#3` or the 1204 of `1,204 replies`."""
    match = _NUMBER.search((text or "")[:60])
    return int(re.sub(r"[^0-9]", "", match[0])) if match else None


def id_of(element: Element, prefix: str) -> str | None:
    """The digits behind a prefix that are the whole rest of an element's id."""
    rest = element.attributes.get("id", "").removeprefix(prefix)
    return rest if rest.isascii() and rest.isdigit() and rest != element.attributes.get("id") else None


def linked_id(address: str | None, pattern: str) -> str | None:
    """The id in an address that a pattern with one group finds."""
    match = re.search(pattern, (address or "")[:2000])
    return match[1] if match else None


def nearest_time(part: Part, element: Element | None) -> tuple[datetime | None, str | None]:
    """The moment in the first `<time datetime>` of an element, and as the page writes it."""
    time = part.first("time[datetime]", element) if element is not None else None
    written = time.attributes["datetime"] if time is not None else None
    return (printed_time(written) if written else None), written or None
