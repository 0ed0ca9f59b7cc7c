"""What a thread page says around the words of its posts: dates, addresses, numbers, who answers whom (E506, E507).

Where this program says something among the words of a post (`class="machine"`), it may say what a template says,
names of the thread, titles of questions, and numbers of posts; anything else there is E505.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from extractor.checker import drawings
from extractor.checker.addresses import AddressKind, SiteMap, kind
from extractor.checker.expected import Expected
from extractor.checker.figures import alike, times
from extractor.checker.page import NEXT_STEP, BuiltPage
from extractor.checker.questionpages import in_order, page_of
from extractor.checker.sources import Sources
from extractor.checker.speech import Speech
from extractor.checker.voice import Values, Voice, strange
from extractor.markup import Element, around, elements, inside, rendered_text
from extractor.model import Conversation, Post, Problem, Thread
from extractor.text.characters import folded, shortened

_POST = re.compile(r"#([0-9]+)$")
_FRAMED = frozenset({"crumbs", "words"})


class ThreadNotes:
    """The machine's words on thread pages."""

    def __init__(self, sources: Sources, site: SiteMap, expected: Expected, voice: Voice) -> None:
        self._sources = sources
        self._site = site
        self._voice = voice
        self._speech = expected.speech
        self._threads = expected.threads
        self._titles = {
            page_of(entry.question): folded(entry.question.title)
            for section in expected.faq.sections
            for entry in section.entries
        }

    def check(self, page: BuiltPage) -> Iterator[Problem]:
        """The problems of one page; none for a page that is no thread page."""
        name = self._sources.thread_of(page.address)
        thread = self._sources.threads.get(name) if name is not None else None
        yield from drawings.check(page, thread)
        if name is None or thread is None:
            return
        conversation = self._sources.threads[name]
        posts = {post.anchor: post for post in reversed(conversation.thread.posts)}
        main = next((element for element in elements(page.nodes) if element.name == "main"), None)
        if main is None:
            return
        yield from _frame(page, main, conversation.thread, name, self._speech)
        terms = self._terms(name)
        printed = [e for e in inside(page.nodes, main) if "terms" in e.classes]
        texts = [folded(rendered_text(page.nodes, element)) for element in printed]
        if any(folded(term) not in " ".join(texts) for term in terms):
            yield page.problem("E507", printed[0] if printed else main, "the terms of this thread are not all said")
        titles = {
            self._titles.get(self._address_of(page, element), "")
            for element in inside(page.nodes, main)
            if "href" in element.attributes
        }
        values = self._voice.values([*titles, *terms, *_values(conversation, name, self._speech)])
        listed = self._listed(page, main)
        counted = map(str, range(1, len(listed) + 1))
        inserts = self._voice.values([*titles, *_people(conversation.thread), *_numbers(posts), *counted])
        yield from strange(page, main, values, _framed)
        for element in inside(page.nodes, main):
            if element.name not in {"header", "a"} and not element.classes:
                continue
            if "words" in element.classes:
                yield from _inserts(page, element, inserts)
            elif element.name == "header" and (post := _post_around(page, element, posts)):
                yield from times(page, element, post.posted, self._speech, needed=True)
            elif element.name == "a":
                yield from self._link(page, element, posts, conversation, listed)

    def _terms(self, name: str) -> list[str]:
        """Under which terms a thread is quoted, and how its authors are to be named."""
        summary = self._threads.get(name)
        terms = summary.terms if summary else None
        return list(filter(None, (terms.licence, terms.attribution, terms.permission))) if terms else []

    def _link(
        self,
        page: BuiltPage,
        link: Element,
        posts: dict[str, Post],
        conversation: Conversation,
        listed: Sequence[str],
    ) -> Iterator[Problem]:
        url, words = link.attributes.get("href", ""), folded(rendered_text(page.nodes, link))
        if kind(url) is AddressKind.WEB:
            post = _post_around(page, link, posts)
            own = [each.url for each in post.links] if post else [conversation.thread.url or ""]
            if alike(url) not in map(alike, own) and not self._voice.links_to(url):
                yield page.problem("E506", link, f"this address is not in the source: {shortened(url)}")
        elif kind(url) is AddressKind.LOCAL and url:
            target = self._site.target(page.address, url)
            number = _POST.search(words)
            post = posts.get(target.fragment) if target.file == page.address else None
            title = self._titles.get(target.file or "")
            if post and number and int(number[1]) != post.number:
                yield page.problem("E506", link, f"a link says {number[0]} and leads to post {post.number}")
            elif title is not None and "used" in link.classes:
                label = folded(link.attributes.get("aria-label", ""))
                right = words.isdecimal() and 0 < int(words) <= len(listed) and listed[int(words) - 1] == target.file
                if not right or title not in label:
                    cause = f"the number {shortened(words)} leads to {title!r}, and the page's list says otherwise"
                    yield page.problem("E506", link, cause)
            elif title is not None and title not in words:
                yield page.problem("E506", link, f"a link to {title!r} says {shortened(words)!r}")

    def _listed(self, page: BuiltPage, main: Element) -> list[str]:
        """The pages of the questions that a thread answers, as the page lists them."""
        lists = [element for element in inside(page.nodes, main) if "numbered" in element.classes]
        links = (link for each in lists for link in inside(page.nodes, each) if link.name == "a")
        return [self._address_of(page, link) for link in links]

    def _address_of(self, page: BuiltPage, link: Element) -> str:
        url = link.attributes.get("href", "")
        return self._site.target(page.address, url).file or "" if url and kind(url) is AddressKind.LOCAL else ""


