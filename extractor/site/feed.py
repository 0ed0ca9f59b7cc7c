"""The feed of new and changed answers (Atom, RFC 4287). It changes only when an answer does, and has no date of a
build in it: it is as old as the newest of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from extractor.model import Answer, Entry, Faq, Summary
from extractor.model.addresses import question_path
from extractor.site.changes import changed
from extractor.text.characters import folded, visible
from extractor.text.weblinks import web_address

FEED = "feed.xml"
"""Its file, from the root of the site."""
ANSWERS = 100
"""How many answers it has, the newest."""


def feed(faq: Faq, summaries: Sequence[Summary], name: str, site: str, language: str) -> bytes:
    """The file. `site` is the address of the site, with the slash at its end; `name` is plain text."""
    threads = {summary.id: summary for summary in summaries}
    rows = sorted(_rows(faq, threads), key=lambda row: row[0], reverse=True)[:ANSWERS]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_value(language)}>',
        f"<id>{_text(site)}</id>",
        f"<title>{_text(name)}</title>",
        f"<updated>{_moment(rows[0][0]) if rows else '1970-01-01T00:00:00Z'}</updated>",
        f'<link rel="self" href={_value(urljoin(site, FEED))}/>',
        f'<link rel="alternate" href={_value(site)}/>',
    ]
    for day, entry, answer in rows:
        lines += _entry(day, entry, answer, site, threads.get(answer.passage.thread))
    return "\n".join([*lines, "</feed>", ""]).encode()


def _rows(faq: Faq, threads: Mapping[str, Summary]) -> Iterator[tuple[date, Entry, Answer]]:
    for section in faq.sections:
        for entry in section.entries:
            for answer in entry.answers:
                if (day := changed(answer, threads)) is not None:
                    yield day, entry, answer


def _entry(day: date, entry: Entry, answer: Answer, site: str, thread: Summary | None) -> Iterator[str]:
    passage = answer.passage
    address = urljoin(site, f"{question_path(entry.question)}#{passage.thread}/{passage.id}")
    yield "<entry>"
    yield f"<id>{_text(address)}</id>"
    yield f"<title>{_text(entry.question.title)}</title>"
    yield f"<updated>{_moment(day)}</updated>"
    yield f"<author><name>{_text(answer.author or 'unknown')}</name></author>"
    yield f'<link rel="alternate" href={_value(address)}/>'
    if original := web_address(answer.original):
        yield f'<link rel="via" href={_value(original)}/>'
    if thread and thread.terms.licence:
        yield f"<rights>{_text(thread.terms.licence)}</rights>"
    lang = f" xml:lang={_value(thread.language.replace('_', '-'))}" if thread and thread.language else ""
    yield f'<content type="text"{lang}>{_text(passage.text)}</content>'
    yield "</entry>"


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _text(text: str) -> str:
    return escape(_plain(text))


def _value(text: str) -> str:
    return quoteattr(_plain(text))


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(letter for letter in folded(visible(text)) if letter.isprintable())
