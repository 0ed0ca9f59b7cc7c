"""Nothing that a stranger writes into a post stops the site: hostile values, from the file to the checked page."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import readers
from extractor.checker import check_site
from extractor.checker.addresses import AddressKind, kind
from extractor.model import (
    Answer,
    Conversation,
    Entry,
    Faq,
    Passage,
    Position,
    Question,
    Role,
    Section,
    Source,
    anchor,
    digest,
    wire,
)
from extractor.model.addresses import thread_path
from extractor.model.anchors import distinct
from extractor.pipeline.stages import link, summary
from extractor.problems import failing, render
from extractor.site import pages
from extractor.text.characters import folded, legible, visible
from extractor.text.sentences import split
from extractor.text.weblinks import LONGEST, web_address
from tests.cases import pieces_of
from tests.command import ROOT, build_site, run
from tests.conftest import copy_project
from tests.effort import examples

PIECES = [
    *("\ud800", "\udfff", "\u202e", "\u2066", "\u200b", "\u200d", "\u2060", "\ufeff", "\u0301", "\u3164", "\0"),
    *("\x1b[2J", "\r", "\u2028", "\x85", "\u00a0", "\ufdd0", "\U0010ffff", "<script>", "</article>", '"', "'", "&"),
    *("&#0;", "{{", "\\", "-", "/", " ", "a", "A", "é", "ß", "東", "🐈", "re: ", "> ", "\n", "Ola wrote: "),
    *("Words that answer. ", "a" * 300),
]  # fmt: skip
LINKS = [
    *("http://", "https://", "HTTPS://", "hTtP:/", "javascript:", "java\tscript:", "data:text/html,", "//", "\\\\"),
    *("kiln.example", "[", "[::1]", "]", "user:pw@", ":80", ":99999", ":x", "/", "?", "#", "%", "%zz", "%2f", ".."),
]


def joined(parts: list[str]) -> str:
    """One string, in which JSON has joined two lone surrogates into a pair."""
    text: str = json.loads(json.dumps("".join(parts)))
    return text


TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=())), max_size=8).map(joined)
URLS = st.lists(st.one_of(st.sampled_from(LINKS + PIECES), TEXTS), max_size=7).map(joined)


@st.composite
def threads(draw: st.DrawFn) -> dict[str, Any]:
    """A thread as neutral JSON, with strangers' values wherever a stranger can put one."""
    number = draw(st.integers(1, 5))
    ids = st.one_of(st.none(), TEXTS, st.sampled_from(["a", "A", "a b", digest("a b"), digest("None", "None")]))
    posts = []
    for _ in range(number):
        text = draw(TEXTS)
        link = st.fixed_dictionaries({"start": st.just(0), "end": st.integers(0, len(text)), "url": URLS})
        posts.append(
            {
                **{key: draw(st.one_of(st.none(), TEXTS)) for key in ("author", "edited_by", "login", "rank")},
                "text": text,
                "id": draw(ids),
                "permalink": draw(st.one_of(st.none(), URLS)),
                "links": draw(st.lists(link, max_size=3)),
            }
        )
    thread = {key: draw(st.one_of(st.none(), TEXTS)) for key in ("title", "platform", "source_id")}
    return {
        **thread,
        "url": draw(st.one_of(st.none(), URLS)),
        "warnings": draw(st.lists(TEXTS, max_size=2)),
        "posts": posts,
    }


def source(value: dict[str, Any]) -> Source:
    return Source(name="kiln.json", data=json.dumps(value).encode(), id="pottery/kiln")


def faq(conversation: Conversation) -> Faq:
    """Every sentence in which something can be seen and that is not repeated, printed as an answer."""
    answers = []
    for post in conversation.thread.posts:
        quotes = conversation.quotes.get(post.number, ())
        for start, end in split(post.text):
            text = post.text[start:end]
            if not folded(text) or any(start < quote.end and quote.start < end for quote in quotes):
                continue
            passage = Passage(
                thread="pottery/kiln", post=post.number, anchor=post.anchor, start=start, end=end, text=text
            )
            answers.append(
                Answer(
                    passage=passage,
                    author=post.author,
                    author_certain=post.author_certain,
                    role=post.role if post.author else Role.UNKNOWN,
                    posted=None,
                    url=f"{thread_path('pottery/kiln')}#{passage.id}",
                    original=post.permalink or conversation.thread.url,
                    permalink=post.permalink,
                )
            )
    people = tuple(dict.fromkeys(answer.author for answer in answers))
    position = Position(stance=None, title="What people say", people=people, answers=tuple(answers))
    question = Question(topic="kilns", id="rent", title="Rent?", also_asked=(), positions={})
    entry = Entry(question=question, positions=(position,) if answers else ())
    section = Section(id="kilns", title="Kilns", summary="Where to fire.", notice=None, entries=(entry,))
    return Faq(as_of=date(2026, 11, 30), sections=(section,))


