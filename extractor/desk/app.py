"""The desk as an application: its addresses, and what stands on every page."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from extractor.desk.memory import Memory
from extractor.desk.refreshing import Refresher
from extractor.desk.requests import HERE, shown, to
from extractor.desk.safety import Guard, Secrets
from extractor.desk.screens import adding, answers, changes, mending, questions, rules, takedown, threads
from extractor.editing import history

LISTS = {
    "questions": "All questions that wait",
    "answers": "All answers that wait",
    "mending": "What is to be mended",
    "add": "Add a thread",
    "rules": "Rules",
    "changes": "Changes",
    "takedown": "Take something down",
}
"""The lists that a page which is not there leads back to, by the beginning of its address."""
FILES = {"desk.css": "text/css", "desk.js": "text/javascript"}
"""The desk's own files, and what they are."""


def application(memory: Memory, port: int, secrets: Secrets) -> Guard:
    """The desk for one corpus, at a port of this machine."""
    refresher = Refresher(memory)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(refresher.run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    screens = (questions, answers, mending, adding, rules, changes, takedown, threads)
    app = Starlette(
        routes=[
            Route("/", home, methods=["GET"]),
            Route("/static/{name}", static, methods=["GET"]),
            Route("/favicon.ico", no_icon, methods=["GET"]),
            *(route for screen in screens for route in screen.routes()),
        ],
        exception_handlers={HTTPException: refused},
        lifespan=lifespan,
    )
    app.state.memory, app.state.secrets, app.state.refresher, app.state.frame = memory, secrets, refresher, frame
    return Guard(app, port, secrets)


async def home(request: Request) -> Response:
    """The list in which most is to be done first: mistakes, then questions, then answers."""
    memory: Memory = request.app.state.memory
    if memory.snapshot is not None and not memory.groups() and memory.proposals():
        return to("/answers")
    return to("/questions")


async def no_icon(_: Request) -> Response:
    """No picture: a browser asks for one unasked."""
    return Response(status_code=204)


async def static(request: Request) -> Response:
    """One of the desk's own files."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    return FileResponse(HERE / "static" / name, media_type=FILES[name])


async def refused(request: Request, error: Exception) -> Response:
    """The page that says why a request is not answered."""
    assert isinstance(error, HTTPException)
    head = request.url.path.split("/")[1]
    back = (f"/{head}", LISTS[head]) if head in LISTS else ("", "")
    return shown(
        request, "message.html", error.status_code, message=error.detail, back=back[0], back_words=back[1], here=head
    )


def frame(memory: Memory) -> dict[str, Any]:
    """What stands on every page: counts, what can be undone and redone, how far the editor is."""
    undo, redo = history.last(memory.root), history.last(memory.root, undone=True)
    counts = {"questions": 0, "answers": 0, "mending": 0}
    if memory.snapshot is not None:
        counts = {
            "questions": len(memory.groups()),
            "answers": len(memory.proposals()),
            "mending": len(memory.mending()) + len(memory.snapshot.personal),
        }
    return {
        "here": "",
        "counts": counts,
        "undo": undo,
        "undo_what": memory.what(undo),
        "redo": redo,
        "redo_what": memory.what(redo, undone=True),
    }
