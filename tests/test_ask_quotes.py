"""What a question's page quotes of people who ask: one file a case in `ask_quotes/`."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from extractor.faq.ask_quotes import quotes_of
from extractor.model import Ask, AskedBy, AskKind, Conversation
from tests.test_pages import QUESTION, THREAD, answer, faq, post, talk

CASES = sorted((Path(__file__).parent / "ask_quotes").glob("*.toml"))


def ask(of: Conversation, number: int) -> Ask:
    """All sentences of a post as an ask; none that ask where it has no question or plea."""
    row = of.thread.by_number[number]
    start = row.text.index(row.text.rpartition(". ")[2])
    return Ask(
        id=f"{THREAD} {number}",
        thread=THREAD,
        post=number,
        post_id=row.id,
        author=row.author,
        kind=AskKind.EXPLICIT,
        ranges=((0, len(row.text)),),
        asking=((start, len(row.text)),),
        texts=(row.text,),
        title=of.thread.title or "",
        url=None,
        posted=row.posted,
        weight=1.0,
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_stands_before_an_answer_that_needs_it(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    posts = [line.partition(": ") for line in case["posts"]]
    thread = talk(*(post(number, words, author) for number, (author, _, words) in enumerate(posts, 1)))
    asks = [ask(thread, 1)] if "?" in posts[0][2] or "help" in posts[0][2] else []
    of = thread.thread.by_number[2]
    made = faq((answer(of, case["answer"]),), question=QUESTION)
    own = [*(ask(thread, number) for number in case["own"])]
    if case["known"]:
        own = [
            Ask(
                **{name: getattr(ask(thread, 1), name) for name in Ask.__slots__}
                | {"id": "another", "thread": "elsewhere"}
            )
        ]
    by = AskedBy(people=1, threads=1, since=None, asks=tuple(own)) if own else None
    quotes = quotes_of(made.sections[0].entries[0], {THREAD: thread}, {THREAD: asks}, by)
    assert [row.passage.text for row in quotes.cases.values() if row.passage] == (
        [case["case"]] if "case" in case else []
    )


def test_the_newest_ask_stands_first_and_a_title_has_no_words() -> None:
    first = datetime(2024, 1, 1)
    thread = talk(*(post(n, f"Why is it flat {n}?", f"P{n}", posted=first + timedelta(days=n)) for n in (1, 2, 3)))
    rows = [ask(thread, n) for n in (1, 2, 3)]
    values = {name: getattr(rows[0], name) for name in Ask.__slots__}
    title = Ask(**values | {"id": "title", "post": None, "post_id": None, "posted": None, "kind": AskKind.TITLE})
    by = AskedBy(people=4, threads=1, since=first, asks=(title, *rows))
    made = faq((answer(thread.thread.by_number[3], "Why is it flat 3?"),))
    quotes = quotes_of(made.sections[0].entries[0], {THREAD: thread}, {THREAD: ()}, by)
    assert [row.author for row in quotes.askers] == ["P3", "P2", "P1", None]
    assert quotes.askers[-1].passage is None and quotes.askers[-1].title == "Flat loaves"
