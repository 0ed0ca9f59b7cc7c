"""Addresses of threads: which forum they lead to, and which of them are one thread's."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from extractor.text.weblinks import original

# What forums add to the address of a thread to show another page or another post of it.
_PAGE = re.compile(r"/(?:page|start)[-/=]?\d{1,6}/?$|/index\d{1,6}\.html$", re.IGNORECASE)
_OF_A_PAGE = frozenset(("page", "pg", "p", "start", "st", "sort", "order", "answertab", "context", "lastpage"))
_OF_A_CAMPAIGN = re.compile(r"utm_\w+|fbclid|gclid|ref|share_id|s|sid|phpsessid")

_SCRIPTS = (".php", ".cgi", ".pl", ".asp", ".aspx", ".jsp")


def host(url: str | None) -> str | None:
    """The host of an address in small letters and without `www.`; None where there is none."""
    try:
        name = urlsplit(original(url or "")).hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def canonical(url: str | None) -> str | None:
    """What all pages of a thread have in common in their addresses; None where there is no host.

    Scheme, `www.`, fragment, numbers of pages, orders and campaigns are left out.
    """
    site = host(url)
    if site is None or url is None:
        return None
    parts = urlsplit(original(url))
    parameters = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _OF_A_PAGE and not _OF_A_CAMPAIGN.fullmatch(name.lower())
    ]
    path = _PAGE.sub("", parts.path).rstrip("/")
    if not parameters and (not path or path.endswith(_SCRIPTS)):
        # `viewtopic.php?p=12` has its thread in the number of a post, and nowhere else.
        parameters = parse_qsl(parts.query)
    if not path and not parameters:
        # The front page of a forum is nobody's thread.
        return None
    return f"{site}{path}" + (f"?{urlencode(sorted(parameters))}" if parameters else "")
