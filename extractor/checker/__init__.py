"""The check of a built site: every quotation, link, anchor and element, from the HTML and the sources alone.

Nothing here trusts how the pages were made, so nothing of what makes them is imported. A page is read once, its
own problems are reported, and only what other pages must be asked about (anchors, marks) is kept to the end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from extractor.checker import active, form, otherfiles, plain
from extractor.checker.addresses import SiteMap
from extractor.checker.around import WholeSite
from extractor.checker.expected import Expected, theme_files
from extractor.checker.figures import Figures
from extractor.checker.links import Links
from extractor.checker.page import BuiltPage
from extractor.checker.proofs import Proof, Proofs
from extractor.checker.quotations import ConfirmedQuotation, Quotations
from extractor.checker.sources import Sources
from extractor.checker.speech import Speech
from extractor.checker.tags import WrittenTag
from extractor.checker.threadpages import ThreadPages
from extractor.checker.voice import Voice
from extractor.model import Conversation, Problem

__all__ = ["SEARCH_SCRIPTS", "Expected", "Proof", "Proofs", "Speech", "check_site", "theme_files", "theme_scripts"]

SEARCH_SCRIPTS = ("search/*.js",)
"""The pieces of a site's search."""


def theme_scripts(theme: Path) -> list[str]:
    """The scripts that a theme folder brings, as paths from the root of the site it is built into."""
    return [path.relative_to(theme).as_posix() for path in sorted(theme.rglob("*.js"))]


def check_site(
    site: Path,
    threads: Mapping[str, Conversation],
    *,
    base_path: str = "/",
    allowed_scripts: Iterable[str] = SEARCH_SCRIPTS,
    name: str | None = None,
    expected: Expected | None = None,
    proofs: Proofs | None = None,
) -> list[Problem]:
    """Everything wrong with a built site; empty when it may be published.

    `threads` are the published threads by their id. `base_path` is the path under which the site is served: what
    absolute addresses (on 404.html) begin with. `allowed_scripts` are the scripts a site may hold, as paths from its
    root; `*` stands for anything within one folder. `name` is what messages call the site, its folder's name unless
    it will lie elsewhere when they are read. With `expected`, everything around the quotations is compared
    too: figures, headings, counts, rewordings, data files, and files that are only copied. With `proofs`,
    pages that were read before, and have not changed, are not read again.
    """
    files = dict(sorted(_files(site), key=lambda row: row[0].split("/")))
    check = _SiteCheck(
        name or site.name,
        SiteMap(files.keys(), base_path),
        Sources(threads),
        _pattern(allowed_scripts),
        expected,
        proofs,
    )
    problems: list[Problem] = []
    for address, path in files.items():
        problems += check.page(address, path) if address.endswith(".html") else check.other(address, path)
    for address in sorted(check.doubtful()):
        problems += check.read(address, files[address].read_bytes())
    return problems + check.rest()


class _SiteCheck:
    """The checks, with their state from page to page."""

    def __init__(
        self,
        name: str,
        site: SiteMap,
        sources: Sources,
        allowed: Callable[[str], bool],
        expected: Expected | None,
        proofs: Proofs | None,
    ) -> None:
        self._name = name
        self._site = site
        self._allowed = allowed
        self._proofs = proofs
        self._trusted: dict[str, Sequence[tuple[str, str, str, Sequence[int]]]] = {}
        self._links = Links(site)
        self._sources = sources
        self._quotations = Quotations(sources, site)
        self._threads = ThreadPages(sources)
        voice = Voice(expected.templates, expected.speech) if expected else None
        self._figures = Figures(sources, site, self._quotations, expected, voice)
        self._around = (
            WholeSite(self._sources, site, self._quotations, self._figures, expected, voice)
            if expected and voice
            else None
        )

    def page(self, address: str, path: Path) -> list[Problem]:
        """One page; it is read only where no proof stands for its bytes."""
        data = path.read_bytes()
        proof = self._proofs.get(address, data) if self._proofs else None
        if proof is not None and self._links.proven(address, proof):
            self._threads.proven(address, proof)
            self._trusted[address] = proof.quotes
            if self._around:
                self._around.proven(address, proof.main)
            return []
        before = len(self._quotations.confirmed)
        problems = self.read(address, data)
        if self._proofs and not problems:
            self._proofs.put(address, data, self._proof(address, self._quotations.confirmed[before:]))
        return problems

    def _proof(self, address: str, quotations: Sequence[ConfirmedQuotation]) -> Proof:
        """What is to be known of a page that has just been read without a fault."""
        return Proof(
            ids=tuple(self._links.ids[address]),
            leads_to=tuple(self._links.leads_to),
            begins=self._threads.marks_on(address),
            quotes=tuple((row.file, row.passage, row.words, row.places) for row in quotations),
            main=self._around.main_of(address) if self._around else None,
        )

    def doubtful(self) -> set[str]:
        """Pages that were taken on trust, and must be read all the same: one of their links, or the mark of one of
        their quotations, is no longer where it was."""
        unmarked = {
            address
            for address, quotes in self._trusted.items()
            if not all(self._threads.marked(self._links.ids, *quote) for quote in quotes)
        }
        return {*self._links.unmet(), *unmarked}

    def read(self, address: str, data: bytes) -> list[Problem]:
        """What is wrong with one page of these bytes."""
        html, problems = form.decoded(data)
        tags: list[tuple[int, WrittenTag]] = []
        faults = [*problems, *form.faults(html, tags)]
        page = BuiltPage(address, f"{self._name}/{address}", plain.nodes(html, tags) if not faults else ())
        if faults:
            # Nobody knows what a browser makes of it, so nothing more can be said about it. Links to its anchors are
            # not reported as well: they would bury the one thing to correct.
            self._links.unreadable.add(address)
            self._threads.unreadable(address)
            if self._around:
                self._around.unreadable(address)
            return [page.problem("E523", line, cause) for line, cause in faults]
        wrong = [
            *active.check(page, self._site, self._allowed),
            *self._links.check(page),
            *self._quotations.check(page),
            *self._threads.check(page),
            *self._beside(page),
        ]
        self._quotations.done()
        self._figures.done()
        return wrong

    def _beside(self, page: BuiltPage) -> Iterator[Problem]:
        """What stands beside the words of posts."""
        figures = self._figures.on(page)
        answers = self._around.answers(page) if self._around else {}
        for figure in figures:
            yield from self._figures.check(page, figure, answers)
        if self._around:
            yield from self._around.check(page, figures)

    def other(self, address: str, path: Path) -> list[Problem]:
        """One file that is no page."""
        name = f"{self._name}/{address}"
        problems = list(otherfiles.check(address, name, path, self._site, self._allowed))
        return problems + (self._around.other(address, name, path) if self._around else [])

    def rest(self) -> list[Problem]:
        """The checks that need all pages."""
        return [
            *self._links.anchors(),
            *self._threads.marks(self._quotations.confirmed, self._links.ids),
            *self._threads.missing(self._name),
            *(self._around.rest(self._name, self._proofs) if self._around else ()),
        ]


def _files(folder: Path, around: str = "") -> Iterator[tuple[str, Path]]:
    """The files in a folder and those in it, by their paths from the root of the site."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path), f"{around}{entry.name}/")
            elif entry.is_file():
                yield f"{around}{entry.name}", Path(entry.path)


def _pattern(names: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path is one of these; `*` does not reach into another folder."""
    wanted = [name.split("/") for name in names]

    def allowed(file: str) -> bool:
        parts = file.split("/")
        return any(len(parts) == len(name) and all(map(fnmatchcase, parts, name)) for name in wanted)

    return allowed
