"""Who may ask the desk for anything: a browser on this machine that has come through the address which the command
printed, and pages of the desk itself.

A page of another origin can let a browser send requests here. It cannot send our cookie (`SameSite=Strict`), nor know
the token of a form, nor leave out its own origin.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 << 20
"""Bytes of a request: a saved thread is no larger."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page of the desk may load and do: nothing that does not come from the desk."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the command and its browser know; new at each start."""

    entry: str = field(default_factory=secrets.token_urlsafe)
    """In the address that the command opens, and from then on in a cookie."""
    form: str = field(default_factory=secrets.token_urlsafe)
    """In every form."""

    def opens(self, given: str) -> bool:
        """Whether this is the word that opens the desk."""
        return hmac.compare_digest(given.encode(), self.entry.encode())

    def is_form(self, given: str) -> bool:
        """Whether this is the token of the desk's own forms."""
        return hmac.compare_digest(given.encode(), self.form.encode())


class Guard:
    """Refuses every request that is not the editor's own, before anything looks at it."""

    def __init__(self, app: ASGIApp, port: int, secrets: Secrets) -> None:
        self._app, self._secrets = app, secrets
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._cookie = f"threadfaq-desk-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        answer = self._refusal(scope)
        if answer is not None:
            await answer(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is not handed on."""
        headers = Headers(scope=scope)
        if headers.getlist("host") != [headers.get("host")] or headers.get("host") not in self._hosts:
            return PlainTextResponse("This desk is not called so.", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("No.", 405)
        if scope["method"] == "POST":
            refused = self._refused_post(headers)
            if refused is not None:
                return refused
        if scope["path"] == "/enter" and scope["method"] == "GET":
            return self._entered(scope["query_string"].decode("latin-1"))
        if not self._secrets.opens(self._given(headers)):
            words = "This desk is opened by the address that `threadfaq desk` has printed in its terminal."
            return PlainTextResponse(words, 403)
        return None

    def _refused_post(self, headers: Headers) -> Response | None:
        if headers.get("origin", "").removeprefix("http://") != headers["host"]:
            return PlainTextResponse("This comes from another page.", 403)
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return PlainTextResponse("This comes from another page.", 403)
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdecimal()):
            return PlainTextResponse("How long is it?", 411)
        return PlainTextResponse("This is too large.", 413) if int(length) > LARGEST else None

    def _entered(self, query: str) -> Response:
        given = parse_qs(query).get("key", [""])[0]
        if not self._secrets.opens(given):
            return PlainTextResponse("This address was of an earlier start of the desk.", 403)
        # Not sent on by the answer itself: a browser that came from elsewhere would leave the cookie out.
        leads = '<meta http-equiv="refresh" content="0; url=/"><a href="/">The desk</a>'
        answer = HTMLResponse(f'<!doctype html><link rel="icon" href="data:,">{leads}')
        answer.set_cookie(self._cookie, self._secrets.entry, httponly=True, samesite="strict", path="/")
        return answer

    def _given(self, headers: Headers) -> str:
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return ""
        return "" if cookie is None else cookie.value
