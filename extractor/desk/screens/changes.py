"""Changes: every step that can be undone, what git does not have yet, and a commit when the editor asks for one."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.desk import git
from extractor.desk.memory import Item, Memory
from extractor.desk.requests import Conflict, action, came_from, memory_of, number, page, shown, text, to
from extractor.desk.screens import answers, mending, questions
from extractor.desk.snapshot import Mendable
from extractor.digests import digest_of
from extractor.editing import history
from extractor.model import Group
from extractor.text.characters import folded, legible

LISTED = 30
"""Steps that are listed."""


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [
        page("/changes", overview),
        action("/undo", undo),
        action("/redo", redo),
        action("/commit", commit),
    ]


async def overview(request: Request) -> Response:
    """What was done, and what is not committed."""
    memory = memory_of(request)
    memory.git = await asyncio.to_thread(git.state, memory.root)
    steps = history.steps(memory.root)
    done = [step for step in steps if not step.undone]
    values: dict[str, Any] = {
        "steps": [*reversed([step for step in steps if step.undone]), *reversed(done)][:LISTED],
        "message": _message(memory, [step.what for step in done if step.when is not None]),
        "seen": _mark(memory.git),
    }
    return shown(request, "changes.html", here="changes", **values)


async def undo(request: Request) -> Response:
    """Take the last step back, if it is still the one that was seen."""
    memory = memory_of(request)
    place, item = memory.undo(number(await request.form(), "step"))
    request.app.state.refresher.wanted()
    return to(
        _address(memory, item)
        if isinstance(item, Mendable)
        else place or _address(memory, item) or came_from(request) or "/"
    )


async def redo(request: Request) -> Response:
    """Do again what was taken back last."""
    memory = memory_of(request)
    place = memory.redo(number(await request.form(), "step"))
    request.app.state.refresher.wanted()
    return to(place or came_from(request) or "/")


async def commit(request: Request) -> Response:
    """Commit what is not committed of the corpus."""
    memory = memory_of(request)
    form = await request.form()
    state = await asyncio.to_thread(git.state, memory.root)
    if _mark(state) != text(form, "seen", 40):
        changed = [f"{done}: {path}" for path, done in (state.changed if state else ())]
        raise Conflict("Other files have changed since you looked.", changed, _mark(state), "/changes")
    message = text(form, "message").strip()
    if not legible(message):
        message = "Decisions of editors"
    await asyncio.to_thread(git.commit, memory.root, message, memory.by)
    memory.git = await asyncio.to_thread(git.state, memory.root)
    return to("/changes")


def _address(memory: Memory, item: Item | None) -> str:
    """Where an item is decided; empty where there is none."""
    if isinstance(item, Group):
        return questions.address_of(item)
    if isinstance(item, Mendable):
        return mending.address_of(memory, item)
    return answers.address(item.question, item.passage) if item is not None else ""


def _mark(state: git.GitState | None) -> str:
    rows = [f"{done} {path}" for path, done in state.changed] if state else []
    return digest_of(*rows).hex()[:20]


def _message(memory: Memory, done: list[str]) -> str:
    """A message for a commit: counts first, then each step."""
    if memory.git is None or not memory.git.changed:
        return ""
    accepted = sum(what.startswith("accepted") for what in done)
    head = f"{len(done)} decisions by {memory.by}" + (f", {accepted} questions accepted" if accepted else "")
    return "\n".join([head, "", *(f"- {folded(what)}" for what in done[-LISTED:])])
