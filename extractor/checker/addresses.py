"""What an address in a page means to a browser, and which file of the site it names.

Browsers drop tabs and line breaks inside an address, take `\\` for `/` and `%2e` for `.`
(https://url.spec.whatwg.org/#concept-basic-url-parser). An address that needs any of this is refused instead of
repaired: nobody writes it honestly.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote

from extractor.text.weblinks import web_address

_CRAFTED = re.compile(r"[\x00-\x20\x7f\\]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*+):")
_PICTURE = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif|x-icon|svg\+xml)[;,]", re.I)
_HIDDEN_SEPARATOR = re.compile(r"%(?:2f|5c|00)", re.I)


class AddressKind(StrEnum):
    """Where an address leads."""

    LOCAL = "local"
    """To a file of this site, or nowhere."""
    WEB = "web"
    """To another host over http or https, by an address that the pages too would take for one."""
    HOST = "host"
    """To another host without saying how (`//host`)."""
    PICTURE = "picture"
    """A picture written into the address itself."""
    REFUSED = "refused"
    """Any other scheme, and whatever is written so that programs read it differently."""


@lru_cache(maxsize=1 << 12)
def kind(url: str) -> AddressKind:
    """What sort of address this is."""
    if _CRAFTED.search(url):
        return AddressKind.REFUSED
    if url.startswith("//"):
        return AddressKind.HOST
    if not _SCHEME.match(url):
        return AddressKind.LOCAL
    if web_address(url) is not None:
        return AddressKind.WEB
    return AddressKind.PICTURE if _PICTURE.match(url) else AddressKind.REFUSED


def leaves_site(url: str) -> bool:
    """Whether a browser that follows this address asks another host, however the address is written."""
    repaired = re.sub(r"[\t\r\n]", "", url).strip("".join(map(chr, range(0x21)))).replace("\\", "/")
    return repaired.startswith("//") or bool(re.match(r"(?:https?|wss?|ftp):", repaired, re.I))


@dataclass(frozen=True, slots=True)
class Target:
    """What a local address names."""

    file: str | None
    """The path from the root of the site; None when there is no such file."""
    fragment: str
    """The part behind `#`, as written, without a text fragment."""
    because: str = ""
    """Why there is no such file."""


class SiteMap:
    """The files of a site, and how addresses in its pages name them."""

    def __init__(self, files: Set[str], base_path: str) -> None:
        self.files = files
        self._base = f"/{base_path.strip('/')}/" if base_path.strip("/") else "/"
        # The pages of one folder lead to the same files again and again.
        self._known = lru_cache(maxsize=1 << 12)(self._file)

    def target(self, page: str, url: str) -> Target:
        """What an address of kind LOCAL names, written on this page."""
        # `:~:` begins a text fragment, which is never part of an id: https://wicg.github.io/scroll-to-text-fragment/
        fragment = url.partition("#")[2].partition(":~:")[0]
        path = url.partition("#")[0].partition("?")[0]
        if not path:
            return Target(page, fragment)
        file, because = self._known(posixpath.dirname(page), path)
        return Target(file, fragment, because)

    def _file(self, around: str, path: str) -> tuple[str | None, str]:
        """The file that a path names on the pages of the folder `around`, or None and why there is none."""
        if _HIDDEN_SEPARATOR.search(path):
            return None, "it hides a separator in a percent code"
        path = unquote(path)
        if path.startswith("/"):
            if not path.startswith(self._base):
                return None, f"it leaves the site, which is published under {self._base}"
            joined = path[len(self._base) :].lstrip("/")
        else:
            joined = posixpath.join(around, path)
        folder = posixpath.basename(joined) in {"", ".", ".."}
        file = posixpath.normpath(joined)
        if file == ".." or file.startswith("../"):
            return None, "it leads out of the site's folder"
        if folder:
            file = posixpath.normpath(posixpath.join(file, "index.html"))
        if file not in self.files:
            return None, f"the site has no file {file}"
        return file, ""
