"""Saved pages: what no fixture can show, because it needs a side file or a very large page."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from extractor import readers
from extractor.model import SideFile, Source
from extractor.readers._html import SavedPage
from tests.cases import FOLDER

VB4 = (FOLDER / "readers/vbulletin-4/thread.html").read_bytes()


def test_a_side_file_that_knows_the_day_gives_relative_times() -> None:
    side = SideFile(retrieved=date(2013, 10, 14))
    posts = readers.read(Source(name="a", data=VB4, side=side)).posts
    assert [post.posted for post in posts[-2:]] == [datetime(2013, 10, 13, 20, 0), datetime(2013, 10, 14, 7, 10)]
    assert [post.printed for post in posts[-2:]] == ["Yesterday, 08:00 PM", "Today, 07:10 AM"]


def test_hours_ago_need_more_than_a_day() -> None:
    side = SideFile(retrieved=date(2013, 10, 14))
    data = VB4.replace(b"Today,&nbsp;", b"3 hours ago&nbsp;").replace(b"07:10 AM", b"")
    assert readers.read(Source(name="a", data=data, side=side)).posts[-1].posted is None


@pytest.mark.parametrize(
    ("alt", "title", "text"),
    [(":)", "Smile", "a :) b"), ("", ":(", "a :( b"), ("Big Grin", "", "a b"), ("8)", "", "a 8) b")],
)
def test_a_smiley_is_what_was_typed(alt: str, title: str, text: str) -> None:
    img = f'<img class="inlineimg" src="/images/smilies/x.gif" alt="{alt}" title="{title}">'
    page = VB4.replace(b"Thank you.", f"a {img} b".encode())
    assert readers.read(Source(name="a", data=page)).posts[3].text == text


def test_elements_are_asked_inside_and_outside_of_boxes() -> None:
    page = SavedPage(
        '<i id="a"></i><div class="x"><i id="b"></i><div class="x"><i id="c"></i></div></div><i id="d"></i>'
    )
    ids = {
        "inside": [element.attributes["id"] for element in page.whole.inside("i", ".x")],
        "outside": [element.attributes["id"] for element in page.whole.outside("i", ".x")],
    }
    assert ids == {"inside": ["b", "c"], "outside": ["a", "d"]}


PHPBB = (FOLDER / "readers/phpbb/saved-from.html").read_text("utf-8")
_, _, BARE = PHPBB.partition("-->")
HOME = "https://kilns.example/viewtopic.php?f=3&t=88"


@pytest.mark.parametrize(
    ("note", "url", "day"),
    [
        ("<!-- saved from url=(0048)https://kilns.example/viewtopic.php?f=3&amp;t=88 -->", HOME, None),
        (
            "<!--\n Page saved with SingleFile \n url: https://kilns.example/viewtopic.php?f=3&t=88 \n"
            " saved date: Sat Mar 02 2024 10:11:12 GMT+0100 (Central European Standard Time)\n-->",
            HOME,
            date(2024, 3, 2),
        ),
        (
            "<!-- Mirrored from kilns.example/viewtopic.php?f=3&amp;t=88 by HTTrack Website Copier/3.x"
            " [XR&CO'2014], Sat, 02 Mar 2024 10:11:12 GMT -->",
            HOME.replace("https", "http"),
            date(2024, 3, 2),
        ),
        (
            '<script>__wm.wombat("https://kilns.example/viewtopic.php?f=3&t=88","20190101000000",'
            '"https://web.archive.org/","web")</script>',
            HOME,
            date(2019, 1, 1),
        ),
        (
            "<!-- saved from url=(0099)https://web.archive.org/web/20190101000000/"
            "https://kilns.example/viewtopic.php?f=3&t=88 -->",
            HOME,
            date(2019, 1, 1),
        ),
        (
            '<link rel="canonical" href="http://web.archive.org/web/20190101000000id_/'
            'https://kilns.example/viewtopic.php?f=3&amp;t=88">',
            HOME,
            date(2019, 1, 1),
        ),
        (f'<meta name="savepage-url" content="{HOME}">', HOME, None),
        (f"<!-- Saved from {HOME} at 2024-03-02T10:11:12Z using monolith v2.7.0 -->", HOME, date(2024, 3, 2)),
        ("<!-- saved from url=(0016)file:///C:/a.htm -->", None, None),
        ("", None, None),
    ],
)
def test_the_program_that_saved_a_page_says_where_it_is_from(note: str, url: str | None, day: date | None) -> None:
    source = Source(name="a", data=f"<!DOCTYPE html>\n{note}{BARE}".encode())
    thread = readers.read(source)
    assert (thread.url, readers.saved_on(source)) == (url, day)
    assert (thread.posts[0].permalink is None) == (url is None)


def test_links_of_an_archived_page_lead_to_the_live_one_and_other_links_to_an_archive_stay() -> None:
    old = "https://web.archive.org/web/2001/http://glaze.example/"
    page = BARE.replace("Dry it first.", f'<a href="{old}">Dry it first.</a>')
    canonical = f'<link rel="canonical" href="https://web.archive.org/web/20190101000000/{HOME}">'
    for note, link in (("", old), (canonical, "http://glaze.example/")):
        posts = readers.read(Source(name="a", data=f"<!DOCTYPE html>\n{note}{page}".encode())).posts
        assert [link.url for post in posts for link in post.links] == [link]


def test_a_line_above_the_doctype_does_not_hide_a_page() -> None:
    for above in ("\n\n", "Saved by robin, 2 March\n", "X-Header: 1\nanother line\n\n"):
        assert readers.read(Source(name="a", data=f"{above}{PHPBB}".encode())).format == "phpbb"


DEEP = 800
PAGES = {
    "khoros-page": '<body class="ForumTopicPage">'
    + "".join(
        f'<div class="lia-linear-display-message-view"><div data-lia-message-uid="{n}"><blockquote><a href="/{n}">'
        for n in range(DEEP)
    )
    + '<div class="lia-message-body">x',
    "vbulletin-2": '<body class="showthread"><dl><dt class="author">x</dt></dl><table class="post" id="post1"><tr>'
    '<td class="postbody">' + '<div class="bbc-block">' * DEEP,
    "phpbb": '<body id="phpbb"><div class="post" id="p1"><div class="content">' + "<blockquote>" * DEEP,
    "forumotion": '<div class="post post--1" id="p1"><div class="content">'
    + '<span class="gensmall">Last edited by x ' * DEEP,
}


@pytest.mark.slow
@pytest.mark.parametrize("format", PAGES)
def test_deep_nesting_takes_no_longer_than_its_length(format: str) -> None:
    source = Source(name="a", data=f"<html>{PAGES[format]}".encode())
    assert format == readers.identify(source).NAME
    begun = time.process_time()
    readers.read(source)
    assert time.process_time() - begun < 3
