"""Whether a thread is whole: what pages say of further pages and of the number of posts; times that are none."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import readers
from extractor.linking import merging
from extractor.model import SideFile, Source, Thread
from extractor.readers._html import SavedPage
from extractor.readers.pages._paging import announced, paging
from extractor.text.paging import absent, page_of
from tests.cases import FOLDER, cases, compare

PHPBB = (FOLDER / "readers/phpbb/saved-from.html").read_text("utf-8")
BOX = PHPBB[PHPBB.index('<div class="pagination">') : PHPBB.index("</div></div>")]


@pytest.mark.parametrize("case", cases("paging"), ids=lambda case: case.stem)
def test_a_page_says_whether_it_is_one_of_several(case: Path) -> None:
    page = SavedPage(case.read_text("utf-8"))
    result = {**asdict(paging(page)), "announced": announced(page)}
    compare(case, "json", json.dumps(result, indent=1) + "\n")


def pages(*boxes: str) -> list[Thread]:
    """Pages of one thread, each with other posts and this box for its pages."""
    threads = []
    for number, box in enumerate(boxes, 1):
        html = PHPBB.replace(BOX, f'<div class="pagination">{box}').replace("05 May", f"{number:02} May")
        html = html.replace("60", str(60 + number)).replace("Mine stood", f"Mine number {number} stood")
        threads.append(readers.read(Source(name=f"page-{number}", data=html.encode())))
    return threads


@pytest.mark.parametrize(
    ("boxes", "told"),
    [
        (["Page 1 of 3", "Page 3 of 3"], ["page 2 of 3 of the thread is not here"]),
        (["Page 1 of 4", "Page 2 of 4"], ["pages 3, 4 of 4 of the thread are not here"]),
        (["Page 1 of 2", "Page 2 of 2"], []),
        (['<a rel="next" href="?f=3&amp;t=88&amp;start=2">2</a>', "<b>2</b>"], []),
        (
            ['<a rel="next" href="?f=3&amp;t=88&amp;start=2">2</a>', '<a rel="next" href="?t=88&amp;start=4">3</a>'],
            ["the thread goes on: this page has a link to the next one"],
        ),
        (["5 posts &bull; Page 1 of 2", "5 posts &bull; Page 2 of 2"], ["4 of 5 announced posts are here"]),
    ],
)
def test_pages_that_are_joined_say_what_is_still_missing(boxes: list[str], told: list[str]) -> None:
    (group,) = merging.grouped(pages(*boxes))
    assert [problem.cause for problem in merging.merge(group).thread.warnings] == told


@pytest.mark.parametrize(
    ("printed", "saved", "believed"),
    [
        ("05 May 2019 18:20", None, True),
        ("05 May 2562 18:20", None, False),
        ("1397/02/15 18:20", None, False),
        ("01 Jan 1970 00:00", None, False),
        ("15/08/1440 18:20", None, False),
        ("05 May 2019 18:20", "2018-05-05", False),
        ("05 May 2019 18:20", "2019-05-04", True),
    ],
)
def test_times_that_no_forum_can_have_are_not_believed(printed: str, saved: str | None, believed: bool) -> None:
    from datetime import date

    side = SideFile(retrieved=date.fromisoformat(saved) if saved else None)
    page = PHPBB.replace("05 May 2019 18:20", printed).replace("05 May 2019 19:02", printed)
    thread = readers.read(Source(name="a", data=page.encode(), side=side))
    assert (thread.posts[0].posted is not None) is believed
    assert thread.posts[0].printed == printed
    assert [problem.code for problem in thread.warnings] == ([] if believed else ["W125"])


def test_names_that_are_lost_are_told() -> None:
    none = readers.read(Source(name="a", data=PHPBB.replace("jon_w", "").replace("ada_l", "").encode()))
    assert "the authors of 2 of 2 posts are unknown" in [problem.cause for problem in none.warnings]


@given(st.lists(st.integers(1, 30), min_size=1), st.integers(1, 30))
def test_what_is_said_of_pages_is_understood(numbers: list[int], of: int) -> None:
    inside = [number for number in numbers if number <= of]
    result = absent(page_of(number, of) for number in inside)
    assert result == (([n for n in range(1, of + 1) if n not in inside], of) if inside else None)
