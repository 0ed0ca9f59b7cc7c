"""The pages of the FAQ itself: home, topics and questions; kept as long as nothing of the FAQ changes."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.digests import code_digest, digest_of
from extractor.model import wire
from extractor.pipeline.built import Build, kept
from extractor.site.pages import Renderer, SitePage
from extractor.site.threadpages import RENDERING

OVERVIEW = "overview"
"""The name of the stage in the store."""


def faq_views(build: Build, renderer: Renderer, context: bytes) -> Iterator[SitePage]:
    """These pages; `context` is the digest of everything that every page is made with.

    Each says something of the whole FAQ, so all of them are made again when anything of it changes.
    """
    store, keys = build.corpus.store, build.keys
    threads = (keys.read(summary.id) for summary in build.summaries)
    key = digest_of(
        code_digest(*RENDERING),
        context,
        wire.packed(
            [renderer.faq, build.summaries, renderer.known.asked, renderer.known.open, renderer.known.quoted]
        ),
        *threads,
    )
    made = set()
    for path, render in renderer.parts():
        made.add(path)
        page = kept(store, OVERVIEW, path, key, SitePage)
        if page is None:
            page = render()
            store.put(OVERVIEW, path, key, wire.packed(page))
        yield page
    store.keep_only(OVERVIEW, made)