def _frame(page: BuiltPage, main: Element, thread: Thread, name: str, speech: Speech) -> Iterator[Problem]:
    """The page's title, and what its summary counts."""
    headings = [e for e in inside(page.nodes, main) if e.name == "h1"]
    title = folded(thread.title or name)
    if [folded(rendered_text(page.nodes, e)) for e in headings] != [title]:
        yield page.problem("E507", main, f"the page's title is not {title!r}")
    posted = [post.posted.replace(tzinfo=None) for post in thread.posts if post.posted]
    for element in inside(page.nodes, main):
        if "summary" in element.classes:
            words = folded(rendered_text(page.nodes, element))
            known = {folded(thread.platform or ""), *(folded(speech.day(end)) for end in _ends(posted))} - {""}
            for text in sorted(known, key=len, reverse=True):
                words = words.replace(text, " ")
            right = [len(thread.posts), len(_voices(thread)), thread.posts_announced or 0]
            if not in_order(speech.numbers(words, ":"), right):
                yield page.problem("E507", element, f"the page counts otherwise than its thread: {shortened(words)}")


def _values(conversation: Conversation, name: str, speech: Speech) -> Iterator[str]:
    thread = conversation.thread
    yield from (thread.title or name, name, thread.platform or "")
    yield from _people(thread)
    yield from map(speech.number, {len(thread.posts), thread.posts_announced or 0, len(_voices(thread))})
    for post in thread.posts:
        yield str(post.number)
        yield from (post.edited_by or "", post.login or "", post.rank or "")
        yield from (link.url for link in post.links)
        yield speech.number(post.votes) if post.votes else ""
        for time in filter(None, (post.posted, post.edited)):
            yield from speech.times(time)
    yield from (reply.words for reply in conversation.replies.values())


def _inserts(page: BuiltPage, words: Element, values: Values) -> Iterator[Problem]:
    for element in inside(page.nodes, words):
        if "machine" in element.classes:
            for problem in strange(page, element, values):
                yield replace(problem, code="E505", help=NEXT_STEP["E505"])


def _post_around(page: BuiltPage, element: Element, posts: dict[str, Post]) -> Post | None:
    """The post whose article an element stands in, outside its words."""
    for above in around(page.nodes, element):
        if above.name == "article" and "post" in above.classes:
            return posts.get(above.attributes.get("id", ""))
    return None


def _framed(element: Element) -> bool:
    return not _FRAMED.isdisjoint(element.classes)


def _people(thread: Thread) -> set[str]:
    return {post.author for post in thread.posts if post.author}


def _voices(thread: Thread) -> set[tuple[str, str]]:
    return {(post.author, post.role.value) for post in thread.posts if post.author}


def _numbers(posts: dict[str, Post]) -> list[str]:
    return [str(post.number) for post in posts.values()]


def _ends(times: list[datetime]) -> list[datetime]:
    return [min(times), max(times)] if times else []
