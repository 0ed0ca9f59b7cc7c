"""The MkDocs side: hands settings to `build` and `pages`, puts their pages into the site, checks what was built."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from mkdocs.commands.build import get_context
from mkdocs.config import base
from mkdocs.config import config_options as options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.theme import Theme
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from extractor.checker import SEARCH_SCRIPTS, check_site, theme_scripts
from extractor.corpus import ChangedError, load, stored, takedowns
from extractor.corpus.dates import as_of, epoch
from extractor.corpus.leftovers import in_site
from extractor.digests import digest_of, folder_digest
from extractor.holdback import of_site
from extractor.language import DEFAULT
from extractor.model import Problem, Publish, Stage
from extractor.model.addresses import generated_paths, thread_path
from extractor.pipeline.built import Build
from extractor.pipeline.running import restless, run
from extractor.pipeline.workers import Workers, collected_seldom
from extractor.problems import ThreadfaqError, refused, report
from extractor.site import forprograms, licences, pages
from extractor.site.exchange import Exchange
from extractor.site.expecting import expected, faq_file
from extractor.site.faqpage import address_of, in_sitemap, page_of
from extractor.site.faqviews import faq_views
from extractor.site.frame import rendered
from extractor.site.inside import FOLDER, STYLE, Inside, checked, inside_of
from extractor.site.overviews import Known, known_of
from extractor.site.project import FAQ, collisions, own_templates_of, placeless, templates_of, unfit, words
from extractor.site.proving import StoredProofs
from extractor.site.publishing import OUTDATED, publish_of
from extractor.site.searching import search_files
from extractor.site.serving import Preview
from extractor.site.threadpages import ThreadViews
from extractor.site.words import Words, headed
from extractor.text.progress import ProgressLine
from extractor.text.terminal import guard, safe
from extractor.text.weblinks import web_address

HOW_IT_IS_MADE = "how-it-is-made.html"
"""The manual's page that every reader is led to, where a site has it."""
MANUAL = (HOW_IT_IS_MADE, "quick-start.html")
"""The pages of the manual that the frame of every page links to, where a site has them."""
LOG = logging.getLogger("mkdocs")
LOCALIZATION = logging.getLogger("mkdocs.localization")


STOPPED = "the site was not built, and is as it was"
"""What the log says above the problems that stop a build."""


class _HeldBack(PluginError):
    """Problems hold back the site."""

    def __init__(self, report: str) -> None:
        super().__init__(f"\n{report}")
        self.report = report


class _Settings(base.Config):
    corpus = options.Dir(default="corpus", exists=True)
    templates = options.Optional(options.Dir(exists=True))
    publish = options.Choice(tuple(each.value for each in Publish), default=Publish.STRONG.value)
    only_kept = options.Optional(options.Type(bool))
    hold = options.Type(bool, default=True)
    threads = options.Choice(("all", "cited"), default="all")
    folder = options.Optional(options.Type(str))
    contact = options.Optional(options.Type(str))


