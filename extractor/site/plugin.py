"""The MkDocs side: hands settings to `build` and `pages`, puts their pages into the site, checks what was built."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from mkdocs.config import base
from mkdocs.config import config_options as options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.contrib.search import SearchPlugin
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from extractor.checker import SEARCH_SCRIPTS, check_site, theme_scripts
from extractor.corpus import load
from extractor.corpus.dates import as_of, epoch
from extractor.model import Problem, wire
from extractor.pipeline.stages import Build, run
from extractor.problems import ThreadfaqError, failing, report
from extractor.site import pages

MANUAL = "how-it-is-made.html"
"""The manual's page that every reader is led to."""


class FaqPage(Page):
    """A page whose body is ready: post text never passes through Markdown."""

    def __init__(self, view: pages.Page, file: File, config: MkDocsConfig) -> None:
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


class _Settings(base.Config):
    corpus = options.Dir(default="corpus", exists=True)
    templates = options.Dir(default="site_templates", exists=True)
    only_kept = options.Type(bool, default=False)


class ThreadfaqPlugin(BasePlugin[_Settings]):
    """Generates the FAQ's pages and refuses to publish what its checks find wrong."""

    _build: Build

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Defined so that MkDocs keeps this instance while `make serve` rebuilds."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Fix the date of the build and what is watched."""
        if config.use_directory_urls:
            raise PluginError("threadfaq: set `use_directory_urls: false`, or the site cannot work from a folder")
        # MkDocs dates its sitemap with the clock unless this says otherwise.
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(epoch(Path(self.config.corpus))))
        for folder in (self.config.corpus, self.config.templates):
            if folder not in config.watch:
                config.watch.append(folder)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put the generated pages beside the manual's."""
        root = Path(self.config.corpus)
        try:
            built = run(load(root), as_of(root), only_kept=self.config.only_kept)
        except ThreadfaqError as error:
            raise PluginError(f"\n{error}") from error
        self._tell(_short(built.problems))
        self._build = built
        conversations = built.conversations
        posts = [post for conversation in conversations.values() for post in conversation.thread.posts]
        site = pages.Site(name=config.site_name, tagline=config.site_description or "", manual=MANUAL)
        config.extra["threadfaq"] = {
            "threads": len(conversations),
            "posts": len(posts),
            "people": len({post.author for post in posts if post.author}),
            "as_of": built.faq.as_of,
        }
        for view in pages.render(built.faq, conversations, Path(self.config.templates), site):
            self._add(view, files, config)
        text = wire.written(wire.faq(built.faq), indent=1) + "\n"
        files.append(File.generated(config, "faq.json", content=text.encode("utf-8")))
        return files

    def _add(self, view: pages.Page, files: Files, config: MkDocsConfig) -> None:
        uri = view.path.removesuffix(".html") + ".md"
        if files.get_file_from_path(uri) is not None:
            self._tell(
                (
                    Problem(
                        code="E208",
                        file=f"docs/{uri}",
                        cause="a page of the manual has the address of a generated page",
                        help="rename the topic, the question or the manual's page",
                    ),
                )
            )
        file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        file.page = FaqPage(view, file, config)
        files.append(file)

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """MkDocs does not escape what it prints; titles here come from strangers."""
        env.autoescape = True
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Read the built site back and hold it against the sources."""
        scripts = [*theme_scripts(Path(self.config.templates) / "theme"), *SEARCH_SCRIPTS]
        problems = check_site(
            Path(config.site_dir),
            self._build.conversations,
            base_path=_path(config.site_url),
            allowed_scripts=scripts,
        )
        self._tell(_short(tuple(problems)))

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]) -> None:
        """Let MkDocs' own inline reload script pass the content security policy, here and nowhere else."""
        nonce = secrets.token_urlsafe(12)
        inject = server._inject_js_into_html

        def with_nonce(content: bytes, epoch: int) -> bytes:
            injected: bytes = inject(content, epoch)
            head, script, tail = injected.rpartition(b"<script>")
            head = head.replace(b"script-src 'self'", f"script-src 'self' 'nonce-{nonce}'".encode(), 1)
            return head + script.replace(b"<script", f'<script nonce="{nonce}"'.encode()) + tail

        server._inject_js_into_html = with_nonce  # type: ignore[method-assign]

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        """Print warnings; stop the build at errors. Not through MkDocs' log: `strict` would stop at a warning too."""
        if failing(problems):
            raise PluginError(f"\n{report(problems)}")
        if problems:
            click.echo(report(problems), err=True)


class ReadersSearch(SearchPlugin):
    """MkDocs' built-in search over the FAQ alone: neither the manual nor whole threads."""

    def on_page_context(self, context: Any, page: Page, **kwargs: Any) -> None:
        """Index a page when readers look for answers there."""
        if isinstance(page, FaqPage) and page.view.searchable:
            super().on_page_context(context, page=page, **kwargs)


def _path(site_url: str | None) -> str:
    """The folder of the host that the site will lie in."""
    return urlsplit(site_url or "/").path or "/"


def _short(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """File names as seen from where the command runs."""
    here = f"{Path.cwd()}{os.sep}"
    return tuple(replace(problem, file=problem.file.removeprefix(here)) for problem in problems)
