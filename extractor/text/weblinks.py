"""Addresses of the web as strangers write them: made printable, or recognised as none.

Readers, side files, pages and the checker all ask here: none of them can take for a link what another refuses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import idna
from w3lib.url import safe_url_string

MEANT = re.compile(r"https?://", re.IGNORECASE)
"""How whatever is meant as an address of the web begins; whether it is one, `web_address` says."""
LONGEST = 8192
"""Characters of an address; servers refuse longer ones, and a page of a single address helps nobody."""

_PRINTABLE = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]++")
_LABEL = r"[a-z0-9_-]{1,63}+"
_PLACE = re.compile(
    rf"(?=[^:]{{1,253}}(?::|$)|\[)(?:{_LABEL}(?:\.{_LABEL})*+\.?|\[[0-9a-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?+"
)
_BEGINS = re.compile(r"\A(?P<scheme>https?://)(?P<host>[^/?#:\[]++)", re.IGNORECASE)
# How web archives keep an address: behind their own and the moment of the copy.
_ARCHIVED = re.compile(
    r"(?:https?:)?(?://(?:web|web-beta|wayback|www)\.archive\.org|//archive\.org)?/web/[0-9]{4,14}(?:[a-z]{2}_)?/(?=https?:)"
    r"|https?://archive\.(?:is|ph|today|li|vn|fo|md)/(?:[0-9]{4}\.[0-9]{2}\.[0-9]{2}-[0-9]{6}|[0-9]{14})/(?=https?:)",
    re.IGNORECASE,
)
_CRAFTED = re.compile(r"[\s\x00-\x1f\x7f-\x9f\"<>\\]")


@lru_cache(maxsize=4096)
def web_address(written: str | None) -> str | None:
    """The address as a page may carry it, or None where it is no address that a reader may be sent to.

    `written` is what a source says, whatever that is; white space around it does not count. What comes out is plain
    ASCII without spaces or quotation marks, begins with `http://` or `https://` in small letters, names a host, and
    is its own address. Letters of other scripts and invisible signs are percent-encoded, and hosts written as domain
    names, as browsers do it (https://url.spec.whatwg.org).
    None for other schemes, for hosts that are none, beyond `LONGEST` characters, for half a surrogate pair, for what
    nobody writes honestly (spaces, controls, `"`, `<`, `>` and backslashes inside) and for a user's name before the
    host, which the eye takes for the host. Raises nothing.
    """
    written = (written or "").strip()
    if len(written) > LONGEST or not MEANT.match(written) or _CRAFTED.search(written):
        return None
    try:
        # UnicodeError (half a pair, a host that IDNA forbids) is a ValueError too.
        address = safe_url_string(_BEGINS.sub(_with_plain_host, written, count=1))
        parts = urlsplit(address)
    except ValueError:
        return None
    if len(address) > LONGEST:
        return None
    return address if _PRINTABLE.fullmatch(address) and _PLACE.fullmatch(parts.netloc) else None


def _with_plain_host(match: re.Match[str]) -> str:
    """The beginning of an address with its host in ASCII."""
    # w3lib would write the host after IDNA 2003, which sends `faß.de` to `fass.de`: not where browsers go.
    host = match["host"]
    return match["scheme"] + (host if host.isascii() else idna.encode(host, uts46=True).decode())


def original(address: str) -> str:
    """The address that an archive's address is a copy of (`https://web.archive.org/web/2019…/https://…`); any other
    comes back as it is."""
    match = _ARCHIVED.match(address)
    return address[match.end() :] if match else address
