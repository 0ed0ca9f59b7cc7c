"""The search index of a corpus: what its FAQ answers, in the words of its threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor import search
from extractor.pipeline.built import Build


def index_of(build: Build) -> search.Index:
    """The one index that `suggest` and the site's search use. It is made of what the store holds: nothing is judged
    for it."""
    classes = [words for section in build.faq.sections for words in section.words]
    return search.index(search.entries_of(build.faq, asked_of(build)), classes)


def asked_of(build: Build) -> Callable[[str], Iterator[str]]:
    """Gives the title and the asks of a thread by its id."""
    titles = {summary.id: summary.title for summary in build.summaries}

    def asked(thread: str) -> Iterator[str]:
        if title := titles.get(thread):
            yield title
        for ask in build.mined(thread).asked.asks:
            yield from ask.texts

    return asked
