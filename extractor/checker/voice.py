"""The machine's own words on a page: what the templates say by themselves, and values of the corpus between them.

A word that is neither is nobody's: it was written into the page. Templates are read as text, so that nothing of
what renders them is needed. On a site in another language, what its catalogue translates must stand there translated.
What this cannot see is named in docs/errors/E507.md.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from pathlib import Path
from unicodedata import category

from extractor.checker.page import BuiltPage
from extractor.checker.speech import PLACE, Speech
from extractor.markup import Element, StartTag
from extractor.model import Problem
from extractor.text.characters import folded, shortened

PHRASES = (
    "asks",
    "member",
    "staff",
    "All topics",
    "Sources",
    "All questions",
    "People",
    "Still open",
    "the source says so",
    "repeats its words",
    "repeats its words “%(words)s”",
    "calls “%(words)s”",
    "calls its author by name",
    "it asks a question",
    "its place in the order of replies",
    "the post before it",
    "edited",
    "edited %(time)s",
    "edited by %(editor)s",
    "edited %(time)s by %(editor)s",
    "to be checked again by %(day)s",
    "was to be checked again by %(day)s",
    "Kept by %(editor)s, %(day)s",
    "Placed here by %(editor)s, %(day)s",
    "Added by %(editor)s, %(day)s",
)
"""What the program says on pages where no template says it, in English: roles, crumbs, reasons of reply lines, edits,
rulings."""

_MARK = re.compile(r"(\{\{|\{%|\{#|\}\}|%\}|#\}|[<>\"])")
_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_PRINTED = re.compile(
    r"(?P<compared>[=!]=[ ]?+(?:'[^']*'|\"[^\"]*\"))|(?P<asked>attr\((?:'[^']*'|\"[^\"]*\")|\[(?:'[^']*')\])"
    r"|(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\")(?P<key>\s*:)?"
)
_ELSEWHERE = frozenset({"blockquote", "time"})
_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
_READ_OUT_BY = tuple(f"{name}=" for name in _ATTRIBUTES)
_LENGTHS = (4, 3, 2, 1)
_NUMBER = re.compile("[0-9]+")
_folded = lru_cache(maxsize=1 << 12)(folded)
_KEPT = 4096
"""Texts of one page or post that are kept."""


class Voice:
    """The literals of a folder of templates, and what can be said with them."""

    def __init__(self, templates: Path, speech: Speech) -> None:
        texts = [path.read_text("utf-8") for path in sorted(templates.rglob("*.html"))]
        self._sources = "\n".join(texts)
        own = {folded(literal) for text in texts for literal in literals(text)} | _pieces(PHRASES)
        translated = {piece for piece in _pieces(speech.messages) if any(map(str.isalnum, piece))}
        own = (own - translated) | _pieces(speech.forms(speech.messages)) | set(map(folded, speech.joints()))
        self._own = _index(own)
        # What templates and the numbers of posts say stands on page after page.
        self._needs = lru_cache(maxsize=1 << 12)(self._numbers_of)

    def links_to(self, address: str) -> bool:
        """Whether a template itself holds this address."""
        return f'"{html.escape(address)}"' in self._sources

    def values(self, values: Iterable[str]) -> Values:
        """Values of the corpus, ready to stand between the literals."""
        return Values(self._own, values, self._needs)

    def _numbers_of(self, text: str) -> Set[str] | None:
        """The numbers that must be among the values for a text to be made of them and of literals; None for a text
        with other values."""
        numbers = frozenset(_NUMBER.findall(text))
        return None if Values(self._own, numbers, lambda _: None).strange(text) else numbers


class Values:
    """What may be printed on a page or at a post: the templates' literals and these values."""

    def __init__(
        self, own: dict[str, list[str]], values: Iterable[str], needs: Callable[[str], Set[str] | None]
    ) -> None:
        """`needs` may say of a text from which few values the literals make it."""
        self._pieces = set(map(_folded, values)) - {""}
        self._indexes = (own, _index(self._pieces))
        self._needs = needs
        self._strange: dict[str, str] = {}

    def strange(self, text: str) -> str:
        """The words from which on a text is made of neither; empty when all of it is."""
        strange = self._strange.get(text)
        if strange is None:
            words = _folded(text)
            strange = "" if not words or words in self._pieces else self._judged(words)
            if len(self._strange) < _KEPT:
                self._strange[text] = strange
        return strange

    def _judged(self, text: str) -> str:
        needed = self._needs(text)
        return "" if needed is not None and needed <= self._pieces else self._nobodys(text)

    def _nobodys(self, text: str) -> str:
        """Every way to lay the pieces end to end is tried, each place of the text once."""
        reached, furthest = {0}, 0
        for place in range(len(text)):
            if place not in reached:
                continue
            if text[place] == " ":
                reached.add(place + 1)
                continue
            furthest = place
            for piece in self._at(text, place):
                reached.add(place + len(piece))
        return "" if len(text) in reached else text[furthest:]

    def _at(self, text: str, place: int) -> Iterator[str]:
        if place and _in_one_word(text[place - 1], text[place]):
            return
        for length in _LENGTHS:
            key = text[place : place + length]
            for index in self._indexes:
                for piece in index.get(key, ()):
                    end = place + len(piece)
                    inside = end < len(text) and _in_one_word(piece[-1], text[end])
                    if not inside and text.startswith(piece, place):
                        yield piece


