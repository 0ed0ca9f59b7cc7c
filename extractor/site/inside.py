"""The FAQ inside another MkDocs site: pages in a folder, in that site's theme, and the check of these pages alone.

A theme prints titles and descriptions as they are, so those that it gets hold no sign of markup. Around a page's body
stand our crumbs and a foot; the check takes both out of the built page, where they must stand letter for letter.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape, unescape
from pathlib import Path
from posixpath import dirname, relpath
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig

from extractor.checker import Expected, check_site
from extractor.model import Conversation, Faq, Problem, Stage, Summary, wire
from extractor.model.addresses import HOME, OPEN, PEOPLE, QUESTIONS, SOURCES
from extractor.site.expecting import faq_file
from extractor.site.feed import FEED, feed
from extractor.site.forprograms import SCHEMA
from extractor.site.pages import SitePage
from extractor.site.project import FAQ, folder_of
from extractor.site.words import Words

STYLE = "faq.css"
"""Our style sheet, from the folder of the FAQ."""
FOLDER = re.compile(r"[a-z0-9]+(?:[-_/][a-z0-9]+)*")
"""What the folder may be called: it is part of every address."""
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "”", "'": "’", "`": "’", "{": "(", "}": ")"})
_BEGINS = re.compile(r'<div class="threadfaq (?P<kind>[a-z]+)">\n')
_HEADING = re.compile(r"<h1[^<>]*>(.*?)</h1>", re.S)
_TAG = re.compile(r"<[^<>]*>")
_POLICY = "default-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Where in a site the FAQ lies, and what it says around its pages."""

    folder: str
    """Its folder, from the root of the site."""
    words: Words
    """What it says by itself."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What the site's navigation calls pages of the FAQ, by path from the root of the site."""
    has_feed: bool = False
    """Whether a feed lies beside the pages: where the site knows its address."""

    def path(self, path: str) -> str:
        """A path from the root of the FAQ as one from the root of the site."""
        return f"{self.folder}/{path}"

    def files(self, faq: Faq, summaries: Sequence[Summary], name: str, site: str | None) -> Mapping[str, bytes]:
        """The files beside the pages, by path from the root of the FAQ; `name` and `site` are the whole site's."""
        made = {FAQ: faq_file(faq), SCHEMA: wire.schema()}
        if site and self.has_feed:
            title = self.titles.get(self.path(HOME), name)
            made[FEED] = feed(faq, summaries, title, urljoin(site, self.path("")), self.words.tag)
        return made

    def page(self, view: SitePage) -> SitePage:
        """A page as the theme gets it."""
        return replace(
            view,
            path=self.path(view.path),
            title=self._title(view).translate(_HARMLESS),
            description=view.description.translate(_HARMLESS),
            body=f'<div class="threadfaq {view.kind}">\n{self._main(view)}\n{self._foot(view.path)}</div>\n',
        )

    def _title(self, view: SitePage) -> str:
        return self.titles.get(self.path(view.path), view.title)

    def _main(self, view: SitePage) -> str:
        """What stands in a page's main part: crumbs, the title where the frame has it elsewhere, the body."""
        gettext = self.words.gettext
        links = " › ".join(f'<a href="{escape(link)}" dir="auto">{escape(words)}</a>' for link, words in view.crumbs)
        crumbs = (
            f'<nav class="crumbs" aria-label="{escape(gettext("You are here"))}">{links}</nav>\n' if links else ""
        )
        hero = f'<div class="hero"><h1>{escape(self._title(view))}</h1></div>\n' if view.path == HOME else ""
        return f"{crumbs}{hero}{view.body}"

    def _foot(self, path: str) -> str:
        gettext = self.words.gettext
        places = {
            QUESTIONS: gettext("All questions"),
            OPEN: gettext("Still open"),
            SOURCES: gettext("Sources"),
            PEOPLE: gettext("People"),
            FAQ: FAQ,
            **({FEED: FEED} if self.has_feed else {}),
        }
        links = (
            f'<a href="{relpath(place, dirname(path) or ".")}">{escape(words)}</a>' for place, words in places.items()
        )
        return f'<p class="threadfaq-foot">{" ".join(links)}</p>\n'

    def problems(
        self,
        site: Path,
        views: Iterable[SitePage],
        check: Callable[[Path], list[Problem]],
        files: Iterable[str],
    ) -> list[Problem]:
        """What is wrong with these pages in a site that was just built; `check` looks at a site of their own.

        `views` are as `pages` made them, `files` the names of what lies beside them.
        """
        changed: list[Problem] = []

        def mains() -> Iterator[tuple[str, str, str, str]]:
            for view in views:
                page = self.page(view)
                if (site / page.path).read_text("utf-8").count(page.body.strip()) == 1:
                    yield view.path, view.kind, view.title, self._main(view)
                else:
                    changed.append(_changed(f"{site.name}/{page.path}"))

        problems = _alone(site / self.folder, mains(), files, self.words.tag, check)
        return [*changed, *problems]

    def published(self, site: Path, paths: Iterable[str], check: Callable[[Path], list[Problem]]) -> list[Problem]:
        """What is wrong with these pages in a site that lies there, as somebody else may have changed it.

        `paths` are those that the FAQ should have, from its own root; `check` looks at a site of their own.
        """
        changed: list[Problem] = []

        def mains() -> Iterator[tuple[str, str, str, str]]:
            for path in paths:
                file = site / self.path(path)
                if not file.is_file():
                    continue
                html = file.read_text("utf-8", "replace")
                ours = _BEGINS.search(html)
                main, foot, _ = html[ours.end() if ours else 0 :].partition(f"\n{self._foot(path)}</div>\n")
                if ours is None or not foot or html.count('<div class="threadfaq ') != 1:
                    changed.append(_changed(f"{site.name}/{self.path(path)}"))
                    continue
                heading = _HEADING.search(main)
                yield path, ours["kind"], unescape(_TAG.sub("", heading[1])) if heading else "", main

        problems = _alone(site / self.folder, mains(), (FAQ, SCHEMA, FEED), self.words.tag, check)
        return [*changed, *problems]


