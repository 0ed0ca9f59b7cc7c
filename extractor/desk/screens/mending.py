"""Mending: decisions whose words are lost, that contradict one another or do nothing, and what else is wrong with
editors' files; personal data in new threads."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.corpus import Corpus
from extractor.desk import seen
from extractor.desk.memory import Memory
from extractor.desk.requests import Conflict, action, memory_of, number, page, shown, text, to
from extractor.desk.screens.answers import place_of
from extractor.editing.rulings import requoted, withdrawn
from extractor.faq.finding import Finder
from extractor.model import Conversation, Decision, Passage, Problem

_PLACE = re.compile(r"decision (\d+)")
_WORDS = re.compile(r"\S+\s*")
LISTED = 200
"""Problems that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """A problem, and what can be done about it here."""

    number: int
    """Its place in the list, from 0."""
    problem: Problem
    """What is wrong."""
    thread: str = ""
    """The thread that the decision is about."""
    decision: Decision | None = None
    """The decision."""
    nearest: Passage | None = None
    """The words that are most like those it judges."""
    diff: tuple[tuple[str, str], ...] = ()
    """Both compared word by word: `same`, `gone` or `new`, and the words."""


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [page("/mending", overview), page("/mending/{number:int}", one), action("/mending/{number:int}", mend)]


async def overview(request: Request) -> Response:
    """The first problem, or that there is none."""
    memory = memory_of(request)
    assert memory.snapshot is not None
    if not memory.snapshot.mending:
        return shown(request, "mending_done.html", here="mending", personal=memory.snapshot.personal)
    return to("/mending/0")


async def one(request: Request) -> Response:
    """One problem."""
    memory = memory_of(request)
    assert memory.snapshot is not None
    rows = memory.snapshot.mending
    place = request.path_params["number"]
    if place >= len(rows):
        return to("/mending")
    corpus = memory.corpus()
    item = _mend(memory, corpus, place, rows[place])
    conversation = memory.conversations.get(item.thread)
    values: dict[str, Any] = {
        "here": "mending",
        "mend": item,
        "queue": list(enumerate(rows[:LISTED])),
        "personal": memory.snapshot.personal,
        "place": place_of(conversation, item.nearest) if conversation and item.nearest else None,
        "ruling": seen.ruling,
        "next": f"/mending/{place + 1}" if place + 1 < len(rows) else None,
        "before": f"/mending/{place - 1}" if place else None,
        "seen": _mark(item),
    }
    return shown(request, "mending.html", **values)


async def mend(request: Request) -> Response:
    """Let a decision quote the nearest words, or take it out."""
    memory = memory_of(request)
    form = await request.form()
    assert memory.snapshot is not None
    rows = memory.snapshot.mending
    place = request.path_params["number"]
    corpus = memory.corpus()
    item = _mend(memory, corpus, place, rows[place]) if place < len(rows) else None
    if item is None or item.decision is None or _mark(item) != text(form, "seen", 40):
        lines = [item.problem.cause] if item else ["there is no such problem any more"]
        raise Conflict("This is no longer as you saw it.", lines, _mark(item) if item else "", "/mending")
    what = text(form, "do", 20)
    if what == "take" and item.nearest is not None:
        start, end = number(form, "start"), number(form, "end")
        post = memory.conversations[item.thread].thread.by_number[item.nearest.post]
        if not 0 <= start < end <= len(post.text):
            raise HTTPException(400, "There are no such words in this post.")
        conversation = memory.conversations[item.thread]
        passage = Passage.of(conversation.thread, post, start, end)
        requoted(corpus, item.thread, item.decision.number, conversation, passage)
    elif what == "withdraw":
        withdrawn(corpus, item.thread, item.decision.number)
    else:
        raise HTTPException(400, "No button of this screen says so.")
    memory.wrote(None)
    memory.mended(item.problem)
    request.app.state.refresher.wanted()
    return to(f"/mending/{place}")


def _mend(memory: Memory, corpus: Corpus, place: int, problem: Problem) -> Mend:
    """A problem with its decision, as both lie there now."""
    threads = {str(path): id for id, path in corpus.index.decisions.items()}
    thread = threads.get(problem.file, "")
    match = _PLACE.fullmatch(problem.place)
    conversation = memory.conversations.get(thread)
    if match is None or conversation is None:
        return Mend(number=place, problem=problem, thread=thread)
    decisions = corpus.decisions_on(thread)[0]
    decision = next((row for row in decisions if row.number == int(match[1])), None)
    if decision is None:
        return Mend(number=place, problem=problem, thread=thread)
    nearest = _nearest(conversation, decision)
    diff = _compared(decision.words, nearest.text) if nearest else ()
    return Mend(number=place, problem=problem, thread=thread, decision=decision, nearest=nearest, diff=diff)


def _nearest(conversation: Conversation, decision: Decision) -> Passage | None:
    """The words most like those that a decision judges; none where its own words stand there once."""
    finder = Finder(conversation)
    if not decision.words or (not decision.broken and finder.find(decision)[0] is not None):
        return None
    rows = [row for row in finder.suspected(decision) if row.text.strip()]
    return rows[0] if rows else None


def _compared(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Two wordings word by word."""
    before, after = (_WORDS.findall(" ".join(words.split())) for words in (old, new))
    rows: list[tuple[str, str]] = []
    bare = [[word.strip() for word in words] for words in (before, after)]
    for tag, a, b, c, d in difflib.SequenceMatcher(None, bare[0], bare[1], autojunk=False).get_opcodes():
        if tag == "equal":
            rows.append(("same", "".join(after[c:d])))
            continue
        rows += [(kind, "".join(words)) for kind, words in (("gone", before[a:b]), ("new", after[c:d])) if words]
    return tuple(rows)


def _mark(item: Mend) -> str:
    decided = [seen.ruling(item.decision), item.decision.words] if item.decision else []
    nearest = [f"{item.nearest.post} {item.nearest.start} {item.nearest.end}"] if item.nearest else []
    return seen.mark([item.problem.cause, *decided, *nearest])
