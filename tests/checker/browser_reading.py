"""Random plainly written pages, as the checker and as a browser read them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from extractor.checker import form
from extractor.checker.permitted import ELEMENTS
from extractor.markup import VOID, Element, elements, read

_NAMES = sorted(ELEMENTS.keys() - {"html", "head", "body", "title", "meta", "link", "script"})
_WORDS = ("a", "b c", " ", "&amp;", "&lt;x", "é", "&nbsp;", "1 > 2", "&#65;", "\n")
_ATTRIBUTES = ("", ' class="x"', ' title="a > b"', " hidden", ' id="q&quot;"')
_FRAMES = (
    "<table><caption>x</caption><thead><tr><th>{}</th></tr></thead><tbody><tr><td>{}</td></tr></tbody></table>",
    "<ul><li>{}</li><li>{}</li></ul>",
    "<dl><div><dt>{}</dt></div><dd>{}</dd></dl>",
    "<p>{}</p><div>{}</div>",
    "<details><summary>{}</summary>{}</details>",
    "<form>{}</form><button>{}</button>",
    '<a href="#">{}</a><b>{}</b>',
)

READ_IN_BROWSER = """pages => {
  const text = s => s.split(/\\s+/).filter(w => w).join(" ");
  const walk = n => [...n.childNodes].flatMap(c => c.nodeType == 3 ? (text(c.data) ? [text(c.data)] : [])
    : [c.localName, ...[...c.attributes].map(a => a.name + "=" + a.value), ...walk(c), "/" + c.localName]);
  return pages.map(html => walk(new DOMParser().parseFromString(html, "text/html").body));
}"""
"""The same flat account as `read_here` gives."""


def plain_pages(seed: int, wanted: int) -> Iterator[str]:
    """Pages on which the plain form has no fault, found among random ones that mostly have."""
    chance = random.Random(seed)
    while wanted:
        body = chance.choice(_FRAMES).format(_content(chance, 0), _content(chance, 0))
        html = f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'
        if not form.faults(html):
            wanted -= 1
            yield html


def _content(chance: random.Random, depth: int) -> str:
    pieces = []
    for _ in range(chance.randint(0, 3)):
        if chance.random() < 0.35:
            pieces.append(chance.choice(_WORDS))
            continue
        name, attributes = chance.choice(_NAMES), chance.choice(_ATTRIBUTES)
        if name in VOID:
            pieces.append(f"<{name}{attributes}{chance.choice(('', ' /'))}>")
        else:
            pieces.append(f"<{name}{attributes}>{_content(chance, depth + 1) if depth < 5 else ''}</{name}>")
    return "".join(pieces)


def read_here(html: str) -> list[str]:
    """What the checker reads in the body: names, attributes, words with their white space folded, ends."""
    nodes = read(html)
    body = next(element for element in elements(nodes) if element.name == "body")
    flat: list[str] = []
    ends: list[Element] = []
    for place in range(body.place + 1, body.end + 1):
        while ends and ends[-1].end <= place:
            flat.append(f"/{ends.pop().name}")
        if place == body.end:
            break
        node = nodes[place]
        if isinstance(node, Element):
            flat += [node.name, *(f"{name}={value}" for name, value in node.attributes.items())]
            ends.append(node)
        elif words := " ".join(node.split()):
            flat.append(words)
    return flat
