"""The desk, as a real process: nobody but its own pages writes, and what is decided there is what the files say."""

from __future__ import annotations

import html
import os
import random
import re
import signal
import subprocess
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.editing import history
from tests.command import run
from tests.desk import Desk, begun, corpus, files, running


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


def sent(desk: Desk, path: str, form: str = 'id="decide"', **fields: object) -> None:
    """Send a form of a page, with these fields besides the hidden ones."""
    page = desk.page(path)
    start = page.text.rindex("<form", 0, page.text.index(form) + len(form))
    text = page.text[start : page.text.index("</form>", start)]
    address = re.search(r'action="([^"]+)"', text)
    assert address is not None
    pairs = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)
    hidden = {name: html.unescape(value) for name, value in pairs}
    answer = desk.ask(address[1], {**hidden, **fields})
    assert answer.status == 303, re.sub(r"<[^>]+>|\s+", " ", answer.text)[-900:]


def undone(desk: Desk) -> None:
    """Undo the last step."""
    page = desk.page("/changes")
    step = page.field("step", 'action="/undo"')
    assert desk.ask("/undo", {"token": page.field("token"), "step": step}).status == 303


RULE = {"topic": "kilns", "id": "Renting", "question": "kilns/cost", "weight": "2", "any": "rent * kiln\nhire a kiln"}
EXAMPLES = {"match": "You should rent a small kiln.", "no_match": "The kiln is hot.", "without": "", "stance": ""}


def test_decisions_of_every_kind_are_undone_one_by_one_to_the_first_byte(own: Desk) -> None:
    states = [files(own.root)]

    def step(path: str, form: str = 'id="decide"', **fields: object) -> None:
        sent(own, path, form, **fields)
        states.append(files(own.root))
        assert states[-1] != states[-2], (path, fields)

    name, topic = "Where can I rent a kiln?", "Firing & kilns"
    step("/questions", do="accept", wording=name, topic=topic, keep=["1", "2"])
    step("/questions", do="later", because="Not yet: “soon”.")
    step("/questions", 'class="merge"', do="merge", question="kilns/cost")
    step("/answers/page?question=kilns/cost", 'class="inline"', title="What does one firing cost?")
    own.settled()
    rule = {**RULE, **EXAMPLES}
    page = own.page("/rules")
    tried = own.ask("/rules", {"token": page.field("token"), "do": "try", **rule})
    assert tried.status == 200 and "It finds" in tried.text, tried.text[-3000:]
    seen = tried.field("seen", '<form method="post" action="/rules"')
    written = own.ask("/rules", {"token": page.field("token"), "seen": seen, "do": "write", **rule})
    assert written.status == 303, re.sub("<[^>]+>", " ", written.text)[-900:]
    states.append(files(own.root))
    own.settled()
    for fields in (
        {"do": "keep", "because": ""},
        {"do": "drop", "because": 'It says "no".'},
        {"do": "lead", "because": ""},
    ):
        step("/answers", **fields)
    judged = re.findall(r'href="(/answers/at\?[^"]+)"', own.page("/answers/page?question=kilns/cost").text)
    assert judged, "rulings can be changed"
    again = judged[0].replace("&amp;", "&")
    step(again, '<textarea name="text"', do="reword", text="Rent one; it costs less.")
    other = next(iter(re.findall(r"firing-kilns/[\w-]+", own.page("/rules").text)))
    step(again, 'name="to"', do="move", to=other)
    thread = "/threads/pottery/clay-cracks"
    words = {"words": "Turn it over once a day.", "question": "kilns/cost"}
    step(thread, 'data-marks="post-2"', do="add", **words)
    token = own.page("/add").field("token")
    pasted = '{"title": "Cones", "posts": [{"id": "1", "author": "Ida", "text": "Which cone is hotter?"}]}'
    looked = own.ask("/add", {"token": token, "pasted": pasted, "forum": "pottery"})
    assert looked.status == 200 and "What would happen" in looked.text
    assert files(own.root) == states[-1], "a preview writes nothing"
    pending = looked.field("pending")
    added = own.ask("/add/write", {"token": token, "pending": pending})
    assert added.status == 303, re.sub("<[^>]+>", " ", added.text)[-900:]
    states.append(files(own.root))
    assert any("cones" in name for name in states[-1])
    for state in reversed(states[:-1]):
        undone(own)
        assert files(own.root) == state
    assert history.last(own.root) is None and history.last(own.root, undone=True) == 1


