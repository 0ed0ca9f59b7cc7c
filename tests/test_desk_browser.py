"""The desk in a real Chromium: with the keyboard alone, without script, for everybody's eyes, and its pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.cases import RENEW
from tests.command import ROOT, run
from tests.desk import Desk, corpus, files, running

pytestmark = pytest.mark.browser
WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with something in each of its lists; tests leave it as it was."""
    root = corpus(tmp_path_factory.mktemp("desk"))
    furnish(root)
    with running(root) as each:
        yield each


def furnish(root: Path) -> None:
    """A rule with what it finds, and a decision whose words are lost."""
    pack = (root / "topics/kilns.toml").read_text("utf-8")
    pack += '\n[[rule]]\nid = "renting"\nquestion = "cost"\nweight = 2\nany = ["rent * kiln", "fire it"]\n'
    pack += 'match = ["You should rent a kiln."]\nno_match = ["The kiln is hot."]\n'
    (root / "topics/kilns.toml").write_text(pack, "utf-8")
    (root / "decisions/pottery").mkdir(parents=True)
    ruling = '[[decision]]\nverdict = "keep"\npost = "2"\nwords = "You should dry it slowly under cloth."\n'
    ruling += 'question = "kilns/cost"\nbecause = "It helps."\nby = "Bo"\non = 2026-11-01\n'
    (root / "decisions/pottery/clay-cracks.toml").write_text(ruling, "utf-8")


def page_of(chromium: Any, desk: Desk, **settings: Any) -> Any:
    """A page of a browser that came by the address which the command printed."""
    context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **settings})
    page = context.new_page()
    page.goto(desk.entry)
    page.wait_for_url(f"{desk.address}/questions**")
    page.wait_for_selector("#main")
    return page


SCREENS = {
    "questions": "/questions",
    "answers": "/answers",
    "answers by thread": "/answers?by=thread",
    "unused passages": "/answers/loose",
    "a question": "/answers/page?question=kilns/cost",
    "a thread": "/threads/pottery/kiln-rental",
    "mending": "/mending",
    "adding": "/add",
    "rules": "/rules",
    "changes": "/changes",
    "taking down": "/takedown",
    "nothing": "/nowhere",
}


