"""Every `<blockquote>` of a page against the post it names: E501 words, E502 source, E503 name, E504 borrowed.

The rule is "letter for letter" in docs/how-it-is-made.md. A quotation names its passage in `cite`, as
`<thread page>#<post>-<digest of the words>`; the digest makes sure that words cut off at either end, which would
still stand in the post, are found too, and that a reader who follows the link arrives at these words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from extractor.checker import voiceheads
from extractor.checker.addresses import AddressKind, SiteMap, kind
from extractor.checker.differences import nearest, shown
from extractor.checker.page import BuiltPage
from extractor.checker.sources import LEFT_OUT, SourcePost, Sources, Span
from extractor.markup import Element, around, elements, inside, names, rendered_text
from extractor.model import Problem, digest
from extractor.text.characters import folded, shortened

HOLDS = names("a b br div em i mark p span strong wbr")
"""Elements that lay words out and neither strike, add, number, move nor shrink any. Nothing else may stand in a
quotation: `<s>` takes a word back, `<q>` adds marks, `<ol>` numbers, `<sup>` makes a power of a digit, `<bdi>` lets
the words around it change places."""
BLOCKS = names("div p")
"""Those that begin a line of their own, in which a direction of writing moves nothing outside."""
CLASSES = names("asked context")
"""Classes that a quotation may have. What another one does to it is written in a style sheet, where nobody checks."""
SPANS_TRIED = 8
"""Readings tried for the ends of a quotation with words left out, where its words stand in the post several times."""
PLACES_TRIED = 500
"""Places of the same words in one post at which word edges are looked for."""
MARKS_KEPT = 4
"""Places of the same words in one post that are kept, to know them without opening the thread again."""
_PASSAGE = re.compile(r"(post-[A-Za-z0-9]{1,32})-([0-9a-f]{10})")


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a quotation as its `cite` attribute names it."""

    file: str
    """The thread page."""
    passage: str
    """The passage's element id there."""
    source: SourcePost
    """The post."""
    digest: str
    """The digest of the words."""


@dataclass(frozen=True, slots=True)
class ConfirmedQuotation:
    """A quotation whose words are right. Its mark on the thread page is looked at when all pages are read."""

    otherwise: Problem
    """What to report if its mark stands elsewhere. Not the page itself: no page may outlive its own check."""
    file: str
    """The thread page."""
    passage: str
    """The passage's element id there."""
    words: str
    """The words that must begin there."""
    places: tuple[int, ...]
    """How many letters of the post may stand before them; empty where these are many."""


