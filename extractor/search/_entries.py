"""What is searched: entries with their wordings, and those of a FAQ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from extractor.model import Faq
from extractor.model.addresses import question_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that answers, with the texts by which it is known."""

    id: str
    """Unique among the entries; entries that score the same stand in the order of their ids."""
    title: str
    """What it is called."""
    url: str = ""
    """Where it stands, from the root of the site."""
    topic: str = ""
    """The topic's id."""
    wordings: tuple[str, ...] = ()
    """How people ask what it answers, its title among them."""
    quotations: tuple[str, ...] = ()
    """What it says."""
    second: tuple[str, ...] = ()
    """What is asked where its quotations stand: threads' titles and asks."""


def entries_of(
    faq: Faq, asked: Callable[[str], Iterable[str]] = lambda thread: (), unanswered: bool = False
) -> list[Entry]:
    """An entry for each question of a FAQ that has an answer, with `unanswered` for each question.

    `asked` gives the title and the asks of a thread by its id. Unanswered questions help to find the question that an
    ask asks, and no reader.
    """
    return [
        Entry(
            id=entry.question.address,
            title=entry.question.title,
            url=question_path(entry.question),
            topic=section.id,
            wordings=(entry.question.title, *entry.question.also_asked),
            quotations=tuple(answer.passage.text for answer in entry.answers),
            second=tuple(
                text
                for thread in dict.fromkeys(answer.passage.thread for answer in entry.answers)
                for text in asked(thread)
            ),
        )
        for section in faq.sections
        for entry in section.entries
        if entry.answers or unanswered
    ]
