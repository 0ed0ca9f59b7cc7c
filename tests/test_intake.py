"""Bringing threads in: what is shown, what is written, what is refused, and that nothing is half done."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import stat
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import corpus, readers
from extractor.corpus import NAME, files, judging, sidefiles
from extractor.corpus.writing import Change, locked
from extractor.intake import Action, Intake, Plan, Wish, archive, lint, naming, saved_files
from extractor.intake.archive import SavedFile
from extractor.model import Post, Role, SideFile, Source, Thread
from extractor.pipeline import stages
from extractor.problems import ThreadfaqError
from extractor.text import slugs
from extractor.text.terminal import safe
from tests.cases import FOLDER
from tests.command import on_a_terminal, run

KILN = FOLDER / "intake/files/kiln.txt"
LATER = FOLDER / "intake/files/kiln-later.txt"
WISH = Wish(forum="pottery", title="Where do I rent a kiln?")
ENGLISH = judging.load_language("en")[0]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with an empty corpus."""
    (tmp_path / "corpus/threads").mkdir(parents=True)
    return tmp_path


def names(home: Path) -> list[str]:
    """Every file of the corpus that git keeps."""
    paths = [path for path in home.glob("corpus/**/*") if path.is_file() and ".cache" not in path.parts]
    return sorted(str(path.relative_to(home / "corpus")) for path in paths)


def brought(home: Path, *paths: Path | str, wish: Wish = WISH, data: bytes = b"") -> list[Plan]:
    """Threads added as with --yes, by a program that does not ask about personal data."""
    done = []
    with locked(home / "corpus") as writer:
        intake = Intake(home / "corpus", wish)
        for plan in intake.plans(saved_files([str(path) for path in paths], lambda: data)):
            intake.carry_out(plan, writer)
            done.append(plan)
    return done


def post(text: str, **fields: Any) -> Post:
    blank: dict[str, Any] = dict.fromkeys(("edited_by", "posted", "printed", "edited"))
    known = {"number": 1, "id": "p-1", "author": "Jon W", "author_certain": True, "role": Role.MEMBER, "line": 7}
    return Post(text=text, **{**blank, **known, **fields})


def thread(*posts: Post, **fields: Any) -> Thread:
    known = {"id": None, "name": "x.html", "title": None, "url": None, "platform": None, "format": "paper"}
    return Thread(posts=posts, **{**known, **fields})


# ---- what is written


def test_the_source_is_written_unchanged_and_the_side_file_says_the_rest(home: Path) -> None:
    wish = replace(
        WISH, url="https://forum.example/t/1", licence="CC0", permission="the owner", retrieved=date(2024, 3, 1)
    )
    (plan,) = brought(home, KILN, wish=wish)
    assert plan.action is Action.ADD and plan.id == "pottery/where-do-i-rent-a-kiln"
    written = home / "corpus/threads/pottery/where-do-i-rent-a-kiln.txt"
    assert written.read_bytes() == KILN.read_bytes()
    side, problems = sidefiles.read(written.with_suffix(".toml").read_text("utf-8"), "side")
    assert not problems
    assert side == SideFile(
        title="Where do I rent a kiln?",
        url="https://forum.example/t/1",
        platform="Khoros",
        licence="CC0",
        permission="the owner",
        retrieved=date(2024, 3, 1),
    )
    loaded = corpus.load(home / "corpus")
    assert not loaded.problems and [source.id for source in loaded.sources] == [plan.id]


def test_the_same_bytes_are_refused_under_any_name(home: Path, tmp_path: Path) -> None:
    brought(home, KILN)
    before = names(home)
    (plan,) = brought(home, "-", data=KILN.read_bytes(), wish=Wish(forum="clay"))
    assert plan.action is Action.SKIP and plan.id == "pottery/where-do-i-rent-a-kiln"
    assert names(home) == before


def test_a_later_copy_is_merged_and_an_older_one_is_not(home: Path) -> None:
    brought(home, KILN)
    (plan,) = brought(home, LATER, wish=Wish())
    assert plan.action is Action.MERGE
    assert [(change.kind, change.post) for change in plan.changes] == [("changed", 3), ("added", 4)]
    loaded = corpus.load(home / "corpus")
    assert [source.id for source in loaded.sources] == ["pottery/where-do-i-rent-a-kiln"] and not loaded.problems
    conversation = stages.converse(loaded.sources[0])
    assert len(conversation.thread.posts) == 4 and "fifty dollars" in conversation.thread.posts[2].text
    for again in (KILN, LATER):
        (plan,) = brought(home, again, wish=Wish())
        assert plan.action is Action.SKIP
    assert len(names(home)) == 3


