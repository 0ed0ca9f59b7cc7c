"""The messages that the templates and the program say, and the catalogues of other languages beside them.

`python -m tests.catalogue de` writes the catalogue of a language anew: messages that are new in it stand there empty,
those that nobody says any more are gone, translations stay. A language that has none yet gets one.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from extractor.site.catalogues import FILE, FOLDER

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "site_templates"
HEADER = """\
# The words of the site. How to translate them: docs/contributors/add-a-language.md
msgid ""
msgstr ""
"Language: {code}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals};\\n"

"""


def collected() -> Catalog:
    """Every message, with where it is said."""
    catalogue = Catalog(fuzzy=False)
    for folder, ending, method in (
        (TEMPLATES, "html", "jinja2.ext:babel_extract"),
        (ROOT / "extractor", "py", "python"),
    ):
        for path in sorted(folder.rglob(f"*.{ending}")):
            where = path.relative_to(ROOT).as_posix()
            for _, message, _, _ in extract_from_file(method, path, options={"silent": "false"}):
                catalogue.add(message, locations=[(where, 0)])
    return catalogue


def languages() -> list[str]:
    """The codes of the languages that have a catalogue."""
    return sorted(path.name for path in (TEMPLATES / FOLDER).iterdir())


def file_of(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return TEMPLATES / FOLDER / code / FILE


def catalogue_of(code: str) -> Catalog:
    """The catalogue of a language."""
    with file_of(code).open("rb") as stream:
        return read_po(stream, locale=code, abort_invalid=True)


def renewed(code: str) -> Catalog:
    """The catalogue of a language with exactly the messages that are said."""
    old = catalogue_of(code) if file_of(code).exists() else Catalog(locale=code)
    new = Catalog(locale=code, fuzzy=False)
    for message in collected():
        if message.id:
            kept = old.get(message.id)
            new.add(message.id, kept.string if kept else None, locations=message.locations)
    return new


def written(catalogue: Catalog) -> bytes:
    """A catalogue as its file holds it: no names, no times, no numbers of lines."""
    code, stream = str(catalogue.locale), BytesIO()
    write_po(stream, catalogue, width=118, include_lineno=False, sort_by_file=True, omit_header=True)
    return HEADER.format(code=code, plurals=catalogue.plural_forms.rstrip(";")).encode() + stream.getvalue()


def main() -> None:
    """Write the catalogues of the languages that are named."""
    for code in sys.argv[1:]:
        file_of(code).parent.mkdir(parents=True, exist_ok=True)
        file_of(code).write_bytes(written(renewed(code)))
        print(file_of(code).relative_to(ROOT))


if __name__ == "__main__":
    main()
