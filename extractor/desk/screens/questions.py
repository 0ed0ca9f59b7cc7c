"""Questions: groups of asks that wait for an editor, best first, and what becomes of one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.asks.grouping import halves
from extractor.corpus import Corpus
from extractor.desk import seen
from extractor.desk.memory import Memory, key_of
from extractor.desk.requests import Conflict, action, came_from, memory_of, page, shown, text, to
from extractor.editing import groups as editing
from extractor.editing.groups import Accepted
from extractor.model import Ask, Group, GroupAnswer, Question, SetAsideVerdict
from extractor.text.slugs import slug

AROUND = 40
"""Groups of the queue that are listed beside one."""
CANDIDATES = 9
"""Passages that are offered with a group: one a digit key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may answer what a group asks."""

    number: int
    """Its number, by which it is ticked."""
    answer: GroupAnswer
    """The passage, and what speaks for it."""
    author: str | None
    """Who wrote it."""
    title: str
    """Its thread's title."""

    @property
    def ticked(self) -> bool:
        """Whether it would be printed without an editor, and so is ticked for one."""
        return self.answer.scored.strong is not None


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [page("/questions", first), page("/questions/{id}", one), action("/questions/{id}", decide)]


async def first(request: Request) -> Response:
    """The group that stands first."""
    rows = memory_of(request).groups()
    return shown(request, "questions_done.html", here="questions") if not rows else to(f"/questions/{rows[0].id}")


async def one(request: Request) -> Response:
    """One group with all that speaks for it."""
    memory = memory_of(request)
    group = memory.group(request.path_params["id"])
    if group is None:
        raise HTTPException(404, "This group of asks is not there any more, or never was.")
    rows = memory.groups()
    place = next((place for place, row in enumerate(rows) if row.id == group.id), None)
    corpus = memory.corpus()
    lines = seen.of_group(corpus, group)
    questions = questions_of(corpus)
    near = memory.near(f"{group.title} {' '.join(group.wordings)}", questions) if questions else []
    begin = max(0, min((place or 0) - 3, len(rows) - AROUND))
    values: dict[str, Any] = {
        "here": "questions",
        "group": group,
        "waits": place is not None,
        "queue": rows[begin : begin + AROUND],
        "before": rows[place - 1].id if place else None,
        "behind": rows[place + 1].id if place is not None and place + 1 < len(rows) else None,
        "asks": [(ask, memory.summaries[ask.thread].title or "") for ask in group.asks],
        "candidates": candidates(memory, group),
        "topics": [(topic.id, topic.title) for topic in corpus.topics],
        "topic": memory.topic or (corpus.topics[0].id if len(corpus.topics) == 1 else ""),
        "near": near,
        "questions": questions.values(),
        "decided": lines,
        "seen": seen.mark(lines),
    }
    answer = shown(request, "questions.html", **values)
    behind = rows[place + 1] if place is not None and place + 1 < len(rows) else None
    answer.background = BackgroundTask(prepare, memory, behind)
    return answer


def candidates(memory: Memory, group: Group) -> list[Candidate]:
    """The passages that are offered with a group."""
    rows = []
    for number, answer in enumerate(group.answers[:CANDIDATES], 1):
        passage = answer.scored.passage
        conversation = memory.conversations[passage.thread]
        post = conversation.thread.by_number.get(passage.post)
        rows.append(
            Candidate(
                number=number,
                answer=answer,
                author=post.author if post else None,
                title=conversation.thread.title or passage.thread,
            )
        )
    return rows


def questions_of(corpus: Corpus) -> dict[str, Question]:
    """The questions of the FAQ by their addresses."""
    return {question.address: question for topic in corpus.topics for question in topic.questions}


async def decide(request: Request) -> Response:
    """Do with a group what the pressed button says."""
    memory = memory_of(request)
    form = await request.form()
    group = memory.group(request.path_params["id"])
    if group is None:
        raise HTTPException(404, "There is no such group any more.")
    corpus = memory.corpus()
    _unchanged(memory, corpus, group, text(form, "seen", 40))
    editor = replace(memory.editor, because=text(form, "because").strip())
    behind = _behind(memory, group)
    what = text(form, "do", 20)
    if what == "accept":
        kept = [int(value) for value in form.getlist("keep") if isinstance(value, str) and value.isdecimal()]
        accepted = _accepted(corpus, text(form, "topic"), text(form, "title") or text(form, "wording"), kept)
        editing.accept(corpus, group, accepted, editor, memory.conversations)
        memory.topic = accepted.topic
        memory.wrote(group, came_from(request))
        memory.accepted()
    elif what == "merge":
        editing.merge(corpus, group, text(form, "question").strip())
        memory.wrote(group, came_from(request))
    elif what in (SetAsideVerdict.DISMISS, SetAsideVerdict.LATER):
        editing.set_aside(corpus, group, SetAsideVerdict(what), editor)
        memory.wrote(group, came_from(request))
    elif what == SetAsideVerdict.SPLIT:
        parts: list[list[Ask]] = [
            [group.asks[place] for place in part] for part in halves(group.asks, corpus.language.code)
        ]
        editing.split(corpus, group, parts, editor)
        memory.wrote(group, came_from(request))
    else:
        raise HTTPException(400, "No button of this screen says so.")
    request.app.state.refresher.wanted()
    return to(behind)


def _unchanged(memory: Memory, corpus: Corpus, group: Group, given: str) -> None:
    """Raise Conflict where somebody decided about the group since it was shown, here or elsewhere."""
    lines = seen.of_group(corpus, group)
    if seen.mark(lines) != given:
        raise Conflict(
            "Somebody has decided about this since you looked at it.",
            lines or ["what was decided about it was taken back"],
            seen.mark(lines),
            f"/questions/{group.id}",
        )


def _behind(memory: Memory, group: Group) -> str:
    """The address of the group behind one."""
    rows = memory.groups()
    places = [place for place, row in enumerate(rows) if key_of(row) == key_of(group)]
    rest = [*rows[places[0] + 1 :], *rows[: places[0]]] if places else rows
    return f"/questions/{rest[0].id}" if rest else "/questions"


def _accepted(corpus: Corpus, topic: str, title: str, kept: Sequence[int]) -> Accepted:
    """How a group is accepted: the topic may be given by its id, its title, or a new title."""
    wanted = topic.strip()
    known = {topic.title.casefold(): topic.id for topic in corpus.topics} | {
        topic.id: topic.id for topic in corpus.topics
    }
    id = known.get(wanted) or known.get(wanted.casefold())
    return Accepted(
        topic=id or slug(wanted) or wanted, topic_title=None if id else wanted, title=title.strip() or None, keep=kept
    )


def address_of(group: Group) -> str:
    """The address of a group's page."""
    return f"/questions/{quote(group.id, safe='')}"


async def prepare(memory: Memory, group: Group | None) -> None:
    """Open the threads of the group that will be shown next, while the editor reads this one."""
    for answer in group.answers[:CANDIDATES] if group is not None else ():
        if answer.scored.passage.thread in memory.conversations:
            assert memory.conversations[answer.scored.passage.thread].thread
            await asyncio.sleep(0)
