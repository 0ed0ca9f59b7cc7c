"""The pages of the FAQ itself: home, topics and questions; kept as long as nothing of the FAQ changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.digests import code_digest, digest_of
from extractor.model import wire
from extractor.pipeline.built import Build, kept
from extractor.site.pages import Renderer, SitePage
from extractor.site.searching import words_of
from extractor.site.threadpages import RENDERING

OVERVIEW = "overview"
"""The name of the stage in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqView:
    """One of these pages."""

    page: SitePage
    """What it says."""
    words: str
    """What readers' search knows of it; empty for a page that it does not look into."""


def faq_views(build: Build, renderer: Renderer, context: bytes) -> Iterator[FaqView]:
    """These pages; `context` is the digest of everything that every page is made with.

    Each says something of the whole FAQ, so all of them are made again when anything of it changes.
    """
    store, keys = build.corpus.store, build.keys
    threads = (keys.read(summary.id) for summary in build.summaries)
    key = digest_of(code_digest(*RENDERING), context, wire.packed([renderer.faq, build.summaries]), *threads)
    made = set()
    for path, render in renderer.parts():
        made.add(path)
        view = kept(store, OVERVIEW, path, key, FaqView)
        if view is None:
            page = render()
            view = FaqView(page=page, words=words_of(page.body) if page.searchable else "")
            store.put(OVERVIEW, path, key, wire.packed(view))
        yield view
    store.keep_only(OVERVIEW, made)
