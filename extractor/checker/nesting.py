"""Which element may stand in which, so that a browser builds the tree that was written.

A browser closes a `<p>` at a `<div>`, moves words out of a `<table>`, ends an `<a>` at the next `<a>`:
https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody. None of that happens to a page that keeps
these rules. Elements that change how everything behind them is read (`template`, `noscript`, `textarea`) are not
here: no page may hold them at all, and the list in `permitted` refuses them. An `svg` holds empty shapes alone, so
nothing in it can be read in another way.
"""

from __future__ import annotations

from collections import Counter

from extractor.markup import VOID, names

DEEPEST = 200
"""Browsers stop nesting at 512 elements and hang the rest beside; no honest page comes near."""

CLOSES_PARAGRAPH = names(
    "address article aside blockquote details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table ul"
)
"""Their start tags end an open `<p>`."""

_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_SELF_ENDING = {
    "a": frozenset({"a"}),
    "button": frozenset({"button"}),
    "form": frozenset({"form"}),
    **dict.fromkeys(_HEADINGS, _HEADINGS),
}
"""A start tag of the one ends, or is lost in, an open element of the other."""
_NOT_INSIDE = {
    name: _SELF_ENDING.get(name, frozenset()) | (frozenset({"p"}) if name in CLOSES_PARAGRAPH else frozenset())
    for name in CLOSES_PARAGRAPH | _SELF_ENDING.keys()
}

_NOT_INSIDE_SORTED = {name: tuple(sorted(around)) for name, around in _NOT_INSIDE.items()}

_ROWS = frozenset({"thead", "tbody", "tfoot"})
_PARENTS = {
    "head": frozenset({"html"}),
    "body": frozenset({"html"}),
    "title": frozenset({"head"}),
    "li": frozenset({"ul", "ol", "menu"}),
    "dt": frozenset({"dl", "dl>div"}),
    "dd": frozenset({"dl", "dl>div"}),
    "summary": frozenset({"details"}),
    "caption": frozenset({"table"}),
    "colgroup": frozenset({"table"}),
    "col": frozenset({"colgroup"}),
    **dict.fromkeys(_ROWS, frozenset({"table"})),
    "path": frozenset({"svg"}),
    "tr": _ROWS,
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
}
_CHILDREN = {
    "": frozenset({"html"}),
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title", "link", "script", "style", "base"}),
    "title": frozenset[str](),
    "script": frozenset[str](),
    "style": frozenset[str](),
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "menu": frozenset({"li"}),
    "table": frozenset({"caption", "colgroup"}) | _ROWS,
    "colgroup": frozenset({"col"}),
    **dict.fromkeys(_ROWS, frozenset({"tr"})),
    "tr": frozenset({"td", "th"}),
    "svg": frozenset({"path"}),
    "path": frozenset[str](),
}
"""What these may hold; for all but the last groups a browser moves anything else out, or reads it as text."""
_NO_WORDS = frozenset(_CHILDREN) - {"title", "script", "style"}
_ONCE = frozenset({"html", "head", "body", "title", "main"})


class Nesting:
    """The elements that are open at a place of the page. Each step returns what is wrong with it, or None."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._counts: Counter[str] = Counter()
        self._met: set[str] = set()

    def open(self, name: str) -> str | None:
        """A start tag."""
        cause = self._misplaced(name)
        if name not in VOID:
            self._open.append(name)
            self._counts[name] += 1
        return cause

    def close(self, name: str) -> str | None:
        """An end tag."""
        if self._open and self._open[-1] == name:
            self._open.pop()
            self._counts[name] -= 1
            return None
        if not self._counts[name]:
            return f"</{name}> closes nothing"
        # Go on from the element it was meant for, so that one forgotten tag is one fault.
        forgotten = self._open[-1]
        while self._open:
            last = self._open.pop()
            self._counts[last] -= 1
            if last == name:
                break
        return f"</{name}> comes before </{forgotten}>"

    def text(self, words: str) -> str | None:
        """The characters up to the next tag."""
        parent = self._open[-1] if self._open else ""
        if parent in _NO_WORDS and words.strip():
            return f"words stand directly in <{parent}>" if parent else "words stand outside <html>"
        return None

    def finish(self) -> str | None:
        """The end of the page."""
        if self._open:
            return f"<{self._open[-1]}> is never closed"
        missing = {"html", "head", "body"} - self._met
        return f"the page has no <{min(missing)}>" if missing else None

    def _misplaced(self, name: str) -> str | None:
        if len(self._open) >= DEEPEST:
            return f"elements are nested more than {DEEPEST} deep"
        if name in _ONCE:
            if name in self._met:
                return f"<{name}> stands on the page twice"
            self._met.add(name)
        parent = self._open[-1] if self._open else ""
        allowed = _CHILDREN.get(parent)
        if allowed is not None and name not in allowed:
            return f"<{name}> stands directly in <{parent}>" if parent else f"<{name}> stands outside <html>"
        parents = _PARENTS.get(name)
        if parents is not None and not parents & {parent, self._with_grandparent(parent)}:
            return f"<{name}> stands in <{parent}>"
        for around in _NOT_INSIDE_SORTED.get(name, ()):
            if self._counts[around]:
                return f"<{name}> stands inside <{around}>"
        return None

    def _with_grandparent(self, parent: str) -> str:
        return f"{self._open[-2]}>{parent}" if len(self._open) > 1 else parent