HEAD = next(
    line
    for line in (ROOT / "site_templates/theme/main.html").read_text("utf-8").splitlines()
    if "Content-Security-Policy" in line
)


def framed(body: str, title: str) -> str:
    """A page in the plainest frame that the checker accepts."""
    head = f'<meta charset="utf-8">\n{HEAD}\n<title>{escape(visible(title))}</title>'
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>{body}</body>\n</html>\n'


def write(folder: Path, conversation: Conversation) -> None:
    """The pages of a thread and of its answers, as files."""
    site = pages.Site(name="Kilns", tagline="", manual="how.html")
    made = pages.render(
        faq(conversation),
        {"pottery/kiln": conversation},
        [summary("pottery/kiln", conversation.thread)],
        ROOT / "site_templates",
        site,
    )
    for page in made:
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(framed(page.body, page.title), "utf-8")
    (folder / "how.html").write_text(framed("<p>How.</p>", "How"), "utf-8")


@given(threads())
@settings(max_examples=examples(15, 60), deadline=None)
def test_whatever_a_thread_holds_is_printed_and_passes_the_check(value: dict[str, Any]) -> None:
    thread = readers.read(source(value))
    assert not failing(thread.warnings)
    assert [post.text for post in thread.posts] == [post["text"] for post in value["posts"]]
    assert len({post.anchor for post in thread.posts}) == len(thread.posts)
    assert all(post.author is None or legible(post.author) for post in thread.posts)
    conversation = link(thread)
    with TemporaryDirectory() as folder:
        write(Path(folder), conversation)
        assert [render(problem) for problem in check_site(Path(folder), {"pottery/kiln": conversation})] == []
    wire.written(wire.thread(conversation)).encode("utf-8")
    wire.written(wire.faq(faq(conversation))).encode("utf-8")


@given(threads())
@settings(max_examples=examples(10, 50), deadline=None)
def test_what_is_read_can_be_read_again(value: dict[str, Any]) -> None:
    """The ids, names and addresses of a thread are the same after a way through its own JSON."""
    once = readers.read(source(value))
    again = readers.read(source(wire.plain(wire.thread(link(once)))))
    fields = [(post.id, post.author, post.permalink, post.links, post.text) for post in once.posts]
    assert fields == [(post.id, post.author, post.permalink, post.links, post.text) for post in again.posts]
    assert again.url == once.url


@given(URLS)
@settings(max_examples=examples(100, 1000))
def test_an_address_is_its_own_address_and_the_checker_takes_it_for_one(written: str) -> None:
    address = web_address(written)
    if address is None:
        return
    assert web_address(address) == address
    assert kind(address) is AddressKind.WEB
    assert address.isascii() and address.isprintable() and len(address) <= LONGEST
    parts = urlsplit(address)
    assert parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc


ADDRESSES = {
    "https://kiln.example/a?b=1#c": "https://kiln.example/a?b=1#c",
    "https://kiln.example/a_(b)~c;d,e!f'g": "https://kiln.example/a_(b)~c;d,e!f'g",
    "HTTPS://kiln.example/Kiln": "https://kiln.example/Kiln",
    "https://KILN.example/": "https://kiln.example/",
    " https://kiln.example/ ": "https://kiln.example/",
    "https://kiln.example/\u200e": "https://kiln.example/%E2%80%8E",
    "https://kiln.example/%zz%2": "https://kiln.example/%zz%2",
    "https://kiln.example:/": "https://kiln.example/",
    "https://töpfer.example/Öfen?q=ä": "https://xn--tpfer-jua.example/%C3%96fen?q=%C3%A4",
    "https://faß.example/": "https://xn--fa-hia.example/",
    "http://[::1]:8080/a": "http://[::1]:8080/a",
    "https://kiln.example/\ud800": None,
    "https://\u202ekiln.example/": None,
    "https://kiln\u200e.example/": None,
    "https://user:pw@kiln.example/": None,
    "https://kiln.example:99999/": None,
    "https://kiln..example/": None,
    "https://kiln.example%2fa/": None,
    "https://kiln.example/a b": None,
    "https://kiln.example\\@other.example/": None,
    "https://kiln.example/" + "a" * LONGEST: None,
    "https://": None,
    "https:///a": None,
    "http://[": None,
    "jAvA\tscript:alert(1)": None,
    "//kiln.example/": None,
    "kiln.example": None,
    "": None,
}


