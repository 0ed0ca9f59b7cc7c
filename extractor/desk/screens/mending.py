"""Mending: decisions whose words are lost, that contradict one another or do nothing, and what else is wrong with
editors' files; personal data in new threads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.corpus import Corpus
from extractor.desk import seen
from extractor.desk.memory import Memory, key_of
from extractor.desk.requests import Conflict, action, memory_of, number, page, shown, text, to
from extractor.desk.screens.answers import address, place_of
from extractor.desk.screens.questions import questions_of
from extractor.desk.snapshot import Mendable
from extractor.editing.reanchoring import AnchorKind, LostAnchor, Offer, take
from extractor.editing.rulings import NewRuling, confirm, rule, withdraw
from extractor.lab.reviewing import OldFact, RuleAgainst
from extractor.model import Decision, Passage, Problem, Verdict, folded

_PLACE = re.compile(r"decision (\d+)(?: \(line \d+\))?")
VERIFY = "W415"
"""The code of what was to be verified again by now."""
OUTDATED = "It does not hold any more."
"""Why a fact is dropped, where an editor gives no reason."""
LISTED = 200
"""Problems that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """Something that is to be mended, and what can be done about it here."""

    number: int
    """Its place in the list, from 0."""
    row: Mendable
    """What it is."""
    thread: str = ""
    """The thread that it is about."""
    decision: Decision | None = None
    """The decision, as it lies there now."""
    passage: Passage | None = None
    """The words of which an editor can say that they hold still."""
    question: str = ""
    """The address of the question under which these are printed."""

    @property
    def problem(self) -> Problem | None:
        """What is wrong; None where nothing is, and somebody should look again."""
        return self.row.problem if isinstance(self.row, LostAnchor) else self.row if _is_wrong(self.row) else None

    @property
    def old(self) -> OldFact | None:
        """The fact that is old."""
        return self.row if isinstance(self.row, OldFact) else None

    @property
    def against(self) -> RuleAgainst | None:
        """The rule that goes against decisions."""
        return self.row if isinstance(self.row, RuleAgainst) else None

    @property
    def cause(self) -> str:
        """What is to be said of it, in one sentence."""
        return cause_of(self.row)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Passages that may be meant and can be taken, the best first."""
        return tuple(offer for offer in self.row.offers if offer.unique) if isinstance(self.row, LostAnchor) else ()

    @property
    def words(self) -> str:
        """The words that it judges."""
        if self.passage is not None:
            return self.passage.text
        return self.row.words if isinstance(self.row, LostAnchor) else self.decision.words if self.decision else ""

    @property
    def mark(self) -> str:
        """The mark of what an editor sees of it."""
        decided = [seen.ruling(self.decision), self.decision.words] if self.decision else []
        offered = [f"{row.passage.post} {row.passage.start} {row.passage.end}" for row in self.offers]
        return seen.mark([self.cause, self.words, *decided, *offered])


def _is_wrong(row: Mendable) -> TypeGuard[Problem]:
    return isinstance(row, Problem)


def cause_of(row: Mendable) -> str:
    """What is to be said of something that is to be mended, in one sentence."""
    return row.problem.cause if isinstance(row, LostAnchor) else row.cause


def kind_of(row: Mendable) -> str:
    """What it is, in a word: a problem's code, else what should be looked at."""
    if isinstance(row, LostAnchor | Problem):
        return row.problem.code if isinstance(row, LostAnchor) else row.code
    return "fact" if isinstance(row, OldFact) else "rule"


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
    passage = item.passage or (item.offers[0].passage if item.offers else None)
    values: dict[str, Any] = {
        "here": "mending",
        "mend": item,
        "queue": [(at, cause_of(row), kind_of(row)) for at, row in enumerate(rows[:LISTED])],
        "personal": memory.snapshot.personal,
        "place": place_of(conversation, passage) if conversation and passage else None,
        "address": address,
        "titles": {row.address: row.title for row in questions_of(memory.corpus()).values()},
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
        lines = [item.cause, item.words] if item else ["there is no such problem any more"]
        raise Conflict("This is no longer as you saw it.", lines, item.mark if item else "", "/mending")
    what = text(form, "do", 20)
    if what == "take" and isinstance(item.row, LostAnchor) and item.offers:
        chosen = number(form, "offer")
        if chosen >= len(item.offers):
            raise HTTPException(400, "There is no such passage.")
        take(corpus, item.row, memory.conversations[item.thread], item.offers[chosen])
    elif what in ("holds", "drop") and item.passage is not None:
        conversation = memory.conversations[item.thread]
        editor = replace(memory.editor, because=folded(text(form, "because")))
        if what == "holds":
            confirm(corpus, conversation, item.passage, item.question, editor)
        else:
            ruling = NewRuling(verdict=Verdict.DROP, question=item.question)
            editor = replace(editor, because=editor.because or OUTDATED)
            rule(corpus, conversation, item.passage, ruling, editor)
    elif what == "withdraw" and item.decision is not None:
        withdraw(corpus, item.thread, item.decision.number, item.decision.words)
    else:
        raise HTTPException(400, "No button of this screen says so.")
    memory.wrote(item.row)
    request.app.state.refresher.wanted()
    return to(f"/mending/{place}")


def address_of(memory: Memory, row: Mendable) -> str:
    """The address of something that is to be mended, as the list is now."""
    keys = [key_of(each) for each in memory.mending()]
    return f"/mending/{keys.index(key_of(row))}" if key_of(row) in keys else "/mending"


def _mend(memory: Memory, corpus: Corpus, place: int) -> Mend:
    """What stands at a place of the list, with its decision as it lies there now."""
    row = memory.mending()[place]
    if isinstance(row, OldFact):
        return Mend(number=place, row=row, thread=row.passage.thread, passage=row.passage, question=row.question)
    if isinstance(row, RuleAgainst):
        return Mend(number=place, row=row)
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
    if problem.code != VERIFY or decision is None or not decision.question:
        return Mend(number=place, row=row, thread=thread, decision=decision)
    assert memory.snapshot is not None
    judged = ((each.thread, each.number, words) for each, words in memory.snapshot.arranged.decisions)
    words = next((words for *named, words in judged if named == [thread, decision.number]), None)
    question = decision.to or decision.question
    return Mend(number=place, row=row, thread=thread, decision=decision, passage=words, question=question)
