"""The drawing of a thread's replies: what it shows is the thread, and whatever is changed in it is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.checker import drawings
from extractor.checker.page import BuiltPage
from extractor.markup import read
from extractor.model import Because, Conversation, Reply
from extractor.model.addresses import thread_path
from extractor.site.threadparts import DRAWN, WIDEST, drawing_of
from tests.effort import examples
from tests.test_pages import THREAD, faq, post, render, talk


def tree(parents: list[int]) -> Conversation:
    """A thread in which post n + 2 answers the post that `parents` gives for it, counted from 1."""
    conversation = talk(*(post(number, f"Post {number}.") for number in range(1, len(parents) + 2)))
    replies = {
        child: Reply(child=child, parent=parent, because=Because.DECLARED, certain=True)
        for child, parent in enumerate(parents, 2)
    }
    return Conversation(thread=conversation.thread, quotes={}, replies={1: conversation.replies[1], **replies})


def body(conversation: Conversation) -> str:
    return render(faq(), conversation)[thread_path(THREAD)].body


def causes(html: str, conversation: Conversation | None) -> list[str]:
    page = BuiltPage("threads/inn/bread.html", "site/threads/inn/bread.html", read(html))
    return [problem.cause for problem in drawings.check(page, conversation)]


def test_only_threads_of_some_length_are_drawn() -> None:
    assert drawing_of(tree([1] * (DRAWN.start - 2))) is None
    assert drawing_of(tree([1] * (DRAWN.start - 1))) is not None
    assert drawing_of(tree([1] * (DRAWN.stop - 1))) is None


@settings(max_examples=examples(30, 200), deadline=None)
@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=10, max_size=DRAWN.stop - 2))
def test_any_tree_is_drawn_within_its_frame_and_its_check_agrees(shares: list[float]) -> None:
    parents = [1 + int(share * place) for place, share in enumerate(shares, 1)]
    conversation = tree(parents)
    drawing = drawing_of(conversation)
    assert drawing is not None and drawing.width == WIDEST
    assert all(0 < x < WIDEST and 0 < y < drawing.height for x, y in drawing.dots)
    assert len(drawing.lines) == len(parents)
    shapes = "".join(f'<path d="{line}"></path>' for line in drawing.lines)
    dots = "".join(f"M{x:g} {y}h0" for x, y in drawing.dots)
    shapes += f'<path class="dots" d="{dots}"></path>'
    assert causes(f"<svg>{shapes}</svg>", conversation) == []


FORK = tree([1, 1, 2, 2, 3, 4, 4, 1, 1, 9, 10])


def test_a_drawn_page_is_honest() -> None:
    assert causes(body(FORK), FORK) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<path d="M4 4V16H16', '<path d="'),
        ('<path d="M4 4V16H16', '<path d="M4 4V16H28'),
        ('<path d="M4 4V16H16', '<path d="M4 4V16H16L40 40'),
        ("M4 4h0", "M400 4h0"),
        ("M4 4h0", ""),
        ("M4 4h0", "M4 4h1"),
        ('#3</a> → <a href="#post-p1">#1</a>', '#3</a> → <a href="#post-p1">#2</a>'),
        ('#3</a> → <a href="#post-p1">#1</a>', "#3</a>"),
    ],
)
def test_a_changed_drawing_or_list_is_found(old: str, new: str) -> None:
    html = body(FORK)
    assert old in html
    assert causes(html.replace(old, new, 1), FORK)


def test_no_other_page_has_a_drawing() -> None:
    assert causes('<svg width="9" height="9"></svg>', None)
