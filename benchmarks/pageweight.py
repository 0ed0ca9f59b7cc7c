"""How heavy a built site's pages are, and how much of their words is the machine's own.

`python benchmarks/pageweight.py SITE [PAGE …]` prints for each page the bytes of all that a browser loads for it (the
page, its style sheets, scripts and pictures; no search is begun), how many words stand in its main part, and how many
of these are neither quoted nor names. A word has a letter or a digit in it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath

from bs4 import BeautifulSoup, Tag


@dataclass(frozen=True, slots=True)
class Weight:
    """What one page weighs."""

    bytes: int
    """Of the page and of everything that is loaded with it."""
    words: int
    """In its main part."""
    quoted: int
    """Of these, in quotations."""
    names: int
    """Of these, names of people."""

    @property
    def own(self) -> float:
        """The share of the words that are neither quoted nor names."""
        return (self.words - self.quoted - self.names) / self.words if self.words else 0.0


def weight(site: Path, address: str) -> Weight:
    """What a page of a built site weighs, by its path from the root."""
    html = (site / address).read_bytes()
    soup = BeautifulSoup(html, "html.parser")
    main = soup.select_one("main")
    assert main is not None, "every page has a main part"
    quotations = main.select("blockquote")
    names = [name for name in main.select(".author, summary bdi") if not name.find_parent("blockquote")]
    return Weight(
        bytes=len(html) + sum((site / file).stat().st_size for file in loaded(soup, address)),
        words=count(main),
        quoted=sum(map(count, quotations)),
        names=sum(map(count, names)),
    )


def loaded(soup: BeautifulSoup, address: str) -> set[str]:
    """The files of the site that a browser loads with a page."""
    urls = [str(e.get("src")) for e in soup.select("script[src], img[src]")]
    urls += [str(e.get("href")) for e in soup.select("link[rel=stylesheet], link[rel=icon]")]
    return {normpath(join(dirname(address), url)) for url in urls}


def count(element: Tag) -> int:
    """The words of an element."""
    return sum(any(map(str.isalnum, word)) for word in element.get_text(" ").split())


def main() -> None:
    """The command."""
    site, *pages = sys.argv[1:]
    root = Path(site)
    for page in pages or sorted(path.relative_to(root).as_posix() for path in root.rglob("*.html")):
        row = weight(root, page)
        print(
            f"{row.bytes / 1000:7.1f} kB  {row.words:5} words  {row.quoted:5} quoted  {row.names:3} in names  "
            f"{row.own:4.0%} the machine's  {page}"
        )


if __name__ == "__main__":
    main()