class Quotations:
    """The quotations of all pages."""

    def __init__(self, sources: Sources, site: SiteMap) -> None:
        self._sources = sources
        self._site = site
        self.confirmed: list[ConfirmedQuotation] = []
        # Several checks ask of the same page, whose threads are opened once.
        self._page: BuiltPage | None = None
        self._named: dict[int, Citation | Problem] = {}

    def check(self, page: BuiltPage) -> Iterator[Problem]:
        """The problems of one page's quotations."""
        printed: dict[int, list[str]] = {}
        for quotation in elements(page.nodes):
            if quotation.name != "blockquote":
                continue
            named = self.named(page, quotation)
            if isinstance(named, Problem):
                yield named
                continue
            yield from self._words(page, quotation, named)
            yield from _author(page, quotation, named.source, printed)

    def named(self, page: BuiltPage, quotation: Element) -> Citation | Problem:
        """Where a quotation says it is from, or what is wrong with that."""
        if self._page is not page:
            self._page, self._named = page, {}
        if quotation.place not in self._named:
            self._named[quotation.place] = self._source_of(page, quotation)
        return self._named[quotation.place]

    def done(self) -> None:
        """Keep nothing of the page that was checked last."""
        self._page, self._named = None, {}

    def _source_of(self, page: BuiltPage, quotation: Element) -> Citation | Problem:
        cite = quotation.attributes.get("cite", "")
        if not cite:
            return page.problem(
                "E502", quotation, "a quotation does not say where it is from", _sample(page, quotation)
            )
        target = self._site.target(page.address, cite) if kind(cite) is AddressKind.LOCAL else None
        thread = target and target.file and self._sources.thread_of(target.file)
        if not target or not target.file or not thread or thread not in self._sources.threads:
            return page.problem("E502", quotation, f"a quotation names no thread of the corpus: {cite}")
        passage = unquote(target.fragment)
        parts = _PASSAGE.fullmatch(passage)
        source = self._sources.post(thread, parts[1]) if parts else None
        if not parts or not source:
            return page.problem("E502", quotation, f"a quotation names no post of {thread}: #{target.fragment}")
        return Citation(target.file, passage, source, parts[2])

    def _words(self, page: BuiltPage, quotation: Element, named: Citation) -> Iterator[Problem]:
        for element, cause in unquotable(page, quotation):
            yield page.problem("E501", element, cause)
        words = folded(rendered_text(page.nodes, quotation))
        if not words:
            yield page.problem("E501", quotation, "a quotation is empty")
            return
        source = named.source
        begins = _confirmed(source, words, named.digest)
        if begins is not None and not _whole(source, words):
            who = f"post {source.post.number} of {self._sources.thread_of(named.file)}"
            cause = f"a printed quotation begins or ends inside a word of {who}"
            yield page.problem("E501", quotation, cause, (f"page says: {shortened(words)}",))
            return
        if begins is not None:
            cause = f"other words than the quotation's begin at its mark, {named.file}#{named.passage}"
            otherwise = page.problem("E512", quotation, cause, (f"page says: {shortened(words)}",))
            places = tuple(islice(source.letters_before(begins), MARKS_KEPT + 1))
            places = places if len(places) <= MARKS_KEPT else ()
            self.confirmed.append(ConfirmedQuotation(otherwise, named.file, named.passage, begins, places))
            return
        who = f"post {source.post.number} of {self._sources.thread_of(named.file)}"
        pieces = [words] if _stands(source, words, honest=False) else words.split(LEFT_OUT)
        if _chain(source, pieces, honest=True):
            cause = f"the words stand in {who}, but the quotation's address is that of other words"
            details = (
                f"page says:  {shortened(words)}",
                f"address:    #{named.passage}",
                f"its digest: {digest(words)}; words are missing at an end, or the link is to another passage",
            )
            yield page.problem("E501", quotation, cause, details)
        elif _chain(source, pieces, honest=False):
            cause = f"words that {who} repeats from somebody else are printed as its author's"
            yield page.problem("E504", quotation, cause, (f"page says: {shortened(words)}",))
        else:
            cause = f"a printed quotation differs from {who}"
            yield page.problem("E501", quotation, cause, _difference(source, pieces))


def unquotable(page: BuiltPage, quotation: Element) -> Iterator[tuple[Element, str]]:
    """What in a quotation changes its words without changing a letter, each with a sentence that says so."""
    for name, value in quotation.attributes.items():
        if name not in {"cite", "class", "lang", "id"} and (name, value.lower()) != ("dir", "auto"):
            yield quotation, f"a quotation has the attribute {name}, which may change what a reader gets"
    if not CLASSES.issuperset(quotation.classes):
        yield quotation, f"a quotation has the class {quotation.attributes['class']!r}, which may hide it"
    if "dir" not in quotation.attributes and any(
        "dir" in above.attributes for above in around(page.nodes, quotation)
    ):
        yield quotation, 'a quotation takes its direction of writing from elsewhere; give it dir="auto"'
    if any("hidden" in above.attributes for above in around(page.nodes, quotation)):
        yield quotation, "a quotation stands in an element that is hidden"
    for element in inside(page.nodes, quotation):
        if element.name not in HOLDS or "hidden" in element.attributes:
            yield element, f"a quotation holds <{element.name}>, which is no quoted word"
            continue
        for name, value in element.attributes.items():
            link = name == "href" and element.name == "a"
            own_line = name == "dir" and value.lower() == "auto" and element.name in BLOCKS
            if not link and not own_line and name != "lang":
                yield element, f"<{element.name} {name}> in a quotation may change what a reader gets"


def _stands(source: SourcePost, words: str, *, honest: bool) -> bool:
    return any(not (honest and source.borrowed(place)) for place in source.places(words))


def _whole(source: SourcePost, words: str) -> bool:
    """Whether these words, which stand in the post, begin and end at word edges somewhere there."""
    if _stands(source, words, honest=True):
        return any(
            source.whole(place.start) and source.whole(place.end)
            for place in islice(source.places(words), PLACES_TRIED)
            if not source.borrowed(place)
        )
    pieces = words.split(LEFT_OUT)
    return any(source.whole(place.start) for place in islice(source.places(pieces[0]), PLACES_TRIED)) and any(
        source.whole(place.end) for place in islice(source.places(pieces[-1]), PLACES_TRIED)
    )


