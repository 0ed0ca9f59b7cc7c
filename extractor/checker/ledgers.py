"""What a question's page lists as what may change (`class="ledger"`), against the passages it quotes: E507, E506.

Each value must stand in the quotation that it leads to, with that post's day beside it, the newest of a line first.
Which values are facts is not looked at: the page shows where each is from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import unquote

from extractor.checker.figures import times
from extractor.checker.page import BuiltPage
from extractor.checker.speech import Speech
from extractor.checker.voice import Voice, strange
from extractor.markup import Element, elements, inside, rendered_text
from extractor.model import Answer, Problem
from extractor.text.characters import folded, shortened

LEDGER = "ledger"
"""The class of the list."""


def check(page: BuiltPage, answers: Mapping[str, Answer], voice: Voice, speech: Speech) -> Iterator[Problem]:
    """What is wrong with the facts of one page, which prints these answers."""
    rows = {f"{row.passage.thread}/{row.passage.id}": row for row in answers.values()}
    for ledger in (element for element in elements(page.nodes) if LEDGER in element.classes):
        values: set[str] = set()
        for line in (element for element in inside(page.nodes, ledger) if element.name == "dl"):
            answer: Answer | None = None
            last: datetime | None = None
            for element in inside(page.nodes, line):
                if element.name == "dt":
                    words = folded(rendered_text(page.nodes, element))
                    answer = rows.get(_target(page, element))
                    if answer is None or not words or words not in folded(answer.passage.text):
                        yield page.problem("E507", element, f"no quotation of this page says {shortened(words)!r}")
                    values.add(words)
                elif element.name == "dd" and answer is not None:
                    posted = answer.posted
                    yield from times(page, element, posted, speech, needed=True)
                    if answer.ruling is not None:
                        values |= {folded(answer.ruling.by), speech.day(answer.ruling.on)}
                        values |= {speech.day(answer.ruling.check_again)} if answer.ruling.check_again else set()
                    if posted is not None and last is not None and posted.replace(tzinfo=None) > last:
                        yield page.problem("E507", element, "of these values an older one stands above a newer one")
                    last = posted.replace(tzinfo=None) if posted is not None else last
        yield from strange(page, ledger, voice.values(values))


def _target(page: BuiltPage, element: Element) -> str:
    """The element on this page that a value leads to."""
    links = (link for link in inside(page.nodes, element) if link.name == "a")
    return next((unquote(link.attributes.get("href", "")[1:]) for link in links), "")
