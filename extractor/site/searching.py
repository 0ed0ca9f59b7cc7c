"""The files of the readers' search: the index in pieces, and what a hit shows of an entry."""

from __future__ import annotations

from extractor import search
from extractor.pipeline.built import Build
from extractor.pipeline.searching import index_of
from extractor.text.characters import visible

FOLDER = "search"
"""Where they lie, from the root of the site."""


def search_files(built: Build) -> dict[str, bytes]:
    """The files by their paths from the root of the site.

    Of each entry a hit can show every quotation: its words, its author, its element id on the question's page.
    """
    shown = {
        entry.question.address: [
            [visible(answer.passage.text), answer.author, f"{answer.passage.thread}/{answer.passage.id}"]
            for answer in entry.answers
        ]
        for section in built.faq.sections
        for entry in section.entries
    }
    pieces = search.pieces(index_of(built), shown)
    return {f"{FOLDER}/{name}": script.encode() for name, script in pieces.items()}
