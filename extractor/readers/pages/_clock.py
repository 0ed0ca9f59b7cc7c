"""A page's clock: when it was saved, and in which order it writes day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time

from extractor.model import Source
from extractor.readers._dates import printed_time
from extractor.readers._html import try_page
from extractor.text.characters import folded

_NUMBERS = re.compile(r"(?<![0-9])([0-9]{1,2})([-/.])([0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})(?![0-9])")
# `It is currently` and `Aktuelle Zeit:` stand before a page's own time; no language needs more words.
_LABEL = 8


class Clock:
    """Reads the times that one page prints."""

    def __init__(
        self, source: Source, language: str | None, printed: Iterable[str | None], now: Iterable[str | None] = ()
    ) -> None:
        """`printed` are all times of the page, `now` the places at which it may tell the time of its making."""
        self._language = language
        matches = [match for text in printed if text and (match := _NUMBERS.search(text))]
        pairs = [(int(match[1]), int(match[3])) for match in matches]
        self._order: str | None = None
        # English is written in both orders. One day after the 12th tells for the whole page: a forum does not
        # change its order between two posts.
        if language is None or language.lower().startswith("en"):
            if any(first > 12 for first, _ in pairs):
                self._order = "en-GB"
            elif any(second > 12 for _, second in pairs):
                self._order = "en-US"
            elif language is None and any(match[2] == "." for match in matches):
                # Points divide days from months where the day comes first.
                self._order = "en-GB"
        self._base = next((moment for text in now if text and (moment := self.labelled(text))), None)
        page = try_page(source)
        saved = page.saved.date() if page is not None and page.saved is not None else None
        self._day = source.side.retrieved or saved

    def read(self, printed: str | None) -> datetime | None:
        """The time; relative ones (`Yesterday at 5:12 PM`) only where the page or its side file says when it was
        saved, and of a side file, which knows the day alone, only what the whole day agrees on."""
        if not printed:
            return None
        if self._base is not None or self._day is None:
            return self._read(printed, self._base)
        late, early = (self._read(printed, datetime.combine(self._day, hour)) for hour in (time(23, 59), time(0, 0)))
        return late if late == early else None

    def labelled(self, text: str) -> datetime | None:
        """A time at the end of a line, behind a label in any language; no relative one."""
        return next((moment for rest in _rests(text) if (moment := self._read(rest, None)) is not None), None)

    def split(self, text: str) -> str | None:
        """The words of a line from which on it is a time."""
        return next((rest for rest in _rests(text) if self.read(rest) is not None), None)

    def _read(self, printed: str, base: datetime | None) -> datetime | None:
        order = self._order if _NUMBERS.search(printed) else None
        return printed_time(printed, order or self._language, base)


def _rests(text: str) -> Iterator[str]:
    """What a line says behind its label, the longest first."""
    words = folded(text)[-80:].split(" ")
    for first in range(min(_LABEL, len(words))):
        rest = " ".join(words[first:]).lstrip("(;,:»- ")
        if rest[:1].isalnum():
            yield rest
