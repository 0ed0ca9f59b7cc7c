"""Answers: passages under the questions, by question or by thread, and what an editor rules about one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.corpus.decisions import Proposal
from extractor.desk import seen
from extractor.desk.memory import Memory, answer_key, key_of
from extractor.desk.requests import Conflict, action, came_from, memory_of, number, page, shown, text, to
from extractor.desk.screens.questions import questions_of
from extractor.editing.groups import retitle
from extractor.editing.rulings import BECAUSE, NewRuling, rule
from extractor.faq.finding import Finder
from extractor.model import Conversation, Decision, Fired, Passage, Post, Reply, Verdict, folded
from extractor.pipeline.built import PROPOSE, kept
from extractor.pipeline.values import Proposed
from extractor.problems import ThreadfaqError

AROUND = 40
"""Questions or threads that are listed beside an answer."""
NEIGHBOURS = 3
"""Posts below an answer's that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A passage in its post, with the posts around it."""

    passage: Passage
    """The words."""
    post: Post
    """Their post."""
    posts: int
    """How many posts its thread has."""
    title: str
    """The thread's title."""
    reply: Reply | None
    """What the post answers."""
    above: Post | None
    """The post that it answers."""
    below: tuple[Post, ...]
    """The posts behind it."""

    @property
    def before(self) -> str:
        """The post's words before the passage."""
        return self.post.text[: self.passage.start]

    @property
    def behind(self) -> str:
        """The post's words behind it."""
        return self.post.text[self.passage.end :]


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [
        page("/answers", first),
        page("/answers/at", one),
        action("/answers/at", decide),
        page("/answers/loose", loose),
        page("/answers/page", whole),
        action("/questions-title", rename),
    ]


async def first(request: Request) -> Response:
    """The passage that stands first: of all, of one question, or of one thread."""
    memory, by = memory_of(request), _by(request.query_params)
    rows = ordered(memory.proposals(), by)
    question, thread = (text(request.query_params, name) for name in ("question", "thread"))
    wanted = [row for row in rows if question in ("", row.question) and thread in ("", row.passage.thread)]
    return (
        to(address(wanted[0].question, wanted[0].passage, by))
        if wanted
        else shown(
            request, "answers_done.html", here="answers", loose=len(memory.snapshot.loose if memory.snapshot else ())
        )
    )


async def one(request: Request) -> Response:
    """One passage in its place, with all that speaks for it."""
    memory, by = memory_of(request), _by(request.query_params)
    conversation, passage, question = _named(memory, request.query_params)
    corpus = memory.corpus()
    questions = questions_of(corpus)
    if question not in questions:
        raise HTTPException(404, "There is no such question any more.")
    rows = ordered(memory.proposals(), by)
    key = answer_key(question, passage)
    place = next((place for place, row in enumerate(rows) if key_of(row) == key), None)
    known = memory.answers.get(key)
    lines = seen.of_passage(corpus, conversation, passage)
    values: dict[str, Any] = {
        "here": "answers",
        "by": by,
        "place": place_of(conversation, passage),
        "question": questions[question],
        "entry": memory.entries.get(question),
        "answer": known[0] if known else None,
        "position": known[1] if known else None,
        "hits": _hits(memory, passage),
        "queue": _queue(rows, memory, by, question if by == "question" else passage.thread),
        "before": _address_at(rows, (place or 0) - 1, by) if place else None,
        "next": _address_at(rows, 0 if place is None else place + 1, by),
        "waits": place is not None,
        "left": len(rows),
        "questions": questions.values(),
        "decided": seen.decisions_on(corpus, conversation, passage),
        "ruling": seen.ruling,
        "reasons": {verdict.value: memory.reasons(verdict) for verdict in Verdict},
        "because": BECAUSE,
        "seen": seen.mark(lines),
    }
    return shown(request, "answers.html", **values)