def test_a_ruling_that_takes_the_place_of_another_keeps_the_comments_of_the_file(own: Desk) -> None:
    sent(own, "/questions", do="accept", wording="Where can I rent a kiln?", topic="kilns", keep=["1"])
    path = next((own.root / "decisions/pottery").iterdir())
    path.write_text(path.read_text("utf-8").replace('verdict = "keep"', 'verdict = "keep"  # agreed'), "utf-8")
    own.settled()
    question = next(iter(set(re.findall(r"kilns/[\w-]+", own.page("/rules").text)) - {"kilns/cost"}))
    page = own.page(f"/answers/page?question={question}")
    judged = re.findall(r'href="(/answers/at\?[^"]+)">judge it again', page.text)
    sent(own, judged[0].replace("&amp;", "&"), do="drop", because="Wrong by now.")
    text = path.read_text("utf-8")
    assert text.count("[[decision]]") == 1 and 'verdict = "drop"  # agreed' in text and "Wrong by now." in text


def test_what_is_done_is_committed_when_the_editor_says_so(own: Desk) -> None:
    home = own.root.parent
    for line in (
        ["init", "-q", "-b", "review"],
        ["config", "user.name", "Ann"],
        ["config", "user.email", "a@b.example"],
    ):
        subprocess.run(["git", *line], cwd=home, check=True)
    (home / "other.txt").write_text("not of the corpus\n", "utf-8")
    sent(own, "/questions", do="accept", wording="Where can I rent a kiln?", topic="kilns", keep=["1"])
    page = own.page("/changes")
    assert "topics/kilns.toml" in page.text and "1 question accepted" in re.sub(r"\s+", " ", page.text)
    sent(own, "/changes", 'action="/commit"', message="Kilns: one question\n\n- accepted")
    log = subprocess.run(
        ["git", "log", "--stat", "--format=%s"], cwd=home, capture_output=True, text=True, check=True
    )
    assert log.stdout.startswith("Kilns: one question") and "other.txt" not in log.stdout
    assert "Everything is committed" in own.page("/changes").text


def test_nothing_is_written_while_another_command_writes(own: Desk) -> None:
    from extractor.corpus.writing import locked

    address, form = first_group(own)
    before = files(own.root)
    with locked(own.root):
        answer = own.ask(address, form)
        assert answer.status == 409 and "another command is writing" in answer.text
    assert files(own.root) == before
    assert own.ask(address, form).status == 303


def test_the_threads_are_read_although_the_process_that_reads_them_is_killed(tmp_path: Path) -> None:
    desk = begun(corpus(tmp_path))
    try:
        # The last one begun is the one that reads; those before it begin others.
        while len(readers := below(desk.process.pid)) < 2:
            time.sleep(0.02)
        os.kill(readers[-1], signal.SIGKILL)
        desk.ready(120)
    finally:
        desk.process.terminate()
        desk.process.wait(timeout=30)