def inside_of(config: MkDocsConfig, words: Words) -> Inside | None:
    """Where the FAQ of a project lies in its site; None where it is the whole site."""
    folder = folder_of(config)
    if not folder:
        return None
    return Inside(folder=folder, words=words, titles=named(config.nav, folder), has_feed=bool(config.site_url))


def _alone(
    folder: Path,
    mains: Iterable[tuple[str, str, str, str]],
    files: Iterable[str],
    language: str,
    check: Callable[[Path], list[Problem]],
) -> list[Problem]:
    """What `check` says of a site of nothing but our parts: each a path, a kind of page, a title and HTML."""
    with tempfile.TemporaryDirectory(prefix="threadfaq-") as scratch:
        alone = Path(scratch)
        for path, kind, title, main in mains:
            file = alone / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
                f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<title>{escape(title)}</title>\n'
                f'</head>\n<body class="{kind}">\n<main id="content" tabindex="-1">\n{main}\n</main>\n'
                "</body>\n</html>\n",
                "utf-8",
            )
        for name in files:
            if (folder / name).is_file():
                (alone / name).write_bytes((folder / name).read_bytes())
        return check(alone)


def named(nav: object, folder: str) -> dict[str, str]:
    """What a site's `nav` calls the pages in a folder, by path from the root of the site; those without a name are
    not among them."""
    if isinstance(nav, list):
        return {path: title for item in nav for path, title in named(item, folder).items()}
    if not isinstance(nav, dict):
        return {}
    titles: dict[str, str] = {}
    for title, item in nav.items():
        if isinstance(item, str) and item.startswith(f"{folder}/") and item.endswith(".md"):
            titles[f"{item.removesuffix('.md')}.html"] = str(title)
        else:
            titles |= named(item, folder)
    return titles


def checked(
    site: Path, name: str, threads: Mapping[str, Conversation], must: Expected, files: Mapping[str, bytes]
) -> list[Problem]:
    """What the checker says of our pages alone; nothing of a theme is expected there."""
    return check_site(site, threads, name=name, allowed_scripts=(), expected=replace(must, copied={}, written=files))


def _changed(file: str) -> Problem:
    return Problem(
        stage=Stage.CHECK,
        code="E509",
        file=file,
        cause="the theme or another plugin has changed what stands in this page",
        help="leave pages of the FAQ out of what rewrites pages, such as a minifier",
    )
