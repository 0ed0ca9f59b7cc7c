"""The FAQ inside another MkDocs site: pages in a folder, in that site's theme, and the check of these pages alone.

A theme prints titles and descriptions as they are, so those that it gets hold no sign of markup. Around a page's body
stand our crumbs and a foot; the check takes both out of the built page, where they must stand letter for letter.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from posixpath import dirname, relpath

from extractor.checker import Expected, check_site
from extractor.model import Conversation, Problem, Stage
from extractor.model.addresses import HOME, OPEN, PEOPLE, QUESTIONS, SOURCES
from extractor.site.pages import SitePage
from extractor.site.words import Words

STYLE = "faq.css"
"""Our style sheet, from the folder of the FAQ."""
FOLDER = re.compile(r"[a-z0-9]+(?:[-_/][a-z0-9]+)*")
"""What the folder may be called: it is part of every address."""
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "”", "'": "’", "`": "’", "{": "(", "}": ")"})
_POLICY = "default-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Where in a site the FAQ lies, and what it says around its pages."""

    folder: str
    """Its folder, from the root of the site."""
    words: Words
    """What it says by itself."""

    def path(self, path: str) -> str:
        """A path from the root of the FAQ as one from the root of the site."""
        return f"{self.folder}/{path}"

    def page(self, view: SitePage) -> SitePage:
        """A page as the theme gets it."""
        return replace(
            view,
            path=self.path(view.path),
            title=view.title.translate(_HARMLESS),
            description=view.description.translate(_HARMLESS),
            body=f'<div class="threadfaq {view.kind}">\n{self._main(view)}\n{self._foot(view.path)}</div>\n',
        )

    def _main(self, view: SitePage) -> str:
        """What stands in a page's main part: crumbs, the title where the frame has it elsewhere, the body."""
        gettext = self.words.gettext
        links = " › ".join(f'<a href="{escape(link)}" dir="auto">{escape(words)}</a>' for link, words in view.crumbs)
        crumbs = (
            f'<nav class="crumbs" aria-label="{escape(gettext("You are here"))}">{links}</nav>\n' if links else ""
        )
        hero = f'<div class="hero"><h1>{escape(view.title)}</h1></div>\n' if view.path == HOME else ""
        return f"{crumbs}{hero}{view.body}"

    def _foot(self, path: str) -> str:
        gettext = self.words.gettext
        places = {
            QUESTIONS: gettext("All questions"),
            OPEN: gettext("Still open"),
            SOURCES: gettext("Sources"),
            PEOPLE: gettext("People"),
            "faq.json": "faq.json",
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
        files: Mapping[str, bytes],
    ) -> list[Problem]:
        """What is wrong with these pages in a built site; `check` looks at a site of their own.

        `views` are as `pages` made them, `files` what lies beside them, by path from the root of the FAQ.
        """
        problems: list[Problem] = []
        with tempfile.TemporaryDirectory(prefix="threadfaq-") as scratch:
            alone = Path(scratch)
            for view in views:
                page = self.page(view)
                html = (site / page.path).read_text("utf-8")
                if html.count(page.body.strip()) != 1:
                    problems.append(_changed(f"{site.name}/{page.path}"))
                    continue
                file = alone / view.path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(self._alone(view), "utf-8")
            for name in files:
                (alone / name).write_bytes((site / self.path(name)).read_bytes())
            return [*problems, *check(alone)]

    def _alone(self, view: SitePage) -> str:
        """A page of nothing but our part."""
        return (
            f'<!doctype html>\n<html lang="{escape(self.words.tag)}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<title>{escape(view.title)}</title>\n'
            f'</head>\n<body class="{view.kind}">\n<main id="content" tabindex="-1">\n{self._main(view)}\n</main>\n'
            "</body>\n</html>\n"
        )


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
