"""The desk, as a real process: nobody but its own pages writes, and what is decided there is what the files say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.editing import history
from tests.command import run
from tests.desk import Desk, corpus, files, running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for tests that leave the corpus as it was."""
    with running(corpus(tmp_path_factory.mktemp("desk"))) as each:
        yield each


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Desk]:
    """A desk of one's own."""
    with running(corpus(tmp_path)) as each:
        yield each


def first_group(desk: Desk) -> tuple[str, dict[str, object]]:
    """The address of the first group, and what its form holds."""
    page = desk.page("/questions")
    match = re.search(r'action="(/questions/[^"]+)" id="decide"', page.text)
    assert match is not None, page.text[:2000]
    fields = {"token": page.field("token", 'id="decide"'), "seen": page.field("seen", 'id="decide"')}
    return match[1], {**fields, "wording": page.field("wording"), "topic": "kilns", "do": "accept", "keep": ["1"]}


REFUSED: dict[str, tuple[dict[str, str | None], dict[str, object], int]] = {
    "another origin": ({"Origin": "http://evil.example"}, {}, 403),
    "an origin of the same machine": ({"Origin": "http://127.0.0.1:1"}, {}, 403),
    "no origin": ({"Origin": None}, {}, 403),
    "the origin of a sandbox": ({"Origin": "null"}, {}, 403),
    "a page of another site, by the browser's own word": ({"Sec-Fetch-Site": "cross-site"}, {}, 403),
    "another host": ({"Host": "evil.example"}, {}, 421),
    "another host of this port": ({"Host": "evil.example:80"}, {}, 421),
    "no cookie": ({"Cookie": None}, {}, 403),
    "another cookie": ({"Cookie": "threadfaq-desk=1"}, {}, 403),
    "no token": ({}, {"token": ""}, 403),
    "another token": ({}, {"token": "x" * 43}, 403),
}


@pytest.mark.parametrize("case", REFUSED)
def test_who_is_not_a_page_of_the_desk_is_refused_and_writes_nothing(desk: Desk, case: str) -> None:
    headers, fields, status = REFUSED[case]
    address, form = first_group(desk)
    before = files(desk.root)
    answer = desk.ask(address, {**form, **fields}, headers)
    assert answer.status == status, answer.text[:200]
    assert files(desk.root) == before


def test_nothing_is_shown_to_who_did_not_come_by_the_address(desk: Desk) -> None:
    for path in ("/", "/questions", "/static/desk.css", "/enter", "/enter?key=no"):
        answer = desk.ask(path, headers={"Cookie": None})
        assert answer.status == 403 and "kiln" not in answer.text, path
    assert desk.ask("/questions", headers={"Host": "localhost.evil.example"}).status == 421
    assert desk.ask("/questions", method="PUT").status == 405


def test_every_answer_carries_the_policy(desk: Desk) -> None:
    for path in ("/questions", "/answers", "/mending", "/add", "/changes", "/static/desk.js", "/nowhere"):
        answer = desk.page(path)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy, path
        assert not re.search(r"<[^>]+ (?:on\w+|style)=|<style|<script(?! src)", answer.text), path


OUTSIDE: dict[str, dict[str, object]] = {
    "a topic that is a path": {"topic": "../../outside"},
    "a topic that is an absolute path": {"topic": "/tmp/outside"},
    "a topic of signs": {"topic": "..."},
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_nothing_outside_the_corpus_is_written(own: Desk, case: str) -> None:
    address, form = first_group(own)
    outside = {path for path in own.root.parent.rglob("*") if not path.is_relative_to(own.root)}
    own.ask(address, {**form, **OUTSIDE[case]})
    assert {path for path in own.root.parent.rglob("*") if not path.is_relative_to(own.root)} == outside
    assert all(re.fullmatch(r"[a-z0-9-]+\.toml", path.name) for path in (own.root / "topics").iterdir())


@pytest.mark.parametrize("name", ["../../etc/passwd", "..%2f..%2fcorpus.toml", "pottery/../../corpus", "nowhere/x"])
def test_a_thread_is_one_of_the_corpus(desk: Desk, name: str) -> None:
    assert desk.ask(f"/threads/{name}").status == 404
    assert desk.ask(f"/static/{name}").status == 404


def test_words_of_posts_are_no_markup(desk: Desk) -> None:
    page = desk.page("/threads/pottery/kiln-rental")
    assert "&lt;script&gt;alert(1)" in page.text and "<script>alert" not in page.text


def test_an_accepted_question_stands_in_the_files_and_is_undone_and_redone_to_the_byte(own: Desk) -> None:
    before = files(own.root)
    address, form = first_group(own)
    answer = own.ask(address, form)
    assert answer.status == 303, answer.text
    after = files(own.root)
    pack = tomllib.loads(after["topics/kilns.toml"].decode())
    assert len(pack["question"]) == 2 and b"# kept by hand" in after["topics/kilns.toml"]
    ruled = [name for name in after if name.startswith("decisions/")]
    assert len(ruled) == 1 and b'by = "Ann"' in after[ruled[0]]
    page = own.follow(answer)
    assert page.text.count('aria-current="true"') == 1 and address not in page.headers.get("location", "")
    back = own.ask("/undo", {"token": page.field("token"), "step": page.field("step", 'action="/undo"')})
    assert files(own.root) == before
    page = own.follow(back)
    assert f'action="{address}" id="decide"' in page.text, "the item is back at once"
    own.ask("/redo", {"token": page.field("token"), "step": page.field("step", 'action="/redo"')})
    assert files(own.root) == after


def test_what_somebody_else_decided_meanwhile_is_shown_and_nothing_is_lost(own: Desk) -> None:
    address, form = first_group(own)
    other = run(
        "questions",
        "dismiss",
        address.rpartition("/")[2],
        "--by",
        "Bo",
        "--because",
        "Asked twice.",
        cwd=own.root.parent,
    )
    assert other.returncode == 0, other.stderr
    before = files(own.root)
    answer = own.ask(address, {**form, "title": "My own good title?"})
    assert answer.status == 409 and files(own.root) == before
    assert "Asked twice." in answer.text and "My own good title?" in answer.text
    again = own.ask(
        address,
        {
            **form,
            "title": "My own good title?",
            "seen": answer.field("seen", "all the same")
            if False
            else re.findall(r'name="seen" value="([^"]+)"', answer.text)[0],
        },
    )
    assert again.status == 303 and "My own good title?" in files(own.root)["topics/kilns.toml"].decode()


def test_the_same_form_sent_twice_is_done_once(own: Desk) -> None:
    address, form = first_group(own)
    assert own.ask(address, form).status == 303
    after = files(own.root)
    assert own.ask(address, form).status == 409
    assert files(own.root) == after


def test_an_undo_that_was_meant_for_another_step_is_refused(own: Desk) -> None:
    address, form = first_group(own)
    own.ask(address, form)
    page = own.page("/questions")
    step = page.field("step", 'action="/undo"')
    address, form = first_group(own)
    own.ask(address, {**form, "do": "later"})
    after = files(own.root)
    assert own.ask("/undo", {"token": form["token"], "step": step}).status == 409
    assert files(own.root) == after
    assert len(history.steps(own.root)) == 2
