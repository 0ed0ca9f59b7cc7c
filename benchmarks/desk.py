"""How quick the desk is, and how many keys an afternoon takes: everything measured on a real desk, as tables.

    python -m benchmarks.desk latency PROJECT [--decisions 60]
    python -m benchmarks.desk keys PROJECT [--questions 25] [--passages 2] [--steps 50]

PROJECT is a folder with a `corpus` (and, to build the site, an `mkdocs.yml`). Everything that is decided is undone at
the end, and every file must then be as it was to the byte.

    latency     decisions of every kind sent over HTTP as the page sends them: from the key to the next item's whole
                page, beside loading a page of the desk that shows nothing; seconds by the clock and of the server's
                processor
    keys        in a real Chromium with the keyboard alone: the first questions accepted with passages, then the site
                built of them; then decisions of every kind, and as many undos
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests import browser
from tests.desk import Answer, Desk, files, running

KINDS = ("accept", "dismiss", "later", "accept", "split")
"""The decisions about questions, in turn."""


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("latency", "keys"))
    parser.add_argument("project", type=Path)
    parser.add_argument("--decisions", type=int, default=60)
    parser.add_argument("--questions", type=int, default=25)
    parser.add_argument("--passages", type=int, default=2)
    parser.add_argument("--steps", type=int, default=50)
    options = parser.parse_args()
    root = options.project.resolve() / "corpus"
    before = files(root)
    with running(root, cwd=options.project) as desk:
        desk.root = root
        if options.what == "latency":
            latency(desk, options.decisions)
        else:
            keys(desk, options)
        taken_back(desk, before)
    print("every file is as it was")


def latency(desk: Desk, decisions: int) -> None:
    """Time decisions about questions, and about answers."""
    server = desk.process.pid
    rows: dict[str, list[tuple[float, float]]] = {"an empty page": [], "a question": [], "an answer": []}
    for _ in range(decisions):
        rows["an empty page"].append(timed(server, lambda: desk.ask("/static/none")))
    for number in range(decisions):
        page = desk.page("/questions")
        if 'id="decide"' not in page.text:
            break
        fields = fields_of(page)
        do = KINDS[number % len(KINDS)]
        values = {
            **fields,
            "do": do,
            "topic": "measured",
            "keep": ["1", "2"] if page.text.count('name="keep"') > 1 else [],
        }
        address = action_of(page)
        rows["a question"].append(timed(server, lambda: sent(desk, address, values)))  # noqa: B023
    desk.settled()
    for number in range(decisions):
        page = desk.page("/answers")
        if 'id="decide"' not in page.text:
            break
        values = {**fields_of(page), "do": ("keep", "drop", "lead")[number % 3], "because": ""}
        rows["an answer"].append(timed(server, lambda: sent(desk, "/answers/at", values)))  # noqa: B023
    print("| decision to the next item | n | median ms | 95 % ms | mean CPU ms |\n|---|---|---|---|---|")
    for name, row in rows.items():
        if len(row) > 1:
            walls = [1000 * wall for wall, _ in row]
            used = statistics.mean(1000 * each for _, each in row)
            high = statistics.quantiles(walls, n=20)[-1]
            print(f"| {name} | {len(row)} | {statistics.median(walls):.0f} | {high:.0f} | {used:.1f} |")


def timed(server: int, work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock, and of the server's processor, its other process apart."""
    used, begun = processor(server), time.perf_counter()
    work()
    return time.perf_counter() - begun, processor(server) - used


def processor(process: int) -> float:
    """Seconds of the processor that a process has used; in hundredths, so only a mean of many says much."""
    numbers = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def sent(desk: Desk, address: str, values: dict[str, Any]) -> Answer:
    """Send a form, and take the page that follows."""
    answer = desk.ask(address, values)
    if answer.status != 303:
        print(f"refused: {re.sub('<[^>]+>', ' ', answer.text)[-600:]}", file=sys.stderr)
    return desk.follow(answer)


def action_of(page: Answer) -> str:
    """Where the form of a page is sent."""
    match = re.search(r'action="([^"]+)" id="decide"', page.text)
    assert match is not None
    return match[1]


