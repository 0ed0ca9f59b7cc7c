"""Whether a saved page is the whole of its thread: numbers of pages, links to the next one, counts for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from extractor import markup
from extractor.markup import Element
from extractor.readers._html import SavedPage
from extractor.readers._selectors import selector
from extractor.readers.pages._linked_data import conversations, number, replies_counted

_LONGEST = 60
_LONGEST_BOX = 400
_OF = r"(?:out of|of|von|sur|de|di|van|ze?|av|ud af|af|из|od|dari|trên|từ|din|iš|/)"
_PAGE_OF = re.compile(
    rf"(?<![\w.,])(?P<word>[^\W\d_]{{3,12}}\.?)?[\s:]{{0,3}}(?P<page>\d{{1,6}})\s?{_OF}\s?(?P<of>\d{{1,6}})(?![\w.,/-])",
    re.IGNORECASE,
)
# The word `page` in the languages of forums, as far as it stands before two numbers.
_WORDS = markup.names(
    "page seite página pagina strona sida side sivu страница стр. stránka strana oldal sayfa halaman trang pàgina "
    "σελίδα puslapis lehekülg lapa pages seiten"
)
_BOXES = re.compile(r"pag(?:e|ing|er|ination|ina|es)|pagenav|pagelink", re.IGNORECASE)
_NEXT_CLASSES = selector(
    "a.pageNav-jump--next, a.pagination_next, a.ipsPagination_next, a.js-pagenav-next-button, a.next, "
    "a.pagination-next, a.nav-next, a.next-page, a.Next, a.morelink"
)
_RELATION = selector("a[rel~=next], link[rel~=next]")
_BEFORE = selector("a[rel~=prev], link[rel~=prev], a[rel~=previous], link[rel~=previous]")
_MOST = 20_000
_PART_OF_PATH = re.compile(
    r"(?:/(?:page|start|p|index)?[-/=_]?\d{1,6}|[-_.,](?:page|p)?[-_]?\d{1,6})?(?:\.html?)?/?$", re.I
)
_STARTS = re.compile(r"[?&]start=[0-9]{1,9}|(?<=topic=)([0-9]{1,12})\.[0-9]{1,9}|&sid=[0-9a-f]{32}")
_FRAME = "[]() \xa0•»«|"
_DIGIT = re.compile(r"[0-9]")
_OF_A_TOPIC = ("t", "tid", "topic", "showtopic", "threadid", "id", "discussionid", "topic_id")


@dataclass(frozen=True, slots=True)
class Paging:
    """What a page says of itself among the pages of its thread."""

    page: int | None = None
    of: int | None = None
    goes_on: bool = False
    """Whether it has a link to a next page."""
    later: bool = False
    """Whether it has a link to the page before it."""


def paging(page: SavedPage, general: bool = False) -> Paging:
    """The page's number, of how many, and whether another one follows. With `general` a link to a next page counts
    only where it surely leads to the same thread: blogs link their next article in this way."""
    numbered = _numbered(page)
    first, last = numbered or (None, None)
    links = page.all("a[href], link[href]")
    goes_on = _leads([link for link in links if _RELATION(link) or _NEXT_CLASSES(link)], page, general)
    later = _leads([link for link in links if _BEFORE(link)], page, general)
    numbers = set() if general or numbered else _linked(page, links)
    # The page that is shown is the one without a link.
    return Paging(first, last, goes_on or (2 in numbers and 1 not in numbers), later or 1 in numbers)


def _linked(page: SavedPage, links: Sequence[Element]) -> set[int]:
    """The numbers of the pages that a row like `[1] 2 3` leads to, in programs that mark no next page."""
    numbers: dict[str, set[int]] = {}
    for link in links[:_MOST]:
        address = link.attributes["href"]
        if link.name != "a" or not (_STARTS.search(address) or "navPages" in link.classes):
            continue
        text = page.whole.text(link) or ""
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            continue
        whole = page.absolute(address) or address
        if page.url is None or not whole.startswith("http") or _one_topic(whole, page.url):
            numbers.setdefault(_STARTS.sub("", address.partition("#")[0]), set()).add(int(text))
    return next(iter(numbers.values())) if len(numbers) == 1 else set()


def announced(page: SavedPage) -> int | None:
    """How many posts the thread has at least, as the page tells programs: its replies and the opening post."""
    counts = {count for item in conversations(page.linked_data) if (count := replies_counted(item)) is not None}
    if len(counts) == 1:
        return counts.pop() + 1
    return None if counts else _marked(page)


def _numbered(page: SavedPage) -> tuple[int, int] | None:
    """The two numbers of `Page 5 of 7`, in a box for pages or as all that an element says."""
    for element in islice(page.all("[data-last]"), _MOST):
        page_number, last = (number(element.attributes.get(key)) for key in ("data-page", "data-last"))
        if page_number is not None and last is not None and 1 <= page_number <= last:
            return page_number, last
    for element in islice(page.all("div, td, span, li, p, a, b, nav, ul, button, strong, small"), _MOST):
        words = page.nodes[element.place + 1 : element.end] if element.end - element.place <= _LONGEST else ()
        if not any(isinstance(node, str) and _DIGIT.search(node) for node in words):
            continue
        boxed = _is_box(element)
        text = page.whole.text(element)
        if not text or len(text) > (_LONGEST_BOX if boxed else _LONGEST):
            continue
        match = _PAGE_OF.search(text) if boxed else _PAGE_OF.fullmatch(text.strip(_FRAME))
        if match is None:
            continue
        word = (match["word"] or "").casefold()
        alone = boxed and match[0].strip() == text.strip(_FRAME)
        if word in _WORDS or (alone and not word and "/" not in match[0]):
            numbers = int(match["page"]), int(match["of"])
            if 1 <= numbers[0] <= numbers[1]:
                return numbers
    return None


def _is_box(element: Element) -> bool:
    written = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}"[:200]
    return bool(_BOXES.search(written))


def _leads(links: Sequence[Element], page: SavedPage, general: bool) -> bool:
    """Whether one of these links leads to another page of the thread."""
    for link in links[:50]:
        address = page.absolute(link.attributes["href"]) or link.attributes["href"]
        if link.attributes["href"].startswith(("#", "javascript:")) or "disabled" in link.classes:
            continue
        if page.url is not None and address.startswith("http"):
            if _one_topic(address, page.url):
                return True
            continue
        boxed = any(map(_is_box, islice(markup.around(page.nodes, link), 6))) or _is_box(link)
        if not general or boxed:
            return True
    return False


def _one_topic(one: str, other: str) -> bool:
    """Whether two addresses are pages of one thread, as far as their paths and the ids in them tell."""
    try:
        first, second = urlsplit(one), urlsplit(other)
    except ValueError:
        return False
    if first.hostname != second.hostname:
        return False
    mine, others = (dict(parse_qsl(address.query)) for address in (first, second))
    ids = [(mine[key], others[key]) for key in _OF_A_TOPIC if key in mine and key in others]
    if ids:
        return all(a.partition(".")[0] == b.partition(".")[0] for a, b in ids)
    return _stem(first.path) == _stem(second.path) or first.path.rstrip("/").startswith(second.path.rstrip("/") + "/")


def _stem(path: str) -> str:
    return _PART_OF_PATH.sub("", path)


def _marked(page: SavedPage) -> int | None:
    """The count in the microdata of the one posting that opens the page."""
    items = page.all('[itemtype*="DiscussionForumPosting"], [itemtype*="schema.org/Question"]')
    if len(items) != 1:
        return None
    (root,) = page.parts(items)
    for key in ("commentCount", "answerCount"):
        for element in root.all(f'[itemprop="{key}"]'):
            count = number((element.attributes.get("content") or root.text(element) or "").replace(",", ""))
            if count is not None:
                return count + 1
    for element in root.all('[itemprop="interactionCount"]'):
        kind, _, written = element.attributes.get("content", "").partition(":")
        count = number(written.strip().replace(",", ""))
        if kind.strip() in ("UserComments", "UserReplies") and count is not None:
            return count + 1
    for box in root.all('[itemprop="interactionStatistic"]'):
        kinds = " ".join(
            element.attributes.get("content", "") + element.attributes.get("href", "")
            for element in root.all('[itemprop="interactionType"]', box)
        )
        for element in root.all('[itemprop="userInteractionCount"]', box):
            count = number((element.attributes.get("content") or root.text(element) or "").replace(",", ""))
            if count is not None and ("CommentAction" in kinds or "ReplyAction" in kinds):
                return count + 1
    return None
