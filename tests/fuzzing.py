"""Thousands of broken files, and what must be true of every result of a reader."""

from __future__ import annotations

import email
import email.policy
import html
import json
import quopri
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor import readers
from extractor.model import SideFile, Source, Thread
from extractor.problems import NotUnderstood
from extractor.text.characters import visible
from tests.cases import cases

LONGEST = 5.0
"""CPU seconds that one small file may take: the issue's own bound."""

HOSTILE = [
    "\0", "\ufeff", "\u202e", "\u2066", "\ud800", "\x1b[2J", "\r", "\u2028", "\x85", "\u00a0", "🐈", "é", "ÿ",
    "<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<blockquote>", "</blockquote>",
    "<div>", "</div>", "<article>", "<li>", "<table><tr><td>", "<pre>", "&", "&#0;", "&#xD800;", "&nbsp;", "&amp;lt;",
    '"', "'", "\\", "\\ud800", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "9" * 400, "[]", "{}",
    '"posts":', "\n", "\n\n", "From ", "> ", "-- \n", "wrote:", "re: \"", "{{ 7*7 }}", "${x}", "../../etc/passwd",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "=E9", "=?utf-8?q?=ff?=", ";", "\t", "1 of 9", "999 of 1", "0 of 0",
    "Feb 30, 2024 25:61:61 PM", "Member Since: Jul 9, 2015", "a" * 3000, " " * 3000, "(" * 500, "<b>" * 500,
]  # fmt: skip


def seeds() -> list[tuple[str | None, Path]]:
    """Every fixture with the format it is read as; refused ones are offered to all readers."""
    names = readers.formats()
    return [(case.parent.name if case.parent.name in names else None, case) for case in cases("readers")]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file after one to six accidents: cut, doubled, swapped, overwritten, or with something hostile put in."""
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 1, 2, 8, 40, 200, 1000)))
        token = chance.choice(HOSTILE).encode("utf-8", "surrogatepass")
        match chance.randrange(7):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:end] + data[start:]
            case 2:
                data = data[:start]
            case 3:
                data = data[:start] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 4))) + data[end:]
            case 4:
                other = chance.randrange(len(data) + 1)
                data = data[:other] + data[start:end] + data[other:]
            case _:
                data = data[:start] + token + data[start:]
    return data


def sources(count: int, first: int = 0) -> Iterator[tuple[str | None, Source]]:
    """So many broken files, the same ones every time; of each fixture in turn."""
    known = [(format, case.name, case.read_bytes(), _side(case)) for format, case in seeds()]
    for number in range(first, first + count):
        chance = random.Random(number)
        format, name, data, side = known[number % len(known)]
        # One in eight is offered to all readers; the others are read as what they were, to get inside.
        yield None if number % 8 == 0 else format, Source(name=name, data=mutated(data, chance), side=side)


def _side(case: Path) -> SideFile:
    from tests.test_reading import source

    return source(case).side


def read(format: str | None, source: Source) -> list[Thread] | str:
    """All threads of a source, or the codes of its refusal. Whatever else is raised is a bug and comes through."""
    threads = []
    try:
        for _, thread in readers.pieces(source, format):
            if isinstance(thread, Thread):
                threads.append(thread)
    except NotUnderstood as refusal:
        return " ".join(problem.code for problem in refusal.problems)
    return threads


def checked(format: str | None, source: Source, twice: bool = False) -> bool:
    """Read a source and fail on a hang, on a word that the source lacks, or on two results; whether it was read."""
    began = time.process_time()
    threads = read(format, source)
    took = time.process_time() - began
    assert took < LONGEST, f"{source.name}: {took:.1f} s"
    if twice:
        assert read(format, source) == threads, f"{source.name}: a second reading differs"
    if isinstance(threads, str):
        return False
    views: list[str] | None = None
    for thread in threads:
        for post in thread.posts:
            for block in post.blocks:
                assert 0 <= block.start < block.end <= len(post.text), f"{source.name}: {block}"
            for link in post.links:
                assert 0 <= link.start <= link.end <= len(post.text), f"{source.name}: {link}"
                assert link.url.startswith(("http://", "https://")), link.url
            if post.text:
                views = views or list(_views(source.data))
                assert any(_within(post.text, view) for view in views), (
                    f"{source.name}: {post.text[:200]!r} is not in it"
                )
    return True


_SPACE = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{2,31});")
_WHOLE_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HALF = re.compile("[\ud800-\udfff]")
_SCRIPT = re.compile(r"<script\b[^>]*json[^>]*>(.*?)</script>", re.DOTALL)


def _within(text: str, view: str) -> bool:
    """Whether every character of a text stands in a view of the source, in this order; white space aside."""
    place = 0
    for word in _SPACE.split(visible(text)):
        for letter in word:
            place = view.find(letter, place) + 1
            if not place:
                return False
    return True


def _views(data: bytes) -> Iterator[str]:
    """The source as its formats mean it: as it is, entities decoded once and twice, JSON and mail unpacked."""
    text = _text(data)
    yield text
    yield html.unescape(text)
    yield html.unescape(html.unescape(text))
    # What has no semicolon may or may not be an entity.
    yield _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    yield _WHOLE_ENTITY.sub(lambda match: html.unescape(match.group()), text)
    for value in _json(text):
        strings = "\n".join(_strings(value))
        yield html.unescape(html.unescape(strings))
        # A page of HTML holds no half of a character.
        strings = _HALF.sub("\ufffd", strings)
        yield html.unescape(html.unescape(strings))
        yield _WHOLE_ENTITY.sub(lambda match: html.unescape(match.group()), strings)
    if "\nFrom " in "\n" + text[:5000] or "Message-ID:" in text or "Content-T" in text:
        letters = _mail(data)
        yield letters
        yield html.unescape(html.unescape(letters))


def _text(data: bytes) -> str:
    from extractor.readers._decoding import try_decoded

    return try_decoded(Source(name="", data=data)) or data.decode("utf-8", "replace")


def _json(text: str) -> Iterator[Any]:
    """Values of a text, of its lines, and of the scripts of a page that hold data."""
    for part in [text, *text.splitlines(), *_SCRIPT.findall(text)]:
        if part.lstrip()[:1] in ("{", "["):
            try:
                yield json.loads(part)
            except (ValueError, RecursionError):
                continue


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += reversed([part for pair in item.items() for part in pair])
        elif isinstance(item, list):
            waiting += reversed(item)


def _mail(data: bytes) -> str:
    """Every part of every message, decoded."""
    pieces = []
    for raw in re.split(rb"(?m)^(?=From )", data):
        message = email.message_from_bytes(raw.partition(b"\n")[2], policy=email.policy.compat32)
        for part in message.walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                # Every way in which a letter's bytes may have been meant, one after the other.
                pieces += [_text(payload), payload.decode("utf-8", "threadfaq-1252"), payload.decode("latin-1")]
                pieces.append(payload.decode("cp1252", "replace"))
    # Where a letter begins is in doubt in a broken file, so all of it is also unpacked as one.
    whole = quopri.decodestring(data)
    ways = [("latin-1", "strict"), ("cp1252", "replace"), ("utf-8", "threadfaq-1252")]
    return "\n".join([*pieces, *(whole.decode(name, errors) for name, errors in ways)])
