"""The theme's frame around a thread page, rendered once and filled in for every thread.

A theme renders a page in milliseconds, and there may be ten thousand threads. What differs from one of their pages to
the next is put into the frame in these places; everything else of it is the same for all, as all lie equally deep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import escape

from extractor.site.pages import SitePage

SLOTS = ("title", "description", "address", "linked", "body")
"""What differs."""
_SLOT = re.compile(f"threadfaqslot({'|'.join(SLOTS)})threadfaqslot")


def slot(name: str) -> str:
    """What stands in a slot's place while the theme renders the frame: letters that no theme changes."""
    return f"threadfaqslot{name}threadfaqslot"


@dataclass(frozen=True, slots=True)
class Frame:
    """A page of a theme, cut at its slots."""

    pieces: tuple[str, ...]
    """What stands between the slots: one piece more than there are slots."""
    names: tuple[str, ...]
    """The slots in their order; one may stand there several times."""

    @classmethod
    def of(cls, html: str) -> Frame:
        """The frame in a page that was rendered with `slot` in all places."""
        parts = _SLOT.split(html)
        return cls(tuple(parts[::2]), tuple(parts[1::2]))

    def filled(self, view: SitePage, address: str | None) -> bytes:
        """A page as a file; `address` is its own one on the web, None for a site that has none."""
        values: Mapping[str, str] = {
            "title": str(escape(view.title)),
            "description": str(escape(view.description)),
            "address": str(escape(address or "")),
            "linked": view.linked,
            "body": view.body,
        }
        parts = [self.pieces[0]]
        for name, piece in zip(self.names, self.pieces[1:], strict=True):
            parts += [values[name], piece]
        return "".join(parts).encode("utf-8", "xmlcharrefreplace")


def rendered(render: Callable[[SitePage, str | None], str], sample: SitePage, address: str | None) -> Frame:
    """The frame that a theme puts around pages like this one. `render` renders a page with its own address."""
    view = SitePage(
        path=sample.path,
        title=slot("title"),
        kind=sample.kind,
        description=slot("description"),
        crumbs=sample.crumbs,
        body=slot("body"),
        linked=slot("linked"),
    )
    return Frame.of(render(view, slot("address") if address else None))