def accessible(page: Any, name: str) -> None:
    """No rule of axe is broken, and nothing scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    elements = [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in violations]
    assert not elements, (name, elements)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} px"


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_is_accessible_at_every_width_in_both_colours(chromium: Any, desk: Desk, name: str) -> None:
    page = page_of(chromium, desk, bypass_csp=True)
    page.goto(f"{desk.address}{SCREENS[name]}")
    for width in WIDTHS:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            accessible(page, f"{name} at {width}, {scheme}")
    page.context.close()


def test_the_list_of_keys_a_conflict_and_a_refusal_are_accessible(chromium: Any, desk: Desk) -> None:
    page = page_of(chromium, desk, bypass_csp=True)
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    accessible(page, "keys")
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('#decide [name=seen]').value = 'x'")
    page.keyboard.press("l")
    page.wait_for_selector("text=Do mine all the same")
    accessible(page, "conflict")
    page.goto(f"{desk.address}/questions")
    page.fill("#decide [name=topic]", "...")
    page.click("button[value=accept]")
    page.wait_for_selector("text=Nothing was written")
    accessible(page, "refusal")
    page.context.close()


def test_keys_do_not_fire_while_typing_and_can_be_moved_and_switched_off(chromium: Any, desk: Desk) -> None:
    before = files(desk.root)
    page = page_of(chromium, desk)
    at = page.url
    page.keyboard.press("r")
    page.keyboard.type("a dl")
    assert page.input_value("#decide [name=title]") == "a dl" and page.url == at
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("next", exact=True).fill("j")
    page.click("dialog button.yes")
    page.keyboard.press("n")
    assert page.url == at, "the old key is nobody's"
    page.keyboard.press("j")
    page.wait_for_url(lambda url, at=at: url != at)
    second = page.url
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.click("dialog button.yes")
    page.keyboard.press("p")
    page.keyboard.press("l")
    page.wait_for_timeout(300)
    assert page.url == second and files(desk.root) == before
    assert not page.is_visible("button[value=accept] kbd")
    page.context.close()


def test_nothing_is_asked_of_another_host_and_nothing_fails(chromium: Any, desk: Desk) -> None:
    page = page_of(chromium, desk)
    messages: list[str] = []
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("console", lambda message: messages.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: messages.append(str(error)))
    for name, path in SCREENS.items():
        if name != "nothing":
            page.goto(f"{desk.address}{path}")
    assert [url for url in addresses if urlsplit(url).netloc not in (desk.host, "")] == []
    assert messages == []
    page.context.close()


def test_without_script_everything_is_done_with_forms(chromium: Any, tmp_path: Path) -> None:
    root = corpus(tmp_path)
    furnish(root)
    before = files(root)
    with running(root) as desk:
        page = page_of(chromium, desk, java_script_enabled=False)
        at = page.url
        page.check("#decide [name=keep] >> nth=0")
        page.fill("#decide [name=topic]", "Glazes and clay")
        page.click("button[value=accept]")
        page.wait_for_url(lambda url, at=at: url != at)
        assert (root / "topics/glazes-and-clay.toml").is_file()
        page.click("button[value=later]")
        page.goto(f"{desk.address}/answers")
        page.fill("#decide [name=because]", "Not about cost.")
        page.click("button[value=drop]")
        assert any(b"Not about cost." in data for data in files(root).values())
        page.goto(f"{desk.address}/mending")
        page.click("button[value=take]")
        assert "under plastic" in (root / "decisions/pottery/clay-cracks.toml").read_text("utf-8")
        for _ in range(4):
            page.click("footer >> text=Undo")
        assert files(root) == before
        page.context.close()


def test_a_tab_that_was_left_open_overwrites_nothing(chromium: Any, tmp_path: Path) -> None:
    with running(corpus(tmp_path)) as desk:
        one, other = page_of(chromium, desk), page_of(chromium, desk)
        at = one.url
        one.keyboard.press("d")
        one.wait_for_url(lambda url, at=at: url != at)
        after = files(desk.root)
        other.keyboard.press("r")
        other.keyboard.type("Kilns for rent?")
        other.keyboard.press("Escape")
        other.keyboard.press("a")
        other.wait_for_selector("text=Nothing was written")
        assert other.is_visible("text=Kilns for rent?") and files(desk.root) == after
        for page in (one, other):
            page.context.close()


def test_a_desk_that_has_ended_says_so_and_keeps_what_was_typed(chromium: Any, tmp_path: Path) -> None:
    with running(corpus(tmp_path)) as desk:
        page = page_of(chromium, desk)
        page.keyboard.press("r")
        page.keyboard.type("Kilns for rent?")
        page.keyboard.press("Escape")
        desk.process.kill()
        desk.process.wait()
        page.keyboard.press("a")
        page.wait_for_selector(".unanswered")
        assert page.input_value("#decide [name=title]") == "Kilns for rent?"
        page.context.close()


def test_questions_of_the_puppies_are_accepted_with_keys_and_stand_on_the_site(chromium: Any, tmp_path: Path) -> None:
    """What the manual's first page tells, with its pictures."""
    root = puppies(tmp_path / "faq")
    with running(root) as desk:
        page = page_of(chromium, desk, color_scheme="light")
        picture(page, "desk-question")
        keys = 0
        for number in range(3):
            at = page.url
            presses = ["t", *"Puppies", "Escape"] if number == 0 else []
            for key in [*presses, "1", "2", "a"]:
                page.keyboard.press(key)
                keys += 1
            page.wait_for_url(lambda url, at=at: url != at)
        assert keys <= 20
        desk.settled()
        page.goto(f"{desk.address}/answers")
        page.wait_for_selector("#decide")
        picture(page, "desk-answer")
        at = page.url
        page.keyboard.press("k")
        page.wait_for_url(lambda url, at=at: url != at)
        page.goto(f"{desk.address}/changes")
        picture(page, "desk-changes")
        page.context.close()
    done = run("faq", "--publish", "judged", cwd=root.parent)
    assert done.returncode == 0, done.stderr
    faq = json.loads(done.stdout)
    questions = [question for topic in faq["topics"] for question in topic["questions"]]
    assert len(questions) == 3 and sum(len(question["answers"]) for question in questions) >= 4


def puppies(home: Path) -> Path:
    """A new corpus with the threads of the invented community."""
    root = home / "corpus"
    for folder in ("threads", "topics", "decisions", "background"):
        (root / folder).mkdir(parents=True)
    assert run("migrate", "--yes", cwd=home).returncode == 0
    sources = sorted((ROOT / "examples/puppies/sources").iterdir())
    names = [str(path) for path in sources]
    done = run("add", "--yes", "--personal-data-checked", "--forum", "puppies", *names, cwd=home)
    assert done.returncode == 0, done.stderr
    return root


def picture(page: Any, name: str) -> None:
    """A picture of the manual, taken anew with THREADFAQ_RENEW=1."""
    path = ROOT / f"docs/images/{name}.png"
    if RENEW:
        page.set_viewport_size({"width": 1280, "height": 860})
        page.screenshot(path=path)
    assert path.is_file(), f"{path.name} is missing: take it with THREADFAQ_RENEW=1"
