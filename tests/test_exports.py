"""Files that hold many threads: what stands beside them, column maps, any size, and pieces that are files again."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import readers
from extractor.model import HEAD, SideFile, Source, Thread
from extractor.problems import NotUnderstood, ThreadfaqError
from tests.cases import FOLDER

EXPORTS = (
    "csv/two-threads.csv",
    "csv/semicolons.csv",
    "jsonl/two-threads.jsonl",
    "mbox/four-threads.mbox",
    "mbox/packed.mbox.gz",
    "neutral/lines.jsonl",
    "stackexchange-dump/three-threads.xml",
)
"""Of formats that are read at any size."""


def threads(source: Source, format: str | None = None) -> list[Thread]:
    return [thread for _, thread in readers.pieces(source, format) if isinstance(thread, Thread)]


def table(rows: list[dict[str, str]], **more: str) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), **more)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8", "surrogatepass")


def refused(data: bytes, columns: Mapping[str, str], format: str = "csv") -> str:
    with pytest.raises(NotUnderstood) as refusal:
        threads(Source(name="a", data=data, side=SideFile(columns=columns)), format)
    assert {problem.code for problem in refusal.value.problems} == {"E109"}
    return str(refusal.value)


# ---- any size


@pytest.mark.parametrize("case", EXPORTS)
def test_a_file_too_large_for_memory_gives_the_same_threads(case: str) -> None:
    data = (FOLDER / "readers" / case).read_bytes()
    small = Source(name="a", data=data)
    large = replace(small, data=data[:HEAD], stream=lambda: io.BytesIO(data))
    assert case.partition("/")[0] == readers.identify(large).NAME
    posts = [[(post.text, post.author, post.posted) for post in thread.posts] for thread in threads(small)]
    assert posts and posts == [[(post.text, post.author, post.posted) for post in t.posts] for t in threads(large)]


@pytest.mark.parametrize(
    "case",
    [
        path
        for path in sorted((FOLDER / "readers").glob("*/*.*"))
        if path.parent.name != "refused" and ".expected." not in path.name
    ],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_a_piece_is_a_file_of_the_same_format_with_one_thread(case: Path) -> None:
    format = case.parent.name
    try:
        pieces = list(readers.pieces(Source(name=case.name, data=case.read_bytes())))
    except NotUnderstood:
        return
    for piece, thread in pieces:
        assert format == readers.identify(piece).NAME
        assert piece.stream is None
        if isinstance(thread, Thread):
            assert [again.posts for again in threads(piece)] == [thread.posts]


def test_a_thread_that_does_not_fit_memory_is_refused_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("extractor.readers.exports._gather.LARGEST", 600)
    rows = [
        {"thread_id": str(1 + (n > 3)), "author": "a", "date": "2024-02-03", "post_text": "x" * 80} for n in range(20)
    ]
    (_, small), (_, large) = readers.pieces(Source(name="a", data=table(rows)))
    assert isinstance(small, Thread) and len(small.posts) == 4
    assert isinstance(large, NotUnderstood) and large.problems[0].code == "E112"


def test_a_packed_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.readers.exports.mbox.LARGEST", 1000)
    head = (FOLDER / "readers/mbox/pipermail.txt").read_bytes()
    with pytest.raises(NotUnderstood) as refusal:
        threads(Source(name="a", data=gzip.compress(head + b"\n" * 5_000_000)))
    assert refusal.value.problems[0].code == "E112"


# ---- what stands beside a dump


def test_names_and_comments_come_from_the_files_beside_a_dump() -> None:
    beside = {
        "Users.xml": b'<users><row Id="1" DisplayName="Maren T"/><row Id="2" DisplayName="Jon W"/></users>',
        "Comments.xml": b'<comments><row Id="8" PostId="13" Text="&gt; no" UserId="1"/>'
        b'<row Id="9" PostId="99" Text="x"/></comments>',
    }
    data = (FOLDER / "readers/stackexchange-dump/three-threads.xml").read_bytes()
    source = Source(
        name="Posts.xml",
        data=data,
        side=SideFile(url="https://clay.example/"),
        beside=lambda name: Source(name=name, data=beside[name]) if name in beside else None,
    )
    first, second, third = threads(source)
    assert [post.author for post in first.posts] == ["Maren T", "user77", "Jon W", "Maren T"]
    assert first.posts[0].edited_by == "Jon W" and first.posts[3].declared_parent == "13"
    assert first.url == "https://clay.example/q/11" and first.posts[2].permalink == "https://clay.example/a/13"
    assert (second.posts[0].author, third.posts[0].author) == ("user3", "Jon W")
    assert [warning.code for warning in second.warnings] == ["W117"]


@pytest.mark.parametrize("what", [b'<!DOCTYPE users [<!ENTITY a "b">]>', b"\xff\xfe"])
def test_a_broken_file_beside_a_dump_is_refused(what: bytes) -> None:
    data = (FOLDER / "readers/stackexchange-dump/three-threads.xml").read_bytes()
    source = Source(name="a", data=data, beside=lambda name: Source(name=name, data=what + b"<users/>"))
    with pytest.raises(NotUnderstood):
        threads(source)


# ---- column maps

ROWS = [
    {"Faden": "1", "Wer": "Maren T", "Wann": "3/4/2024 9:15", "Wort": "Wo mietet man einen Ofen?", "Sternchen": "2"},
    {"Faden": "2", "Wer": "Ada L", "Wann": "4/4/2024 9:15", "Wort": "Welcher Kegel?", "Sternchen": ""},
    {"Faden": "1", "Wer": "Jon W", "Wann": "2/4/2024 9:15", "Wort": "Im Atelier.", "Sternchen": "-"},
]
MAP = {"thread": "Faden", "author": "Wer", "posted": "Wann", "text": "Wort", "votes": "Sternchen"}


def test_a_map_says_which_column_is_which() -> None:
    data = table(ROWS)
    with pytest.raises(NotUnderstood):
        readers.identify(Source(name="a", data=data))
    first, second = threads(Source(name="a", data=data, side=SideFile(columns={**MAP, "dates": "day/month/year"})))
    assert [(post.author, post.votes) for post in first.posts] == [("Jon W", None), ("Maren T", 2)]
    assert str(first.posts[0].posted) == "2024-04-02 09:15:00" and not first.warnings
    assert second.posts[0].text == "Welcher Kegel?"
    (doubtful, _) = threads(Source(name="a", data=data, side=SideFile(columns=MAP)))
    assert [warning.code for warning in doubtful.warnings] == ["W116"]


def test_a_date_that_decides_for_one_thread_decides_for_the_table() -> None:
    rows = [*ROWS, {**ROWS[1], "Wann": "31/3/2024"}]
    first, _ = threads(Source(name="a", data=table(rows), side=SideFile(columns=MAP)))
    assert str(first.posts[0].posted) == "2024-04-02 09:15:00" and not first.warnings


def test_a_map_reaches_into_objects_and_html() -> None:
    row = {"post": {"by": {"name": "Maren T"}, "cooked": "<p>One &amp; <a href='https://kiln.example/'>two</a>.</p>"}}
    side = SideFile(columns={"author": "post.by.name", "html": "post.cooked"})
    (thread,) = threads(Source(name="a", data=json.dumps(row).encode(), side=side))
    assert (thread.posts[0].author, thread.posts[0].text) == ("Maren T", "One & two.")
    assert thread.posts[0].links[0].url == "https://kiln.example/"


def test_a_map_that_does_not_fit_is_refused_with_the_nearest_names() -> None:
    data = table(ROWS)
    assert "did you mean `Wort`?" in refused(data, {"text": "Worte"})
    assert "did you mean `author`?" in refused(data, {**MAP, "autor": "Wer"})
    assert "day/month/year" in refused(data, {**MAP, "dates": "european"})
    assert "there is no column" in refused(b'{"text": "a"}\n', {"text": "words"}, "jsonl")


def test_an_empty_name_in_a_map_leaves_a_field_alone() -> None:
    data = table([{"thread_id": "1", "author": "Maren T", "title": "Dr", "post_text": "Which cone?"}])
    (thread,) = threads(Source(name="a", data=data, side=SideFile(columns={"title": ""})))
    assert thread.title is None


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(st.sampled_from("12"), TEXTS), min_size=1, max_size=6), st.sampled_from([",", ";", "\t"]))
def test_no_word_of_a_table_is_lost(rows: list[tuple[str, str]], delimiter: str) -> None:
    written = [{"thread_id": key, "author": "a", "date": "", "post_text": text} for key, text in rows]
    lines = "\n".join(json.dumps(row) for row in written).encode()
    for data in (table(written, delimiter=delimiter), lines):
        try:
            read = threads(Source(name="a", data=data), "jsonl" if data is lines else "csv")
        except NotUnderstood as refusal:
            assert {problem.code for problem in refusal.problems} <= {"E101", "E102"}
            continue
        texts = {thread.source_id: [post.text for post in thread.posts] for thread in read}
        for key in {key for key, _ in rows}:
            expected = [text.removeprefix("\ufeff").removesuffix("\ufeff") for own, text in rows if own == key]
            if key in texts:
                assert [text.strip("\ufeff").split() for text in texts[key]] == [
                    t.strip("\ufeff").split() for t in expected
                ]


# ---- nothing in another program's file is trusted


def places(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, item in inside for place in places(item, (*way, key)))]


JSON_CASES = [
    (path.parent.name, json.loads(path.read_text("utf-8")))
    for path in sorted((FOLDER / "readers").glob("*/*.json"))
    if ".expected." not in path.name and path.parent.name not in ("refused", "neutral")
]
WAYS = [(format, value, place) for format, value in JSON_CASES for place in places(value)]
ODD: list[Any] = [None, True, -1, 10**400, 1e300, "", "x", "\ud800", [], [None], {}, {"id": {}}]


def changed(value: Any, place: tuple[str | int, ...], odd: Any) -> Any:
    """A document with something else at one place."""
    if not place:
        return odd
    whole = json.loads(json.dumps(value))
    around = whole
    for key in place[:-1]:
        around = around[key]
    around[place[-1]] = odd
    return whole


@given(st.sampled_from(WAYS), st.sampled_from(ODD))
def test_a_field_of_another_kind_breaks_no_reader(way: tuple[str, Any, tuple[str | int, ...]], odd: Any) -> None:
    format, value, place = way
    source = Source(name="any", data=json.dumps(changed(value, place, odd)).encode())
    for reader in readers.formats().values():
        reader.marks(source)
    try:
        threads(source, format)
    except ThreadfaqError as refusal:
        assert refusal.problems


FIELDS = [("user", [None]), ("user", {}), ("subtype", [None]), ("depth", None), ("depth", -1), ("indent_level", -1)]


def test_the_same_fields_of_another_kind_in_each_message() -> None:
    for format, value in JSON_CASES:
        if format not in ("slack", "lobsters"):
            continue
        for key, odd in FIELDS:
            whole = json.loads(json.dumps(value))
            messages = whole if isinstance(whole, list) else whole.get("messages", whole.get("comments"))
            for message in messages:
                message[key] = odd
                # Older answers have the indentation alone.
                if key == "indent_level":
                    message.pop("depth", None)
            try:
                threads(Source(name="any", data=json.dumps(whole).encode()), format)
            except ThreadfaqError as refusal:
                assert refusal.problems


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_no_field_of_any_case_breaks_its_reader(odd: Any) -> None:
    """Every field of every case in turn: what a sample of them may miss."""
    for format, value, place in WAYS:
        try:
            threads(Source(name="any", data=json.dumps(changed(value, place, odd)).encode()), format)
        except ThreadfaqError as refusal:
            assert refusal.problems


def test_comments_that_are_nested_deeply_are_read() -> None:
    thing: dict[str, Any] = {"kind": "t1", "data": {"id": "c0", "author": "a", "body": "end", "parent_id": "t1_c1"}}
    for depth in range(1, 100):
        replies = {"kind": "Listing", "data": {"children": [thing]}}
        data = {"id": f"c{depth}", "author": "a", "body": "x", "parent_id": f"t1_c{depth + 1}", "replies": replies}
        thing = {"kind": "t1", "data": data}
    opening = {"kind": "t3", "data": {"id": "o", "title": "Deep", "selftext": "x"}}
    whole = [{"kind": "Listing", "data": {"children": [item]}} for item in (opening, thing)]
    (thread,) = threads(Source(name="a", data=json.dumps(whole).encode()))
    assert len(thread.posts) == 101 and thread.posts[-1].text == "end"
