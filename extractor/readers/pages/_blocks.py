"""Posts by structure alone: blocks of one shape that repeat, each with a name, a time and words.

Nearly everything on the web repeats: lists of articles, of topics, of people, of things for sale. What follows is
mostly about what is no conversation, because a false thread is worse than a refusal.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractor import markup
from extractor.markup import Element
from extractor.model.anchors import distinct
from extractor.readers._html import Part, SavedPage
from extractor.readers._selectors import selector
from extractor.readers._thread import Draft
from extractor.readers.pages._block import PageBlock, is_name, is_time, post_in, tokens
from extractor.readers.pages._clock import Clock
from extractor.readers.pages._schema import Posts
from extractor.text.characters import shortened

_FEWEST = 3
_MOST_GROUPS = 12
_MOST = 5000
"""How many posts a page may have here."""

# Words in the class or id of a block that say what it is, in the languages of forums.
_POST_WORDS = markup.names(
    "post posts comment comments reply replies message messages msg answer answers response kommentar beitrag "
    "antwort nachricht mensaje respuesta comentario reponse commentaire messaggio risposta commento resposta bericht"
)
_OTHER_WORDS = markup.names(
    "member members profile product review reviews result results search teaser excerpt summary job listing news "
    "related widget sidebar latest recent topics topiclist threadlist event events gallery"
)
_OPENS = markup.names(
    "question topic discussion thread opening original opener starter op post posting message first frage thema "
    "beitrag pregunta sujet discussie itemdiscussion"
)
_ARTICLE = markup.names("hentry entry article blog story sidebar list posts comments replies answers messages form")
_FEWEST_WORDS = 4
_UNDER = markup.names("comment comments reply replies answer answers response kommentar antwort respuesta comentario")
_NO_PLACE = selector("aside, nav, footer, .sidebar, .widget, .related, .popular, .recent")
_RATED = selector(
    '.rating, .stars, .star-rating, .review-rating, [itemprop="reviewRating"], [itemprop="ratingValue"], meter'
)
_DIGITS = re.compile(r"[0-9]+")


def from_blocks(page: SavedPage, clock: Clock) -> Posts:
    """The posts of the group of blocks that holds most words; `told` says why there is none."""
    names = [element.place for element in page.all("*") if is_name(element)]
    times = [element.place for element in page.all("*") if is_time(element)]
    evidence = ""
    best: list[PageBlock] = []
    whole: Sequence[Part] = ()
    for group in _groups(page, names, times):
        parts = page.parts(group)
        blocks = [held for part in parts if (held := post_in(part, clock)) is not None]
        against = _against(page, parts, blocks)
        if against:
            evidence = evidence or against
        elif _length(blocks) > _length(best):
            best, whole = blocks, parts
    if not best:
        return Posts(evidence=evidence or "no blocks of one shape that have a name and a time each")
    kept = {block.part.element.place for block in best}
    left = [
        f"line {part.element.line}: {shortened(part.text(part.element) or 'nothing', 80)}"
        for part in whole
        if part.element.place not in kept
    ]
    opening = _opening(page, best[0], clock)
    nested = any(above is not None for above in _above(best, _ids(best)))
    if opening is not None:
        best = [opening, *best]
    ids = _ids(best)
    parents = _above(best, ids) if nested else [None] * len(best)
    drafts = [_draft(block, id, above, clock) for block, id, above in zip(best, ids, parents, strict=True)]
    shape = best[-1].part.element
    under = bool(tokens(shape) & _UNDER) and opening is None
    evidence = (
        f"{len(best)} blocks of one shape with a name and a time each, like <{shape.name}> on line {shape.line}"
    )
    return Posts(drafts=drafts, title=page.text("h1"), opened=not under, evidence=evidence, left=left)


def _opening(page: SavedPage, first: PageBlock, clock: Clock) -> PageBlock | None:
    """The post that opens the thread, where it has another shape than the answers below it.

    It stands before them, its class says what it is, and it has a name, a time and words like them. An article is
    none: whoever wrote it asked nothing.
    """
    before: list[Element] = []
    for element in page.all("*"):
        if element.place >= first.part.element.place:
            break
        inside = element.end > first.part.element.place
        if inside or element.name in markup.INLINE or not tokens(element) & _OPENS:
            continue
        if before and before[-1].end >= element.end:
            continue
        if tokens(element) & (_ARTICLE | _OTHER_WORDS) or any(
            _NO_PLACE(up) for up in markup.around(page.nodes, element)
        ):
            continue
        before.append(element)
    for element in reversed(before[-_MOST_GROUPS:]):
        held = post_in(Part(page, element), clock)
        if (
            held is not None
            and len(held.words.text.split()) >= _FEWEST
            and not held.linked * 2 > len(held.words.text)
        ):
            return held
    return None


def _length(blocks: Sequence[PageBlock]) -> int:
    return sum(len(block.words.text) for block in blocks)


def _groups(page: SavedPage, names: list[int], times: list[int]) -> Iterator[list[Element]]:
    """Elements that share a class, or the form of their id, and each hold something like a name and a time."""
    shapes: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for element in page.all("*"):
        if element.name in markup.INLINE or element.name in ("body", "html", "head"):
            continue
        for token in set(element.classes[:20]):
            shapes[element.name, token].append(element)
        id = element.attributes.get("id", "")
        if _DIGITS.search(id):
            shapes[element.name, "#" + _DIGITS.sub("0", id[:60])].append(element)
    good = []
    places = set()
    for elements in shapes.values():
        alike = (len(elements), elements[0].place, elements[-1].place)
        if alike in places or not _FEWEST <= len(elements) <= _MOST:
            continue
        places.add(alike)
        whole = [element for element in elements if _holds(names, element) and _holds(times, element)]
        if len(whole) >= _FEWEST and len(whole) * 5 >= len(elements) * 4:
            good.append(whole)
    # The widest blocks first: what stands inside them has no more words than they have.
    yield from good[:_MOST_GROUPS]


def _holds(places: list[int], element: Element) -> bool:
    at = bisect_left(places, element.place + 1)
    return at < len(places) and places[at] < element.end


def _against(page: SavedPage, parts: Sequence[Part], blocks: Sequence[PageBlock]) -> str | None:
    """What speaks against a group of blocks being a conversation; None when nothing does."""
    number = len(blocks)
    if number < _FEWEST or number * 5 < len(parts) * 4:
        return f"{len(parts)} blocks of one shape, {number} of them with a name, a time and words"
    first = parts[0].element
    words = tokens(first)
    evidence = f'{number} blocks like <{first.name} class="{" ".join(first.classes)[:40]}"> on line {first.line}'
    if not words & _POST_WORDS or words & _OTHER_WORDS:
        return f"{evidence} whose class does not say that they are posts"
    if any(_NO_PLACE(up) for up in markup.around(page.nodes, first)):
        return f"{evidence} beside the content of the page"
    if len({block.who for block in blocks}) < 2:
        return f"{evidence}, all by one person"
    if _many(block.linked * 2 > len(block.words.text) for block in blocks):
        return f"{evidence} whose words are links: a list of topics or articles"
    if _many(bool(block.head) for block in blocks) and len({block.head for block in blocks}) * 2 > number:
        return f"{evidence} with a linked title each: a list of topics, articles or results"
    if _many(block.words.text.endswith(("…", "...", "[…]", "[...]")) for block in blocks):
        return f"{evidence} whose words are cut off"
    if _many(any(map(_RATED, block.part.all("*"))) for block in blocks):
        return f"{evidence} with ratings: reviews"
    if _many(block.rest > 2 * len(block.words.text) + 200 for block in blocks):
        return f"{evidence} in which most words are outside the longest text"
    if _many(len(block.words.text.split()) < _FEWEST_WORDS for block in blocks):
        return f"{evidence} with hardly a word each"
    if _many(_is_teaser(page, block.part) for block in blocks):
        return f"{evidence} that lead to pages of their own: a list of articles or topics"
    if len({block.words.text for block in blocks}) * 2 <= number:
        return f"{evidence} that all say the same"
    return None


def _is_teaser(page: SavedPage, part: Part) -> bool:
    """Whether a block has a heading that leads to another page, or a link to the rest of its words."""
    if (
        part.first("a.more-link, a.read-more, a.readmore, .read-more, a.continue-reading, a[rel=bookmark]")
        is not None
    ):
        return True
    for link in part.inside("a[href]", "h1, h2, h3"):
        address = page.absolute(link.attributes["href"])
        if address is not None and "#" not in address and address != page.url:
            return True
        if address is None and link.attributes["href"].startswith(("/", "?")) and "#" not in link.attributes["href"]:
            return True
    return False


def _many(tests: Iterator[bool] | Sequence[bool]) -> bool:
    results = list(tests)
    return sum(results) * 2 >= len(results)


def _ids(blocks: Sequence[PageBlock]) -> list[str]:
    """The ids of the blocks' elements where each has its own, else digests of name and time."""
    own = [block.part.element.attributes.get("id", "") for block in blocks]
    if all(own) and len(set(own)) == len(own):
        return [id[:64] for id in own]
    return list(distinct([(block.who, block.printed) for block in blocks]).all)


def _above(blocks: Sequence[PageBlock], ids: Sequence[str]) -> list[str | None]:
    """The id of the block around each block: an answer that stands inside what it answers."""
    parents: list[str | None] = []
    around: list[tuple[int, str]] = []
    for block, id in zip(blocks, ids, strict=True):
        while around and around[-1][0] <= block.part.element.place:
            around.pop()
        parents.append(around[-1][1] if around else None)
        around.append((block.part.element.end, id))
    return parents


def _draft(block: PageBlock, id: str, above: str | None, clock: Clock) -> Draft:
    own = block.part.element.attributes.get("id")
    links = (link.attributes["href"] for link in block.part.all("a[href]"))
    address = next((href for href in links if own and href.endswith(f"#{own}")), None)
    return Draft(
        id=id,
        author=block.who,
        author_certain=block.sure,
        text=block.words.text,
        blocks=block.words.blocks,
        links=block.words.links,
        line=block.words.line,
        posted=clock.read(block.printed),
        printed=block.printed,
        declared_parent=above,
        permalink=block.part.page.absolute(address),
    )
