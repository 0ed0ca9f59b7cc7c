"""Adding a thread: pasted or from a file, looked at first, written when the editor says so. It can be undone."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.corpus.writing import Change, Writer
from extractor.desk.requests import action, came_from, memory_of, page, shown, text, to
from extractor.editing import history
from extractor.editing.history import Edit
from extractor.intake import Action, Intake, Plan, SavedFile, Wish, preview, unchecked
from extractor.model import Source
from extractor.problems import ThreadfaqError
from extractor.text.weblinks import web_address

PENDING = 4
"""Previews that wait to be agreed to; an older one is forgotten."""
LARGEST = 32 << 20
"""Bytes of a saved thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A file that was looked at."""

    file: SavedFile
    """Its bytes, and the name it had."""
    wish: Wish
    """What the editor said of it."""


WAITING: OrderedDict[str, Pending] = OrderedDict()
"""What was looked at and not yet agreed to, by the name in its form."""


class RememberingWriter(Writer):
    """Writes what an intake plans as a step that can be undone."""

    def __init__(self, root: Path, what: str) -> None:
        super().__init__(root)
        self._what = what

    def write(self, changes: Sequence[Change]) -> None:
        """Write these files, all or none. Raises ThreadfaqError like `history.write`."""
        edits = [
            Edit(path=row.path, before=history.read(row.path) if row.replaces else None, after=_bytes(row.content))
            for row in changes
        ]
        history.write(self.root, self._what, edits)


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [page("/add", empty), action("/add", look), action("/add/write", write)]


async def empty(request: Request) -> Response:
    """The form."""
    return _shown(request, FormData(), "")


def _shown(request: Request, form: FormData, note: str) -> Response:
    """The form with what was typed in it, and what is to be said above it."""
    forums = sorted({id.partition("/")[0] for id in memory_of(request).summaries})
    given = {name: text(form, name, 400) for name in ("forum", "title", "url")}
    values: dict[str, Any] = {"forums": forums, "plans": None, "pending": "", "clean": True, "given": given}
    return shown(request, "add.html", 400 if note else 200, here="add", note=note, **values)


async def look(request: Request) -> Response:
    """What would happen to the threads of a file; nothing is written."""
    memory = memory_of(request)
    form = await request.form()
    file = await _file(form)
    if file is None:
        return _shown(request, form, "Choose a file, or paste a thread: there was nothing to look at.")
    pending = Pending(file=file, wish=_wish(form))
    plans = _plans(memory.root, pending)
    name = secrets.token_urlsafe(12)
    WAITING[name] = pending
    while len(WAITING) > PENDING:
        WAITING.popitem(last=False)
    values = {
        "plans": [(plan, _lines(plan)) for plan in plans],
        "pending": name if any(p.writes for p in plans) else "",
    }
    clean = not any(plan.findings for plan in plans if plan.writes)
    forums = sorted({id.partition("/")[0] for id in memory.summaries})
    given = {name: text(form, name, 400) for name in ("forum", "title", "url")}
    return shown(request, "add.html", here="add", note="", given=given, forums=forums, clean=clean, **values)  # type: ignore[arg-type]


async def write(request: Request) -> Response:
    """Add what was looked at. What has become another plan meanwhile is shown again, not written."""
    memory = memory_of(request)
    form = await request.form()
    pending = WAITING.get(text(form, "pending", 40))
    if pending is None:
        raise HTTPException(409, "This preview was forgotten: look at the file again.")
    intake = Intake(memory.root, pending.wish)
    written = 0
    for plan in intake.plans([pending.file]):
        if not plan.writes:
            continue
        if plan.findings and not text(form, "checked", 4):
            raise ThreadfaqError(*unchecked(plan).problems)
        what = f"{'added' if plan.action is Action.ADD else 'completed'} the thread {plan.id}"
        intake.carry_out(plan, RememberingWriter(memory.root, what))
        memory.wrote(None, came_from(request))
        written += 1
    WAITING.pop(text(form, "pending", 40), None)
    request.app.state.refresher.wanted()
    return to("/add" if written != 1 else "/changes")


async def _file(form: FormData) -> SavedFile | None:
    """The saved thread of a form: a file, or pasted text; None where there is neither. Its name is only a name, and
    no path."""
    given = form.get("file")
    if isinstance(given, UploadFile) and given.filename:
        data = await given.read(LARGEST + 1)
        name = PurePosixPath(given.filename.replace("\\", "/")).name or "thread.txt"
    else:
        data = text(form, "pasted", LARGEST).encode("utf-8", "surrogatepass")
        name = "pasted.txt"
    if not data.strip():
        return None
    if len(data) > LARGEST:
        raise HTTPException(413, "This file is too large for the desk: use `threadfaq add`.")
    return SavedFile(source=Source(name=name, data=data), saved=date.today())


def _wish(form: FormData) -> Wish:
    fields = {name: text(form, name, 400).strip() or None for name in ("forum", "name", "title", "url")}
    if fields["url"] is not None and web_address(fields["url"]) is None:
        raise HTTPException(400, "The address is none: write it out, beginning with https://")
    return Wish(**fields)  # type: ignore[arg-type]


def _plans(root: Path, pending: Pending) -> list[Plan]:
    intake = Intake(root, pending.wish)
    plans = []
    for plan in intake.plans([pending.file]):
        intake.note(plan)
        plans.append(plan)
    return plans


def _lines(plan: Plan) -> list[str]:
    """A plan as the terminal shows it."""
    lines: list[str] = []
    if plan.conversation is not None:
        lines += preview.lines(plan.conversation, plan.side, plan.recognised, plan.dated)
        lines += [f"  warning {preview.problem(row)}" for row in plan.conversation.thread.warnings]
        lines += preview.personal(plan.findings, plan.file_name)
    if plan.action is Action.MERGE:
        lines += [f"A further copy of {plan.id}, because {plan.because}:", *preview.changes(plan.changes)]
    return lines


def _bytes(content: Source | str | bytes | None) -> bytes | None:
    if isinstance(content, str):
        return content.encode("utf-8")
    return content.data if isinstance(content, Source) else content
