"""Rules: an editor writes one, sees what it catches and what it changes over the corpus, and puts it into a topic."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.desk.requests import Conflict, action, came_from, memory_of, page, shown, text, to
from extractor.desk.screens.questions import questions_of
from extractor.desk.trying import Trial, tried
from extractor.digests import digest_of
from extractor.editing import history
from extractor.editing.rules import NewRule, write
from extractor.model import Stance
from extractor.text.slugs import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule as it is being written."""

    topic: str = ""
    id: str = ""
    question: str = ""
    stance: str = ""
    weight: str = "2"
    any: str = ""
    without: str = ""
    match: str = ""
    no_match: str = ""

    @property
    def rule(self) -> NewRule:
        """What would be written. Raises HTTPException where a field cannot be."""
        try:
            weight = float(self.weight or "2")
        except ValueError:
            raise HTTPException(400, "The weight is no number.") from None
        return NewRule(
            topic=self.topic,
            id=slug(self.id) or self.id,
            question=self.question.rpartition("/")[2] or None,
            stance=Stance(self.stance) if self.stance in list(Stance) else None,
            weight=int(weight) if weight == int(weight) else weight,
            any=_lines(self.any),
            without=_lines(self.without),
            match=_lines(self.match),
            no_match=_lines(self.no_match),
        )


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [page("/rules", empty), action("/rules", decide)]


async def empty(request: Request) -> Response:
    """The form."""
    return _shown(request, Draft(), None, "")


async def decide(request: Request) -> Response:
    """Try a rule, or write it."""
    memory = memory_of(request)
    form = await request.form()
    draft = _draft(form)
    corpus = memory.corpus()
    if draft.topic not in {topic.id for topic in corpus.topics}:
        raise HTTPException(400, "Choose a topic.")
    mark = _mark(corpus.root / "topics" / f"{draft.topic}.toml")
    if text(form, "do", 10) == "write":
        if mark != text(form, "seen", 40):
            now = ["the topic's file has changed since you tried the rule; try it again"]
            raise Conflict("Somebody has changed this topic meanwhile.", now, mark, "/rules")
        write(corpus, draft.rule)
        memory.wrote(None, came_from(request))
        request.app.state.refresher.wanted()
        return to("/changes")
    trial = await asyncio.get_running_loop().run_in_executor(
        request.app.state.refresher.pool, tried, memory.root, draft.rule
    )
    return _shown(request, draft, trial, mark)


def _shown(request: Request, draft: Draft, trial: Trial | None, mark: str) -> Response:
    corpus = memory_of(request).corpus()
    values: dict[str, Any] = {
        "draft": draft,
        "trial": trial,
        "seen": mark,
        "topics": [(topic.id, topic.title) for topic in corpus.topics],
        "questions": questions_of(corpus).values(),
        "stances": [stance.value for stance in Stance],
    }
    return shown(request, "rules.html", here="rules", **values)


def _draft(form: FormData) -> Draft:
    names = ("topic", "id", "question", "stance", "weight", "any", "without", "match", "no_match")
    return Draft(**{name: text(form, name, 8000).strip() for name in names})


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _mark(path: Path) -> str:
    return digest_of(history.read(path) or b"").hex()[:20]