def test_an_older_copy_brings_nothing_to_a_later_one(home: Path) -> None:
    brought(home, LATER)
    (plan,) = brought(home, KILN)
    assert plan.action is Action.SKIP and "nothing in it is new" in plan.problems[0].cause


def test_pages_named_together_become_one_thread(home: Path) -> None:
    plans = brought(home, KILN, LATER, wish=Wish(forum="pottery"))
    assert [plan.action for plan in plans] == [Action.ADD, Action.MERGE]
    assert len(corpus.load(home / "corpus").sources) == 1


def test_read_prints_pages_of_one_thread_as_one(home: Path) -> None:
    done = run("read", str(KILN), str(LATER), str(FOLDER / "readers/neutral/full.json"), cwd=home)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(row["posts"]) for row in rows] == [4, 2]


def test_a_thread_without_a_side_file_gets_one(home: Path) -> None:
    folder = home / "corpus/threads/pottery"
    folder.mkdir()
    (folder / "kiln.txt").write_bytes(KILN.read_bytes())
    (plan,) = brought(home, KILN)
    assert plan.action is Action.COMPLETE and plan.id == "pottery/kiln"
    assert tomllib.loads((folder / "kiln.toml").read_text("utf-8"))["title"] == "Where do I rent a kiln?"


def test_a_page_that_no_side_file_names_is_given_to_its_thread(home: Path) -> None:
    """What somebody leaves who saves a page into the folder and forgets the side file."""
    brought(home, KILN)
    folder = home / "corpus/threads/pottery"
    (folder / "where-do-i-rent-a-kiln.page-2.txt").write_bytes(LATER.read_bytes())
    assert len(corpus.load(home / "corpus").sources) == 2
    (plan,) = brought(home, LATER)
    assert plan.action is Action.MERGE and len(names(home)) == 3
    assert len(corpus.load(home / "corpus").sources) == 1


def test_comments_in_a_side_file_survive_a_merge(home: Path) -> None:
    brought(home, KILN)
    side = home / "corpus/threads/pottery/where-do-i-rent-a-kiln.toml"
    side.write_text("# mine\ntitle = '''\n[T'''\n\n[roles] # who\n'Jon W' = 'staff'\n", "utf-8")
    brought(home, LATER)
    text = side.read_text("utf-8")
    assert "# mine" in text and "# who" in text
    read, problems = sidefiles.read(text, "side")
    assert not problems and read.more == ("where-do-i-rent-a-kiln.page-2.txt",)
    thread_again = stages.converse(corpus.load(home / "corpus").sources[0]).thread
    assert [one.role for one in thread_again.posts if one.author == "Jon W"] == [Role.STAFF]


def test_a_page_that_is_gone_is_told(home: Path) -> None:
    brought(home, KILN, LATER)
    (home / "corpus/threads/pottery/where-do-i-rent-a-kiln.page-2.txt").unlink()
    assert [problem.code for problem in corpus.load(home / "corpus").problems] == ["E210"]


def test_names_in_more_cannot_lead_out_of_the_folder() -> None:
    for name in ("../x.txt", "/etc/passwd", "a/b.txt", "..", "C:x", "a\\b"):
        _, problems = sidefiles.read(f"more = [{json.dumps(name)}]", "side")
        assert [problem.code for problem in problems] == ["E203"]


def test_stack_exchange_brings_its_terms(home: Path, tmp_path: Path) -> None:
    question = {"url": "https://pottery.stackexchange.com/questions/7/kiln", "title": "Kiln?", "posts": [
        {"author": "Ola N", "text": "Is it gone?", "posted": "2017-02-03T09:00:00+00:00"},
        {"author": "Jon W", "text": "Measure it.", "posted": "2019-02-03T09:00:00+00:00"},
    ]}  # fmt: skip
    (tmp_path / "question.json").write_text(json.dumps(question), "utf-8")
    (plan,) = brought(home, tmp_path / "question.json", wish=Wish())
    assert plan.id == "pottery.stackexchange.com/kiln"
    assert plan.side.licence == "CC BY-SA 3.0 and 4.0"
    for words in ("Stack Exchange", "link the question", "names", "link them"):
        assert words in (plan.side.attribution or "")


