"""What readers' search knows of a page: its words, taken out of the markup once and kept with the page."""

from __future__ import annotations

from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.contrib.search import SearchPlugin
from mkdocs.contrib.search.search_index import ContentParser
from mkdocs.structure.pages import Page

from extractor.language import DEFAULT
from extractor.site.faqpage import FaqPage


def words_of(body: str) -> str:
    """The words of a page's body, as MkDocs finds them in it."""
    parser = ContentParser()
    parser.feed(body)
    parser.close()
    return " ".join(parser.stripped_html.split())


class ReadersSearch(SearchPlugin):
    """MkDocs' built-in search over the FAQ alone: neither the manual nor whole threads."""

    def on_config(self, config: MkDocsConfig, **kwargs: Any) -> MkDocsConfig:
        """Know the forms of words in the quotations' language and in the site's own, unless settings say which."""
        if self.config.lang is None:
            codes = list(dict.fromkeys([DEFAULT, config.theme.locale.language]))
            self.config.lang = type(self.config).lang.run_validation(codes)
        return super().on_config(config, **kwargs)

    def on_page_context(self, context: Any, page: Page, **kwargs: Any) -> None:
        """Index a page when readers look for answers there."""
        if isinstance(page, FaqPage) and page.view.searchable:
            # A page of a thousand answers takes most of a second to be parsed.
            page.content = escape(page.words)
            super().on_page_context(context, page=page, **kwargs)
            page.content = page.view.body
