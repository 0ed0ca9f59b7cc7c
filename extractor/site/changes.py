"""When an answer came into the FAQ, or was last changed there. Nothing here reads a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from extractor.model import Answer, Entry, Summary


def changed(answer: Answer, threads: Mapping[str, Summary]) -> date | None:
    """The day of an editor's decision on it; else the later one of those on which it was written and its thread was
    saved. None where nobody knows either."""
    if answer.ruling is not None:
        return answer.ruling.on
    summary = threads.get(answer.passage.thread)
    saved = summary.terms.retrieved if summary else None
    posted = answer.posted.date() if answer.posted else None
    return max((day for day in (posted, saved) if day is not None), default=None)


def newest(entry: Entry, threads: Mapping[str, Summary]) -> tuple[date, Answer] | None:
    """The answer of a question that changed last, and when; of several on one day the first on its page."""
    rows = [(day, answer) for answer in entry.answers if (day := changed(answer, threads)) is not None]
    return max(rows, key=lambda row: row[0], default=None)