# ---- an export


def export(count: int) -> bytes:
    """A CSV of many threads, in the form of the reader below."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["tiny", "author", "text"])
    for number in range(count):
        rows.writerow([str(number), "Ola N", f"{number}: is the element of kiln {number} gone, or the relay?"])
        rows.writerow([str(number), "Jon W", f"Measure it cold, then hot; kiln {number} has two elements."])
    return text.getvalue().encode("utf-8")


class Tiny:
    """A reader of such an export, as real ones cut theirs."""

    NAME = "tiny-csv"
    STANDING = readers.Standing.PROVEN

    def marks(self, source: Source) -> readers.Marks:
        begun = source.data.startswith(b"tiny,author,text")
        return readers.Marks(claims=begun, looked_for="a header", evidence=())

    def pieces(self, source: Source) -> Iterator[Source]:
        head, *lines = source.data.splitlines(keepends=True)
        for first in range(0, len(lines), 2):
            yield replace(source, data=head + b"".join(lines[first : first + 2]))

    def read(self, source: Source) -> Thread:
        rows = list(csv.DictReader(io.StringIO(source.data.decode("utf-8"))))
        posts = [
            post(row["text"], number=n, id=f"{row['tiny']}-{n}", author=row["author"])
            for n, row in enumerate(rows, 1)
        ]
        return thread(
            *posts, name=source.name, id=source.id, format=self.NAME, source_id=rows[0]["tiny"],
            title=f"Kiln {rows[0]['tiny']}", url=f"https://forum.example/t/{rows[0]['tiny']}",
        )  # fmt: skip


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {**readers.formats(), "tiny-csv": Tiny()}
    monkeypatch.setattr(readers, "formats", lambda: known)


@pytest.mark.usefixtures("tiny")
def test_an_export_becomes_a_source_for_each_thread(home: Path, tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_bytes(export(257))
    plans = brought(home, tmp_path / "all.csv", wish=Wish())
    assert [plan.action for plan in plans] == [Action.ADD] * 257
    loaded = corpus.load(home / "corpus")
    assert len(loaded.sources) == 257 and not loaded.problems
    by_id = {source.id: source for source in loaded.sources}
    assert by_id["forum.example/kiln-12"].data == b"".join(
        export(257).splitlines(keepends=True)[i] for i in (0, 25, 26)
    )
    again = brought(home, tmp_path / "all.csv", wish=Wish())
    assert {plan.action for plan in again} == {Action.SKIP}


@pytest.mark.usefixtures("tiny")
def test_an_export_goes_on_where_it_was_broken_off(home: Path, tmp_path: Path) -> None:
    (tmp_path / "part.csv").write_bytes(export(5))
    (tmp_path / "all.csv").write_bytes(export(8))
    brought(home, tmp_path / "part.csv", wish=Wish())
    plans = brought(home, tmp_path / "all.csv", wish=Wish())
    assert [plan.action for plan in plans] == [Action.SKIP] * 5 + [Action.ADD] * 3


@pytest.mark.usefixtures("tiny")
def test_a_dry_run_sees_doubles_within_the_export(home: Path, tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_bytes(export(2))
    intake = Intake(home / "corpus", Wish())
    actions = []
    for plan in intake.plans(saved_files([str(tmp_path / "all.csv")] * 2, bytes)):
        intake.note(plan)
        actions.append(plan.action)
    assert actions == [Action.ADD, Action.ADD, Action.SKIP, Action.SKIP] and names(home) == []


# ---- the command


def test_nobody_is_asked_where_nobody_is(home: Path) -> None:
    done = run("add", str(KILN), "--forum", "pottery", cwd=home)
    assert done.returncode == 2 and "--yes" in done.stderr and "3 posts, 3 people" in done.stdout
    assert names(home) == []


def test_personal_data_is_not_written_unseen(home: Path, tmp_path: Path) -> None:
    text = KILN.read_text("utf-8") + "Mail me: jon@pottery.example\n"
    (tmp_path / "kiln.txt").write_text(text, "utf-8")
    add = ("add", str(tmp_path / "kiln.txt"), "--forum", "pottery", "--yes")
    done = run(*add, cwd=home)
    assert done.returncode == 1 and "E606" in done.stderr and "line 11 of kiln.txt" in done.stdout
    assert names(home) == []
    assert run(*add, "--personal-data-checked", cwd=home).returncode == 0
    assert len(names(home)) == 2


def test_json_says_what_was_done(home: Path) -> None:
    add = ("add", str(KILN), "-", "--forum", "pottery", "--json", "--yes")
    done = run(*add, cwd=home, data=LATER.read_bytes())
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["action"], row["written"], row["posts"]) for row in rows] == [
        ("added", True, 3),
        ("merged", True, 4),
    ]
    assert rows[0]["replies"] == {"1": None, "2": 1, "3": 2} and rows[1]["changes"][1]["kind"] == "added"
    assert done.returncode == 0 and done.stderr.strip() == "1 added, 1 merged"


def test_a_dry_run_writes_nothing(home: Path) -> None:
    done = run("add", str(KILN), "--forum", "pottery", "--dry-run", cwd=home)
    assert done.returncode == 0 and "this would be: 1 added" in done.stderr and names(home) == []


def test_what_is_said_of_one_thread_is_not_said_of_two(home: Path) -> None:
    done = run("add", str(KILN), str(FOLDER / "readers/neutral/full.json"), "--url", "https://a.example/1", cwd=home)
    assert done.returncode == 2 and "--url" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((str(KILN),), 1, "E607"),
        ((str(KILN), "--forum", "../x"), 1, "E607"),
        ((str(KILN), "--forum", "pottery", "--name", "a/b"), 1, "E607"),
        ((str(KILN), "--url", "javascript:alert(1)"), 2, "--url"),
        (("none.html",), 1, "E601"),
        ((str(FOLDER / "readers/refused/prose.txt"),), 3, "E103"),
        ((str(KILN), "--retrieved", "yesterday"), 2, "--retrieved"),
    ],
)
def test_a_refusal_says_why_and_writes_nothing(
    home: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = run("add", *arguments, "--yes", cwd=home)
    assert done.returncode == code and message in done.stderr and "Traceback" not in done.stderr
    assert names(home) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no terminals to be had there")
def test_on_a_terminal_one_is_asked(home: Path) -> None:
    add = ("add", str(KILN), "--forum", "pottery")
    output = on_a_terminal(home, *add, answers="n\n")
    assert "Add as corpus/threads/pottery/thread-" in output and names(home) == []
    assert "1 added" in on_a_terminal(home, *add, answers="y\n") and len(names(home)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no terminals to be had there")
def test_personal_data_and_many_threads_are_asked_about_on_their_own(home: Path, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    for number in range(4):
        text = f"Is the element of kiln {number} gone?" + (" Write to a@b.example." if number == 2 else "")
        rows = {"title": f"Kiln {number}", "posts": [{"author": "Ola N", "text": text}]}
        (tmp_path / f"saved/{number}.json").write_text(json.dumps(rows), "utf-8")
    one = ("add", "saved/2.json", "--forum", "pottery")
    assert "E606" in on_a_terminal(home, *one, answers="n\n") and names(home) == []
    assert "1 left" in on_a_terminal(home, *one, answers="y\nn\n") and names(home) == []
    output = on_a_terminal(home, "add", "saved", "--forum", "pottery", answers="y\nn\n")
    assert 'post 1: "a@b.example"' in output and "3 added, 1 refused (E606)" in output and len(names(home)) == 6
    assert "1 added" in on_a_terminal(home, *one, answers="y\ny\n") and len(names(home)) == 8


@pytest.mark.skipif(sys.platform == "win32", reason="no terminals to be had there")
@pytest.mark.parametrize(
    "commands",
    [
        [("add", "--dry-run"), ("add", "--yes"), ("read",)],
        pytest.param([("add", "--dry-run", "--json"), ("label",)], marks=pytest.mark.slow),
    ],
    ids=["fast", "all others"],
)
def test_no_escape_sequence_of_a_post_reaches_the_terminal(
    home: Path, tmp_path: Path, commands: list[tuple[str, ...]]
) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\x00 mail a@b.example, \x1b[8mscam by Peter Miller"
    rows = {"title": evil, "platform": evil, "warnings": [evil], "posts": [{"author": evil, "text": evil}]}
    (tmp_path / "evil.json").write_text(json.dumps(rows), "utf-8")
    for command, *options in commands:
        forum = ("--forum", "x") if command == "add" else ()
        output = on_a_terminal(home, command, str(tmp_path / "evil.json"), *forum, *options, answers="")
        ours = re.sub(r"\x1b\[(?:\?25[lh]|K|31m|33m|1m|0m)", "", output)
        assert not set(ours) & set("\x1b\x9b\x07\x00\u202e"), command
        assert "owned" in output


@given(st.text())
def test_what_is_safe_for_a_terminal_has_no_controls(text: str) -> None:
    shown = safe(text)
    assert not any(ord(sign) < 32 and sign not in "\t\n" for sign in shown)
    assert not set(shown) & {chr(number) for number in (*range(0x7F, 0xA0), *range(0x202A, 0x202F), 0x2066, 0x2069)}


# ---- names


@given(st.text(max_size=200))
def test_any_title_makes_a_name_or_none(title: str) -> None:
    made = slugs.slug(title)
    assert not made or (NAME.fullmatch(made) and len(made) <= slugs.LONGEST)
    assert NAME.fullmatch(naming.name(thread(post("Hello."), title=title), None, set()))


@given(st.text(max_size=80))
def test_any_host_makes_a_folder_or_is_refused(host: str) -> None:
    try:
        made = naming.forum(thread(url=f"https://{host}/t/1"), None, {})
    except ThreadfaqError as refusal:
        assert refusal.problems[0].code == "E607"
    else:
        assert NAME.fullmatch(made)


def test_a_name_that_is_taken_is_numbered_and_decisions_keep_theirs(home: Path) -> None:
    (home / "corpus/decisions/pottery").mkdir(parents=True)
    (home / "corpus/decisions/pottery/where-do-i-rent-a-kiln.toml").write_text("", "utf-8")
    (plan,) = brought(home, KILN)
    assert plan.id == "pottery/where-do-i-rent-a-kiln-2"


def test_threads_of_one_host_lie_in_one_folder(home: Path) -> None:
    brought(home, KILN, wish=replace(WISH, url="https://forum.example/t/1"))
    full = FOLDER / "readers/neutral/full.json"
    (plan,) = brought(home, full, wish=Wish(url="https://www.forum.example/t/2"))
    assert plan.id == "pottery/kiln-trips-the-breaker"


# ---- personal data


def rows_of(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((FOLDER / f"intake/lint/{name}.toml").read_text("utf-8"))["case"])


@pytest.mark.parametrize("case", [*rows_of("found"), *rows_of("not-found")], ids=lambda case: case["text"][:40])
def test_personal_data_is_pointed_at(case: dict[str, Any]) -> None:
    findings = lint.find(thread(post(case["text"])), ENGLISH)
    assert [f"{one.kind}: {one.words}" for one in findings] == case.get("found", [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Write to support@pottery.example.", []),
        ("Write to help@mail.pottery.example.", []),
        ("Write to jon@pottery.example.", ["jon@pottery.example"]),
        ("Write to support@glaze.example.", ["support@glaze.example"]),
        ("See article 2125550147.", []),
        ("See 2125550148.", []),
        ("Call 2125550147.", ["2125550147"]),
        ("Ticket no. 2125550147 is closed.", []),
    ],
)
def test_the_forums_own_addresses_and_numbers_are_nobodys(text: str, words: list[str]) -> None:
    url = "https://community.pottery.example/hc/articles/2125550148"
    findings = lint.find(thread(post(text), url=url), ENGLISH)
    assert [one.words for one in findings] == words


def test_lines_are_those_of_the_file_that_a_person_has(home: Path, tmp_path: Path) -> None:
    rows = '1,Jon,2024-02-03 09:15,"Two\nlines"\n2,Ada,2024-02-03 09:16,Hello\n'
    rows += '1,Jon,2024-02-03 09:17,"It\nis jon@pottery.example"\n2,Ada,2024-02-03 09:18,\n'
    (tmp_path / "x.csv").write_text("thread_id,author,posted,message_text\n" + rows, "utf-8")
    done = run("add", str(tmp_path / "x.csv"), "--forum", "pottery", "--dry-run", cwd=home)
    assert 'in post 2 (line 6 of x.csv): "jon@pottery.example"' in done.stdout
    assert "W108 line 7: post 2" in done.stdout


def test_yes_adds_what_is_clean_and_lists_what_it_held_back(home: Path, tmp_path: Path) -> None:
    rows = "1,Jon,2024-02-03 09:15,Is it gone?\n2,Ada,2024-02-03 09:16,Write to ada@pottery.example.\n"
    (tmp_path / "x.csv").write_text("thread_id,author,posted,message_text\n" + rows, "utf-8")
    done = run("add", str(tmp_path / "x.csv"), "--forum", "pottery", "--yes", cwd=home)
    assert done.returncode == 1 and len(names(home)) == 2
    assert "held back, because nobody has looked at the personal data in them: 1\n" in done.stderr
    assert re.search(r"threads/pottery/\S+\.csv  \(1 place", done.stderr)


def test_a_finding_names_post_line_and_place() -> None:
    (one,) = lint.find(thread(post("Hello.\n\nIt is a@b.example")), ENGLISH)
    assert (one.post, one.line, one.start, one.end) == (1, 9, 14, 25)


def test_a_name_that_is_an_address_is_pointed_at_once() -> None:
    name = "jon@pottery.example"
    posts = [post("Hello.", number=number, author=name) for number in (1, 2)]
    assert [(one.post, one.words) for one in lint.find(thread(*posts), ENGLISH)] == [(1, name)]


FLOODS = (
    *("a@", "@", "a", "1 ", "1-", "+1", "A", "a.", "(at)", "a@b.", "a@a.a@", "  ", "\n", "0 1", "(0", "-a"),
    *("12 Aa ", "DE89 ", "Aa ", "pm ", "pm: ", "scam Jon W ", "x(at)a dot ", "[12:03] J", "4111 ", "555-0147 "),
    *("account number 1 ", "12 Kiln Lane "),
)


@pytest.mark.parametrize("flood", FLOODS)
def test_no_text_makes_the_search_slow(flood: str) -> None:
    """A plain pattern for e-mail addresses took six seconds here."""
    text = flood * (60_000 // len(flood))
    begun = time.process_time()
    lint.find(thread(post(text)), ENGLISH)
    assert time.process_time() - begun < 4


# ---- archives


def zipped(path: Path, entries: dict[str, bytes], **attributes: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name, (2024, 2, 3, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in attributes.items():
                setattr(entry, key, value)
            made.writestr(entry, data)
    return path


def opened(path: Path) -> list[SavedFile | ThreadfaqError]:
    return list(saved_files([str(path)], bytes))


def test_a_zip_and_a_folder_hold_the_same_threads(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    (folder / "page_files").mkdir(parents=True)
    (folder / "kiln.txt").write_bytes(KILN.read_bytes())
    (folder / "kiln.toml").write_text('title = "Kiln"\nlicence = "CC0"\n', "utf-8")
    (folder / "page_files/a.css").write_text("a {}", "utf-8")
    (folder / ".hidden").write_text("x", "utf-8")
    entries = {"kiln.txt": KILN.read_bytes(), "page_files/a.css": b"a {}", "__MACOSX/kiln.txt": b"x"}
    path = zipped(tmp_path / "saved.zip", entries)
    (from_folder,), (from_zip,) = opened(folder), opened(path)
    assert isinstance(from_folder, SavedFile) and isinstance(from_zip, SavedFile)
    assert from_folder.source.data == from_zip.source.data == KILN.read_bytes()
    assert from_folder.source.side.licence == "CC0" and from_zip.saved == date(2024, 2, 3)
    (plan,) = brought(home, folder, wish=Wish(forum="pottery"))
    assert plan.id == "pottery/kiln" and plan.side.licence == "CC0"
    (plan,) = brought(home, path)
    assert plan.action is Action.SKIP


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:/evil.txt", "a\nb.txt"]
)
def test_a_zip_that_leads_out_of_itself_is_refused_as_a_whole(home: Path, tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "evil.zip", {"kiln.txt": KILN.read_bytes(), name: b"x"})
    (plan,) = brought(home, path)
    assert [problem.code for problem in plan.problems] == ["E605"] and names(home) == []


def test_other_zips_that_no_browser_makes_are_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.txt": b"x"}).read_bytes()
    bad = {
        "link": zipped(tmp_path / "1.zip", {"a.txt": b"/etc/passwd"}, external_attr=(stat.S_IFLNK | 0o777) << 16),
        "another archive": zipped(tmp_path / "2.zip", {"b.zip": inner}),
        "unpacks": zipped(tmp_path / "3.zip", {"a.txt": b"0" * 3_000_000}),
        "broken": tmp_path / "4.zip",
        "encrypted": tmp_path / "5.zip",
    }
    (tmp_path / "4.zip").write_bytes(inner[: len(inner) // 2])
    flagged = bytearray(inner)
    flagged[inner.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "5.zip").write_bytes(bytes(flagged))
    for words, path in bad.items():
        (refusal,) = opened(path)
        assert isinstance(refusal, ThreadfaqError) and refusal.problems[0].code == "E605"
        assert words in refusal.problems[0].cause, words


def test_sizes_are_counted_and_not_believed(tmp_path: Path) -> None:
    """The headers of this zip say that its file is small."""
    path = zipped(tmp_path / "lies.zip", {"a.txt": b"0" * 30_000_000})
    data = path.read_bytes().replace((30_000_000).to_bytes(4, "little"), (40_000).to_bytes(4, "little"))
    path.write_bytes(data)
    (refusal,) = opened(path)
    assert isinstance(refusal, ThreadfaqError) and refusal.problems[0].code == "E605"


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.txt").symlink_to(KILN)
    (refusal,) = opened(folder)
    assert isinstance(refusal, ThreadfaqError) and refusal.problems[0].code == "E605"


# ---- files too large for memory, and files beside them


def test_a_large_file_is_seen_by_its_head_and_opened_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    monkeypatch.setattr(files, "HEAD", 4)
    (tmp_path / "dump.xml").write_bytes(b"<posts>0123456789")
    source = corpus.source(tmp_path / "dump.xml")
    assert source.data == b"<pos" and source.stream is not None
    with source.stream() as first, source.stream() as second:
        assert first.read() == second.read() == b"<posts>0123456789"
    with locked(tmp_path) as writer:
        writer.write([Change(path=tmp_path / "copy.xml", content=source)])
    assert (tmp_path / "copy.xml").read_bytes() == b"<posts>0123456789"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_file_without_an_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 1000)
    assert corpus.source(Path("/dev/zero")).stream is not None


def test_only_a_bare_name_is_found_beside_a_file(tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump/Posts.xml").write_bytes(b"<posts/>")
    (tmp_path / "dump/Users.xml").write_bytes(b"<users/>")
    (tmp_path / "secret.xml").write_bytes(b"<secret/>")
    (tmp_path / "dump/Link.xml").symlink_to(tmp_path / "secret.xml")
    archive_file = zipped(
        tmp_path / "dump.zip", {"d/Posts.xml": b"<posts/>", "d/Users.xml": b"<users/>", "s.xml": b"<s/>"}
    )
    for source in (corpus.source(tmp_path / "dump/Posts.xml"), opened(archive_file)[0].source):  # type: ignore[union-attr]
        users = source.beside("Users.xml")
        assert users is not None and users.data == b"<users/>"
        for name in (
            "../secret.xml",
            "../s.xml",
            "/etc/passwd",
            "..",
            ".",
            "",
            "Link.xml",
            "None.xml",
            "a\\b",
            "d/Users.xml",
        ):
            assert source.beside(name) is None, name


# ---- a run that is killed


@pytest.mark.slow
@pytest.mark.usefixtures("tiny")
@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signal")
@pytest.mark.parametrize("moment", [0.02, 0.05, 0.1, 0.2, 0.3, 0.5])
def test_a_killed_run_leaves_a_corpus_that_loads(home: Path, tmp_path: Path, moment: float) -> None:
    (tmp_path / "all.csv").write_bytes(export(200))
    process = os.fork()
    if process == 0:
        brought(home, tmp_path / "all.csv", wish=Wish())
        os._exit(0)
    time.sleep(moment)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    loaded = corpus.load(home / "corpus")
    assert not loaded.problems or "E213" in [problem.code for problem in loaded.problems]
    with locked(home / "corpus"):
        loaded = corpus.load(home / "corpus")
    assert not loaded.problems and all(source.side.title for source in loaded.sources)
    cut = {source.id: source.data for source in loaded.sources}
    plans = brought(home, tmp_path / "all.csv", wish=Wish())
    assert sum(plan.action is Action.ADD for plan in plans) == 200 - len(cut)
    loaded = corpus.load(home / "corpus")
    assert len(loaded.sources) == 200 and all(source.side.title for source in loaded.sources)
    assert not list(home.rglob(".adding-*"))


def test_a_file_in_the_way_of_a_forum_is_told(home: Path) -> None:
    (home / "corpus/threads/pottery").write_text("in the way", "utf-8")
    (plan,) = brought(home, KILN)
    assert plan.action is Action.REFUSE and plan.problems[0].code == "E214"
    assert names(home) == ["threads/pottery"]


# ---- the form of the corpus


def test_migrate_shows_first_and_changes_then(home: Path) -> None:
    done = run("migrate", cwd=home)
    assert done.returncode == 0 and "write  corpus/corpus.toml" in done.stdout and names(home) == []
    assert run("migrate", "--yes", cwd=home).returncode == 0 and names(home) == ["corpus.toml"]
    assert "nothing to change" in run("migrate", cwd=home).stderr
    assert not corpus.load(home / "corpus").problems


def test_a_newer_corpus_is_refused(home: Path) -> None:
    (home / "corpus/corpus.toml").write_text("format = 2\n", "utf-8")
    for command in (("migrate",), ("check",), ("add", str(KILN), "--yes")):
        done = run(*command, cwd=home)
        assert done.returncode == 1 and "E608" in done.stderr


@pytest.mark.parametrize("text", ["format = 1.5", "format = -1", "format = 'one'", "form = 1", "format = true"])
def test_broken_settings_are_told(home: Path, text: str) -> None:
    (home / "corpus/corpus.toml").write_text(text, "utf-8")
    assert corpus.load(home / "corpus").problems


def test_the_founding_corpus_has_the_newest_form() -> None:
    from extractor.corpus.settings import FORMAT, version

    assert version(FOLDER.parent / "corpus") == FORMAT


def test_limits_are_what_the_manual_says() -> None:
    assert (archive.MOST_TIMES, archive.MOST_BYTES) == (100, 1 << 30)


@pytest.mark.parametrize(("earlier", "publish"), [("true", "judged"), ("false", "strong")])
def test_migrate_changes_one_setting_of_the_site_and_nothing_else(home: Path, earlier: str, publish: str) -> None:
    before = (
        f"site_name: Kilns\nplugins:\n  - threadfaq:\n      only_kept: {earlier} # as it was\n      threads: all\n"
    )
    settings = home / "mkdocs.yml"
    settings.write_text(before, "utf-8")
    assert run("migrate", cwd=home).returncode == 0 and settings.read_text("utf-8") == before
    done = run("migrate", "--yes", cwd=home)
    assert done.returncode == 0, done.stderr
    assert settings.read_text("utf-8") == before.replace(f"only_kept: {earlier}", f"publish: {publish}")
    assert "nothing to change" in run("migrate", cwd=home).stderr


@pytest.mark.parametrize(
    "title", ["CON", "nul", "Aux.", "COM1", "lpt9", "Prn ?", "con.txt", "A: B\\C", "Trailing... ", "NUL/../x"]
)
def test_what_a_title_becomes_is_a_name_on_windows_too(title: str) -> None:
    made = slugs.slug(title)
    assert made and not slugs.is_device(made) and not PureWindowsPath(made).is_reserved()
    assert not PureWindowsPath(made).drive and PureWindowsPath(made).parts == (made,) and made.rstrip(". ") == made
    assert made.lower() == made  # two names that differ in capitals alone are one file there


@pytest.mark.parametrize("name", ["con", "nul", "com1", "aux.b"])
def test_a_device_of_windows_is_no_name_that_can_be_given(name: str) -> None:
    with pytest.raises(ThreadfaqError, match="E607"):
        naming.name(thread(post("Hello.")), name, set())


@given(st.text(max_size=80))
def test_no_slug_is_a_path_on_windows(title: str) -> None:
    made = slugs.slug(title)
    assert not made or (PureWindowsPath(made).parts == (made,) and not PureWindowsPath(f"{made}.html").is_reserved())
