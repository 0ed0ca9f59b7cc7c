"""Thread pages: every post there, once, in full and under its author's name (E505, E503), and every passage that
a quotation links to beginning where its mark stands (E512). What stands around the posts is looked at in
`threadnotes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.checker.differences import shown
from extractor.checker.links import Places
from extractor.checker.page import NEXT_STEP, BuiltPage
from extractor.checker.proofs import Proof
from extractor.checker.quotations import BLOCKS, HOLDS, ConfirmedQuotation
from extractor.checker.sources import SourcePost, Sources
from extractor.markup import Element, elements, names, rendered_text
from extractor.model import Problem, Stage
from extractor.text.characters import folded, visible

LISTS = names("ul li")
"""Elements that may lay out the words of a post besides those of a quotation."""
CLASSES = names("borrowed quoted")
"""Classes that words of a post may have besides `machine`, which is for words that are none of the post's."""


@dataclass(frozen=True, slots=True)
class _Article:
    """A printed post: its element, and those inside it that are not inside another post."""

    element: Element
    words: list[Element]
    authors: list[Element]


class ThreadPages:
    """The thread pages of the site."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._met: set[str] = set()
        self._begins: dict[str, dict[str, int]] = {}
        self._wrong: dict[str, set[str]] = {}

    def check(self, page: BuiltPage) -> Iterator[Problem]:
        """The problems of one page; none for a page that is no thread page and prints no post."""
        articles = _articles(page)
        thread = self._sources.thread_of(page.address)
        if thread is None or thread not in self._sources.threads:
            for article in articles:
                cause = "a post is printed outside the page of its thread, where nothing says what it must be"
                yield page.problem("E505", article.element, cause)
            return
        self._met.add(thread)
        printed: dict[str, _Article] = {}
        for article in articles:
            anchor = article.element.attributes.get("id", "")
            if anchor in printed or self._sources.post(thread, anchor) is None:
                cause = f"a post is printed that {thread} does not have, or has once: id {anchor!r}"
                yield page.problem("E505", article.element, cause)
            printed.setdefault(anchor, article)
        for source in self._sources.posts(thread):
            article_of_post = printed.get(source.post.anchor)
            if article_of_post is None:
                yield page.problem("E505", 1, f"post {source.post.number} ({source.post.anchor}) is missing")
                self._wrong.setdefault(page.address, set()).add(source.post.anchor)
                continue
            yield from self._words(page, article_of_post, source)
            yield from _author(page, article_of_post, source)

    def _words(self, page: BuiltPage, article: _Article, source: SourcePost) -> Iterator[Problem]:
        if len(article.words) != 1:
            cause = f"post {source.post.number} has {len(article.words)} elements of class words; it needs one"
            yield page.problem("E505", article.element, cause)
            self._wrong.setdefault(page.address, set()).add(source.post.anchor)
            return
        element = article.words[0]
        targets: list[tuple[str, int]] = []
        hidden: list[Element] = []

        def met(inner: Element, offset: int) -> None:
            if "id" in inner.attributes:
                targets.append((inner.attributes["id"], offset))
            if "hidden" in inner.attributes:
                hidden.append(inner)

        text = rendered_text(page.nodes, element, skip=_machine, at=met)
        for inner, cause in _unwritten(page, element):
            yield page.problem("E505", inner, f"in the words of post {source.post.number}: {cause}")
        if hidden:
            yield page.problem("E505", hidden[0], f"words of post {source.post.number} are hidden")
        words = folded(text)
        if words != source.words:
            cause = f"post {source.post.number} is not printed as its source has it"
            yield page.problem("E505", element, cause, shown(words, source.words))
            self._wrong.setdefault(page.address, set()).add(source.post.anchor)
            return
        letters = done = 0
        for target, offset in targets:
            # Counted in letters, which white space cannot shift, and stretch by stretch: a post full of marks costs
            # no more than its length.
            letters += len(_letters(text[done:offset]))
            done = offset
            self._begins.setdefault(page.address, {})[target] = letters

    def marks_on(self, address: str) -> Mapping[str, int]:
        """The marks on a page that was checked, with how many letters of their posts stand before each."""
        return self._begins.get(address, {})

    def proven(self, address: str, proof: Proof) -> None:
        """Take a page on trust."""
        thread = self._sources.thread_of(address)
        if thread is not None:
            self._met.add(thread)
            if proof.begins:
                self._begins[address] = dict(proof.begins)

    def marks(self, quotations: Iterable[ConfirmedQuotation], ids: Mapping[str, Places]) -> Iterator[Problem]:
        """Quotations whose mark stands somewhere else than at their words."""
        for quotation in quotations:
            if not self.marked(ids, quotation.file, quotation.passage, quotation.words, quotation.places):
                yield quotation.otherwise

    def marked(self, ids: Mapping[str, Places], file: str, passage: str, words: str, places: Sequence[int]) -> bool:
        """Whether the mark of a passage on its thread's page stands where its words begin.

        One without any mark is a broken link and found as such; a post with other words has been reported.
        """
        anchor = passage.rpartition("-")[0]
        if passage not in ids.get(file, ()) or anchor in self._wrong.get(file, ()):
            return True
        begins = self._begins.get(file, {}).get(passage)
        if begins in places:
            return True
        source = self._sources.post(self._sources.thread_of(file) or "", anchor)
        return begins is not None and source is not None and source.letters.startswith(_letters(words), begins)

    def unreadable(self, address: str) -> None:
        """A page that was reported as not plainly written: it is there, whatever it says."""
        self._met.add(self._sources.thread_of(address) or "")

    def missing(self, file_of: str) -> Iterator[Problem]:
        """Threads without a page."""
        for thread in self._sources.threads:
            if thread not in self._met:
                file = f"{file_of}/threads/{thread}.html"
                yield Problem(
                    stage=Stage.CHECK, code="E505", file=file, cause="the thread has no page", help=NEXT_STEP["E505"]
                )


def _articles(page: BuiltPage) -> list[_Article]:
    """The posts of a page. An answer may be nested in the post it answers, so what belongs to which is told by the
    nearest post around."""
    articles: dict[int, _Article] = {}
    owners: list[_Article] = []
    for element in elements(page.nodes):
        while owners and owners[-1].element.end <= element.place:
            owners.pop()
        if element.name == "article" and "post" in element.classes:
            owners.append(_Article(element, [], []))
            articles[element.place] = owners[-1]
        elif owners and "words" in element.classes:
            owners[-1].words.append(element)
        elif owners and "author" in element.classes:
            owners[-1].authors.append(element)
    return list(articles.values())


def _author(page: BuiltPage, article: _Article, source: SourcePost) -> Iterator[Problem]:
    words = article.words[0] if article.words else article.element
    outside = [e for e in article.authors if not words.place < e.place < words.end or words is article.element]
    printed = [folded(rendered_text(page.nodes, element)) for element in outside]
    author = source.post.author
    number = source.post.number
    if author is None:
        if source.people & set(printed):
            yield page.problem("E503", article.element, f"post {number}, of an unknown author, stands under a name")
    elif not printed:
        yield page.problem("E503", article.element, f"post {number} does not name its author, {folded(author)}")
    elif wrong := [name for name in printed if name != folded(author)]:
        yield page.problem(
            "E503", outside[0], f"post {number} stands under another name", shown(wrong[0], folded(author))
        )


def _unwritten(page: BuiltPage, words: Element) -> Iterator[tuple[Element, str]]:
    """What among a post's words changes them without changing a letter."""
    place = words.place + 1
    while place < words.end:
        element = page.nodes[place]
        place += 1
        if not isinstance(element, Element):
            continue
        if _machine(element):
            place = element.end
        elif element.name not in HOLDS | LISTS:
            yield element, f"<{element.name}> may change what is read"
        elif not CLASSES.issuperset(element.classes):
            yield element, f"the class {element.attributes['class']!r} may hide them"
        else:
            for name, value in element.attributes.items():
                own_line = name == "dir" and value.lower() == "auto" and element.name in BLOCKS
                if name not in {"class", "hidden", "id", "lang"} and not own_line:
                    yield element, f"<{element.name} {name}> may change what is read"


def _machine(element: Element) -> bool:
    """What the program adds inside a post (who is quoted, where a passage ends) is no part of its words."""
    return "machine" in element.classes


def _letters(text: str) -> str:
    return "".join(visible(text).split())
