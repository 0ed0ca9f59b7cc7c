"""Generated pages as MkDocs has them: their file, their address, their line in the sitemap."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import get_build_date

from extractor.site.pages import SitePage


class FaqPage(Page):
    """A page whose body is ready: post text never passes through Markdown."""

    def __init__(self, view: SitePage, file: File, config: MkDocsConfig) -> None:
        super().__init__(view.title, file, config)
        self.view = view
        self.meta = {"title": view.title, "description": view.description}

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no Markdown source."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """The body as `pages` rendered and sanitised it."""
        self.content = self.view.body
        self.toc = TableOfContents([])


def page_of(view: SitePage, config: MkDocsConfig) -> FaqPage:
    """A page for MkDocs, with its file."""
    name = f"{view.path.removesuffix('.html')}.md"
    file = File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    # Links of our pages are made for explicit file names, whatever the other pages of the site have.
    file.use_directory_urls = False
    page = FaqPage(view, file, config)
    file.page = page
    return page


def address_of(path: str, config: MkDocsConfig) -> str | None:
    """The address of a page on the web, where the site has one, as MkDocs makes it."""
    return urljoin(config.site_url, path) if config.site_url else None


def in_sitemap(path: str, config: MkDocsConfig) -> SimpleNamespace:
    """A page as the template of the sitemap asks for it."""
    address = address_of(path, config)
    own = urlsplit(address).path if address else None
    page = SimpleNamespace(is_link=False, canonical_url=address, abs_url=own, update_date=get_build_date())
    return SimpleNamespace(page=page)
