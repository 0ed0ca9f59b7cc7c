"""The content security policy that every page carries: https://www.w3.org/TR/CSP3/

It is the last protection: if anything gets past escaping, the sanitiser and this check, a browser still refuses to
run it. A built page needs no nonce, hash or other host, so a policy that has one is weaker than it must be.
"""

from __future__ import annotations

from collections.abc import Iterator

_NONE = frozenset({"'none'"})
_SELF = frozenset({"'self'", "'none'"})
_DIRECTIVES: dict[str, frozenset[str]] = {
    "default-src": _SELF,
    "script-src": _SELF,
    "script-src-elem": _SELF,
    "script-src-attr": _NONE,
    "style-src": _SELF,
    "style-src-elem": _SELF,
    "style-src-attr": _NONE,
    "img-src": _SELF | {"data:"},
    "font-src": _SELF,
    "connect-src": _SELF,
    "manifest-src": _SELF,
    "worker-src": _SELF,
    "media-src": _SELF,
    "child-src": _SELF,
    "frame-src": _NONE,
    "object-src": _NONE,
    "base-uri": _SELF,
    "form-action": _SELF,
    "upgrade-insecure-requests": frozenset(),
    "require-trusted-types-for": frozenset({"'script'"}),
}
"""Every directive a page may use, with the sources it may name."""
_NEEDED = ("default-src", "base-uri", "form-action")
"""Without these something is open: the first stands for all that fetch, the others have no fallback."""


def weaknesses(policy: str) -> Iterator[str]:
    """In what a policy is weaker than a built page's must be."""
    sources_by_directive: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.lower().split() or [""]
        if not name:
            continue
        if name in sources_by_directive:
            yield f"{name} stands there twice; browsers use only the first"
            continue
        sources_by_directive[name] = sources
        if name not in _DIRECTIVES:
            yield f"{name} is no directive that a built page needs"
            continue
        for source in sources:
            if source not in _DIRECTIVES[name]:
                yield f"{name} allows {source}"
        if not sources and _DIRECTIVES[name]:
            yield f"{name} names no source; write 'none'"
    for name in _NEEDED:
        if name not in sources_by_directive:
            yield f"{name} is missing"
    if sources_by_directive.get("object-src", sources_by_directive.get("default-src")) != ["'none'"]:
        yield "object-src must be 'none'"
