"""Everything in the site that is no page: scripts, style sheets, data (E521, E522, E511)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from extractor.checker import styles
from extractor.checker.addresses import AddressKind, SiteMap, kind, leaves_site
from extractor.checker.page import NEXT_STEP
from extractor.checker.permitted import FILES, FILES_BY_NAME
from extractor.model import Problem, Stage
from extractor.text.characters import shortened

# One pass over a style sheet: comments and strings are taken whole, so neither can hide or make up the other.
_CSS = re.compile(
    r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?+"
    r"|url\(\s*+(?:\"(?P<double>[^\"\n]*+)\"|'(?P<single>[^'\n]*+)'|(?P<bare>[^\"'()\s]*+))\s*+\)"
    r"|(?P<string>\"[^\"\n]*+\"|'[^'\n]*+')"
    r"|(?P<asks>@import|image-set\(|src\()"
    r"|(?P<ends>[;{}])"
    r"|(?P<runs>expression\(|javascript:|vbscript:|-moz-binding|(?<![\w-])behavior\s*+:)"
    r"|(?P<broken>url\()",
    re.I,
)
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\r\n\f]?|\\(.)", re.S)
_MAP_TAG = re.compile(r"<(?![/?]?(?:urlset|url|loc|lastmod|changefreq|priority|sitemapindex|sitemap|xml)[\s>/])")
_MAP_REFUSED = re.compile(r"<\?xml-|<!|1999/xhtml|\.xslt?\b", re.I)
_EMBEDDED = re.compile(r"data:(?:image|font)/", re.I)


def check(file: str, name: str, path: Path, site: SiteMap, allowed: Callable[[str], bool]) -> Iterator[Problem]:
    """The problems of one file; `file` is its path from the root of the site, `name` what a person would call it."""
    for code, cause in _faults(file, path, site, allowed):
        yield Problem(stage=Stage.CHECK, code=code, file=name, cause=cause, help=NEXT_STEP[code])


def _faults(file: str, path: Path, site: SiteMap, allowed: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    ending = path.suffix.removeprefix(".").lower()
    if file not in FILES_BY_NAME and ending not in FILES:
        yield "E521", "a site holds no files of this kind: opened by itself, such a file may run scripts"
    elif ending == "js" and not allowed(file):
        yield "E521", "this is no script of the theme"
    elif file == "sitemap.xml":
        yield from _map(path.read_text("utf-8", "replace"))
    elif ending == "css":
        text = path.read_text("utf-8", "replace")
        yield from _style(file, text, site)
        yield from (("E524", cause) for cause in dict.fromkeys(styles.causes(text)))
    elif ending in {"json", "webmanifest", "jsonl"}:
        yield from _data(path.read_bytes(), ending)


def _map(text: str) -> Iterator[tuple[str, str]]:
    """A sitemap is XML, and XML may name a transformation or hold an HTML script."""
    if _MAP_TAG.search(text) or _MAP_REFUSED.search(text):
        yield "E521", "the sitemap holds more than addresses and dates"


def _data(data: bytes, ending: str) -> Iterator[tuple[str, str]]:
    rows = data.splitlines() if ending == "jsonl" else [data]
    for number, row in enumerate(rows, 1):
        try:
            json.loads(row)
        except (ValueError, RecursionError) as error:
            yield "E521", f"not the JSON it says it is{f', line {number}' if ending == 'jsonl' else ''}: {error}"
            return


def _style(file: str, text: str, site: SiteMap) -> Iterable[tuple[str, str]]:
    # Two readings: an escape may write `url(` without its letters, or a quotation mark that ends nothing.
    readings = dict.fromkeys([text, _ESCAPED.sub(_unescaped, text)])
    return dict.fromkeys(fault for reading in readings for fault in _rules(file, reading, site))


def _rules(file: str, text: str, site: SiteMap) -> Iterator[tuple[str, str]]:
    # `@import "a.css"` and `image-set("a.png" 1x, "b.png" 2x)` ask by a mere string.
    asks = False
    for match in _CSS.finditer(text):
        kinds = match.lastgroup
        if kinds in {"asks", "ends"}:
            asks = kinds == "asks"
        elif kinds == "runs":
            yield "E521", f"the style sheet runs something: {match.group()}"
        elif kinds == "broken":
            yield "E521", f"not a plainly written url(): {shortened(text[match.start() : match.start() + 60])}"
        elif kinds in {"double", "single", "bare"}:
            yield from _address(file, match[kinds], site)
        elif kinds == "string" and asks:
            yield from _address(file, match["string"][1:-1], site)


def _address(file: str, address: str, site: SiteMap) -> Iterator[tuple[str, str]]:
    if leaves_site(address):
        yield "E522", f"the style sheet asks another host: {shortened(address)}"
    elif _EMBEDDED.match(address):
        return
    elif kind(address) is not AddressKind.LOCAL:
        yield "E521", f"the style sheet asks for {shortened(address)}"
    elif not address.startswith("#") and (target := site.target(file, address)).file is None:
        yield "E511", f"the style sheet leads nowhere, to {shortened(address)}: {target.because}"


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
