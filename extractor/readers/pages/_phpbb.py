"""What phpBB 3 and the boards that descend from it share: quotes, boxes of code, their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.markup import Element
from extractor.readers._body import Body, Quoted, body, with_files
from extractor.readers._html import Part, SavedPage
from extractor.readers.pages._headings import speaker

_QUOTED_POST = re.compile(r"(?:[?&]p=|#p?)([0-9]{1,12})(?![0-9])")
# Numbers as boards write them in `1.204 posts`.
_COUNT = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[.,\u202f\xa0 ][0-9]{3})+(?![0-9])|[0-9]{1,7}")


def words(
    part: Part, element: Element | None, drop: str, files: Sequence[Element], note: Element | None = None
) -> Body:
    """The words of a post. Over a quote stands a `<cite>`, over code a line of the board's own; `note` is a line of
    the board's among the words.
    """
    captions = {
        caption.place
        for caption in (part.all("p, dt", element) if element is not None else ())
        if isinstance(box := part.page.nodes[caption.parent], Element) and "codebox" in box.classes
    }
    read_words = body(
        part,
        element,
        quote=lambda node: _quoted(part, node),
        drop=drop,
        signature=".signature, .signature_div",
        code="pre, dl.codebox",
        without=captions | ({note.place} if note is not None else set()),
    )
    return with_files(read_words, part, files)


def _quoted(part: Part, node: Element) -> Quoted | None:
    if node.name != "blockquote":
        return None
    heading = part.first("cite", node)
    if heading is None:
        return Quoted()
    # What is not the heading of this quote is that of a quote inside it.
    inner = part.first("blockquote", node)
    if inner is not None and inner.place < heading.place:
        return Quoted()
    links = part.all("a[href]", heading)
    post = next((match[1] for link in links if (match := _QUOTED_POST.search(link.attributes["href"]))), None)
    declared = next((link.attributes["data-post-id"] for link in links if link.attributes.get("data-post-id")), None)
    name = part.text(part.first(".username, .username-coloured", heading))
    if name is None and links and "memberlist.php" in links[0].attributes["href"]:
        name = part.text(links[0])
    # Behind the name stand an arrow, which leads to the quoted post, and its time.
    heading_text = body(part, heading, drop=".responsive-hide").text.rstrip("↑ \n")
    return Quoted(post=declared or post, author=name or speaker(heading_text))


def count(page: SavedPage) -> int | None:
    """The number of posts in a line like `1,204 posts • Page 1 of 3`, or `72 posts` over the numbers of the pages."""
    for box in page.all(".pagination"):
        text = page.whole.text(box) or ""
        if "•" in text:
            text = text.split("•")[0]
        else:
            # Numbers in links and lists are those of the pages.
            words = body(page.whole, box, drop="ul, ol, a, strong, form, span").text
            text = words if len(_COUNT.findall(words)) == 1 else ""
        match = _COUNT.search(text)
        if match:
            return int(re.sub("[^0-9]", "", match[0]))
    return None