@pytest.mark.parametrize("written", ADDRESSES, ids=lambda written: ascii(written[:40]))
def test_an_address_is_made_right_or_refused(written: str) -> None:
    assert web_address(written) == ADDRESSES[written]


NAMES = {
    **dict.fromkeys(("Mara P", "no name", "東", "🐈", "?", "\u202eMara", "M" * 10_000, "\ue000", "\u0301a"), True),
    **dict.fromkeys(("", " ", "\u200b\u200d", "\u202e\u2066", "\u0301\u0308", "\u3164", "\ud800", "\u00a0\t"), False),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:12]))
def test_a_name_is_one_when_it_can_be_seen(name: str) -> None:
    assert legible(name) is NAMES[name]


MARKS = st.tuples(st.sampled_from(["", "Ola", "Mara"]), st.sampled_from(["", "2024"]))
OWN = st.one_of(
    st.none(), st.sampled_from(["1", "2", "a b", digest("a b"), digest("Ola", ""), digest("Ola", "", "2")])
)


@given(st.lists(st.tuples(MARKS, OWN), max_size=12))
def test_every_post_has_an_anchor_of_its_own_and_the_first_keeps_its_id(
    rows: list[tuple[tuple[str, str], str | None]],
) -> None:
    own = [id for _, id in rows]
    ids = distinct([marks for marks, _ in rows], own)
    assert len({anchor(id) for id in ids.all}) == len(rows)
    for place, id in enumerate(own):
        if id and anchor(id) not in {anchor(other) for other in ids.all[:place]}:
            assert ids.all[place] == id
        elif id:
            assert place + 1 in ids.shared
    assert distinct([marks for marks, _ in rows], list(ids.all)).all == ids.all


def test_a_flood_of_one_id_is_told_apart_in_time() -> None:
    """Linear: ten thousand posts of one id take a moment."""
    ids = distinct([("Ola", "2024")] * 10_000, ["a"] * 10_000)
    assert len(set(ids.all)) == 10_000 and len(ids.shared) == 9_999


def hostile(chance: random.Random) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(0, 6)))


def hostile_url(chance: random.Random) -> str:
    return "".join(chance.choice(LINKS if chance.random() < 0.7 else PIECES) for _ in range(chance.randint(1, 6)))


def hostile_threads(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Files of threads by their names: neutral JSON, and lines of posts."""
    for number in range(40):
        posts = [
            {
                **{key: hostile(chance) for key in ("author", "edited_by", "login", "rank", "id")},
                "text": f"{hostile(chance)} zzprint {hostile(chance)}",
                "permalink": hostile_url(chance),
                "links": [{"start": 0, "end": 0, "url": hostile_url(chance)} for _ in range(3)],
            }
            for _ in range(6)
        ]
        value = {
            **{key: hostile(chance) for key in ("title", "platform")},
            "url": hostile_url(chance),
            "posts": posts,
        }
        yield f"thread-{number}.json", json.dumps(value)
        rows = [
            {**{key: post[key] for key in ("author", "text", "id", "permalink")}, "thread_id": 1} for post in posts
        ]
        yield f"rows-{number}.jsonl", "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_files_of_hostile_values_are_checked_and_built(tmp_path: Path, seed: int) -> None:
    from tests.hostile.site import PACK

    project = copy_project(tmp_path / "faq")
    folder = project / "corpus/threads/hostile"
    folder.mkdir()
    for name, text in hostile_threads(random.Random(seed)):
        (folder / name).write_text(text, "utf-8")
    title = json.dumps("What do strangers say?")
    (project / "corpus/topics/hostile.toml").write_text(PACK.format(title=title, summary=title), "utf-8")
    for done in (run("check", cwd=project), build_site(project)):
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        assert "Traceback" not in done.stderr
    assert (project / "site/hostile/q.html").read_text("utf-8").count("<blockquote") > 20
    json.loads((project / "site/faq.json").read_bytes())
    assert pieces_of(project / "site")["index"]["words"]
