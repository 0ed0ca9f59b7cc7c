"""Taking down a person, a post or words: shown first, then asked, then done. It is the one step without undo."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.desk.requests import Conflict, action, memory_of, number, page, shown, text
from extractor.desk.takedown import Outlook, outlook
from extractor.editing.takedown import Target
from extractor.editing.touched import NO_UNDO
from extractor.problems import ThreadfaqError

FIELDS = ("scope", "person", "thread", "post", "words", "ground")


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [page("/takedown", empty), action("/takedown", look), action("/takedown/agreed", remove)]


async def empty(request: Request) -> Response:
    """The form; a link may name a post."""
    given = {name: text(request.query_params, name, 400) for name in FIELDS}
    return _shown(request, {**given, "scope": "post" if given["thread"] else "person"}, None)


async def look(request: Request) -> Response:
    """What would go; nothing is written."""
    form = await request.form()
    return _shown(request, {name: text(form, name) for name in FIELDS}, await _outlook(request, form))


async def remove(request: Request) -> Response:
    """Take down what was looked at, and forget what the desk remembers of it."""
    memory, form = memory_of(request), await request.form()
    if text(form, "sure", 4) != "yes":
        raise HTTPException(400, "Say that you know that it cannot be undone.")
    result = await _outlook(request, form, text(form, "seen", 40))
    if not result.done:
        raise Conflict("Something else would go by now than what you looked at.", list(result.lines), "", "/takedown")
    memory.forget()
    request.app.state.refresher.wanted()
    return shown(request, "takedown_done.html", here="changes", lines=result.lines)


async def _outlook(request: Request, form: FormData, agreed: str = "") -> Outlook:
    target, ground = _target(form), text(form, "ground", 2000)
    refresher, root = request.app.state.refresher, memory_of(request).root
    loop = asyncio.get_running_loop()
    result: Outlook = await loop.run_in_executor(refresher.pool, outlook, root, target, ground, date.today(), agreed)
    if result.problems:
        raise ThreadfaqError(*result.problems)
    return result


def _target(form: FormData) -> Target:
    scope = text(form, "scope", 10)
    person, words = text(form, "person", 400).strip(), text(form, "words").strip()
    if scope == "person" and person:
        return Target(person=person)
    if scope == "words" and words:
        return Target(words=words)
    if scope == "post" and text(form, "thread", 400).strip():
        return Target(post=(text(form, "thread", 400).strip(), number(form, "post")))
    raise HTTPException(400, "Say what shall go: a person's name, a post, or words.")


def _shown(request: Request, given: dict[str, str], plan: Outlook | None) -> Response:
    memory = memory_of(request)
    values: dict[str, Any] = {
        "given": given,
        "outlook": plan,
        "threads": list(memory.summaries),
        "no_undo": NO_UNDO,
    }
    return shown(request, "takedown.html", here="changes", **values)
