"""How the machine's words must read in the site's language: messages by its catalogue, days and numbers by Unicode's
CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from extractor.language import DEFAULT
from extractor.text import days, numerals

PLACE = re.compile(r"%\(\w+\)s")
"""Where a message takes a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The language that a site speaks by itself."""

    language: str = DEFAULT
    """Its code as Babel writes it."""
    messages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Each English message with all its forms in this language; one that is missing stands in English."""

    def say(self, message: str) -> str:
        """A message that has one form."""
        return self.messages.get(message, (message,))[0]

    def forms(self, messages: Iterable[str]) -> Iterator[str]:
        """All forms of messages."""
        for message in messages:
            yield from self.messages.get(message, (message,))

    def day(self, value: datetime | date) -> str:
        """A day."""
        return days.day(value, self.language)

    def month(self, value: datetime | date) -> str:
        """A month with its year."""
        return days.month(value, self.language)

    def times(self, value: datetime) -> set[str]:
        """The ways to write a time: its day, its hour, both."""
        return {form(value, self.language) for form in (days.day, days.clock, days.moment)}

    def number(self, value: int) -> str:
        """A count."""
        return numerals.number(value, self.language)

    def numbers(self, text: str, not_beside: str = "") -> list[int]:
        """The counts in a text; none that touches a character of `not_beside`."""
        return numerals.numbers(text, self.language, not_beside)

    @property
    def numeral(self) -> str:
        """A regular expression for a count."""
        return numerals.pattern(self.language)

    def joints(self) -> set[str]:
        """What stands between members of lists."""
        return {joint for members in (2, 3, 4) for joint in numerals.joints(members, self.language)}


ENGLISH = Speech()
"""The language of messages."""
