"""What a page says to programs in its head, against the posts and the FAQ (E509): JSON-LD, and `og:` properties."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from extractor.checker.expected import Expected
from extractor.checker.page import BuiltPage
from extractor.checker.questionpages import page_of
from extractor.checker.sources import Sources
from extractor.markup import Element, elements, rendered_text
from extractor.model import Answer, Entry, Post, Problem
from extractor.text.characters import folded, shortened, visible

COMMENTS = 20
"""Comments that the data of a thread's page quote at most, written down here once more, as a check must be."""
LEAST = 100
"""Letters of a post that they quote at least, where it has more."""
LEFT_OUT = " […]"
"""Behind words of which the rest is left out."""
DATA = "application/ld+json"
"""The type of a script that holds data."""


class LinkedData:
    """What the pages of questions and threads say to programs."""

    def __init__(self, sources: Sources, expected: Expected) -> None:
        self._sources = sources
        self._entries = {page_of(entry.question): entry for row in expected.faq.sections for entry in row.entries}

    def check(self, page: BuiltPage) -> Iterator[Problem]:
        """The problems of one page."""
        for element in elements(page.nodes):
            if element.name == "script" and element.attributes.get("type", "").lower() == DATA:
                for cause in self._data(page, element):
                    yield page.problem("E509", element, cause)
        yield from _properties(page)

    def _data(self, page: BuiltPage, element: Element) -> Iterator[str]:
        text = "".join(node for node in page.nodes[element.place + 1 : element.end] if isinstance(node, str))
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict) or "<" in text:
            yield "data for programs are no JSON, or hold markup"
            return
        entry, thread = self._entries.get(page.address), self._sources.thread_of(page.address)
        if entry is not None:
            yield from _question(data, entry)
        elif thread is not None and thread in self._sources.threads:
            yield from self._thread(data, thread)
        else:
            yield "a page that is of no question and no thread holds data for programs"

    def _thread(self, data: Mapping[str, Any], id: str) -> Iterator[str]:
        thread = self._sources.threads[id].thread
        comments = data.get("comment")
        rows = [row for row in comments if isinstance(row, dict)] if isinstance(comments, list) else []
        posts = list(thread.posts)
        if data.get("@type") != "DiscussionForumPosting" or _letters(data.get("headline")) != _letters(
            thread.title or id
        ):
            yield "data for programs have another title than the thread"
        if not thread.opener_missing and posts:
            yield from _post(data, posts.pop(0), {thread.url})
        if data.get("commentCount") != len(posts) or len(rows) != min(COMMENTS, len(posts)):
            counted = data.get("commentCount")
            yield f"data for programs have {len(rows)} of {counted} comments, the thread {len(posts)}"
            return
        for row, post in zip(rows, posts, strict=False):
            yield from _post(row, post, set())


def _question(data: Mapping[str, Any], entry: Entry) -> Iterator[str]:
    asked = data.get("mainEntity")
    if data.get("@type") != "FAQPage" or not isinstance(asked, dict) or asked.get("@type") != "Question":
        yield "data for programs are no question"
        return
    if _letters(asked.get("name")) != _letters(entry.question.title):
        yield "data for programs have another title than the question"
    more = asked.get("suggestedAnswer")
    rows = [asked.get("acceptedAnswer"), *(more if isinstance(more, list) else [])]
    if asked.get("answerCount") != len(rows) or len(rows) != _voices(entry):
        yield f"data for programs have {len(rows)} answers, the question {_voices(entry)} people"
    for row in rows:
        text = _letters(row.get("text")) if isinstance(row, dict) else ""
        answers = [answer for answer in entry.answers if _letters(answer.passage.text) == text]
        if not answers:
            yield f"data for programs say other words than the page: {shortened(text)}"
        elif not any(_is_of(row, answer) for answer in answers):
            yield f"data for programs name another author, day or place for: {shortened(answers[0].passage.text)}"


def _voices(entry: Entry) -> int:
    return sum(len({answer.person for answer in position.answers}) for position in entry.positions)


def _is_of(row: Mapping[str, Any], answer: Answer) -> bool:
    ends = f"#{answer.passage.thread}/{answer.passage.id}"
    return _is_by(row, answer.author, answer.posted, {answer.permalink, answer.thread_url, answer.original}) and (
        "url" not in row or str(row["url"]).endswith(ends)
    )


def _post(row: Mapping[str, Any], post: Post, more: set[str | None]) -> Iterator[str]:
    if not says(str(row.get("text", "")), post.text):
        yield f"data for programs say other words than post {post.number}"
    elif not _is_by(row, post.author, post.posted, {post.permalink, *more}):
        yield f"data for programs name another author, day or place for post {post.number}"
    elif "url" in row and urlsplit(str(row["url"])).fragment != post.anchor:
        yield f"data for programs lead to another post than {post.number}"


def says(said: str, text: str) -> bool:
    """Whether data quote a post: the whole of it, or words from its start with a sign behind them. They are whole
    words, unless the one that is cut began before so many letters as have to be there."""
    words = folded(text)
    if folded(said) == words:
        return True
    begun = said.removesuffix(LEFT_OUT)
    rest = words.removeprefix(begun)
    if not said.endswith(LEFT_OUT) or len(begun) < LEAST or rest in (words, ""):
        return False
    return rest.startswith(" ") or " " not in begun[LEAST:]


def _is_by(row: Mapping[str, Any], author: str | None, posted: datetime | None, origins: set[str | None]) -> bool:
    person = row.get("author")
    name = person.get("name") if isinstance(person, dict) else None
    based = row.get("isBasedOn")
    return (
        _letters(name) == _letters(author or "")
        and row.get("datePublished") == (posted.isoformat() if posted else None)
        and (based is None or _letters(based) in {_letters(url) for url in origins if url})
    )


def _properties(page: BuiltPage) -> Iterator[Problem]:
    """`og:title` and `og:description` say what the page's title and description say."""
    rows = elements(page.nodes)
    names = {e.attributes.get("name"): e.attributes.get("content", "") for e in rows if e.name == "meta"}
    titles = [folded(rendered_text(page.nodes, e)) for e in rows if e.name == "title"]
    for element in rows:
        said, content = element.attributes.get("property"), folded(element.attributes.get("content", ""))
        if said == "og:title" and not any(_begins(title, content) for title in titles):
            yield page.problem("E509", element, f"og:title is another title than the page's: {shortened(content)}")
        elif said == "og:description" and content != folded(names.get("description", "")):
            yield page.problem("E509", element, f"og:description is not the page's: {shortened(content)}")
        elif said == "og:url" and content not in _canonical(rows):
            yield page.problem("E509", element, f"og:url is not the page's address: {shortened(content)}")


def _begins(title: str, content: str) -> bool:
    return bool(content) and title.startswith(content)


def _canonical(rows: Sequence[Element]) -> set[str]:
    return {e.attributes.get("href", "") for e in rows if e.name == "link" and e.attributes.get("rel") == "canonical"}


def _letters(text: object) -> str:
    return "".join(visible(str(text or "")).split())