def fields_of(page: Answer) -> dict[str, str]:
    """The hidden fields of a page's form, and its first wording."""
    names = ("token", "seen", "question", "thread", "post", "start", "end", "by", "wording")
    form = page.text[page.text.index('id="decide"') :]
    form = form[: form.index("</form>")]
    return {name: page.field(name, 'id="decide"') for name in names if f'name="{name}" value=' in form}


def keys(desk: Desk, options: argparse.Namespace) -> None:
    """Count keys and seconds."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.executable(), args=browser.FLAGS)
        page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(desk.entry)
        page.wait_for_selector("#decide")
        pressed, kept, begun = 0, 0, time.monotonic()
        waits = []
        for number in range(options.questions):
            boxes = page.query_selector_all("#decide [name=keep]")
            chosen = [str(place) for place, box in enumerate(boxes, 1) if not box.is_checked()][: options.passages]
            kept += len(chosen)
            typed = ["t", *"measured", "Escape"] if number == 0 else []
            for key in [*typed, *chosen]:
                page.keyboard.press(key)
            waits.append(press(page, "a"))
            pressed += len(typed) + len(chosen) + 1
        seconds = time.monotonic() - begun
        print(f"{options.questions} questions accepted with {kept} passages ticked by hand")
        print(f"{pressed} keys, {pressed / options.questions:.1f} a question; {seconds:.1f} s")
        print(f"from the key to the next item: {1000 * statistics.median(waits):.0f} ms median")
        site(desk.root.parent)
        desk.settled()
        middle = files(desk.root)
        steps = decided(page, desk, options.steps)
        for _ in range(steps):
            press(page, "z")
        assert files(desk.root) == middle, "something is not as it was"
        print(f"{steps} decisions of every kind and {steps} undos: every file is as it was")
        chromium.close()


def press(page: Any, key: str) -> float:
    """Press a key that decides, and give the seconds until the next item stands there."""
    begun = time.monotonic()
    last = page.text_content("footer")
    page.keyboard.press(key)
    for _ in range(4000):
        if page.text_content("footer") != last:
            break
        time.sleep(0.002)
    return time.monotonic() - begun


def decided(page: Any, desk: Desk, steps: int) -> int:
    """Decide about questions and answers by turns, with every key that decides; how many steps that made."""
    done = 0
    turns: Sequence[tuple[str, Sequence[str]]] = (
        ("/questions", ["1", "a"]),
        ("/questions", ["d"]),
        ("/questions", ["l"]),
        ("/questions", ["m", "Enter"]),
        ("/questions", ["s"]),
        ("/answers", ["k"]),
        ("/answers", ["f"]),
        ("/answers", ["d"]),
        ("/answers", ["b", *"No.", "Escape", "d"]),
        ("/answers", ["r", *"Said better.", "Escape", "w"]),
        ("/answers?by=thread", ["k"]),
        ("/answers/page", ["r", *"Another title?", "Enter"]),
    )
    count = steps_of(desk)
    for turn in range(20 * len(turns)):
        path, presses = turns[turn % len(turns)]
        if path == "/answers/page":
            address = page.get_attribute(".note a[href^='/answers/page']", "href")
            if address is None:
                continue
            path = address
        page.goto(f"{desk.address}{path}")
        if page.query_selector("#decide") is None and "/page" not in path:
            continue
        for key in presses[:-1]:
            page.keyboard.press(key)
        press(page, presses[-1])
        if page.query_selector("text=Nothing was written") is None:
            done = steps_of(desk) - count
        if done >= steps:
            break
    return done


def steps_of(desk: Desk) -> int:
    """How many steps can be undone."""
    from extractor.editing import history

    return history.last(desk.root) or 0


def site(project: Path) -> None:
    """Build the site of a project, where it is one."""
    if not (project / "mkdocs.yml").is_file():
        return
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=project, check=False)
    pages = len(list((project / "site/measured").glob("*.html")))
    print(f"site built in {time.monotonic() - begun:.0f} s, exit code {done.returncode}, {pages} pages in the topic")


def taken_back(desk: Desk, before: dict[str, bytes]) -> None:
    """Undo every step, and see that nothing is left of it."""
    for _ in range(400):
        page = desk.page("/changes")
        if 'action="/undo"' not in page.text:
            break
        desk.ask("/undo", {"token": page.field("token"), "step": page.field("step", 'action="/undo"')})
    assert files(desk.root) == before, "something is left"


if __name__ == "__main__":
    main()
