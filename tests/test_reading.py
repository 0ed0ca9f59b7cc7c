"""Readers: a folder for each format, a file for each case; refusals; what holds for any bytes."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import readers
from extractor.model import Problem, Role, SideFile, Source, Thread, wire
from extractor.pipeline.stages import link
from extractor.problems import NotUnderstood, ThreadfaqError, render
from tests.cases import FOLDER, cases, compare

SEED = FOLDER.parent / "corpus/threads/upwork/dispute-second-opinion.txt"
FORMATS = sorted(
    folder.name for folder in (FOLDER / "readers").iterdir() if folder.is_dir() and folder.name != "refused"
)


def source(case: Path) -> Source:
    return Source(name=case.name, data=case.read_bytes())


def problem(problem: Problem) -> dict[str, Any]:
    # E103 lists every reader: a new format must not change the cases of all the others.
    details = [] if problem.code == "E103" else list(problem.details)
    return {"code": problem.code, "place": problem.place, "cause": problem.cause, "details": details}


def outcome(case: Path) -> dict[str, Any] | list[dict[str, Any]]:
    """What reading makes of a case, and of each thread of an export; a case in a format's folder is read as that."""
    format = case.parent.name if case.parent.name in FORMATS else None
    try:
        threads = [thread for _, thread in readers.pieces(source(case), format)]
    except NotUnderstood as refusal:
        return outcome_row(refusal)
    return outcome_row(threads[0]) if len(threads) == 1 else [outcome_row(thread) for thread in threads]


def outcome_row(thread: Thread | NotUnderstood) -> dict[str, Any]:
    """A thread or a refusal as an expected file has it."""
    if isinstance(thread, NotUnderstood):
        return {"errors": [problem(item) for item in thread.problems]}
    printed = wire.plain(wire.thread(link(thread)))
    for row, post in zip(printed["posts"], thread.posts, strict=True):
        row["line"], row["printed"] = post.line, post.printed
    printed["warnings"] = [problem(item) for item in thread.warnings]
    return printed


