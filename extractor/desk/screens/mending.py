"""Mending: decisions whose words are lost, that contradict one another or do nothing, and what else is wrong with
editors' files; personal data in new threads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.corpus import Corpus
from extractor.desk import seen
from extractor.desk.memory import Memory, key_of
from extractor.desk.requests import Conflict, action, memory_of, number, page, shown, text, to
from extractor.desk.screens.answers import place_of
from extractor.editing.reanchoring import AnchorKind, LostAnchor, Offer, take
from extractor.editing.rulings import withdraw
from extractor.model import Decision, Problem

_PLACE = re.compile(r"decision (\d+)")
LISTED = 200
"""Problems that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """Something that is to be mended, and what can be done about it here."""

    number: int
    """Its place in the list, from 0."""
    row: LostAnchor | Problem
    """What it is."""
    problem: Problem
    """What is wrong."""
    thread: str = ""
    """The thread that it is about."""
    decision: Decision | None = None
    """The decision, as it lies there now."""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Passages that may be meant and can be taken, the best first."""
        return tuple(offer for offer in self.row.offers if offer.unique) if isinstance(self.row, LostAnchor) else ()

    @property
    def words(self) -> str:
        """The words that it judges."""
        return self.row.words if isinstance(self.row, LostAnchor) else self.decision.words if self.decision else ""

    @property
    def mark(self) -> str:
        """The mark of what an editor sees of it."""
        decided = [seen.ruling(self.decision), self.decision.words] if self.decision else []
        offered = [f"{row.passage.post} {row.passage.start} {row.passage.end}" for row in self.offers]
        return seen.mark([self.problem.cause, self.words, *decided, *offered])


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [page("/mending", overview), page("/mending/{number:int}", one), action("/mending/{number:int}", mend)]


async def overview(request: Request) -> Response:
    """The first of them, or that there is none."""
    memory = memory_of(request)
    assert memory.snapshot is not None
    if not memory.mending():
        return shown(request, "mending_done.html", here="mending", personal=memory.snapshot.personal)
    return to("/mending/0")


async def one(request: Request) -> Response:
    """One of them."""
    memory = memory_of(request)
    assert memory.snapshot is not None
    rows = memory.mending()
    place = request.path_params["number"]
    if place >= len(rows):
        return to("/mending")
    item = _mend(memory, memory.corpus(), place)
    conversation = memory.conversations.get(item.thread)
    values: dict[str, Any] = {
        "here": "mending",
        "mend": item,
        "queue": list(enumerate(row.problem if isinstance(row, LostAnchor) else row for row in rows[:LISTED])),
        "personal": memory.snapshot.personal,
        "place": place_of(conversation, item.offers[0].passage) if conversation and item.offers else None,
        "ruling": seen.ruling,
        "next": f"/mending/{place + 1}" if place + 1 < len(rows) else None,
        "before": f"/mending/{place - 1}" if place else None,
        "seen": item.mark,
    }
    return shown(request, "mending.html", **values)


async def mend(request: Request) -> Response:
    """Let a decision quote words that are offered, or take it out."""
    memory = memory_of(request)
    form = await request.form()
    assert memory.snapshot is not None
    place = request.path_params["number"]
    corpus = memory.corpus()
    item = _mend(memory, corpus, place) if place < len(memory.mending()) else None
    if item is None or item.mark != text(form, "seen", 40):
        lines = [item.problem.cause, item.words] if item else ["there is no such problem any more"]
        raise Conflict("This is no longer as you saw it.", lines, item.mark if item else "", "/mending")
    what = text(form, "do", 20)
    if what == "take" and isinstance(item.row, LostAnchor) and item.offers:
        chosen = number(form, "offer")
        if chosen >= len(item.offers):
            raise HTTPException(400, "There is no such passage.")
        take(corpus, item.row, memory.conversations[item.thread], item.offers[chosen])
    elif what == "withdraw" and item.decision is not None:
        withdraw(corpus, item.thread, item.decision.number, item.decision.words)
    else:
        raise HTTPException(400, "No button of this screen says so.")
    memory.wrote(item.row)
    request.app.state.refresher.wanted()
    return to(f"/mending/{place}")


def address_of(memory: Memory, row: LostAnchor | Problem) -> str:
    """The address of something that is to be mended, as the list is now."""
    keys = [key_of(each) for each in memory.mending()]
    return f"/mending/{keys.index(key_of(row))}" if key_of(row) in keys else "/mending"


def _mend(memory: Memory, corpus: Corpus, place: int) -> Mend:
    """What stands at a place of the list, with its decision as it lies there now."""
    row = memory.mending()[place]
    problem = row.problem if isinstance(row, LostAnchor) else row
    if isinstance(row, LostAnchor):
        thread = row.thread
        wanted = row.number if row.kind is AnchorKind.DECISION else None
    else:
        threads = {str(path): id for id, path in corpus.index.decisions.items()}
        thread = threads.get(problem.file, "")
        match = _PLACE.fullmatch(problem.place)
        wanted = int(match[1]) if match else None
    decisions = corpus.decisions_on(thread)[0] if wanted is not None and thread else ()
    decision = next((each for each in decisions if each.number == wanted), None)
    return Mend(number=place, row=row, problem=problem, thread=thread, decision=decision)
