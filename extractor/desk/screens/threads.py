"""A thread as it is read: its posts, what of them is used, and a way to add words of one."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractor.desk.requests import memory_of, page, shown
from extractor.desk.screens.answers import address
from extractor.desk.screens.questions import questions_of
from extractor.model import Passage, Post, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """A post with what is used of it."""

    post: Post
    """The post."""
    reply: Reply | None
    """What it answers."""
    pieces: tuple[tuple[str, str], ...]
    """Its text in pieces, each with the address of the passage that it is a part of, or nothing."""
    asks: bool
    """Whether somebody asks in it."""

    @property
    def used(self) -> bool:
        """Whether any answer is from it."""
        return any(address for _, address in self.pieces)


def routes() -> list[Route]:
    """The addresses of this screen."""
    return [page("/threads/{forum}/{name}", one)]


async def one(request: Request) -> Response:
    """A whole thread."""
    memory = memory_of(request)
    id = f"{request.path_params['forum']}/{request.path_params['name']}"
    if id not in memory.conversations:
        raise HTTPException(404, "There is no such thread.")
    conversation = memory.conversations[id]
    used: dict[int, dict[Passage, str]] = {}
    for entry in memory.entries.values():
        for answer in entry.answers:
            for passage in (answer.passage, *answer.also_in):
                if passage.thread == id:
                    rows = used.setdefault(passage.post, {})
                    rows.setdefault(passage, address(entry.question.address, passage))
    assert memory.snapshot is not None
    asking = {ask.post for group in memory.snapshot.groups for ask in group.asks if ask.thread == id}
    posts = [
        ShownPost(
            post=post,
            reply=conversation.replies.get(post.number),
            pieces=_pieces(post, used.get(post.number, {})),
            asks=post.number in asking,
        )
        for post in conversation.thread.posts
    ]
    questions = questions_of(memory.corpus()).values()
    return shown(request, "thread.html", thread=conversation.thread, id=id, posts=posts, questions=questions)


def _pieces(post: Post, used: dict[Passage, str]) -> tuple[tuple[str, str], ...]:
    """A post's text, cut at its passages; of two that overlap the first is marked."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for passage in sorted(used, key=lambda passage: (passage.start, -passage.end)):
        if passage.start >= end:
            pieces += [(post.text[end : passage.start], ""), (passage.text, used[passage])]
            end = passage.end
    return tuple(piece for piece in [*pieces, (post.text[end:], "")] if piece[0])