@pytest.mark.parametrize("case", cases("readers"), ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_a_case_is_read_or_refused_as_expected(case: Path) -> None:
    compare(case, "json", json.dumps(outcome(case), indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("case", cases("readers"), ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_a_format_is_recognised_without_being_named(case: Path) -> None:
    if case.parent.name == "refused":
        return
    try:
        assert case.parent.name == readers.identify(source(case)).NAME
    except NotUnderstood as refusal:
        pytest.fail(str(refusal))


@pytest.mark.parametrize(
    ("case", "code", "lines"),
    [
        ("refused/picture.txt", "E101", ["byte 9", "binary"]),
        ("refused/empty.txt", "E102", ["empty"]),
        ("refused/blank.txt", "E102", ["white space"]),
        (
            "refused/prose.txt",
            "E103",
            ["line 2", "Dear diary", "Mar 13, 2023 05:30:43 PM by", "line 3 is nearly one"],
        ),
        ("refused/page.html", "E103", ["HTML page"]),
        ("refused/other.json", "E103", ["JSON of another kind", "`post_stream`"]),
        ("refused/both-layouts.txt", "E104", ["khoros-counted and khoros-dated", "line 1", "line 4"]),
        ("refused/only-ranks.txt", "E111", ["line 3", "only ranks are left", "line 2: Page options"]),
        ("refused/bare-names.txt", "E111", ["line 1", "as signatures do", "line 7: Jon W"]),
        ("refused/title-and-words.txt", "E111", ["line 1", "a title and paragraphs"]),
        ("redlib/list.txt", "E109", ["line 7", "a list of 2 threads"]),
        ("khoros-selected/impossible-day.txt", "E105", ["line 14", "no Feb 30 in 2024"]),
        ("khoros-dated/impossible-dates.txt", "E105", ["line 1", "line 3", "no Feb 30 in 2023", "no Apr 31 in 2023"]),
        ("neutral/cut-off.json", "E109", ["line 1", "broken"]),
        ("neutral/wrong-fields.json", "E109", ["did you mean `title`?", "did you mean `author`?", "post 2, quote 1"]),
    ],
)
def test_a_refusal_names_file_place_and_what_was_expected(case: str, code: str, lines: list[str]) -> None:
    path = FOLDER / "readers" / case
    with pytest.raises(NotUnderstood) as refusal:
        readers.read(source(path))
    assert {problem.code for problem in refusal.value.problems} == {code}
    assert all(problem.help for problem in refusal.value.problems)
    message = str(refusal.value)
    for words in (path.name, *lines):
        assert words in message


def test_an_unknown_format_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotUnderstood) as refusal:
        readers.read(Source(name="a.txt", data=b"x"), "khoros-date")
    assert "E108" in str(refusal.value) and "did you mean `khoros-dated`?" in str(refusal.value)


@pytest.mark.parametrize("format", FORMATS)
def test_a_named_format_that_does_not_fit_says_what_is_missing(format: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        readers.read(Source(name="a.txt", data=b"Nothing of the kind.\n"), format)
    assert {problem.code for problem in refusal.value.problems} == {"E109"}


def test_every_format_has_fixtures_and_every_folder_a_reader() -> None:
    assert sorted(readers.formats()) == FORMATS


def test_explain_names_every_reader_and_what_it_found() -> None:
    report = "\n".join(readers.explain(Source(name="seed.txt", data=SEED.read_bytes())))
    assert "khoros-dated: claims it" in report and "17 of them, the first on line 1" in report
    assert "neutral: does not claim it" in report and "khoros-counted: does not claim it" in report
    assert "HTML page" in "\n".join(readers.explain(Source(name="a", data=b"<!doctype html><p>")))
    assert "no UTF-8 text" in "\n".join(readers.explain(Source(name="a", data=b"\xff\xfe\0")))


def test_a_side_file_wins_over_the_source() -> None:
    side = SideFile(title="Kiln", url="https://example.org", platform="Paper", roles={"Jon W": Role.STAFF})
    data = (FOLDER / "readers/neutral/full.json").read_bytes()
    thread = readers.read(Source(name="a", data=data, id="pottery/other", side=side))
    assert (thread.id, thread.title, thread.url, thread.platform) == ("pottery/other", "Kiln", side.url, "Paper")
    assert [post.role for post in thread.posts] == [Role.ASKER, Role.STAFF]


def test_controls_in_a_text_are_read_and_kept() -> None:
    data = b"Feb 3, 2024 09:15:00 AM by Maren T\n" + b"The glaze ran down. " * 20 + b"\x00\x01 End.\n"
    (post,) = readers.read(Source(name="a", data=data)).posts
    assert post.text.endswith("\x00\x01 End.")


def test_what_is_printed_can_be_read_again() -> None:
    """The JSON of a thread gives the same thread; only the format's name differs."""
    for case in [SEED, *(case for case in cases("readers") if case.parent.name != "refused")]:
        try:
            first = wire.plain(wire.thread(link(readers.read(source(case)))))
        except NotUnderstood:
            continue
        data = json.dumps(first).encode()
        second = wire.plain(wire.thread(link(readers.read(Source(name=case.name, data=data)))))
        assert second | {"format": first["format"]} == first


def test_the_founding_thread_is_read_as_people_read_it() -> None:
    thread = readers.read(Source(name="seed", data=SEED.read_bytes()))
    rows = [json.loads(row) for row in (FOLDER / "data/seed-posts.jsonl").read_text("utf-8").splitlines()]
    assert not thread.warnings and thread.complete is None
    for post, row in zip(thread.posts, rows, strict=True):
        assert (post.number, post.author) == (row["post"], row["author"])
        assert post.posted == datetime.fromisoformat(row["posted"])
        assert post.edited == (datetime.fromisoformat(row["edited"]) if row["edited"] else None)
        assert post.author_certain is (row["edited"] is None)
        assert post.edited_by == (row["author"] if row["edited"] else None)
        assert post.role is (Role.ASKER if post.author == "Sabrina A" else Role.MEMBER)
    assert thread.posts[1].printed == "Mar 13, 2023 05:30:43 PM"
    assert len({post.id for post in thread.posts}) == 17


PIECES = st.sampled_from(
    [
        "Feb 3, 2024 09:15:00 AM by Maren T",
        "Feb 4, 2024 09:15:00 PM Edited Feb 4, 2024 09:16:00 PM by Jon W",
        "Feb 30, 2024 09:15:00 AM by Maren T",
        "Fbe 3, 2024 09:15:00 AM by Maren T",
        "Community Guru",
        "Jon W Member Since: Jul 9, 2015",
        "Ada L Moderator Member Since: Jul 9, 2015",
        "2 of 3",
        "1 of 9999999",
        "» Forums » Kilns » Kiln trips the breaker\nPage options",
        "jon_w\nCommunity Guru\n",
        "Moderator\nModerator\n",
        "Jon's avatar\nJon W Community Guru",
        "ACCEPTED SOLUTION",
        "It is the relay, and nothing else; measure it cold.",
        "View solution in original post",
        "2 REPLIES 2",
        "Feb 3, 2024 by Jon W\n- Mark as New\nFeb 3, 2024 by Jon W",
        "Community Guru\nJon W\nMember Since: Jul 9, 2015\n2\nof 3\nFeb 3, 2024\n09:15:00 AM\nby\nJon W",
        "0\nKudos\nReply",
        "r/kilns Apr 07 '25",
        "u/jon_w 1d ago",
        "2 comments sorted by",
        "Hacker News",
        "by jon_w 412 days ago",
        "1 comments",
        "|\nby jon_w\n|",
        "| The relay. |",
        "\nJon W\n\nMember\nJoined\nFeb 6, 2019\nPosts\n4",
        "Latest Articles",
        "© 2024 Kilnhouse",
        '{"posts": [{"text": "a"}]}',
        "",
        "\u2028\x85\x0b words",
    ]
)
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])
TEXTS = st.lists(st.tuples(PIECES | st.text(max_size=20), BREAKS)).map(lambda rows: "".join(a + b for a, b in rows))


def thread_or_none(data: bytes) -> Thread | None:
    try:
        return readers.read(Source(name="any", data=data))
    except ThreadfaqError as refusal:
        assert refusal.problems and all(render(problem) for problem in refusal.problems)
        return None


@given(TEXTS)
def test_any_text_is_read_or_refused_and_nothing_is_made_up(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    thread = thread_or_none(data)
    readers.explain(Source(name="any", data=data))
    assert thread == thread_or_none(data)
    if thread is None or thread.format == "neutral":
        return
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    place = 0
    for number, post in enumerate(thread.posts, 1):
        assert post.number == number
        place = whole.index(post.text, place) + len(post.text)
        if post.text:
            assert post.line is not None
            # A cell of a table has its border on the same line.
            assert post.text.split("\n")[0] in whole.split("\n")[post.line - 1]
    assert len({post.id for post in thread.posts}) == len(thread.posts)


@given(st.binary() | st.binary().map(lambda data: b"Feb 3, 2024 09:15:00 AM by Maren T\n" + data))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert thread_or_none(data) == thread_or_none(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["posts", "text", "quotes", "start", "end", "reply_to", "id", "url", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    thread_or_none(json.dumps(value).encode())
    thread_or_none(json.dumps({"posts": [value, {"text": "a", "quotes": value}]}).encode())


@pytest.mark.parametrize(
    "data", [b'{"posts": ' + b"[" * 100_000, b'{"posts": [{"text": "a", "votes": ' + b"9" * 5000 + b"}]}"]
)
def test_json_that_breaks_parsers_is_refused(data: bytes) -> None:
    with pytest.raises(NotUnderstood):
        readers.read(Source(name="any", data=data), "neutral")


KINDS: dict[str, list[str]] = tomllib.loads((FOLDER / "field.toml").read_text("utf-8"))["kinds"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_really_save_has_two_cases_of_each_kind(kind: str) -> None:
    named = KINDS[kind]
    tests = [name for name in named if "::" in name]
    assert len(set(named)) > 1 or tests
    for name in named:
        file, _, test = name.partition("::")
        assert (FOLDER / file).is_file(), name
        if test:
            # The rows of its parameters are the cases.
            before = (FOLDER / file).read_text("utf-8").partition(f"def {test}(")[0]
            assert before.rpartition("@pytest.mark.parametrize")[2].count("\n        (") > 1, name
