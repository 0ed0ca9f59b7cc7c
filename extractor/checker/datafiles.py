"""`faq.json` and what the readers' search shows, against the posts and the pages (E509)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractor.checker.page import NEXT_STEP, BuiltPage
from extractor.checker.questionpages import place
from extractor.checker.sources import Sources
from extractor.markup import elements, rendered_text
from extractor.model import Answer, Entry, Faq, Problem, Role, Stage
from extractor.text.characters import folded, shortened, visible

SHOWN = "search/entries-"
"""How the names of those pieces of the search begin that hold what its hits show."""
_PIECE = re.compile(rb'threadfaqPiece\("entries-[0-9]+",(.*)\);\n', re.S)
FAQ = "faq.json"

UNKNOWN = "unknown"
"""What stands in faq.json where nobody knows who wrote a post; written down here once more, as a check must be."""


class DataFiles:
    """What the data files of a site say, and what the pages say that they must agree with."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        # Folded words of each page's main part, kept for the pages that an index may hold alone.
        self._mains: dict[str, tuple[str, str]] = {}

    def page(self, page: BuiltPage) -> None:
        """Remember what a page says to its readers, if it quotes anybody."""
        title = next((folded(rendered_text(page.nodes, e)) for e in elements(page.nodes) if e.name == "h1"), "")
        main = next((e for e in elements(page.nodes) if e.name == "main"), None)
        if main is not None and self._sources.thread_of(page.address) is None:
            self._mains[page.address] = (title, _letters(rendered_text(page.nodes, main)))

    def main_of(self, address: str) -> tuple[str, str] | None:
        """What is remembered of a page."""
        return self._mains.get(address)

    def proven(self, address: str, main: tuple[str, str] | None) -> None:
        """Take what a page says on trust."""
        if main is not None:
            self._mains[address] = main

    def shown(self, files: Sequence[tuple[str, Path]], answering: frozenset[str]) -> Iterator[Problem]:
        """What hits of the search show: each entry has its page's title and words that stand on it, and every page in
        `answering` has an entry. `files` are the pieces that hold them, by name and path."""
        held = set()
        for name, path in files:
            match = _PIECE.fullmatch(path.read_bytes())
            try:
                rows = json.loads(match[1]) if match else None
            except (ValueError, RecursionError):
                rows = None
            for row in rows if isinstance(rows, list) else []:
                title, address, quotations = row if isinstance(row, list) and len(row) == 3 else ("", "", ())
                heading, words = self._mains.get(str(address), ("", ""))
                held.add(str(address))
                if not heading or folded(str(title)) != heading:
                    yield _problem(
                        name, f"an entry names a page that does not have its title: {shortened(str(address))}"
                    )
                elif not all(_letters(str(quotation[0])) in words for quotation in quotations):
                    yield _problem(name, f"an entry says other words than its page, {shortened(str(address))}")
        if lost := sorted(answering - held):
            yield _problem(f"{files[0][0] if files else SHOWN}", f"no entry finds {', '.join(lost[:3])}")

    def faq(self, name: str, path: Path, faq: Faq) -> Iterator[Problem]:
        """`faq.json`: the questions and answers that the pages print, each answer with its post's words."""
        data = _json(path)
        entries = {entry.question.address: entry for section in faq.sections for entry in section.entries}
        met = set()
        for topic in _rows(data, "topics"):
            for question in _rows(topic, "questions"):
                address = f"{topic.get('id')}/{question.get('id')}"
                met.add(address)
                if entry := entries.get(address):
                    for cause in self._question(question, entry):
                        yield _problem(name, f"{address}: {cause}")
        if met != entries.keys():
            yield _problem(name, f"other questions than the packs': {', '.join(sorted(met ^ entries.keys())[:3])}")

    def _question(self, question: Mapping[str, Any], entry: Entry) -> Iterator[str]:
        if question.get("title") != entry.question.title:
            yield f"the title is not {entry.question.title!r}"
        positions = _rows(question, "positions")
        if [row.get("title") for row in positions] != [position.title for position in entry.positions]:
            yield "other positions than the page has"
            return
        for row, position in zip(positions, entry.positions, strict=True):
            if row.get("people") != len({answer.author for answer in position.answers}):
                yield f"{position.title}: {row.get('people')} people, the page has another number"
            yield from self._answers(_rows(row, "answers"), position.answers)
        yield from self._answers(_rows(question, "answers"), entry.answers)

    def _answers(self, rows: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> Iterator[str]:
        if [row.get("url") for row in rows] != [place(answer.passage) for answer in answers]:
            yield "other answers than the page prints"
            return
        for row, answer in zip(rows, answers, strict=True):
            conversation = self._sources.threads[answer.passage.thread]
            post = conversation.thread.by_number[answer.passage.post]
            wanted = {
                "text": post.text[answer.passage.start : answer.passage.end],
                "start": answer.passage.start,
                "end": answer.passage.end,
                "thread": answer.passage.thread,
                "post": post.number,
                "author": answer.author or UNKNOWN,
                "role": post.role.value if post.author else Role.UNKNOWN.value,
                "posted": post.posted.isoformat() if post.posted else None,
                "permalink": post.permalink,
            }
            for key, value in wanted.items():
                if row.get(key) != value:
                    yield f"{answer.passage.id}: `{key}` is not what the post says"


def _rows(table: object, key: str) -> list[Mapping[str, Any]]:
    rows = table.get(key) if isinstance(table, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _json(path: Path) -> object:
    """The value of a file; None where it is no JSON, which has been reported."""
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def _letters(text: str) -> str:
    return "".join(visible(text).split())


def _problem(name: str, cause: str) -> Problem:
    return Problem(stage=Stage.CHECK, code="E509", file=name, cause=cause, help=NEXT_STEP["E509"])
