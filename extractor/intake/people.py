"""The words of a language by which personal data are found, read from `language/<code>/intake.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extractor.language import file_name, file_text
from extractor.model import Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeWords:
    """Words by which a thread is looked through for personal data before it is brought in; `*` is any ending."""

    regions: tuple[str, ...]
    """Countries whose telephone numbers are tried without a country code."""
    streets: tuple[str, ...]
    """Stand behind the name of a street."""
    accounts: tuple[str, ...]
    """Announce a number of an account."""
    between: tuple[str, ...]
    """May stand between such words and the number."""
    at: tuple[str, ...]
    """Stand in brackets for the `@` of an e-mail address."""
    dot: tuple[str, ...]
    """Stand for the `.` of one, in brackets or not."""
    private: tuple[str, ...]
    """Announce a message that was not written for everybody."""
    accusing: tuple[str, ...]
    """Accuse somebody."""
    offices: frozenset[str]
    """Stand before the `@` of an address that is an office's and nobody's in person."""
    numbered: tuple[str, ...]
    """Stand before the number of a thing of the forum: an article, a ticket."""
    no_names: frozenset[str]
    """Begin with a capital letter and are no part of a person's name."""


@cache
def intake_words(code: str) -> IntakeWords:
    """The words of a language, by spaCy's code of it. Raises ThreadfaqError when its file is wrong."""
    file = file_name(code, "intake.toml")
    values, problems = parse(file_text(code, "intake.toml"), file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    words = IntakeWords(
        regions=top.texts("regions", required=True),
        streets=top.texts("streets", required=True),
        accounts=top.texts("accounts", required=True),
        between=top.texts("between", required=True),
        at=top.texts("at", required=True),
        dot=top.texts("dot", required=True),
        private=top.texts("private", required=True),
        accusing=top.texts("accusing", required=True),
        offices=frozenset(top.texts("offices")),
        numbered=top.texts("numbered"),
        no_names=frozenset(top.texts("no_names", required=True)),
    )
    top.done()
    if problems:
        raise ThreadfaqError(*problems)
    return words
