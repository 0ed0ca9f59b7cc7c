"""The site's own words in one language: messages with their values, days, numbers, and what says in which language a
text is. Messages stand in English in the templates and the program."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from gettext import NullTranslations
from typing import Any

from markupsafe import Markup, escape

from extractor.language import DEFAULT
from extractor.model import Entry, Faq, Position
from extractor.text.characters import visible
from extractor.text.days import clock, day, moment, month
from extractor.text.numerals import joints, number

_PLACE = re.compile(r"%\((\w+)\)s")
"""Where a message takes a value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """What a site says by itself."""

    language: str = DEFAULT
    """The code of its language as Babel writes it, perhaps with a region: `de`, `de_AT`."""
    translations: NullTranslations = field(default_factory=NullTranslations)
    """The messages; English has them already."""
    messages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Each English message with all its forms in this language; empty for English."""

    @property
    def tag(self) -> str:
        """The code as HTML writes it: `de-AT`."""
        return self.language.replace("_", "-")

    def gettext(self, message: str, **values: object) -> str:
        """A message with values in its places, as plain text."""
        text = self.translations.gettext(message) if message else ""
        return text % values if values else text

    def ngettext(self, one: str, many: str, counted: int) -> str:
        """A message about a number of things, with that number in it, as plain text."""
        return self.translations.ngettext(one, many, counted) % {"num": number(counted, self.language)}

    def lang(self, of: str | None) -> Markup:
        """The attribute of an element whose text is in another language than the site's words; empty for one whose
        language is the same, or known to nobody."""
        if of is None or of.partition("_")[0] == self.language.partition("_")[0]:
            return Markup("")
        return Markup(' lang="{}"').format(of.replace("_", "-"))

    def own_lang(self, around: str | None) -> Markup:
        """The attribute of an element with the site's words amid text in that language."""
        return Markup(' lang="{}"').format(self.tag) if self.lang(around) else Markup("")

    def install(self, environment: Any) -> None:
        """Teach these words to a Jinja environment that has autoescape and the extension for translations."""

        def count(one: str, many: str, counted: int, **values: object) -> Markup:
            """As Jinja's own, but with the number as the language writes it."""
            text = Markup(self.translations.ngettext(one, many, counted))
            return text % {"num": number(counted, self.language), **values}

        environment.install_gettext_callables(self.translations.gettext, self.translations.ngettext, newstyle=True)
        say = _Messages(self.translations).say
        environment.globals.update({"_": say, "gettext": say, "ngettext": count, "language": self.tag})
        environment.filters.update(
            number=lambda value: number(value, self.language),
            day=lambda value: day(value, self.language),
            month=lambda value: month(value, self.language),
            moment=lambda value: moment(value, self.language),
            joint=lambda loop: joints(loop.length, self.language)[loop.index0],
            isolated=isolated,
        )

    def changed_time(self, value: Any, posted: Any) -> str:
        """When something was changed: without its day where it is that on which it was posted."""
        same = posted is not None and day(value, self.language) == day(posted, self.language)
        return clock(value, self.language) if same else moment(value, self.language)


class _Messages:
    """Messages as Jinja's own extension says them, each cut at its places once: pages repeat them."""

    def __init__(self, translations: NullTranslations) -> None:
        self._translations = translations
        self._cut: dict[str, Sequence[str] | None] = {}

    def say(self, message: str, **values: object) -> Markup:
        """A message, as markup, with escaped values in its places."""
        if message not in self._cut:
            text = self._translations.gettext(message)
            parts = _PLACE.split(text)
            # Whatever else `%` may begin is left to Python.
            self._cut[message] = None if any("%" in part for part in parts[::2]) else parts
        cut = self._cut[message]
        if cut is None:
            return Markup(self._translations.gettext(message)) % values
        if len(cut) == 1:
            return Markup(cut[0])
        texts = list(cut)
        for place in range(1, len(texts), 2):
            texts[place] = escape(values[texts[place]])
        return Markup("".join(texts))


ENGLISH = Words()
"""The language that messages are written in."""


def isolated(text: str, attributes: str = "") -> Markup:
    """A name or a title in an element of its own, so that its direction of writing moves nothing around it.

    `attributes` is markup.
    """
    return Markup(f"<bdi{attributes}>{escape(str(visible(text)))}</bdi>")


def headed(faq: Faq, words: Words) -> Faq:
    """The FAQ with its own headings in the site's language; those that a pack gives its positions stay."""
    sections = tuple(
        replace(section, entries=tuple(_headed(entry, words) for entry in section.entries))
        for section in faq.sections
    )
    return replace(faq, sections=sections)


def _headed(entry: Entry, words: Words) -> Entry:
    def position(row: Position) -> Position:
        named = row.stance is not None and row.stance in entry.question.positions
        return row if named else replace(row, title=words.gettext(row.title))

    return replace(entry, positions=tuple(map(position, entry.positions)))
