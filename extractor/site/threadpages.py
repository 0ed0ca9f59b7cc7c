"""The pages of threads: their bodies are kept by content, and laid into the frame of the theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.digests import code_digest, digest_of
from extractor.model import wire
from extractor.pipeline.built import Build, kept
from extractor.site.pages import Renderer, SitePage

PAGE = "page"
"""The name of the stage in the store."""
RENDERING = ("faq", "language", "markup", "model", "site", "text")
"""The rooms whose code makes a page."""


@dataclass(frozen=True)
class ThreadViews:
    """What the page of each thread says, from the store where nothing of it has changed."""

    build: Build
    renderer: Renderer
    context: bytes
    """The digest of everything that every page is made with: templates, and the site's own words."""

    def __iter__(self) -> Iterator[SitePage]:
        store, keys = self.build.corpus.store, self.build.keys
        for summary in self.build.summaries:
            key = digest_of(
                code_digest(*RENDERING),
                self.context,
                keys.read(summary.id),
                summary.language or "",
                wire.packed(summary.terms),
                self.renderer.marks_of(summary.id),
            )
            view = kept(store, PAGE, summary.id, key, SitePage)
            if view is None:
                view = self.renderer.thread(summary.id)
                store.put(PAGE, summary.id, key, wire.packed(view))
            yield view
        store.keep_only(PAGE, {summary.id: None for summary in self.build.summaries}.keys())
        store.commit()
