"""Which requests a server on this machine answers: those that call it by one of its own names.

A page on the web can give its own host name this machine's address (DNS rebinding), and a browser then lets it read
what is served here. The `Host` header still holds the foreign name.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

REFUSED = "421 Misdirected Request"


def own(header: str, bound: str) -> bool:
    """Whether a `Host` header names a server that was started on the host `bound`.

    Every address in digits is its own: no name stands behind it that somebody else could have pointed here.
    """
    try:
        host = urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return False
    if any(sign in header for sign in "/?#@\\"):
        return False
    if host in {"localhost", bound.lower()}:
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def guarded(app: WSGIApplication, bound: str) -> WSGIApplication:
    """The same application, answering requests by foreign names with 421 and nothing of its own."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if own(str(environ.get("HTTP_HOST", "")), bound):
            return app(environ, start_response)
        body = b"This server answers to its own names only: open the address that it printed when it started.\n"
        start_response(REFUSED, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    return answer
