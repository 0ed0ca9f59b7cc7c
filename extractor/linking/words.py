"""Words by which posts address one another, and say whose words follow, read from `language/<code>/linking.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extractor.language import file_name, file_text
from extractor.model import Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingWords:
    """One language's words, each list in the order in which it is tried."""

    greetings: tuple[str, ...]
    """Stand before a name at the head of a line."""
    greetings_go_on: tuple[str, ...]
    """May stand between a greeting and the name."""
    responds: tuple[str, ...]
    """Make sense towards somebody else alone."""
    wrote: tuple[str, ...]
    """Stand between a name and the colon before that person's words."""
    dates: tuple[str, ...]
    """Open the date before such a name."""
    dates_of_mail: tuple[str, ...]
    """Open it in mail."""
    no_names: tuple[str, ...]
    """Stand where a name could and are none."""
    possessive: tuple[str, ...]
    """Endings behind a called name."""


_LISTS = tuple(LinkingWords.__annotations__)


@cache
def linking_words(code: str) -> LinkingWords:
    """The words of a language, by spaCy's code of it. Raises ThreadfaqError when its file is wrong."""
    file = file_name(code, "linking.toml")
    values, problems = parse(file_text(code, "linking.toml"), file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    lists = {name: top.texts(name, required=True) for name in _LISTS}
    top.done()
    if problems:
        raise ThreadfaqError(*problems)
    return LinkingWords(**lists)


def any_of(phrases: Iterable[str]) -> str:
    """Any of these phrases, as a part of a regular expression; nothing is found where there are none."""
    return f"(?:{'|'.join(map(re.escape, phrases)) or '(?!)'})"
