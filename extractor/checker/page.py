"""A built page as the checks see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.markup import Element, Node
from extractor.model import Problem, Stage

NEXT_STEP = {
    "E501": "correct the template or the code that changed these words, never the page itself, and build again",
    "E502": 'give the quotation cite="<thread page>#<passage>", or write it without <blockquote>',
    "E503": "print the author's name as the source has it",
    "E504": "quote the first speaker's post, or leave these words out with […]",
    "E505": "build again without the cache; if it stays, correct the thread template",
    "E506": "correct the template or the code that wrote it; date and address come from the post",
    "E507": "correct the template; what it prints must be its own words or the corpus's",
    "E508": "build again; if it stays, correct the question template",
    "E509": "build again, and publish what was built without touching it",
    "E511": "correct the address, or add the file it names",
    "E512": "correct the part behind #, or give its target that id",
    "E513": "give each element an id of its own",
    "E521": "remove it; words of a post must be escaped, and new needs of the theme go into `checker/permitted.py`",
    "E522": "put the file into the theme and link to it there",
    "E523": "correct the template or the Markdown page that this comes from",
    "E524": "write these words into the template; a style sheet only lays out",
}
"""What to do, by code; more in the code's page."""


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """One built page."""

    address: str
    """Its path from the root of the site."""
    file: str
    """The file as a person would name it."""
    nodes: Sequence[Node]
    """Its nodes."""

    def problem(self, code: str, where: Element | int, cause: str, details: tuple[str, ...] = ()) -> Problem:
        """Something wrong at an element or a line."""
        line = where if isinstance(where, int) else where.line
        return Problem(
            stage=Stage.CHECK,
            code=code,
            file=self.file,
            place=f"line {line}",
            cause=cause,
            details=details,
            help=NEXT_STEP[code],
        )