def _confirmed(source: SourcePost, words: str, wanted: str) -> str | None:
    """The words with which the named passage begins, when everything is right; else None."""
    if wanted == digest(words) and _stands(source, words, honest=True):
        return words
    pieces = words.split(LEFT_OUT)
    chain = _chain(source, pieces, honest=True) if len(pieces) > 1 else None
    if not chain:
        return None
    # The address is that of one piece (an answer with its context) or of all from first to last. No digest covers the
    # outer edges of the context, so it must be whole sentences there.
    for number, piece in enumerate(pieces):
        begins = number == 0 or source.pauses(chain[0].start)
        ends = number == len(pieces) - 1 or source.pauses(chain[-1].end)
        if begins and ends and wanted == digest(piece):
            return piece
    for first in islice(source.places(pieces[0]), SPANS_TRIED):
        rest = _chain(source, pieces, honest=True, start=first.start)
        for last in islice(source.places(pieces[-1], rest[-1].start), SPANS_TRIED) if rest else ():
            if wanted == digest(source.words[first.start : last.end]):
                return pieces[0]
    return None


def _chain(source: SourcePost, pieces: Sequence[str], *, honest: bool, start: int = 0) -> list[Span] | None:
    """Where the pieces of a quotation stand, one after another with something left out between; None when they do
    not."""
    chain = _as_far_as_it_goes(source, pieces, honest=honest, start=start)
    return chain if len(chain) == len(pieces) else None


def _as_far_as_it_goes(source: SourcePost, pieces: Sequence[str], *, honest: bool, start: int = 0) -> list[Span]:
    """The places of the pieces up to the first that has none. The earliest place of each is enough: it leaves most
    room for those behind it."""
    chain: list[Span] = []
    for number, piece in enumerate(pieces):
        for place in source.places(piece, start):
            whole = source.divides(place, before=number > 0, after=number < len(pieces) - 1)
            if whole and not (honest and source.borrowed(place)):
                chain.append(place)
                # One letter more than the space between: otherwise nothing is left out.
                start = place.end + 2
                break
        else:
            break
    return chain


def _difference(source: SourcePost, pieces: Sequence[str]) -> tuple[str, ...]:
    """The first piece that is not where it should be, beside the nearest words of the post."""
    chain = _as_far_as_it_goes(source, pieces, honest=False)
    piece = pieces[len(chain)]
    near = nearest(piece, source.words[chain[-1].end + 1 :] if chain else source.words)
    says = f"page says: {shortened(piece)}"
    if near is None:
        return (says, "nothing like it stands in that post (behind the words before it)")
    if near.startswith(piece):
        return (says, "a word is cut in two at […], or nothing is left out there")
    return shown(piece, near)


def _author(
    page: BuiltPage, quotation: Element, source: SourcePost, known: dict[int, list[str]]
) -> Iterator[Problem]:
    figure = next((above for above in around(page.nodes, quotation) if above.name == "figure"), None)
    if figure and figure.place not in known:
        known[figure.place] = list(_names(page, figure)) or voiceheads.names(page, figure)
    printed = known[figure.place] if figure else []
    author = source.post.author
    if author is None:
        # Words of an unknown author may not be printed under a name; what stands in place of a name does not matter.
        if figure and source.people & set(printed):
            yield page.problem("E503", quotation, "words of an unknown author are printed under a name")
    elif not printed:
        yield page.problem("E503", quotation, f"a quotation does not name its author, {folded(author)}")
    elif wrong := [name for name in printed if name != folded(author)]:
        yield page.problem(
            "E503", quotation, "a quotation is printed under another name", shown(wrong[0], folded(author))
        )


def _names(page: BuiltPage, figure: Element) -> Iterator[str]:
    """The names printed in a figure, without those of a figure or a quotation inside it."""
    for element in inside(page.nodes, figure):
        if "author" in element.classes:
            above = next(above for above in around(page.nodes, element) if above.name in {"figure", "blockquote"})
            if above is figure:
                yield folded(rendered_text(page.nodes, element))


def _sample(page: BuiltPage, quotation: Element) -> tuple[str, ...]:
    return (f"page says: {shortened(rendered_text(page.nodes, quotation))}",)
