"""Catalogues of messages: gettext's files in `site_templates/locales/`, examined and compiled when they are read.

Two things in a translation could do harm: its places, without which no page can be printed, and its markup, which is
printed as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from extractor.language import DEFAULT
from extractor.model import Problem, Severity, Stage
from extractor.site.words import ENGLISH, Words

FOLDER = "locales"
"""The folder of catalogues in that of the templates."""
FILE = "LC_MESSAGES/messages.po"
"""A catalogue in the folder of its language."""

_PLACE = re.compile(r"%\((\w+)\)s")
_MARKUP = re.compile(r"<[^<>]*>|&#?\w+;")


def available(templates: Path) -> list[str]:
    """The languages that a folder of templates has words in, by their codes; English first."""
    translated = {path.parts[-3] for path in templates.glob(f"{FOLDER}/*/{FILE}")}
    return [DEFAULT, *sorted(translated - {DEFAULT})]


def read(locale: Locale, templates: Path, settings: str) -> tuple[Words, list[Problem]]:
    """The words for a locale: its own, else those of its language in general, else English with a warning (W215).

    `settings` is the file that names the locale, for the warning. A catalogue that is broken is told (E215).
    """
    if locale.language == DEFAULT:
        return Words(language=str(locale)), []
    codes = available(templates)
    code = negotiate_locale([str(locale), locale.language], codes)
    if code is None:
        return ENGLISH, [_unknown(settings, locale, codes)]
    file = templates / FOLDER / code / FILE
    try:
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=code, abort_invalid=True)
        words = compiled(catalogue, str(locale))
    except (PoFileError, ValueError, LookupError) as error:
        return ENGLISH, [_broken(file, "", " ".join(str(error).split()))]
    problems = [
        _broken(file, f"line {message.lineno}" if message.lineno else "", cause)
        for message in catalogue
        for cause in faults(message, catalogue.num_plurals)
    ]
    return (ENGLISH, problems) if problems else (words, [])


def compiled(catalogue: Catalog, language: str) -> Words:
    """The messages of a catalogue, ready to be said. `language` is a code, perhaps with a region."""
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    messages: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        forms = tuple(filter(None, texts(message.string)))
        if message.id and forms and not message.fuzzy:
            messages |= dict.fromkeys(texts(message.id), forms)
    return Words(language=language, translations=Translations(file), messages=messages)


def texts(id_or_string: str | Sequence[str] | None) -> tuple[str, ...]:
    """The forms of a message or of a translation: one, or one for each plural; none where there is no translation."""
    return (id_or_string,) if isinstance(id_or_string, str) else tuple(id_or_string or ())


def faults(message: Message, plurals: int) -> Iterator[str]:
    """What is wrong with a translation: its plural forms, places or markup. One that is missing is no fault: English
    stands there."""
    forms = texts(message.string)
    if not message.id or not any(forms):
        return
    original = texts(message.id)[-1]
    if message.pluralizable and (len(forms) != plurals or not all(forms)):
        yield f"the language has {plurals} forms of {original!r}, the file another number"
    for form in filter(None, forms):
        if Counter(_PLACE.findall(form)) != Counter(_PLACE.findall(original)):
            yield f"{form!r} has other places than {original!r}"
        elif "%" in _PLACE.sub("", form).replace("%%", ""):
            yield f"{form!r} has a `%` that begins no place"
        elif Counter(_MARKUP.findall(form)) != Counter(_MARKUP.findall(original)):
            yield f"{form!r} has other markup than {original!r}"


def _unknown(settings: str, locale: Locale, codes: Sequence[str]) -> Problem:
    return Problem(
        stage=Stage.SETTINGS,
        code="W215",
        file=settings,
        cause=f"the site has no words in the language {locale} and speaks English; it knows: {', '.join(codes)}",
        help="name one of these as the theme's `locale`, or translate the site's words",
        severity=Severity.WARNING,
    )


def _broken(file: Path, place: str, cause: str) -> Problem:
    here = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    help = "correct the translation; the program fills in what stands between `%(` and `)s`"
    return Problem(stage=Stage.SETTINGS, code="E215", file=str(here), place=place, cause=cause, help=help)
