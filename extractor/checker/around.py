"""Everything of a whole site that is compared besides the words of posts: one call for each page and file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.checker import copies, datafiles, moved
from extractor.checker.addresses import SiteMap
from extractor.checker.askers import Askers
from extractor.checker.datafiles import DataFiles
from extractor.checker.expected import Expected
from extractor.checker.feeds import Feeds
from extractor.checker.figures import Figure, Figures
from extractor.checker.linked import LinkedData
from extractor.checker.lists import Lists
from extractor.checker.overviews import Overviews
from extractor.checker.page import BuiltPage
from extractor.checker.proofs import Proof, Proofs
from extractor.checker.questionpages import QuestionPages
from extractor.checker.quotations import Quotations
from extractor.checker.sources import Sources
from extractor.checker.threadnotes import ThreadNotes
from extractor.checker.voice import Voice
from extractor.model import Answer, Problem


class WholeSite:
    """The checks that need to know what the whole site must say."""

    def __init__(
        self,
        sources: Sources,
        site: SiteMap,
        quotations: Quotations,
        figures: Figures,
        expected: Expected,
        voice: Voice,
    ) -> None:
        self._expected = expected
        self._site = site
        self._moved = moved.targets(expected.faq)
        self._present = set(site.files)
        askers = Askers(quotations, site, expected, voice)
        self._questions = QuestionPages(figures, askers, expected, voice)
        self._overviews = Overviews(site, expected, voice)
        self._linked = LinkedData(sources, expected)
        self._feeds = Feeds(expected)
        self._lists = Lists(sources, site, expected, voice)
        self._threads = ThreadNotes(sources, site, expected, voice)
        self._data = DataFiles(sources)
        self._later: dict[str, tuple[str, Path]] = {}
        self._shown: list[tuple[str, Path]] = []

    def answers(self, page: BuiltPage) -> dict[str, Answer]:
        """The answers that a page must print, by the address of their passage."""
        return self._questions.answers(page)

    def check(self, page: BuiltPage, figures: Sequence[Figure]) -> Iterator[Problem]:
        """One page with its figures."""
        self._data.page(page)
        yield from self._questions.check(page, figures)
        yield from self._overviews.check(page, figures)
        yield from self._lists.check(page)
        yield from self._linked.check(page)
        yield from moved.check(page, self._site, self._moved)
        yield from self._threads.check(page)

    def main_of(self, address: str) -> tuple[str, str] | None:
        """What search may say of a page that was checked: its title, and the letters of its main part."""
        return self._data.main_of(address)

    def proven(self, address: str, main: tuple[str, str] | None) -> None:
        """Take a page on trust."""
        self._data.proven(address, main)
        self._questions.proven(address)

    def unreadable(self, address: str) -> None:
        """A page that was reported as not plainly written: it is there, whatever it says."""
        self._questions.proven(address)

    def other(self, file: str, name: str, path: Path) -> list[Problem]:
        """One file that is no page; data files are kept until every page is known."""
        if file == datafiles.FAQ:
            self._later[file] = (name, path)
        elif file.startswith(datafiles.SHOWN):
            self._shown.append((name, path))
        return [*copies.check(file, name, path, self._expected), *self._feeds.check(file, name, path)]

    def rest(self, site: str, proofs: Proofs | None) -> Iterator[Problem]:
        """The checks that need all pages. With `proofs` a file that was read before is not read again."""
        yield from self._questions.missing(site)
        yield from copies.missing(site, self._present, self._expected)
        if self._shown:
            yield from self._data.shown(self._shown, frozenset(self._questions.answered))
        if (faq := self._later.get(datafiles.FAQ)) is not None:
            yield from self._faq(*faq, proofs)

    def _faq(self, name: str, path: Path, proofs: Proofs | None) -> list[Problem]:
        # Its bytes may be many, and are not held while they are looked at.
        if proofs is not None and proofs.get(datafiles.FAQ, path.read_bytes()) is not None:
            return []
        problems = list(self._data.faq(name, path, self._expected.faq))
        if proofs is not None and not problems:
            proofs.put(datafiles.FAQ, path.read_bytes(), Proof(ids=(), leads_to=()))
        return problems