async def decide(request: Request) -> Response:
    """Rule on a passage as the pressed button says."""
    memory = memory_of(request)
    form = await request.form()
    what = text(form, "do", 20)
    if what not in ("lead", *Verdict):
        raise HTTPException(400, "No button of this screen says so.")
    conversation, passage, question = _judged(memory, form, what)
    corpus = memory.corpus()
    lines = seen.of_passage(corpus, conversation, passage)
    by = _by(form)
    if what != Verdict.ADD and seen.mark(lines) != text(form, "seen", 40):
        back = address(question, passage, by)
        raise Conflict("This passage is no longer as you saw it.", lines, seen.mark(lines), back)
    rows = ordered(memory.proposals(), by)
    item = Proposal(passage=passage, question=question, because=())
    places = [place for place, row in enumerate(rows) if key_of(row) == key_of(item)]
    ruling = NewRuling(
        verdict=Verdict.KEEP if what == "lead" else Verdict(what),
        question=question,
        to=text(form, "to").strip() or None if what == Verdict.MOVE else None,
        text=text(form, "text") if what == Verdict.REWORD else None,
        lead=what == "lead",
    )
    editor = replace(memory.editor, because=folded(text(form, "because")))
    rule(corpus, conversation, passage, ruling, editor)
    memory.wrote(rows[places[0]] if places else item, came_from(request))
    request.app.state.refresher.wanted()
    back = text(form, "back", 400)
    if back.startswith("/") and not back.startswith("//"):
        return to(back)
    rest = [*rows[places[0] + 1 :], *rows[: places[0]]] if places else rows
    return to(address(rest[0].question, rest[0].passage, by) if rest else "/answers")


async def loose(request: Request) -> Response:
    """The best passages that nobody proposed under any question."""
    memory = memory_of(request)
    assert memory.snapshot is not None
    corpus = memory.corpus()
    hidden = {(row.thread, row.words) for row in corpus.decisions}
    rows = [
        (row, memory.summaries[row.passage.thread].title or row.passage.thread)
        for row in memory.snapshot.loose
        if (row.passage.thread, folded(row.passage.text)) not in hidden
    ]
    values: dict[str, Any] = {
        "rows": rows[:AROUND],
        "more": len(rows) - AROUND,
        "questions": questions_of(corpus).values(),
    }
    return shown(request, "loose.html", here="answers", **values)


async def whole(request: Request) -> Response:
    """A question as its page would look, with every candidate."""
    memory = memory_of(request)
    questions = questions_of(memory.corpus())
    wanted = text(request.query_params, "question")
    if wanted not in questions:
        raise HTTPException(404, "There is no such question.")
    entry = memory.entries.get(wanted)
    question = questions[wanted]
    mark = seen.mark(seen.of_question(question))
    return shown(request, "whole.html", here="answers", question=question, entry=entry, seen=mark, address=address)


async def rename(request: Request) -> Response:
    """Give a question another title."""
    memory = memory_of(request)
    form = await request.form()
    corpus = memory.corpus()
    wanted = text(form, "question", 400)
    question = questions_of(corpus).get(wanted)
    back = f"/answers/page?{urlencode({'question': wanted})}"
    lines = seen.of_question(question) if question else ["it is gone"]
    if question is None or seen.mark(lines) != text(form, "seen", 40):
        raise Conflict("This question is no longer as you saw it.", lines, seen.mark(lines), back)
    retitle(corpus, wanted, text(form, "title", 600))
    memory.wrote(None, came_from(request))
    request.app.state.refresher.wanted()
    return to(back)


def address(question: str, passage: Passage, by: str = "question") -> str:
    """The address of a passage under a question."""
    place = {"thread": passage.thread, "post": passage.post, "start": passage.start, "end": passage.end}
    return f"/answers/at?{urlencode({'question': question, **place, 'by': by})}"


def ordered(rows: Sequence[Proposal], by: str) -> list[Proposal]:
    """Passages in the order of the FAQ, or thread by thread in the order of their posts."""
    if by == "question":
        return list(rows)
    return sorted(rows, key=lambda row: (row.passage.thread, row.passage.post, row.passage.start))