class ThreadfaqPlugin(BasePlugin[_Settings]):
    """Generates the FAQ's pages beside the published site, and exchanges the two when its checks have passed."""

    _build: Build
    _known: Known
    _exchange: Exchange | None = None
    _warnings: CountHandler
    _dirty = False
    _templates: Path
    _templates_digest: bytes
    _words: Words
    _views: ThreadViews
    _sample: pages.SitePage | None = None
    _pages: Sequence[pages.SitePage] = ()
    _inside: Inside | None = None
    _written: Mapping[str, bytes]
    _context: bytes
    _nav: Navigation
    _settings: MkDocsConfig
    _files: Files
    _env: Any

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Called once for all builds of `make serve`, which keeps this instance."""
        guard("mkdocs")
        self._dirty = dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Fix the date of the build, what is watched, and where it is built."""
        self._settings = config
        self._tell([*unfit(config), *(placeless(config) if self.config.folder is None else ())])
        if self.config.folder is not None and not FOLDER.fullmatch(self.config.folder):
            raise _HeldBack(f"`folder: {self.config.folder}` cannot be an address: use small letters and digits")
        # MkDocs ends a strict build at its own warnings, but only after the last plugin: they are counted here too.
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)
        LOG.addHandler(self._warnings)
        self._exchange = Exchange(Path(config.site_dir))
        # First of all: what another build changes while this one waits is read afterwards.
        self._moved(partial(self._exchange.begin, self._dirty, lambda line: click.echo(line, err=True)))
        config.site_dir = str(self._exchange.building)
        # MkDocs dates its sitemap with the clock unless this says otherwise.
        try:
            # MkDocs stops at one that is set and empty.
            os.environ["SOURCE_DATE_EPOCH"] = str(epoch(Path(self.config.corpus)))
        except ThreadfaqError as error:
            raise _HeldBack(str(error)) from error
        self._templates = templates_of(config)
        if config.theme.name == "mkdocs" and self.config.folder is None:
            # What MkDocs takes where no theme is named loads scripts from other hosts, which the checks refuse.
            config.theme = Theme(
                custom_dir=str(self._templates / "theme"),
                static_templates=["404.html"],
                locale=str(config.theme.locale),
            )
        self._templates_digest = folder_digest(self._templates)
        self._words, problems = words(config, self._templates)
        self._tell(problems)
        self._inside = inside_of(config, self._words)
        if self._inside is not None and self._inside.path(STYLE) not in config.extra_css:
            config.extra_css.append(self._inside.path(STYLE))
        LOCALIZATION.addFilter(_no_warning)
        if self.config.only_kept is not None:
            click.echo(OUTDATED.format(publish_of(self.config)), err=True)
        for folder in (self.config.corpus, str(own_templates_of(config) or self._templates)):
            if folder not in config.watch:
                config.watch.append(folder)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put the generated pages beside the manual's."""
        root = _from_here(Path(self.config.corpus))
        progress = ProgressLine()
        try:
            corpus = load(root, stored(root, progress.say))
            workers = Workers(say=progress.say)
            built = run(corpus, as_of(root), publish_of(self.config), workers, progress, with_packs=True)
        except ThreadfaqError as error:
            raise _HeldBack(str(error)) from error
        self._known = known_of(built)
        if self.config.threads == "cited":
            built = built.cited()
        generated = generated_paths(built.faq, built.conversations)
        if self._inside is not None:
            generated = [self._inside.path(path) for path in generated]
        unnamed = licences.problems(built.summaries, built.faq)
        self._tell([*built.problems, *collisions(generated, files, config), *unnamed], built.held_back)
        self._build = built
        manual = [page for page in MANUAL if files.get_file_from_path(page.removesuffix("html") + "md")]
        if self._inside is not None:
            manual = []
        site = pages.Site(
            name=config.site_name,
            tagline=config.site_description or "",
            address=config.site_url or None,
            manual=HOW_IT_IS_MADE if HOW_IT_IS_MADE in manual else None,
            words=self._words,
            packs=DEFAULT,
            threads=built.languages,
        )
        faq = headed(built.faq, self._words)
        config.extra["threadfaq"] = {
            "threads": len(built.summaries),
            "posts": sum(summary.posts for summary in built.summaries),
            "people": len({name for summary in built.summaries for name in summary.people}),
            "as_of": built.faq.as_of,
            "manual": manual,
            "contact": self.config.contact,
            "contact_address": web_address(self.config.contact),
        }
        renderer = pages.Renderer(faq, built.conversations, built.summaries, self._templates, site, self._known)
        if folder_digest(self._templates) != self._templates_digest:
            self._tell([restless(_from_here(self._templates))])
        facts = [site.name, site.tagline, str(site.address), str(site.manual), str(site.packs), self._words.language]
        self._context = digest_of(self._templates_digest, *facts)
        self._views = ThreadViews(built, renderer, self._context)
        # One thread's page goes through MkDocs like any other: it shows what the theme puts around them all.
        self._sample = next(iter(self._views), None)
        self._pages = [*faq_views(built, renderer, self._context), *filter(None, [self._sample])]
        if self._inside is not None:
            self._written = self._inside.files(faq, built.summaries, config.site_name, config.site_url)
            return self._put_inside(files, config)
        for view in self._pages:
            files.append(page_of(view, config).file)
        files.append(File.generated(config, FAQ, content=faq_file(faq)))
        self._written = {
            **search_files(built),
            **forprograms.files(faq, built.summaries, site.name, site.tagline, site.address, self._words.tag),
        }
        for path, content in self._written.items():
            files.append(File.generated(config, path, content=content))
        return files

    def _put_inside(self, files: Files, config: MkDocsConfig) -> Files:
        """The same pages in a folder of another site; its own search knows them, so ours is left out."""
        assert self._inside is not None
        for view in self._pages:
            files.append(page_of(self._inside.page(view), config).file)
        style = (self._templates / "inside" / STYLE).read_bytes()
        for name, content in {STYLE: style, **self._written}.items():
            files.append(File.generated(config, self._inside.path(name), content=content))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Remember what the frame of every page needs."""
        self._nav = nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """MkDocs does not escape what it prints; titles here come from strangers. The frame speaks the site's
        language too."""
        if self._inside is None:
            env.autoescape = True
            self._words.install(env)
        self._env, self._files = env, files
        return env

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """The sitemap names the pages of all threads."""
        if template_name == "sitemap.xml":
            sample = self._sample.path if self._sample else ""
            paths = [thread_path(summary.id) for summary in self._build.summaries]
            if self._inside is not None:
                paths, sample = [self._inside.path(path) for path in paths], self._inside.path(sample)
            others: Any = [in_sitemap(path, config) for path in paths if path != sample]
            context["pages"] = [*context["pages"], *others]
        return context

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """When all has been written, read it back, hold it against the sources, and exchange the sites."""
        with collected_seldom():
            self._finish(config)

    def _finish(self, config: MkDocsConfig) -> None:
        assert self._exchange is not None, "on_config begins every build"
        self._write_threads(config)
        problems = self._checked_inside() if self._inside is not None else self._checked(config)
        removed = takedowns.of_corpus(Path(self.config.corpus))
        if removed:
            problems = [*problems, *in_site(self._exchange.building, removed, self._exchange.refused.name)]
        self._build.corpus.store.commit()
        if problems:
            self._exchange.refuse()
        self._tell(problems)
        if config.strict and self._warnings.get_counts():
            self._exchange.abandon()
        else:
            self._moved(self._exchange.publish)
        self._leave(config)

    def _checked_inside(self) -> list[Problem]:
        """What is wrong with our pages in the folder of another site."""
        assert self._exchange is not None and self._inside is not None
        must = expected(self._build, self._templates, self._words, self._written, self._known)
        name = self._inside.path("").rstrip("/")
        views = [*self._pages, *(view for view in self._views if self._sample and view.path != self._sample.path)]
        return self._inside.problems(
            self._exchange.building,
            views,
            lambda alone: checked(alone, name, self._build.conversations, must, self._written),
            self._written,
        )

    def _checked(self, config: MkDocsConfig) -> list[Problem]:
        """What is wrong with the whole site."""
        assert self._exchange is not None
        scripts = [*theme_scripts(self._templates / "theme"), *SEARCH_SCRIPTS]
        must = expected(self._build, self._templates, self._words, self._written, self._known)
        proofs = StoredProofs(self._build, must, digest_of(self._context, _path(config.site_url)), scripts)
        return check_site(
            self._exchange.building,
            self._build.conversations,
            base_path=_path(config.site_url),
            allowed_scripts=scripts,
            name=self._exchange.refused.name,
            expected=must,
            proofs=proofs,
        )

    def _write_threads(self, config: MkDocsConfig) -> None:
        """The pages of all threads but the sample, each in the frame that the theme puts around it."""
        if self._sample is None:
            return
        folder, sample = Path(config.site_dir), self._within(self._sample)

        def render(view: pages.SitePage, address: str | None) -> str:
            page = page_of(view, config)
            page.content, page.canonical_url = view.body, address
            context = get_context(self._nav, self._files, config, page)
            context = config.plugins.on_page_context(context, page=page, config=config, nav=self._nav)
            output = self._env.get_template("main.html").render(context)
            return config.plugins.on_post_page(output, page=page, config=config)

        frame = rendered(render, sample, address_of(sample.path, config))
        written = (folder / sample.path).read_bytes()
        fits = frame.filled(sample, address_of(sample.path, config)) == written
        for view in map(self._within, self._views):
            if view.path == sample.path:
                continue
            address = address_of(view.path, config)
            # A theme that makes something else of a page's values renders every page itself.
            data = frame.filled(view, address) if fits else render(view, address).encode("utf-8", "xmlcharrefreplace")
            path = folder / view.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def _within(self, view: pages.SitePage) -> pages.SitePage:
        """A page as it lies in this site."""
        return self._inside.page(view) if self._inside is not None else view

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the site as it was. What the system refuses, like a write to a full disk, is a problem like any
        other."""
        if self._exchange is not None:
            self._exchange.abandon()
            self._leave(self._settings)
        problem = refused(error) if isinstance(error, OSError) else None
        if isinstance(error, ChangedError):
            problem = restless(_from_here(Path(self.config.corpus)))
        message = report([problem]) if problem is not None else error.report if isinstance(error, _HeldBack) else ""
        if message:
            LOG.error("%s\n%s", STOPPED, safe(message))
            raise Abort(f"{STOPPED}; what stops it stands above") from error

    def _moved(self, move: Callable[[], None]) -> None:
        """Do something to folders; where the file system refuses, that is a problem like any other."""
        assert self._exchange is not None
        try:
            move()
        except OSError as error:
            cause = f"the site cannot be put there: {error.strerror or error}"
            help = "check the permissions of the folder that it lies in, and whether the disk is full"
            place = str(_from_here(self._exchange.site))
            self._tell([Problem(stage=Stage.RENDER, code="E607", file=place, cause=cause, help=help)])

    def _leave(self, config: MkDocsConfig) -> None:
        assert self._exchange is not None
        config.site_dir = str(self._exchange.site)
        LOG.removeHandler(self._warnings)
        self._exchange = None

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]) -> None:
        """Take over the preview, see `serving`."""

        def turn_dirty(dirty: bool) -> None:
            self._dirty = dirty

        corpus = Path(self.config.corpus)
        templates = own_templates_of(config) or self._templates
        watched = [Path(config.docs_dir), templates, Path(config.config_file_path)]
        Preview(server, builder, lambda: self._settings).begin(corpus, watched, turn_dirty)
        config.watch.remove(self.config.corpus)

    def _tell(self, problems: Iterable[Problem], held: str = "") -> None:
        """Print problems, and `held`, what they hold back; stop the build where they hold back the site.

        Not through MkDocs' log: `strict` would stop at a warning too.
        """
        problems = list(problems)
        if of_site(problems, self.config.hold):
            raise _HeldBack(report(problems))
        if problems:
            click.echo(safe(report(problems)), err=True)
        if held:
            click.echo(held, err=True)


class _SearchSettings(base.Config):
    lang = options.Optional(options.Type((str, list)))


class ReadersSearch(BasePlugin[_SearchSettings]):
    """Nothing: search is part of every site. Projects that name this plugin, and a language for it, go on working."""


def _no_warning(record: logging.LogRecord) -> bool:
    """MkDocs looks for catalogues in the theme alone; its warning that there is none would fail a strict build."""
    return record.levelno < logging.WARNING


def _path(site_url: str | None) -> str:
    """The folder of the host that the site will lie in."""
    return urlsplit(site_url or "/").path or "/"


def _from_here(path: Path) -> Path:
    """A path as somebody would name it where the command runs: as `threadfaq check` names it too."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
