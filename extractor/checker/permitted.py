"""What a built page may hold. Whatever is not on these lists is refused (E521).

A list of what is allowed fails safe: what a browser learns tomorrow is refused until somebody adds it here. So add
only what the theme needs, and only after reading what a browser does with it. Of `svg` there is one shape without
content (`drawings` compares them with the thread). Left out on purpose: whatever else stands in `svg`, and `math`
(other rules of reading, and scripts of their own), `style` and `style=` (an overlay needs no script), `template`,
`noscript`, `textarea`, `select` (they change how what follows is read), `iframe`, `object`, `embed`, `audio`, `video`
(they fetch), `base` (turns every link), `bdo` (turns letters round), `target`, `ping`, `formaction`, every `on…`.
"""

from __future__ import annotations

import re

from extractor.markup import names

_PLAIN = (
    "head title body header footer main nav section article aside search div p h1 h2 h3 h4 h5 h6 hgroup hr br wbr "
    "ul dl dt dd figure figcaption address pre code kbd samp var abbr b bdi cite dfn em i mark s small span strong "
    "sub sup u table caption thead tbody tfoot tr summary fieldset legend"
)
"""Elements with the attributes of every element and no others."""

ELEMENTS: dict[str, frozenset[str]] = {
    **{name: frozenset[str]() for name in _PLAIN.split()},
    **{
        name: frozenset(attributes.split())
        for name, attributes in {
            "html": "prefix",
            "meta": "charset name property content http-equiv media",
            "link": "rel href type hreflang title media sizes",
            "script": "src defer async type",
            "a": "href rel hreflang type download",
            "img": "src srcset sizes alt width height loading decoding",
            "blockquote": "cite",
            "q": "cite",
            "ins": "cite datetime",
            "del": "cite datetime",
            "time": "datetime",
            "data": "value",
            "ol": "start reversed type hidden",
            "li": "value",
            "td": "colspan rowspan headers",
            "th": "colspan rowspan headers scope abbr",
            "col": "span",
            "colgroup": "span",
            "details": "open name",
            "dialog": "open",
            "form": "action method autocomplete novalidate name hidden",
            "input": (
                "type name value placeholder autocomplete required minlength maxlength checked disabled readonly "
                "inputmode enterkeyhint spellcheck autocapitalize autocorrect size"
            ),
            "button": "type name value disabled hidden",
            "label": "for",
            "output": "for name",
            "svg": "width height",
            "path": "d",
        }.items()
    },
}
"""The elements and, for each, the attributes that it may have besides those of every element."""

EVERYWHERE = names("id class lang dir title role tabindex translate")
"""Attributes that every element may have; not `hidden`, which would take words from the page."""
FAMILIES = re.compile(r"(?:aria|data)-[a-z][a-z0-9-]*")
"""Attributes that say something to assistive programs or to the theme's own scripts, and nothing to a browser."""

VALUES: dict[tuple[str, str], frozenset[str]] = {
    ("form", "method"): frozenset({"get", "dialog"}),
    ("input", "type"): frozenset({"search", "text", "checkbox", "radio", "hidden", "submit", "reset", "button"}),
    ("button", "type"): frozenset({"button", "submit", "reset"}),
    ("meta", "http-equiv"): frozenset({"content-security-policy", "refresh"}),
    ("script", "type"): frozenset({"application/ld+json"}),
    ("meta", "charset"): frozenset({"utf-8"}),
}
"""Attributes of which only these values are allowed, compared in lower case."""
DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
"""Values of `dir`."""
META = names(
    "viewport description author generator theme-color color-scheme robots referrer application-name format-detection"
)
"""Names of `<meta name>`; `<meta property>` (`og:`) is never read by a browser."""

LINKS = frozenset({"stylesheet", "icon", "canonical", "alternate", "next", "prev"})
"""Words of `<link rel>`."""
LINKS_THAT_TELL = frozenset({"canonical"})
"""Those that may name an address on another host: a browser never asks for it, and search engines want it whole."""

ADDRESSES = names("href src cite action")
"""Attributes that hold one address."""
ASKING = names(
    "src srcset imagesrcset href xlink:href action formaction data poster background ping manifest archive codebase "
    "classid profile longdesc usemap icon dynsrc lowsrc"
)
"""Attributes by which some element or other makes a browser ask for an address, ever since HTML 2. `<a href>` asks
only when a reader clicks."""

FILES = names("html css js json jsonl webmanifest txt csv toml md png jpg jpeg gif webp avif ico woff woff2 ttf")
"""Endings of files a site may hold. Not `svg`, `xml`, `xhtml`, `swf`, `pdf`: opened by themselves, they can run."""
FILES_BY_NAME = frozenset({"feed.xml", "sitemap.xml", "sitemap.xml.gz", "CNAME", ".nojekyll"})
"""Files at the root of a site with another ending or none."""