def place_of(conversation: Conversation, passage: Passage) -> Place:
    """Where a passage stands."""
    thread = conversation.thread
    reply = conversation.replies.get(passage.post)
    above = thread.by_number.get(reply.parent) if reply is not None and reply.parent is not None else None
    below = [post for post in thread.posts if post.number > passage.post][:NEIGHBOURS]
    return Place(
        passage=passage,
        post=thread.by_number[passage.post],
        posts=len(thread.posts),
        title=thread.title or passage.thread,
        reply=reply,
        above=above,
        below=tuple(below),
    )


def _by(values: FormData | Mapping[str, str]) -> str:
    return "thread" if text(values, "by", 20) == "thread" else "question"


def _named(memory: Memory, values: FormData | Mapping[str, str]) -> tuple[Conversation, Passage, str]:
    """The thread and the passage that a request names, and the question. Raises HTTPException."""
    thread = text(values, "thread", 400)
    if thread not in memory.conversations:
        raise HTTPException(404, "There is no such thread.")
    conversation = memory.conversations[thread]
    post = conversation.thread.by_number.get(number(values, "post"))
    start, end = number(values, "start"), number(values, "end")
    if post is None or not 0 <= start < end <= len(post.text):
        raise HTTPException(404, "There are no such words in this thread any more.")
    return conversation, Passage.of(conversation.thread, post, start, end), text(values, "question", 400).strip()


def _judged(memory: Memory, form: FormData, what: str) -> tuple[Conversation, Passage, str]:
    """The passage that a form is about: named by its place, or, where one is added, by words of a post."""
    if what != Verdict.ADD or not text(form, "words").strip():
        return _named(memory, form)
    thread = text(form, "thread", 400)
    if thread not in memory.conversations:
        raise HTTPException(404, "There is no such thread.")
    conversation = memory.conversations[thread]
    post = conversation.thread.by_number.get(number(form, "post"))
    if post is None:
        raise HTTPException(404, "There is no such post in this thread.")
    editor = memory.editor
    quoted = Decision(
        verdict=Verdict.ADD,
        thread=thread,
        words=folded(text(form, "words")),
        because="",
        by=editor.by,
        on=editor.on,
        post=post.id,
    )
    passage, problems = Finder(conversation).find(quoted)
    if passage is None:
        raise ThreadfaqError(*problems)
    return conversation, passage, text(form, "question", 400).strip()


def _hits(memory: Memory, passage: Passage) -> list[tuple[Fired, str]]:
    """The rules that fired in a passage, with the words on which they did."""
    proposed = kept(memory.store, PROPOSE, passage.thread, memory.keys.propose(passage.thread), Proposed)
    text_of = memory.conversations[passage.thread].thread.by_number[passage.post].text
    hits = [
        hit for label in (proposed.labels if proposed else ()) if label.passage.meets(passage) for hit in label.rules
    ]
    return [(hit, text_of[hit.start : hit.end]) for hit in sorted(hits, key=lambda hit: -hit.weight)][:12]


def _address_at(rows: Sequence[Proposal], place: int, by: str) -> str | None:
    return address(rows[place].question, rows[place].passage, by) if 0 <= place < len(rows) else None


def _queue(rows: Sequence[Proposal], memory: Memory, by: str, here: str) -> list[tuple[str, str, int, bool]]:
    """Questions or threads with passages that wait: address, title, how many, whether it is this one."""
    counts: dict[str, int] = {}
    for row in rows:
        name = row.question if by == "question" else row.passage.thread
        counts[name] = counts.get(name, 0) + 1
    names = list(counts)
    begin = max(0, min((names.index(here) if here in counts else 0) - 3, len(names) - AROUND))
    result = []
    for name in names[begin : begin + AROUND]:
        if by == "question":
            title = memory.entries[name].question.title if name in memory.entries else name
        else:
            title = memory.summaries[name].title or name
        result.append((f"/answers?{urlencode({by: name, 'by': by})}", title, counts[name], name == here))
    return result
