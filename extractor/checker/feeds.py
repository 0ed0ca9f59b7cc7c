"""The feed and `llms.txt`: every answer in the words of its post and at its place, and no line of anybody else (E509,
E521)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from extractor.checker.expected import Expected
from extractor.checker.overviews import changed
from extractor.checker.page import NEXT_STEP
from extractor.checker.questionpages import page_of
from extractor.model import Answer, Entry, Problem, Stage
from extractor.text.characters import folded, shortened, visible

FEED, LLMS = "feed.xml", "llms.txt"
"""Their files, from the root of the site."""
NAMED = 100
"""How many answers a feed has at most."""
_ATOM = "{http://www.w3.org/2005/Atom}"
_HEAD = {"id", "title", "updated", "link", "entry"}
_PARTS = {"id", "title", "updated", "author", "link", "rights", "content"}
_REFUSED = re.compile(r"<!|<\?(?!xml version=\"1\.0\" encoding=\"utf-8\"\?>\n)")
_LINK = re.compile(r"- \[((?:[^\]\\]|\\.)*)\]\(([^()\s]+)\)")


class Feeds:
    """What these files must say."""

    def __init__(self, expected: Expected) -> None:
        self._expected = expected
        self._answers: dict[str, tuple[Entry, Answer]] = {}
        for section in expected.faq.sections:
            for entry in section.entries:
                for answer in entry.answers:
                    name = f"{page_of(entry.question)}#{answer.passage.thread}/{answer.passage.id}"
                    self._answers[name] = (entry, answer)

    def check(self, file: str, name: str, path: Path) -> Iterator[Problem]:
        """The problems of one file; none of another."""
        causes = {FEED: self._feed, LLMS: self._llms}.get(file, lambda _: iter(()))(path)
        for code, cause in causes:
            yield Problem(stage=Stage.CHECK, code=code, file=name, cause=cause, help=NEXT_STEP[code])

    def _feed(self, path: Path) -> Iterator[tuple[str, str]]:
        text = path.read_text("utf-8", "replace")
        try:
            # Without a document type there are no entities, so nothing can grow or ask for a file.
            root = None if _REFUSED.search(text) else ElementTree.fromstring(text)
        except ElementTree.ParseError:
            root = None
        if root is None or root.tag != f"{_ATOM}feed":
            yield "E521", "the feed is no plain Atom"
            return
        parts = [(child, _HEAD) for child in root]
        parts += [(part, _PARTS) for entry in root.iter(f"{_ATOM}entry") for part in entry]
        for part, known in parts:
            if part.tag.removeprefix(_ATOM) not in known or part.get("type", "text") != "text":
                yield "E521", f"the feed holds more than entries of plain text: {shortened(part.tag)}"
                return
        yield from self._entries(root)

    def _entries(self, root: ElementTree.Element) -> Iterator[tuple[str, str]]:
        base = urlsplit(_text(root, "id")).path
        listed = []
        days = []
        for entry in root.iter(f"{_ATOM}entry"):
            address = urlsplit(_text(entry, "id"))
            place = f"{unquote(address.path).removeprefix(base)}#{unquote(address.fragment)}"
            known = self._answers.get(place)
            if known is None:
                yield "E509", f"the feed has an answer that the site does not print: {shortened(place)}"
                continue
            listed.append(place)
            days.append(_text(entry, "updated")[:10])
            yield from self._entry(entry, place, *known)
        dated = {place: day for place, (_, row) in self._answers.items() if (day := changed(row, self._expected))}
        newest = sorted(dated.values(), reverse=True)[:NAMED]
        if days != [day.isoformat() for day in newest] or len(set(listed)) != len(listed):
            yield "E509", "the feed has other answers than the newest of the site, or another order"
        latest = f"{newest[0].isoformat() if newest else '1970-01-01'}T00:00:00Z"
        if _text(root, "updated") != latest:
            yield "E509", f"the feed is as old as its newest answer, {latest}"

    def _entry(self, row: ElementTree.Element, place: str, entry: Entry, answer: Answer) -> Iterator[tuple[str, str]]:
        thread = self._expected.threads.get(answer.passage.thread)
        day = changed(answer, self._expected)
        wanted = {
            "title": entry.question.title,
            "content": answer.passage.text,
            "author": answer.author or "unknown",
            "updated": f"{day.isoformat()}T00:00:00Z" if day else "",
            "rights": (thread.terms.licence if thread else None) or "",
        }
        for name, right in wanted.items():
            said = _text(row, name if name != "author" else f"author/{_ATOM}name")
            if _letters(said) != _letters(right):
                yield "E509", f"{place}: `{name}` is not what the post or its source says: {shortened(said)}"
        origins = {url for url in (answer.permalink, answer.thread_url, answer.original) if url}
        for link in row.iter(f"{_ATOM}link"):
            href = link.get("href", "")
            places = {_text(row, "id")} if link.get("rel") == "alternate" else origins
            if _letters(href) not in {_letters(url) for url in places}:
                yield "E509", f"{place}: a link leads elsewhere: {shortened(href)}"

    def _llms(self, path: Path) -> Iterator[tuple[str, str]]:
        """Only headings, the topics' summaries, and links under their pages' titles."""
        sections = self._expected.faq.sections
        titles = {page_of(entry.question): entry.question.title for row in sections for entry in row.entries}
        titles |= {f"{section.id}/index.html": section.title for section in sections}
        said = {_letters(text) for section in sections for text in (section.title, section.summary)}
        listed = set()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines()):
            words = re.sub(r"\\(.)", r"\1", line)
            if link := _LINK.fullmatch(line):
                title, file = re.sub(r"\\(.)", r"\1", link[1]), link[2]
                listed.add(file)
                if _letters(title) != _letters(titles.get(file, file)):
                    yield "E509", f"a link to {file} calls it {shortened(title)}"
            elif words.startswith("- "):
                yield "E509", f"a line is no plain link: {shortened(words)}"
            elif number > 2 and _letters(words.removeprefix("## ")) not in said | {"", "Optional"}:
                yield "E509", f"neither a topic nor a title says this: {shortened(words)}"
        if lost := titles.keys() - listed:
            yield "E509", f"it does not name {', '.join(sorted(lost)[:3])}"


def _text(element: ElementTree.Element, path: str) -> str:
    found = element.find(f"{_ATOM}{path}")
    return (found.text or "") if found is not None else ""


def _letters(text: str) -> str:
    return "".join(letter for letter in folded(visible(text)) if letter.isprintable() and letter != " ")
