"""What a request asks for, as checked values; and how an answer is made of a template."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from extractor.corpus.writing import lock
from extractor.desk import plain
from extractor.desk.memory import Memory
from extractor.desk.safety import Secrets
from extractor.lab import evidence
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.text.characters import shortened
from extractor.text.weblinks import web_address

HERE = Path(__file__).parent
LONGEST = 20_000
"""Characters of a field of a form, but for the text of a thread."""
PATIENCE = 4.0
"""Seconds for which another command may hold the corpus before the desk says so."""

Handler = Callable[[Request], Awaitable[Response]]


class Conflict(Exception):
    """What the editor saw is no longer what lies there."""

    def __init__(self, what: str, now: list[str], seen: str, back: str) -> None:
        self.what = what
        """What has happened."""
        self.now = now
        """What stands there now, a line each."""
        self.seen = seen
        """The mark of what stands there now, for whoever does it all the same."""
        self.back = back
        """Where to go instead."""


def memory_of(request: Request) -> Memory:
    """The desk's memory."""
    memory: Memory = request.app.state.memory
    return memory


def shown(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page."""
    memory = memory_of(request)
    secrets: Secrets = request.app.state.secrets
    page = _templates().get_template(template)
    values = {**request.app.state.frame(memory), "token": secrets.form, "path": request.url.path, **values}
    return HTMLResponse(page.render(memory=memory, **values), status)


def came_from(request: Request) -> str:
    """The address of the desk's own page that a form stood on; empty where the browser does not say."""
    origin, referrer = str(request.base_url), request.headers.get("referer", "")
    return f"/{referrer.removeprefix(origin)}" if referrer.startswith(origin) else ""


def to(address: str) -> RedirectResponse:
    """The answer that leads on to another page after something was done."""
    return RedirectResponse(address, 303)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shortened=shortened, web=web_address, reply=plain.reply, strength=plain.strength)
    environment.filters.update(sentence=evidence.sentence)
    return environment


def page(path: str, handler: Handler) -> Route:
    """A page that is only looked at."""

    async def get(request: Request) -> Response:
        if memory_of(request).snapshot is None:
            return shown(request, "waiting.html")
        return await handler(request)

    return Route(path, get, methods=["GET"], name=path)


def action(path: str, handler: Handler) -> Route:
    """An address that a form is sent to: nothing is done without the form's own token."""

    async def post(request: Request) -> Response:
        form = await request.form(max_part_size=64 << 20)
        secrets: Secrets = request.app.state.secrets
        if not secrets.is_form(text(form, "token")):
            raise HTTPException(403, "This form is not of this desk, or of an earlier start of it.")
        if memory_of(request).snapshot is None:
            raise HTTPException(503, "The threads are being read; try again in a moment.")
        try:
            await _alone(memory_of(request).root)
            return await handler(request)
        except Conflict as conflict:
            kept = [(name, value) for name, value in _fields(form) if name not in ("token", "seen")]
            return shown(request, "conflict.html", 409, conflict=conflict, kept=kept, words=_words(kept))
        except ThreadfaqError as error:
            kept = [(name, value) for name, value in _fields(form) if name != "token"]
            values = {
                "problems": error.problems,
                "kept": kept,
                "words": _words(kept),
                "back": came_from(request) or "/",
            }
            return shown(request, "refused.html", 409, **values)

    return Route(path, post, methods=["POST"], name=f"post {path}")


async def _alone(root: Path) -> None:
    """Wait until no other command writes. Raises ThreadfaqError (E607) where that takes long."""
    for _ in range(int(PATIENCE / 0.1)):
        if lock.free(root) is not False:
            return
        await asyncio.sleep(0.1)
    raise ThreadfaqError(
        Problem(
            stage=Stage.COMMAND,
            code="E607",
            file=str(root),
            cause="another command is writing into the corpus",
            help="nothing was written; do it again when that has ended",
        )
    )


def _fields(form: FormData) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _words(kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the editor typed, to be shown: nothing of it may be lost."""
    typed = ("title", "topic", "because", "text", "words", "question", "to", "message")
    return [(name, value) for name, value in kept if name in typed and value.strip()]


def text(form: FormData | Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    """A field's words; nothing where it is missing. Raises HTTPException (400) where there are too many."""
    value = form.get(name)
    if value is None or isinstance(value, UploadFile):
        return ""
    if len(value) > longest:
        raise HTTPException(400, f"`{name}` is too long.")
    return value.replace("\r\n", "\n")


def number(form: FormData | Mapping[str, str], name: str) -> int:
    """A field's number. Raises HTTPException (400) where it is none."""
    value = text(form, name, 12)
    if not (value.isascii() and value.isdecimal()):
        raise HTTPException(400, f"`{name}` is not a number.")
    return int(value)