def below(pid: int) -> list[int]:
    """The processes that a process has begun, and those that these have, in that order."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []
    return [*children, *(grandchild for child in children for grandchild in below(child))]


@pytest.mark.parametrize("rounds", [3, pytest.param(200, marks=pytest.mark.slow)])
def test_a_desk_that_is_killed_loses_no_decision_and_leaves_no_file_half_written(tmp_path: Path, rounds: int) -> None:
    """A question with two answers, accepted and undone again and again, until the desk is killed."""
    root = corpus(tmp_path)
    with running(root) as desk:
        one = files(root)
        address, form = first_group(desk)
        form["keep"] = ["1", "2"]
        assert desk.ask(address, form).status == 303
        two = files(root)
        undone(desk)
    states, chance = [one, two], random.Random(rounds)
    counts = {"confirmed": 0, "on the way": 0}
    for _ in range(rounds):
        with running(root) as desk:
            now = states.index(files(root))
            confirmed = [now]
            thread = threading.Thread(target=_decide, args=(desk, address, form, confirmed))
            thread.start()
            time.sleep(chance.uniform(0, 0.4))
            desk.process.kill()
            desk.process.wait()
            thread.join()
        assert all(data in (one.get(name), two.get(name)) for name, data in files(root).items())
        with running(root):
            whole = files(root)
        assert whole in states
        last = confirmed[-1]
        assert states.index(whole) in (last, 1 - last)
        counts["confirmed" if states.index(whole) == last else "on the way"] += 1
    print(counts)
    assert counts["confirmed"] > counts["on the way"]


def _decide(desk: Desk, address: str, form: dict[str, object], confirmed: list[int]) -> None:
    """Accept and undo by turns; what the desk has confirmed is noted."""
    token = {"token": ""}
    try:
        while True:
            _, fresh = first_group(desk)
            if confirmed[-1] == 0:
                answer = desk.ask(address, {**form, "token": fresh["token"], "seen": fresh["seen"]})
            else:
                page = desk.page("/changes")
                token = {"token": page.field("token"), "step": page.field("step", 'action="/undo"')}
                answer = desk.ask("/undo", token)
            if answer.status != 303:
                return
            confirmed.append(1 - confirmed[-1])
    except (OSError, AssertionError, ValueError):
        return


def test_what_was_mended_is_taken_back_where_it_was_mended(own: Desk) -> None:
    sent(own, "/questions", do="accept", wording="Where can I rent a kiln?", topic="kilns", keep=["1", "2"])
    for path in sorted((own.root / "decisions/pottery").iterdir()):
        path.write_text(path.read_text("utf-8").replace("rent a kiln", "rent one kiln"), "utf-8")
    own.settled()
    before = files(own.root)
    count = own.page("/mending").text.count('<li><a href="/mending/')
    assert count > 1
    sent(own, "/mending/1", do="take", offer="0")
    page = own.page("/mending/0")
    assert page.text.count('<li><a href="/mending/') == count - 1 and files(own.root) != before
    back = own.ask("/undo", {"token": page.field("token"), "step": page.field("step", 'action="/undo"')})
    assert re.fullmatch(r"/mending/\d+", back.headers["location"]), back.headers
    again = own.follow(back)
    assert 'value="take"' in again.text and again.text.count('<li><a href="/mending/') == count
    assert files(own.root) == before
    own.settled()
    sent(own, "/mending/0", do="withdraw")
    sent(own, "/mending/0", do="withdraw")
    assert "Nothing is to be mended" in own.page("/mending").text
    page = own.page("/changes")
    back = own.ask("/undo", {"token": page.field("token"), "step": page.field("step", 'action="/undo"')})
    assert "Nothing is to be mended" not in own.follow(back).text, "what is back is shown"


def test_undo_returns_to_the_page_where_the_step_was_taken(own: Desk) -> None:
    here = "/threads/pottery/clay-cracks"
    page = own.page(here)
    words = {
        "words": "Turn it over once a day.",
        "question": "kilns/cost",
        "thread": "pottery/clay-cracks",
        "post": "2",
    }
    done = own.ask(
        "/answers/at",
        {"token": page.field("token"), "do": "add", **words},
        headers={"Referer": f"{own.address}{here}"},
    )
    assert done.status == 303, re.sub("<[^>]+>", " ", done.text)[-900:]
    page = own.page("/rules")
    back = own.ask("/undo", {"token": page.field("token"), "step": page.field("step", 'action="/undo"')})
    assert back.headers["location"] == here