def strange(
    page: BuiltPage, within: Element, values: Values, skip: Callable[[Element], bool] = lambda _: False
) -> Iterator[Problem]:
    """Words inside an element that are neither a template's nor among the values: those in its text, and those that
    are read out (`aria-label`). Quotations and times have checks of their own; `skip` names what else has."""
    place, parent = within.place, within
    while place < within.end:
        node = page.nodes[place]
        place += 1
        if isinstance(node, str):
            words = "" if node.isspace() else values.strange(node)
        elif node.name in _ELSEWHERE or skip(node):
            place = node.end
            continue
        else:
            parent = node
            texts = _of_tag(node.tag) if node.tag is not None else _read_out(node)
            words = next(filter(None, map(values.strange, texts)), "") if texts else ""
        if words:
            yield page.problem("E507", parent, f"neither a template nor the corpus says this: {shortened(words)}")


@lru_cache(maxsize=1 << 12)
def _of_tag(tag: StartTag) -> Sequence[str]:
    return _read_out(tag)


def _read_out(element: Element | StartTag) -> Sequence[str]:
    """The attributes of an element that are read out."""
    return tuple(value for name in _ATTRIBUTES if (value := element.attributes.get(name)))


def _in_one_word(letter: str, next_letter: str) -> bool:
    """Whether two characters are inside a word. Scripts without capitals may write words without a space between."""
    pair = letter, next_letter
    return all(map(str.isalnum, pair)) and "Lo" not in map(category, pair)


def _index(pieces: Iterable[str]) -> dict[str, list[str]]:
    """Pieces by their first letters; those shorter than that by all they have."""
    pieces_by_letters: dict[str, list[str]] = {}
    for piece in sorted(pieces):
        if piece:
            pieces_by_letters.setdefault(piece[: _LENGTHS[0]], []).append(piece)
    return pieces_by_letters


def _pieces(messages: Iterable[str]) -> set[str]:
    """What stands in messages between their places."""
    return {folded(piece) for message in messages for piece in PLACE.split(message)}


def literals(template: str) -> Iterator[str]:
    """What a template prints by itself: the text between its tags, attributes that are read out, and the strings that
    its expressions give. Strings that are only compared, and other attributes, are no words of the page."""
    scan = _Scan()
    for token in _MARK.split(template):
        scan.take(token)
    scan.end_text()
    for code in scan.codes:
        if code.startswith("{{") or code.lstrip("{%- ").startswith("set "):
            for string in _PRINTED.finditer(code):
                words = string["single"] if string["single"] is not None else string["double"]
                if words is not None and not string["key"]:
                    yield from PLACE.split(words)
    yield from map(html.unescape, scan.texts)


class _Scan:
    """A template read once from its start to its end."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        """What stands between tags and expressions, and in attributes that are read out."""
        self.codes: list[str] = []
        """Expressions and statements outside tags, and in attributes that are read out."""
        self._text: list[str] = []
        self._code: list[str] = []
        self._tag: list[str] | None = None
        self._in_value = self._read_out = False

    def take(self, token: str) -> None:
        """The next mark, or what stands up to it."""
        if self._code:
            self._inside_code(token)
        elif token in _CLOSES:
            self.end_text()
            self._code = [token]
        elif self._tag is not None:
            self._inside_tag(self._tag, token)
        elif token == "<":
            self.end_text()
            self._tag = []
        else:
            self._text.append(token)

    def end_text(self) -> None:
        """A tag, an expression or the end: what was read up to here is one stretch."""
        if self._tag is None or self._read_out:
            self.texts.append("".join(self._text))
        self._text = []

    def _inside_code(self, token: str) -> None:
        self._code.append(token)
        if token == _CLOSES[self._code[0]]:
            if (self._tag is None or self._read_out) and self._code[0] != "{#":
                self.codes.append("".join(self._code))
            self._code = []

    def _inside_tag(self, tag: list[str], token: str) -> None:
        if token == '"':
            self.end_text()
            self._in_value = not self._in_value
            self._read_out = self._in_value and tag[-1:] != [] and tag[-1].endswith(_READ_OUT_BY)
            tag.append(token)
        elif self._in_value:
            self._text.append(token)
        elif token == ">":
            self._tag = None
        else:
            tag.append(token)
