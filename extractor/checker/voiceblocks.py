"""Blocks of one person's words (`class="voice"`): the name once for all figures inside, what is left out between
quotations, and what is folded.

E501: words left out without a sign, or a sign where nothing is left out. E507: another count, another name.
E508: words folded that should stand open, or the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.checker import voiceheads
from extractor.checker.figures import Figure
from extractor.checker.page import BuiltPage
from extractor.checker.speech import Speech
from extractor.checker.voice import Voice, strange
from extractor.checker.voiceheads import BLOCK, block_of
from extractor.markup import Element, around, elements, inside, rendered_text
from extractor.model import Answer, Problem, Prominence
from extractor.text.characters import folded

LEFT_OUT = "[…]"
"""The sign for words that are left out."""


def check(
    page: BuiltPage, figures: Sequence[Figure], answers: Mapping[str, Answer], voice: Voice, speech: Speech
) -> Iterator[Problem]:
    """What is wrong with the blocks of a page that prints these answers, by the address of their passage."""
    blocks = [element for element in elements(page.nodes) if BLOCK in element.classes]
    spoken: set[tuple[int, object]] = set()
    for block in blocks:
        inner = [figure for figure in figures if block.place < figure.element.place < block.end]
        rows = [answers[place] for figure in inner for place in figure.places if place in answers]
        if not rows:
            yield page.problem("E508", block, "a block of somebody's words quotes nobody")
            continue
        section = next((above.place for above in around(page.nodes, block) if "position" in above.classes), -1)
        person = rows[0].person
        if person[1] is not None and (section, person) in spoken:
            yield page.problem("E508", block, f"the words of {person[1]} in one position stand in two blocks")
        spoken.add((section, person))
        yield from _folds(page, block, inner, answers, speech)
        heads = voiceheads.head_times(page, inner[0].element)
        if heads and all(any(e.name == "time" for e in inside(page.nodes, each.element)) for each in inner):
            yield page.problem("E506", heads[0], "a day stands above words that all have days of their own")
        values = {*filter(None, (row.author for row in rows)), speech.number(_folded(rows))}
        yield from strange(page, block, voice.values(values), _checked_elsewhere)
    for figure in figures:
        if answers and block_of(page, figure.element) is None and any(place in answers for place in figure.places):
            yield page.problem("E508", figure.element, "an answer stands in no block of its author's words")
        yield from _left_out(page, figure, answers)


def _folds(
    page: BuiltPage, block: Element, figures: Sequence[Figure], answers: Mapping[str, Answer], speech: Speech
) -> Iterator[Problem]:
    folds = [element for element in inside(page.nodes, block) if element.name == "details"]
    for fold in folds:
        if "open" not in fold.attributes:
            yield page.problem("E508", fold, "words are folded for readers without scripts, and on paper")
    hidden = 0
    for figure in figures:
        inner = any(fold.place < figure.element.place < fold.end for fold in folds)
        for place in figure.places:
            answer = answers.get(place)
            hidden += inner
            if answer is not None and inner != (answer.prominence is Prominence.FOLDED):
                cause = "folded, and should stand open" if inner else "open, and should be folded"
                yield page.problem("E508", figure.element, f"these words are {cause}")
    for fold in folds:
        for element in inside(page.nodes, fold):
            if element.name == "summary":
                text = rendered_text(page.nodes, element)
                for name in sorted({a.author for a in answers.values() if a.author}, key=len, reverse=True):
                    text = text.replace(folded(name), " ")
                if speech.numbers(text) not in ([], [hidden]):
                    yield page.problem("E507", element, f"{hidden} passages are folded, the page has another number")


def _left_out(page: BuiltPage, figure: Figure, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Between two quotations of one line: the sign where words are left out, and only there."""
    for words in inside(page.nodes, figure.element):
        if "words" not in words.classes:
            continue
        last: Answer | None = None
        sign: Element | None = None
        for element in inside(page.nodes, words):
            if "left-out" in element.classes:
                if last is None or sign is not None or rendered_text(page.nodes, element).strip() != LEFT_OUT:
                    yield page.problem("E501", element, "a sign for words left out stands where none are")
                sign = element
            place = figure.place_by_element.get(element.place)
            answer = answers.get(place) if place else None
            if answer is None:
                continue
            if last is not None:
                between = figure.post.post.text[last.passage.end : answer.passage.start].strip()
                if answer.passage.start < last.passage.end:
                    yield page.problem(
                        "E501", element, "quotations read as one stand in another order than their post"
                    )
                elif bool(between) != (sign is not None):
                    cause = "words are left out here without a sign" if between else "nothing is left out here"
                    yield page.problem("E501", element, cause)
            last, sign = answer, None
        if sign is not None:
            yield page.problem("E501", sign, "a sign for words left out stands where none are")


def _folded(rows: Sequence[Answer]) -> int:
    return sum(row.prominence is Prominence.FOLDED for row in rows)


def _checked_elsewhere(element: Element) -> bool:
    return element.name == "figure" or "editor" in element.classes
